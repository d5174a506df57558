"""Prescribing: what a doctor gives, as a signed list that is never changed."""

from collections.abc import Sequence

from server.core.context import Context
from server.core.counters import next_number
from server.features.appointments.repository import AppointmentRepository
from server.features.appointments.tables import Appointment
from server.features.prescriptions.repository import PrescriptionRepository
from server.features.prescriptions.safety import Safety
from server.features.prescriptions.tables import (
    MedicineRow,
    PrescriptionItemRow,
    PrescriptionRow,
    PrescriptionWarningRow,
)
from shared.contracts.prescriptions import PrescriptionStateConflict
from shared.errors import Forbidden
from shared.events import EventType
from shared.ids import AppointmentId, PatientId, PrescriptionId, new_id
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from shared.models.prescriptions import (
    AmendPrescription,
    CancelPrescription,
    CheckPrescription,
    Instruction,
    LastPrescription,
    Medicine,
    NewPrescriptionItem,
    Prescribe,
    Prescription,
    PrescriptionItem,
    PrescriptionStatus,
    RecordedWarning,
    SafetyWarning,
    SearchInstructions,
    SearchMedicines,
)
from shared.permissions import Permission
from shared.rules.dosing import quantity


class PrescriptionService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._prescriptions = PrescriptionRepository(ctx.session)
        self._safety = Safety(ctx, self._prescriptions)

    def search_medicines(self, request: SearchMedicines) -> Page[Medicine]:
        rows = self._prescriptions.search_medicines(request.term, request.limit + 1)
        items = [Medicine.model_validate(row) for row in rows[: request.limit]]
        return Page(items=items, more=len(rows) > request.limit)

    def search_instructions(self, request: SearchInstructions) -> Page[Instruction]:
        rows = self._prescriptions.search_instructions(request.term, request.limit + 1)
        items = [Instruction(id=i.id, code=i.code, text=i.text) for i in rows[: request.limit]]
        return Page(items=items, more=len(rows) > request.limit)

    def get(self, prescription_id: PrescriptionId) -> Prescription:
        return self._answer(self._prescriptions.get(prescription_id))

    def open(self, prescription_id: PrescriptionId) -> Prescription:
        """For somebody's eyes; the look is kept."""
        found = self._prescriptions.get(prescription_id)
        self._ctx.looked_at(found.patient_id, ChartPart.PRESCRIPTIONS, OpenedBy.AGAIN, found.id)
        return self._answer(found)

    def of_visit(self, appointment_id: AppointmentId) -> Prescription | None:
        """The version that stands."""
        newest = self._prescriptions.newest_of(appointment_id)
        return self._answer(newest) if newest else None

    def check(self, request: CheckPrescription) -> Page[SafetyWarning]:
        """Raises AppointmentNotFound, MedicineNotFound."""
        visit = AppointmentRepository(self._ctx.session).get(request.appointment_id)
        self._ctx.actor.reaches(Permission.PRESCRIPTIONS_WRITE, own=visit.doctor_id == self._ctx.person.employee_id)
        self._ctx.check_open(visit.patient_id)  # a warning names what the patient takes
        return Page(items=self._safety.warnings(visit.patient_id, visit.id, request.items, request.facts))

    def last(self, appointment_id: AppointmentId) -> LastPrescription:
        """Raises AppointmentNotFound."""
        visit = AppointmentRepository(self._ctx.session).get(appointment_id)
        found = self._prescriptions.last_before(visit.patient_id, visit.id)
        if found:
            self._ctx.looked_at(visit.patient_id, ChartPart.PRESCRIPTIONS, OpenedBy.VISIT, found.id)
        return LastPrescription(prescription=self._answer(found) if found else None)

    def give(self, visit: Appointment, request: Prescribe, advice: str) -> Prescription:
        """A new list for a visit that the caller has locked; it takes the place of an earlier one of the visit."""
        self._ctx.check_open(visit.patient_id)  # as in `check`
        earlier = self._prescriptions.newest_of(visit.id)
        warnings = self._safety.settled(visit.patient_id, visit.id, request.items, request.facts, request.overrides)
        because = "changed during the visit" if earlier else ""
        return self._issue(visit.id, visit.patient_id, request.items, warnings, advice, earlier, because)

    def amend(self, request: AmendPrescription) -> Prescription:
        """By who prescribed it, also when the patient has gone.

        Raises PrescriptionNotFound, PrescriptionStateConflict, UnsettledWarnings, MedicineNotFound.
        """
        earlier = self._own_issued_locked(request.prescription_id)
        warnings = self._safety.settled(
            earlier.patient_id, earlier.appointment_id, request.items, request.facts, request.overrides
        )
        return self._issue(
            earlier.appointment_id,
            earlier.patient_id,
            request.items,
            warnings,
            earlier.advice,
            earlier,
            request.reason,
        )

    def cancel(self, request: CancelPrescription) -> Prescription:
        """By who prescribed it. Raises PrescriptionNotFound, PrescriptionStateConflict."""
        prescription = self._own_issued_locked(request.prescription_id)
        self._void(prescription, request.reason)
        self._ctx.record(
            EventType.PRESCRIPTION_CANCELLED,
            prescription.appointment_id,
            prescription.patient_id,
            prescription.prescription_no,
            prescription_no=prescription.prescription_no,
            version=prescription.version,
        )
        self._ctx.touched(prescription.id, prescription.appointment_id)
        return self._answer(prescription)

    def _own_issued_locked(self, prescription_id: PrescriptionId) -> PrescriptionRow:
        prescription = self._prescriptions.get_locked(prescription_id)
        if prescription.prescribed_by != self._ctx.person.employee_id:
            raise Forbidden(Permission.PRESCRIPTIONS_WRITE)
        self._ctx.check_open(prescription.patient_id)
        if prescription.status is not PrescriptionStatus.ISSUED:
            raise PrescriptionStateConflict(prescription.status)
        return prescription

    def _void(self, prescription: PrescriptionRow, because: str) -> None:
        prescription.status = PrescriptionStatus.CANCELLED
        prescription.cancelled_because = because
        prescription.cancelled_by = self._ctx.person.employee_id
        prescription.cancelled_at = self._ctx.now

    def _issue(
        self,
        appointment_id: AppointmentId,
        patient_id: PatientId,
        items: Sequence[NewPrescriptionItem],
        warnings: list[PrescriptionWarningRow],
        advice: str,
        earlier: PrescriptionRow | None,
        because: str,
    ) -> Prescription:
        medicines = self._prescriptions.medicines(item.medicine_id for item in items)
        version = 1
        if earlier:
            if earlier.status in {PrescriptionStatus.PARTLY_DISPENSED, PrescriptionStatus.DISPENSED}:
                raise PrescriptionStateConflict(earlier.status)
            version = earlier.version + 1
            if earlier.status is PrescriptionStatus.ISSUED:
                self._void(earlier, because)
            self._prescriptions.flush()
        prescription = PrescriptionRow(
            id=PrescriptionId(new_id()),
            prescription_no=earlier.prescription_no if earlier else self._next_number(),
            version=version,
            supersedes=earlier.id if earlier else None,
            appointment_id=appointment_id,
            patient_id=patient_id,
            status=PrescriptionStatus.ISSUED,
            advice=advice,
            prescribed_by=self._ctx.person.employee_id,
            prescribed_at=self._ctx.now,
            lines=len(items),
            amended_because=because,
            cancelled_because="",
            items=[_line(number, item, medicines[item.medicine_id]) for number, item in enumerate(items, start=1)],
            warnings=warnings,
        )
        self._prescriptions.add(prescription)
        # The timeline is read at every counter: how many medicines, not which.
        self._ctx.record(
            EventType.PRESCRIPTION_GIVEN,
            appointment_id,
            patient_id,
            prescription.prescription_no,
            prescription_no=prescription.prescription_no,
            version=prescription.version,
            medicines=len(items),
        )
        self._ctx.touched(prescription.id, appointment_id)
        return self._answer(prescription)

    def _next_number(self) -> str:
        series = f"RX-{self._ctx.today.year}"
        return f"{series}-{next_number(self._ctx.session, series):06d}"

    def _answer(self, row: PrescriptionRow) -> Prescription:
        return Prescription(
            id=row.id,
            prescription_no=row.prescription_no,
            version=row.version,
            status=row.status,
            items=[PrescriptionItem.model_validate(item) for item in row.items],
            advice=row.advice,
            prescriber_id=row.prescribed_by,
            prescribed_by=self._prescriptions.prescriber(row),
            prescribed_at=row.prescribed_at,
            warnings=[RecordedWarning.model_validate(warning) for warning in row.warnings],
            amended_because=row.amended_because,
            cancelled_because=row.cancelled_because,
        )


def _line(number: int, item: NewPrescriptionItem, medicine: MedicineRow) -> PrescriptionItemRow:
    computed = quantity(medicine.form, item.dose, item.frequency, item.days, medicine.pack)
    return PrescriptionItemRow(
        id=new_id(),
        line=number,
        medicine_id=medicine.id,
        medicine=medicine.generic,
        strength=medicine.strength,
        form=medicine.form,
        dose=item.dose,
        route=item.route,
        frequency=item.frequency,
        days=item.days,
        quantity=computed if item.quantity is None else item.quantity,
        instruction=item.instruction,
        pack=medicine.pack,
        most_a_day=item.most_a_day,
        needed_for=item.needed_for,
    )
