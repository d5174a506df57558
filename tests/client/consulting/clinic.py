"""One doctor's morning, kept in memory: answers the page's calls as the server would."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from client.core.changes import Changes
from client.core.live import Live
from client.desk import Desk
from shared.contracts import appointments, certificates, consultations, lab, patients, prescriptions, referrals, staff
from shared.contracts.prescriptions import UnsettledWarnings
from shared.errors import StaleVersion
from shared.ids import AppointmentId, ConsultationId, MedicineId, OrderSetId, PrescriptionId, TestOrderId, WorkstationId
from shared.models.appointments import AppointmentStatus, AppointmentType, Priority
from shared.models.certificates import Certificate
from shared.models.common import Nothing, Page
from shared.models.consultations import Background, ConsultationDetails, Diagnosis, Note, PastVisit, Phrase
from shared.models.lab import TestOrder, TestOrderStatus, Urgency
from shared.models.lab_results import TestReport, UnreadResult
from shared.models.patients import PatientDetails
from shared.models.prescriptions import (
    LastPrescription,
    OrderSet,
    Prescribe,
    Prescription,
    PrescriptionItem,
    PrescriptionStatus,
    SafetyWarning,
    SetLine,
)
from shared.models.queue import QueueEntry
from shared.models.referrals import VisitReferrals
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from shared.rules.dosing import quantity
from tests.client.consulting.door import Door
from tests.client.consulting.examples import (
    DIAGNOSES,
    DOCTOR,
    HYPERTENSION,
    INSTRUCTIONS,
    MEDICINES,
    NOW,
    OTHER_DOCTOR,
    PENICILLIN,
    TESTS,
    patient,
)
from tests.client.examples import me
from tests.client.fakes import FakeCalls, FakeStream

_LINES = {"items", "facts", "overrides"}


class StillClock:
    """It is always NOW."""

    def now(self):
        return NOW

    def today(self):
        return NOW.date()


class FakeSession(QObject):
    state_changed = Signal(object)

    def __init__(self, person):
        super().__init__()
        self.me = person

    def can(self, endpoint):
        return self.scope(endpoint.allow) is not None

    def scope(self, permission):
        return self.me.permissions.get(permission) if self.me else None


class FakePrinting:
    def __init__(self):
        self.printed = []

    def prescription(self, consultation):
        self.printed.append((consultation, consultation.degrees))

    def reports(self, wanted, number):
        self.printed.append((wanted, number))

    def referral_letter(self, referral, patient):
        self.printed.append((referral, patient))

    def certificate(self, certificate, patient):
        self.printed.append((certificate, patient))


class MemoryDrafts:
    def __init__(self):
        self.kept: dict[str, dict[str, Any]] = {}

    def save(self, key, draft):
        self.kept[key] = draft

    def load(self, key):
        return self.kept.get(key)

    def clear(self, key):
        self.kept.pop(key, None)


class Clinic(Door):
    """`calls` go to it; `push` sends the queue as the stream does."""

    def __init__(self, role: Role = Role.DOCTOR) -> None:
        self.calls = FakeCalls()
        self.stream = FakeStream()
        self.session = FakeSession(me(role))
        self.drafts = MemoryDrafts()
        self.printing = FakePrinting()
        self.warnings: dict[MedicineId, SafetyWarning] = {}
        self.last: Prescription | None = None
        self.sets: list[OrderSet] = []
        self.referrals = VisitReferrals(given=[], received=None)
        self.certificates: list[Certificate] = []
        self.reports: list[TestReport] = []
        self.patients: dict[AppointmentId, PatientDetails] = {}
        self.visits: dict[AppointmentId, ConsultationDetails] = {}
        super().__init__(self.calls)
        self._answer_consultations()
        self._answer_lists()

    def desk(self) -> Desk:
        stream: Any = self.stream
        parts: Any = SimpleNamespace(session=self.session, printing=self.printing, clock=StillClock())
        live = Live(stream)
        live.set_active(True)
        return Desk(
            workstation_id=WorkstationId(UUID(int=1)),
            workstation="Room 101",
            kind=WorkstationKind.CONSULTING,
            calls=self.calls,
            session=parts.session,
            changes=Changes(stream, debounce_ms=0),
            live=live,
            clock=parts.clock,
            printing=parts.printing,
        )

    def arrives(self, number: int, name: str, minutes: int = 10, **changes: Any) -> QueueEntry:
        """Somebody checks in; `changes` are of the queue entry, `allergies` a list."""
        allergies = changes.pop("allergies", [])
        who = patient(number, name, allergies=allergies)
        entry = QueueEntry(
            appointment_id=AppointmentId(UUID(int=number)),
            patient_id=who.id,
            patient_no=who.patient_no,
            name=name,
            name_local="",
            sex=who.sex,
            birth=who.birth,
            token=f"M-{number:03d}",
            status=AppointmentStatus.WAITING,
            hold_reason=None,
            type=AppointmentType.NEW,
            priority=Priority.NORMAL,
            position=number,
            waiting_since=NOW - timedelta(minutes=minutes),
            expected_minutes=None,
            expected_at=None,
            called_at=None,
            calls=0,
            allergies=len(allergies),
            version=1,
        ).model_copy(update=changes)
        self.entries[entry.appointment_id] = entry
        self.patients[entry.appointment_id] = who
        return entry

    def push(self) -> None:
        self.stream.queue.emit(self.snapshot())

    def let_in(self, entry: QueueEntry) -> None:
        self._moved(entry, AppointmentStatus.IN_CONSULTATION, called_at=NOW - timedelta(minutes=11), calls=1)

    def visit(self, entry: QueueEntry) -> ConsultationDetails:
        return self.visits[entry.appointment_id]

    def change_visit(self, entry: QueueEntry, **changes: Any) -> None:
        """Somebody else wrote in it."""
        before = self._visit(entry.appointment_id)
        self._keep(before, **changes)

    def _visit(self, appointment_id: AppointmentId) -> ConsultationDetails:
        entry = self.entries[appointment_id]
        if appointment_id not in self.visits:
            self.visits[appointment_id] = ConsultationDetails(
                id=ConsultationId(appointment_id),
                appointment_id=appointment_id,
                status=entry.status,
                token=entry.token,
                doctor_id=DOCTOR.id,
                doctor=DOCTOR.name,
                degrees=DOCTOR.degrees,
                patient=self.patients[appointment_id],
                note=Note(),
                diagnoses=[],
                prescription=None,
                tests=[],
                amendments=[],
                started_at=NOW,
                saved_at=NOW,
                completed_at=None,
                version=1,
            )
        return self.visits[appointment_id]

    def _keep(self, visit: ConsultationDetails, **changes: Any) -> ConsultationDetails:
        kept = visit.model_copy(update=changes)
        self.visits[visit.appointment_id] = kept
        return kept

    def _answer_consultations(self) -> None:
        def save_note(request):
            visit = self._visit(request.appointment_id)
            if visit.version != request.version:
                raise StaleVersion(visit.version)
            note = Note(**{part: getattr(request, part) for part in Note.model_fields})
            return self._keep(visit, note=note, version=visit.version + 1)

        def record_diagnoses(request):
            titles = {d.code: d.title for d in DIAGNOSES}
            diagnoses = [Diagnosis(code=d.code, title=titles[d.code], kind=d.kind) for d in request.diagnoses]
            return self._keep(self._visit(request.appointment_id), diagnoses=diagnoses)

        def complete(request):
            visit = self._visit(request.appointment_id)
            if visit.version != request.version:
                raise StaleVersion(visit.version)
            del self.entries[request.appointment_id]
            self.completed += 1
            self.version += 1
            done = AppointmentStatus.COMPLETED
            return self._keep(visit, status=done, completed_at=NOW, version=visit.version + 1)

        def record_allergy(request):
            allergy = PENICILLIN.model_copy(update={"substance": request.substance, "severity": request.severity})
            for key, who in self.patients.items():
                if who.id == request.patient_id:
                    changes = {"allergies": [*who.allergies, allergy], "version": who.version + 1}
                    self.patients[key] = who.model_copy(update=changes)
                    return self.patients[key]
            raise AssertionError

        answers = self.calls.answers
        answers(consultations.get, with_=lambda request: self._visit(request.appointment_id))
        answers(consultations.save_note, with_=save_note)
        answers(consultations.record_diagnoses, with_=record_diagnoses)
        answers(consultations.complete, with_=complete)
        answers(prescriptions.prescribe, with_=self.prescribe)
        answers(prescriptions.amend, with_=self.amend)
        answers(prescriptions.check, with_=lambda request: Page(items=self._warnings(request)))
        answers(prescriptions.last, with_=lambda _: LastPrescription(prescription=self.last))
        answers(prescriptions.order_sets, with_=lambda _: Page(items=self.sets))
        answers(prescriptions.save_order_set, with_=self._save_set)
        answers(prescriptions.remove_order_set, with_=self._remove_set)
        answers(lab.order, with_=self.order)
        answers(patients.record_allergy, with_=record_allergy)

    def _warnings(self, request):
        return [self.warnings[item.medicine_id] for item in request.items if item.medicine_id in self.warnings]

    def _save_set(self, request):
        known = {medicine.id: medicine.product for medicine in MEDICINES}
        lines = [SetLine(**item.model_dump(), medicine=known[item.medicine_id]) for item in request.items]
        saved = OrderSet(id=OrderSetId(UUID(int=len(self.sets) + 1)), name=request.name, lines=lines)
        self.sets.append(saved)
        return saved

    def _remove_set(self, request):
        self.sets = [each for each in self.sets if each.id != request.order_set_id]
        return Nothing()

    def prescribe(self, request):
        answered = {override.key for override in request.overrides}
        standing = self._warnings(request)
        if any(warning.needs_reason and warning.key not in answered for warning in standing):
            raise UnsettledWarnings(standing)
        known = {medicine.id: medicine for medicine in MEDICINES}
        items = [
            PrescriptionItem(
                medicine_id=item.medicine_id,
                medicine=known[item.medicine_id].generic,
                strength=known[item.medicine_id].strength,
                form=known[item.medicine_id].form,
                dose=item.dose,
                route=item.route,
                frequency=item.frequency,
                days=item.days,
                quantity=item.quantity or quantity(known[item.medicine_id].form, item.dose, item.frequency, item.days),
                instruction=item.instruction,
            )
            for item in request.items
        ]
        prescription = Prescription(
            id=PrescriptionId(UUID(int=1)),
            prescription_no="RX-2026-000001",
            version=1,
            status=PrescriptionStatus.ISSUED,
            items=items,
            advice="",
            prescriber_id=DOCTOR.id,
            prescribed_by=DOCTOR.name,
            prescribed_at=NOW,
        )
        self._keep(self._visit(request.appointment_id), prescription=prescription)
        return prescription

    def amend(self, request):
        """A new version of the only prescription there is."""
        visit = next(v for v in self.visits.values() if v.prescription and v.prescription.id == request.prescription_id)
        sent = self.prescribe(Prescribe(appointment_id=visit.appointment_id, **request.model_dump(include=_LINES)))
        new = {"id": PrescriptionId(UUID(int=2)), "version": 2, "amended_because": request.reason}
        amended = sent.model_copy(update=new)
        self._keep(visit, prescription=amended)
        return amended

    def order(self, request):
        visit = self._visit(request.appointment_id)
        known = {test.id: test for test in TESTS}
        orders = [
            TestOrder(
                id=TestOrderId(UUID(int=key.int + 1)),
                test_type_id=key,
                name=known[key].name,
                specimen=known[key].specimen,
                urgency=Urgency.ROUTINE,
                status=TestOrderStatus.ORDERED,
                ordered_by=DOCTOR.name,
                requester="",
                ordered_at=NOW,
                due_at=NOW + timedelta(hours=4),
                cancel_reason="",
                released=None,
                version=1,
            )
            for key in request.test_type_ids
        ]
        return Page(items=self._keep(visit, tests=[*visit.tests, *orders]).tests)

    def _answer_lists(self) -> None:
        def found(rows, words):
            def answer(request):
                wanted = request.term.casefold().split()
                return Page(items=[row for row in rows if all(w in words(row).casefold() for w in wanted)])

            return answer

        earlier = PastVisit(
            appointment_id=AppointmentId(UUID(int=9999)),
            at=NOW - timedelta(days=70),
            doctor=DOCTOR.name,
            department="Medicine",
            diagnoses=[HYPERTENSION],
        )
        answers = self.calls.answers
        answers(staff.doctors, with_=Page(items=[DOCTOR, OTHER_DOCTOR]))
        answers(appointments.of_day, with_=Page(items=[]))
        answers(consultations.search_icd10, with_=found(DIAGNOSES, lambda d: f"{d.code} {d.title}"))
        answers(prescriptions.medicines, with_=found(MEDICINES, lambda m: f"{m.generic} {m.strength}"))
        answers(prescriptions.instructions, with_=found(INSTRUCTIONS, lambda i: i.text))
        answers(lab.test_types, with_=found(TESTS, lambda t: f"{t.code} {t.name}"))
        self.background = Background(visits=Page(items=[earlier]), vitals=[], medicines=[], problems=[], results=[])
        self.phrases: list[Phrase] = []
        answers(consultations.phrases, with_=lambda _: Page(items=list(self.phrases)))
        answers(consultations.favourites, with_=Page(items=[HYPERTENSION]))
        answers(referrals.of_visit, with_=lambda _: self.referrals)
        answers(certificates.of_visit, with_=lambda _: Page(items=list(self.certificates)))
        answers(lab.reports_of, with_=lambda _: Page(items=list(self.reports)))
        answers(consultations.background, with_=lambda _: self.background)
        self.unread: list[UnreadResult] = []
        answers(lab.unread, with_=lambda _: Page(items=list(self.unread)))
