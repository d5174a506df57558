"""How an event of the timeline looks and what it says."""

from typing import Final

from client.core.i18n import tr, trn
from client.core.words import mode_word, priority_word, type_word
from client.widgets.tokens import Tone
from shared.events import EventType
from shared.models.appointments import AppointmentType, Priority, TimelineEntry
from shared.models.billing import PaymentMode
from shared.models.documents import DocumentKind
from shared.rules.work import Work

_PLAIN: Final[tuple[str, Tone]] = ("info", "grey")
_LOOKS: Final[dict[EventType, tuple[str, Tone]]] = {
    EventType.APPOINTMENT_REGISTERED: ("user-plus", "grey"),
    EventType.APPOINTMENT_ASSIGNED: ("user-check", "grey"),
    EventType.APPOINTMENT_RESCHEDULED: ("calendar-days", "warn"),
    EventType.APPOINTMENT_CANCELLED: ("calendar-x", "bad"),
    EventType.QUEUE_JOINED: ("ticket", "primary"),
    EventType.QUEUE_CALLED: ("megaphone", "info"),
    EventType.QUEUE_RECALLED: ("megaphone", "warn"),
    EventType.QUEUE_CALL_UNDONE: ("undo-2", "grey"),
    EventType.QUEUE_SKIPPED: ("pause", "warn"),
    EventType.QUEUE_RETURNED: ("repeat", "grey"),
    EventType.QUEUE_REORDERED: ("list-ordered", "grey"),
    EventType.PATIENT_MERGED: ("link", "warn"),
    EventType.PATIENT_UNMERGED: ("split", "warn"),
    EventType.QUEUE_TRANSFERRED: ("arrow-right", "grey"),
    EventType.QUEUE_PRIORITY_CHANGED: ("list-ordered", "warn"),
    EventType.SENT_FOR_TESTS: ("flask-conical", "info"),
    EventType.QUEUE_NO_SHOW: ("ban", "bad"),
    EventType.ENTERED_ROOM: ("door-open", "grey"),
    EventType.VITALS_RECORDED: ("activity", "info"),
    EventType.VITALS_WITHDRAWN: ("undo-2", "warn"),
    EventType.DIAGNOSIS_RECORDED: ("stethoscope", "primary"),
    EventType.EXITED_ROOM: ("log-out", "grey"),
    EventType.CONSULTATION_COMPLETED: ("circle-check", "ok"),
    EventType.CONSULTATION_AMENDED: ("plus", "warn"),
    EventType.PRESCRIPTION_GIVEN: ("pill", "primary"),
    EventType.PRESCRIPTION_CANCELLED: ("ban", "bad"),
    EventType.TESTS_ORDERED: ("flask-conical", "info"),
    EventType.REFERRAL_GIVEN: ("arrow-right", "primary"),
    EventType.CERTIFICATE_ISSUED: ("file-check", "primary"),
    EventType.CERTIFICATE_CANCELLED: ("ban", "bad"),
    EventType.CONSULTATION_BILLED: ("receipt-text", "grey"),
    EventType.TESTS_BILLED: ("receipt-text", "grey"),
    EventType.MEDICINES_BILLED: ("receipt-text", "grey"),
    EventType.PAYMENT_PARTIAL: ("coins", "warn"),
    EventType.PAYMENT_RECEIVED: ("banknote", "ok"),
    EventType.PAYMENT_REFUNDED: ("undo-2", "warn"),
    EventType.BILL_CANCELLED: ("ban", "bad"),
    EventType.PAYER_SHARE_RETURNED: ("undo-2", "warn"),
    EventType.TEST_SAMPLE_COLLECTED: ("syringe", "info"),
    EventType.TEST_IN_PROGRESS: ("test-tube", "info"),
    EventType.TEST_COMPLETED: ("flask-conical", "ok"),
    EventType.TEST_REVIEWED: ("badge-check", "ok"),
    EventType.REPORT_GENERATED: ("file-check", "ok"),
    EventType.REPORT_DELIVERED: ("file-text", "ok"),
    EventType.TEST_SAMPLE_REJECTED: ("ban", "warn"),
    EventType.TEST_REPEATED: ("repeat", "warn"),
    EventType.TEST_CORRECTED: ("file-text", "warn"),
    EventType.TEST_CORRECTION_ABANDONED: ("undo-2", "warn"),
    EventType.TEST_REISSUE_NEEDED: ("file-text", "warn"),
    EventType.TEST_CANCELLED: ("ban", "bad"),
    EventType.TEST_RESULT_READ: ("eye", "ok"),
    EventType.CRITICAL_VALUE_TOLD: ("megaphone", "bad"),
    EventType.MEDICINES_DISPENSED: ("package", "ok"),
    EventType.MEDICINES_RETURNED: ("package", "warn"),
    EventType.MEDICINES_WITHHELD: ("package", "bad"),
    EventType.FOLLOWUP_SCHEDULED: ("calendar-days", "primary"),
    EventType.FOLLOWUP_REMINDER_SENT: ("bell", "grey"),
    EventType.DOCUMENT_ATTACHED: ("file-text", "info"),
    EventType.DOCUMENT_WITHDRAWN: ("file-text", "warn"),
}


