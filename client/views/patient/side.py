"""This visit at a glance, and the rest of the patient's card."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, time_text, tr, trn
from client.core.words import BILL_TONES, STATUS_TONES, bill_status_word, kin_text, money, status_word
from client.core.zone import day_of
from client.viewmodels.patient.file import FileState
from client.viewmodels.patient.visit import VisitState
from client.widgets.basics import Card, Elide, Label, clear, hbox, vbox
from client.widgets.pills import Badge, Pill
from client.widgets.tokens import Tone
from shared.events import EventType
from shared.models.appointments import AppointmentStatus
from shared.money import ZERO


class ThisVisit(Card):
    """Only what is known and may be seen: a row without news is not there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, margins=(14, 11, 14, 13))
        self.setParent(parent)
        self._since = Label("", "small")
        self.consultation = Pill("", "grey")
        self.prescription = Pill("", "ok")
        self.tests = Pill("", "info")
        self.bill = Pill("", "grey")
        self._rows = {
            pill: _StateRow(icon, caption, pill)
            for icon, caption, pill in (
                ("stethoscope", tr("Consultation"), self.consultation),
                ("pill", tr("Prescription"), self.prescription),
                ("flask-conical", tr("Tests"), self.tests),
                ("receipt-text", tr("Bill"), self.bill),
            )
        }
        self.add(hbox(Label(tr("This visit"), "h2"), None, self._since), *self._rows.values())

    def show_visit(self, state: VisitState) -> None:
        visit = state.appointment
        self.setVisible(visit is not None)
        if visit is None:
            return
        since = visit.checked_in_at or visit.booked_at
        self._since.setText(tr("since {time}", time=time_text(since)))
        self._tell(self.consultation, _consultation_text(state), STATUS_TONES[visit.status])
        medicines = _last_number(state, EventType.PRESCRIPTION_GIVEN, "medicines")
        self._tell(self.prescription, trn("{n} medicine", "{n} medicines", medicines) if medicines else "", "ok")
        ordered = _tests_ordered(state)
        self._tell(self.tests, tr("{n} ordered", n=ordered) if ordered else "", "info")
        bill = state.bill
        if bill is None:
            self._tell(self.bill, "", "grey")
        elif bill.due > ZERO and bill.paid > ZERO:
            self._tell(self.bill, tr("{amount} left", amount=money(bill.due, bill.currency)), "warn")
        else:
            self._tell(self.bill, bill_status_word(bill.status), BILL_TONES[bill.status])

    def _tell(self, pill: Pill, text: str, tone: Tone) -> None:
        pill.set_state(text, tone)
        self._rows[pill].setVisible(bool(text))
        self._rows[pill].set_tone(tone)


class CardFacts(Card):
    """What reception wrote beyond the header."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(spacing=8, margins=(14, 11, 14, 13))
        self.setParent(parent)
        self._facts = vbox(spacing=8)
        self._shown: tuple[tuple[str, str], ...] = ()
        self.add(Label(tr("Card"), "h2"), self._facts, None)

    def show_patient(self, state: FileState) -> None:
        patient = state.patient
        facts: tuple[tuple[str, str], ...] = ()
        if patient is not None:
            facts = (
                (tr("Next of kin"), kin_text(patient.next_of_kin)),
                (tr("Address"), patient.address),
                (tr("E-mail"), patient.email),
                (tr("Last visit"), date_text(patient.last_visit) if patient.last_visit else ""),
                (tr("Registered"), date_text(day_of(patient.registered_at))),
            )
        if facts == self._shown:
            return
        self._shown = facts
        clear(self._facts)
        for caption, text in facts:
            if text:
                self._facts.addLayout(vbox(Label(caption, "small"), Label(text, "body", wrap=True), spacing=1))


class _StateRow(QWidget):
    def __init__(self, icon: str, caption: str, pill: Pill) -> None:
        super().__init__()
        self._icon = icon
        self._badge = Badge(icon, "grey", 28)
        row = hbox(self._badge, Elide(caption), pill, spacing=10)
        row.setStretch(1, 1)
        self.setLayout(row)

    def set_tone(self, tone: Tone) -> None:
        self._badge.set_state(self._icon, tone)


def _consultation_text(state: VisitState) -> str:
    """How long it took once it is over; else where the patient is."""
    visit = state.appointment
    if visit is None:
        return ""
    entered = next((e for e in state.entries if e.type is EventType.ENTERED_ROOM), None)
    done = next((e for e in reversed(state.entries) if e.type is EventType.CONSULTATION_COMPLETED), None)
    if visit.status is not AppointmentStatus.COMPLETED or entered is None or done is None:
        return status_word(visit.status)
    minutes = max(1, round((done.performed_at - entered.performed_at).total_seconds() / 60))
    return tr("Done, {minutes} min", minutes=minutes)


def _last_number(state: VisitState, event: EventType, name: str) -> int:
    last = next((e for e in reversed(state.entries) if e.type is event), None)
    return int(last.metadata.get(name, 0)) if last is not None else 0


def _tests_ordered(state: VisitState) -> int:
    return sum(int(e.metadata.get("count", 0)) for e in state.entries if e.type is EventType.TESTS_ORDERED)
