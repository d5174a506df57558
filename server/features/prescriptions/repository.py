"""All SQL of prescriptions, medicines and instructions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import and_, case, delete, func, or_, select
from sqlalchemy.orm import Session, selectinload

from server.features.patients.searching import fold
from server.features.prescriptions.tables import (
    InstructionRow,
    MedicineRow,
    OrderSetRow,
    PrescriptionItemRow,
    PrescriptionRow,
)
from server.features.staff.tables import Employee
from shared.contracts.prescriptions import MedicineNotFound, OrderSetNotFound, PrescriptionNotFound
from shared.ids import AppointmentId, EmployeeId, MedicineId, OrderSetId, PatientId, PrescriptionId
from shared.models.prescriptions import PrescriptionStatus
from shared.rules.dosing import Frequency

_WITH_ALL: Final = (selectinload(PrescriptionRow.items), selectinload(PrescriptionRow.warnings))
_STANDS: Final = PrescriptionRow.status.not_in((PrescriptionStatus.CANCELLED, PrescriptionStatus.EXPIRED))
_TAKEN_UNTIL_CHANGED: Final = 90
"""Days for which a medicine without a number of days counts as taken."""


class PrescriptionRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def search_medicines(self, term: str, limit: int) -> list[MedicineRow]:
        """Products in use: all words in any order, those beginning with the first word before the others."""
        words = fold(term).split()
        found = select(MedicineRow).where(
            MedicineRow.is_active, *(MedicineRow.search.contains(word, autoescape=True) for word in words)
        )
        if words:
            begins = func.lower(MedicineRow.generic).startswith(words[0], autoescape=True)
            found = found.order_by(case((begins, 0), else_=1))
        found = found.order_by(MedicineRow.generic, MedicineRow.form, MedicineRow.strength)
        return list(self._session.scalars(found.limit(limit)))

    def search_instructions(self, term: str, limit: int) -> list[InstructionRow]:
        """By all words in any order, or by the number."""
        words = and_(True, *(InstructionRow.text.icontains(word, autoescape=True) for word in term.split()))
        found = (
            select(InstructionRow)
            .where(InstructionRow.is_active, or_(words, InstructionRow.code == term))
            # 2 before 10: a code is a number to whoever reads the list.
            .order_by(InstructionRow.language, func.length(InstructionRow.code), InstructionRow.code)
        )
        return list(self._session.scalars(found.limit(limit)))

    def medicines(self, ids: Iterable[MedicineId]) -> dict[MedicineId, MedicineRow]:
        """Those in use. Raises MedicineNotFound for the first that is not."""
        wanted = list(ids)
        known = self.known_medicines(wanted)
        for medicine_id in wanted:
            if medicine_id not in known:
                raise MedicineNotFound(medicine_id)
        return known

    def get(self, prescription_id: PrescriptionId) -> PrescriptionRow:
        """With its lines. Raises PrescriptionNotFound."""
        found = self._session.scalar(
            select(PrescriptionRow).where(PrescriptionRow.id == prescription_id).options(*_WITH_ALL)
        )
        if found is None:
            raise PrescriptionNotFound(prescription_id)
        return found

    def newest_of(self, appointment_id: AppointmentId) -> PrescriptionRow | None:
        """The version that stands, with its lines."""
        return self._session.scalar(
            select(PrescriptionRow)
            .where(PrescriptionRow.appointment_id == appointment_id)
            .order_by(PrescriptionRow.version.desc())
            .limit(1)
            .options(*_WITH_ALL)
        )

    def get_locked(self, prescription_id: PrescriptionId) -> PrescriptionRow:
        """With its lines, once nobody else changes it. Raises PrescriptionNotFound."""
        found = self._session.scalar(
            select(PrescriptionRow)
            .where(PrescriptionRow.id == prescription_id)
            .with_for_update()
            .options(*_WITH_ALL)
            .execution_options(populate_existing=True)
        )
        if found is None:
            raise PrescriptionNotFound(prescription_id)
        return found

    def last_before(self, patient_id: PatientId, appointment_id: AppointmentId) -> PrescriptionRow | None:
        """The newest that stands of another visit, with its lines."""
        return self._session.scalar(
            select(PrescriptionRow)
            .where(PrescriptionRow.patient_id == patient_id, PrescriptionRow.appointment_id != appointment_id, _STANDS)
            .order_by(PrescriptionRow.prescribed_at.desc(), PrescriptionRow.id.desc())
            .limit(1)
            .options(*_WITH_ALL)
        )

    def still_taken(
        self, patient_id: PatientId, appointment_id: AppointmentId | None, now: datetime
    ) -> list[tuple[PrescriptionItemRow, str]]:
        """Lines of other visits whose days are not over, with the prescription's number."""
        days = case(
            (PrescriptionItemRow.frequency == Frequency.STAT, 1),
            else_=func.coalesce(PrescriptionItemRow.days, _TAKEN_UNTIL_CHANGED),
        )
        rows = self._session.execute(
            select(PrescriptionItemRow, PrescriptionRow.prescription_no)
            .join(PrescriptionRow, PrescriptionRow.id == PrescriptionItemRow.prescription_id)
            .where(
                PrescriptionRow.patient_id == patient_id,
                PrescriptionRow.appointment_id.is_distinct_from(appointment_id),
                _STANDS,
                PrescriptionRow.prescribed_at + func.make_interval(0, 0, 0, days) > now,
            )
            .order_by(PrescriptionRow.prescribed_at.desc(), PrescriptionItemRow.line)
        )
        return [(item, number) for item, number in rows]

    def order_sets(self, employee_id: EmployeeId) -> list[OrderSetRow]:
        """A doctor's own, by their names."""
        found = select(OrderSetRow).where(OrderSetRow.employee_id == employee_id).order_by(OrderSetRow.name)
        return list(self._session.scalars(found))

    def order_set_named_locked(self, employee_id: EmployeeId, name: str) -> OrderSetRow | None:
        return self._session.scalar(
            select(OrderSetRow)
            .where(OrderSetRow.employee_id == employee_id, OrderSetRow.name == name)
            .with_for_update()
        )

    def remove_order_set(self, employee_id: EmployeeId, order_set_id: OrderSetId) -> None:
        """Raises OrderSetNotFound, for somebody else's too."""
        removed = self._session.scalar(
            delete(OrderSetRow)
            .where(OrderSetRow.id == order_set_id, OrderSetRow.employee_id == employee_id)
            .returning(OrderSetRow.id)
        )
        if removed is None:
            raise OrderSetNotFound(order_set_id)

    def known_medicines(self, ids: Iterable[MedicineId]) -> dict[MedicineId, MedicineRow]:
        """Those in use."""
        rows = self._session.scalars(select(MedicineRow).where(MedicineRow.id.in_(list(ids)), MedicineRow.is_active))
        return {row.id: row for row in rows}

    def add(self, row: PrescriptionRow | OrderSetRow) -> None:
        self._session.add(row)

    def flush(self) -> None:
        self._session.flush()  # the unit of work would write the new version before the old one is out of the way

    def prescriber(self, prescription: PrescriptionRow) -> str:
        return self._session.scalars(select(Employee.full_name).where(Employee.id == prescription.prescribed_by)).one()