def look_of(event: EventType) -> tuple[str, Tone]:
    """Its icon, and the tone of it."""
    return _LOOKS.get(event, _PLAIN)


def work_word(work: Work) -> str:
    return {
        Work.DESK: tr("Desk"),
        Work.DOCTOR: tr("Doctor"),
        Work.TESTS: tr("Tests"),
        Work.MEDICINES: tr("Medicines"),
        Work.MONEY: tr("Money"),
    }[work]


def document_word(kind: DocumentKind) -> str:
    return {
        DocumentKind.REFERRAL: tr("Referral letter"),
        DocumentKind.REPORT: tr("Report from elsewhere"),
        DocumentKind.PRESCRIPTION: tr("Prescription"),
        DocumentKind.CONSENT: tr("Consent"),
        DocumentKind.IDENTITY: tr("Identity"),
        DocumentKind.INSURANCE: tr("Insurance"),
        DocumentKind.BILL: tr("Bill"),
        DocumentKind.IMAGE: tr("Image"),
        DocumentKind.OTHER: tr("Other"),
    }[kind]


def detail_text(entry: TimelineEntry) -> str:
    """What its data add to the name of the event; its own description where they add nothing."""
    told = entry.metadata
    match entry.type:
        case EventType.APPOINTMENT_REGISTERED if told.get("type") in set(AppointmentType):
            return type_word(AppointmentType(told["type"]))
        case EventType.APPOINTMENT_ASSIGNED if told.get("priority") in {Priority.EMERGENCY, Priority.PRIORITY}:
            priority = priority_word(Priority(told["priority"]))
            return tr("{doctor} · {priority}", doctor=entry.description, priority=priority)
        case EventType.QUEUE_JOINED if "position" in told:
            return tr("Token {token}, place {place}", token=entry.description, place=told["position"])
        case EventType.QUEUE_CALLED if told.get("room"):
            return tr("Token {token} to {room}", token=told.get("token", ""), room=told["room"])
        case EventType.QUEUE_RECALLED | EventType.QUEUE_NO_SHOW if "calls" in told:
            return trn("called once", "called {n} times", int(told["calls"]))
        case EventType.DOCUMENT_ATTACHED | EventType.DOCUMENT_WITHDRAWN if told.get("kind") in set(DocumentKind):
            return document_word(DocumentKind(told["kind"]))
        case EventType.DIAGNOSIS_RECORDED if "added" in told:
            return trn("{n} diagnosis", "{n} diagnoses", int(told["added"]))
        case EventType.PRESCRIPTION_GIVEN if "medicines" in told:
            medicines = trn("{n} medicine", "{n} medicines", int(told["medicines"]))
            return tr("{medicines} · {number}", medicines=medicines, number=entry.description)
        case _:
            return _money_text(entry)


def _money_text(entry: TimelineEntry) -> str:
    told = entry.metadata
    match entry.type:
        case EventType.CONSULTATION_BILLED | EventType.TESTS_BILLED | EventType.MEDICINES_BILLED if "amount" in told:
            return tr(
                "{amount} {currency} · bill {number}",
                amount=told["amount"],
                currency=told.get("currency", ""),
                number=entry.description,
            )
        case EventType.PAYMENT_PARTIAL | EventType.PAYMENT_RECEIVED if told.get("mode") in set(PaymentMode):
            return tr(
                "{amount} {currency} · {mode} · receipt {number}",
                amount=told.get("amount", ""),
                currency=told.get("currency", ""),
                mode=mode_word(PaymentMode(told["mode"])),
                number=entry.description,
            )
        case _:
            return entry.description


def mark_of(entry: TimelineEntry) -> tuple[str, Tone] | None:
    """What must not be overlooked beside the event's name."""
    if entry.type is EventType.PAYMENT_PARTIAL and entry.metadata.get("due"):
        return tr("{amount} left", amount=entry.metadata["due"]), "warn"
    return None
