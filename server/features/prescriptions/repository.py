"""All SQL of prescriptions, medicines and instructions."""

from collections.abc import Iterable

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, selectinload

from server.features.patients.searching import fold
from server.features.prescriptions.tables import InstructionRow, MedicineRow, PrescriptionRow
from server.features.staff.tables import Employee
from shared.contracts.prescriptions import MedicineNotFound, PrescriptionNotFound
from shared.ids import AppointmentId, MedicineId, PrescriptionId


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
        rows = self._session.scalars(select(MedicineRow).where(MedicineRow.id.in_(wanted), MedicineRow.is_active))
        known = {row.id: row for row in rows}
        for medicine_id in wanted:
            if medicine_id not in known:
                raise MedicineNotFound(medicine_id)
        return known

    def get(self, prescription_id: PrescriptionId) -> PrescriptionRow:
        """With its lines. Raises PrescriptionNotFound."""
        found = self._session.scalar(
            select(PrescriptionRow)
            .where(PrescriptionRow.id == prescription_id)
            .options(selectinload(PrescriptionRow.items))
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
            .options(selectinload(PrescriptionRow.items))
        )

    def add(self, prescription: PrescriptionRow) -> None:
        self._session.add(prescription)

    def prescriber(self, prescription: PrescriptionRow) -> str:
        return self._session.scalars(select(Employee.full_name).where(Employee.id == prescription.prescribed_by)).one()
