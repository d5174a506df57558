"""What is asked of the database about the list of instructions."""

from typing import Final, TypeAlias

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from server.features.instructions.tables import InstructionChangeRow
from server.features.prescriptions.tables import InstructionRow
from server.features.staff.tables import Employee
from shared.contracts.instructions import InstructionNotFound
from shared.ids import InstructionId
from shared.models.instructions import ListInstructionChanges

_LOCK: Final = select(func.pg_advisory_xact_lock(func.hashtext("instructions")))
_IN_ORDER: Final = (func.length(InstructionRow.code), InstructionRow.code, InstructionRow.language)
"""2 before 10: a code is a number to whoever reads the list."""
Known: TypeAlias = tuple[str, str]
"""Code, whatever the case of its letters, and language: what an instruction is known by."""


class InstructionRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: InstructionRow | InstructionChangeRow) -> None:
        self._session.add(row)
        self._session.flush()

    def lock(self) -> None:
        """Of two who add one instruction at once, or import a file, the second waits and sees what the first did."""
        self._session.execute(_LOCK)

    def search(self, term: str, limit: int) -> list[InstructionRow]:
        words = and_(True, *(InstructionRow.text.icontains(word, autoescape=True) for word in term.split()))
        found = select(InstructionRow).where(or_(words, func.lower(InstructionRow.code) == term.lower()))
        return list(self._session.scalars(found.order_by(InstructionRow.is_active.desc(), *_IN_ORDER).limit(limit)))

    def all(self) -> dict[Known, InstructionRow]:
        rows = self._session.scalars(select(InstructionRow).order_by(*_IN_ORDER))
        return {(row.code.casefold(), row.language): row for row in rows}

    def get_locked(self, instruction_id: InstructionId) -> InstructionRow:
        row = self._session.get(InstructionRow, instruction_id, with_for_update=True)
        if row is None:
            raise InstructionNotFound(instruction_id)
        return row

    def changes(self, request: ListInstructionChanges) -> list[tuple[InstructionChangeRow, InstructionRow, str]]:
        """With the instruction and who made them, the newest first; one more than asked for."""
        statement = (
            select(InstructionChangeRow, InstructionRow, Employee.full_name)
            .join(InstructionRow, InstructionRow.id == InstructionChangeRow.instruction_id)
            .join(Employee, Employee.id == InstructionChangeRow.changed_by)
            .order_by(InstructionChangeRow.id.desc())
            .limit(request.limit + 1)
        )
        if request.instruction_id is not None:
            statement = statement.where(InstructionChangeRow.instruction_id == request.instruction_id)
        if request.before is not None:
            statement = statement.where(InstructionChangeRow.id < request.before)
        return [(change, row, who) for change, row, who in self._session.execute(statement)]
