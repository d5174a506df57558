"""Prescribing: what a doctor gives, as a signed list that is never changed."""

from server.core.context import Context
from server.core.counters import next_number
from server.features.appointments.tables import Appointment
from server.features.prescriptions.repository import PrescriptionRepository
from server.features.prescriptions.tables import MedicineRow, PrescriptionItemRow, PrescriptionRow
from shared.events import EventType
from shared.ids import AppointmentId, PrescriptionId, new_id
from shared.models.common import Page
from shared.models.prescriptions import (
    Instruction,
    Medicine,
    NewPrescriptionItem,
    Prescription,
    PrescriptionItem,
    PrescriptionStatus,
    SearchInstructions,
    SearchMedicines,
)
from shared.rules.dosing import quantity


class PrescriptionService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._prescriptions = PrescriptionRepository(ctx.session)

    def search_medicines(self, request: SearchMedicines) -> Page[Medicine]:
        rows = self._prescriptions.search_medicines(request.term, request.limit + 1)
        items = [
            Medicine(id=m.id, generic=m.generic, form=m.form, strength=m.strength, controlled=m.controlled)
            for m in rows[: request.limit]
        ]
        return Page(items=items, more=len(rows) > request.limit)

    def search_instructions(self, request: SearchInstructions) -> Page[Instruction]:
        rows = self._prescriptions.search_instructions(request.term, request.limit + 1)
        items = [Instruction(id=i.id, code=i.code, text=i.text) for i in rows[: request.limit]]
        return Page(items=items, more=len(rows) > request.limit)

    def get(self, prescription_id: PrescriptionId) -> Prescription:
        return self._answer(self._prescriptions.get(prescription_id))

    def of_visit(self, appointment_id: AppointmentId) -> Prescription | None:
        """The version that stands."""
        newest = self._prescriptions.newest_of(appointment_id)
        return self._answer(newest) if newest else None

    def give(self, visit: Appointment, items: list[NewPrescriptionItem], advice: str) -> Prescription:
        """A new list for a visit that the caller has locked; it takes the place of an earlier one of the visit."""
        medicines = self._prescriptions.medicines(item.medicine_id for item in items)
        earlier = self._prescriptions.newest_of(visit.id)
        if earlier:
            earlier.status = PrescriptionStatus.CANCELLED
        prescription = PrescriptionRow(
            id=PrescriptionId(new_id()),
            prescription_no=earlier.prescription_no if earlier else self._next_number(),
            version=earlier.version + 1 if earlier else 1,
            supersedes=earlier.id if earlier else None,
            appointment_id=visit.id,
            patient_id=visit.patient_id,
            status=PrescriptionStatus.ISSUED,
            advice=advice,
            prescribed_by=self._ctx.person.employee_id,
            prescribed_at=self._ctx.now,
            items=[_line(number, item, medicines[item.medicine_id]) for number, item in enumerate(items, start=1)],
        )
        self._prescriptions.add(prescription)
        # The timeline is read at every counter: how many medicines, not which.
        self._ctx.record(
            EventType.PRESCRIPTION_GIVEN,
            visit.id,
            visit.patient_id,
            prescription.prescription_no,
            prescription_no=prescription.prescription_no,
            version=prescription.version,
            medicines=len(items),
        )
        self._ctx.touched(prescription.id, visit.id)
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
            prescribed_by=self._prescriptions.prescriber(row),
            prescribed_at=row.prescribed_at,
        )


def _line(number: int, item: NewPrescriptionItem, medicine: MedicineRow) -> PrescriptionItemRow:
    computed = quantity(medicine.form, item.dose, item.frequency, item.days)
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
    )
