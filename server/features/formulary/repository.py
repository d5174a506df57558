"""What is asked of the database about the list of medicines."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.features.formulary.tables import MedicineChangeRow
from server.features.patients.searching import fold
from server.features.prescriptions.tables import MedicineRow
from server.features.staff.tables import Employee
from shared.contracts.prescriptions import MedicineNotFound
from shared.ids import MedicineId
from shared.models.formulary import ListMedicineChanges
from shared.models.prescriptions import DoseForm

_LOCK: Final = select(func.pg_advisory_xact_lock(func.hashtext("formulary")))


class FormularyRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: MedicineRow | MedicineChangeRow) -> None:
        self._session.add(row)
        self._session.flush()

    def lock(self) -> None:
        """Of two who add one medicine at once, or import a file, the second waits and sees what the first did."""
        self._session.execute(_LOCK)

    def search(self, term: str, limit: int) -> list[MedicineRow]:
        words = (MedicineRow.search.contains(word, autoescape=True) for word in fold(term).split())
        return list(
            self._session.scalars(
                select(MedicineRow)
                .where(*words)
                .order_by(MedicineRow.is_active.desc(), MedicineRow.generic, MedicineRow.form, MedicineRow.strength)
                .limit(limit)
            )
        )

    def all_by_name(self) -> dict[tuple[str, DoseForm, str], MedicineRow]:
        """Named as people do: whatever the case of its letters."""
        rows = self._session.scalars(
            select(MedicineRow).order_by(MedicineRow.generic, MedicineRow.form, MedicineRow.strength)
        )
        return {(row.generic.casefold(), row.form, row.strength.casefold()): row for row in rows}

    def get_locked(self, medicine_id: MedicineId) -> MedicineRow:
        row = self._session.get(MedicineRow, medicine_id, with_for_update=True)
        if row is None:
            raise MedicineNotFound(medicine_id)
        return row

    def changes(self, request: ListMedicineChanges) -> list[tuple[MedicineChangeRow, MedicineRow, str]]:
        """With the medicine and who made them, the newest first; one more than asked for."""
        statement = (
            select(MedicineChangeRow, MedicineRow, Employee.full_name)
            .join(MedicineRow, MedicineRow.id == MedicineChangeRow.medicine_id)
            .join(Employee, Employee.id == MedicineChangeRow.changed_by)
            .order_by(MedicineChangeRow.id.desc())
            .limit(request.limit + 1)
        )
        if request.medicine_id is not None:
            statement = statement.where(MedicineChangeRow.medicine_id == request.medicine_id)
        if request.before is not None:
            statement = statement.where(MedicineChangeRow.id < request.before)
        return [(change, medicine, who) for change, medicine, who in self._session.execute(statement)]
