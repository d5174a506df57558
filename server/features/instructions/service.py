"""How the hospital's list of instructions is kept: a code is for ever, its sentence has a history."""

from server.core.context import Context
from server.features.instructions.repository import InstructionRepository
from server.features.instructions.tables import InstructionChangeRow
from server.features.prescriptions.tables import InstructionRow
from shared.contracts.instructions import InstructionKnown, InstructionMoved
from shared.ids import InstructionChangeId, InstructionId, new_id
from shared.languages import Language
from shared.models.common import Page
from shared.models.instructions import (
    AddInstruction,
    ChangeInstruction,
    InstructionChange,
    InstructionEntry,
    InstructionFacts,
    ListInstructionChanges,
    ListInstructions,
)


class InstructionService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._instructions = InstructionRepository(ctx.session)

    def instructions(self, request: ListInstructions) -> Page[InstructionEntry]:
        rows = self._instructions.search(request.term, request.limit + 1)
        return Page(items=[_entry(row) for row in rows[: request.limit]], more=len(rows) > request.limit)

    def add(self, request: AddInstruction) -> InstructionEntry:
        """Raises InstructionKnown."""
        self._instructions.lock()
        known = self._instructions.all().get((request.code.casefold(), request.language))
        if known is not None:
            raise InstructionKnown(known.id)
        return _entry(self.enter(request))

    def change(self, request: ChangeInstruction) -> InstructionEntry:
        """Raises InstructionMoved."""
        row = self._instructions.get_locked(request.instruction_id)
        if facts_of(row) != request.before:
            raise InstructionMoved
        self.set_facts(row, request.after)
        return _entry(row)

    def changes(self, request: ListInstructionChanges) -> Page[InstructionChange]:
        found = self._instructions.changes(request)
        return Page(items=[_change(*one) for one in found[: request.limit]], more=len(found) > request.limit)

    def enter(self, wanted: AddInstruction) -> InstructionRow:
        """A new one, with the first entry of its history."""
        row = InstructionRow(
            id=InstructionId(new_id()),
            code=wanted.code,
            language=wanted.language,
            text=wanted.facts.text,
            is_active=wanted.facts.is_active,
        )
        self._instructions.add(row)
        self._keep(row, None, wanted.facts)
        return row

    def set_facts(self, row: InstructionRow, after: InstructionFacts) -> None:
        before = facts_of(row)
        if before != after:
            row.text, row.is_active = after.text, after.is_active
            self._keep(row, before, after)

    def _keep(self, row: InstructionRow, before: InstructionFacts | None, after: InstructionFacts) -> None:
        self._ctx.touched(row.id)
        self._instructions.add(
            InstructionChangeRow(
                id=InstructionChangeId(new_id()),
                instruction_id=row.id,
                before=before.model_dump(mode="json") if before else None,
                after=after.model_dump(mode="json"),
                changed_by=self._ctx.person.employee_id,
                changed_at=self._ctx.now,
            )
        )


def facts_of(row: InstructionRow) -> InstructionFacts:
    return InstructionFacts(text=row.text, is_active=row.is_active)


def _entry(row: InstructionRow) -> InstructionEntry:
    return InstructionEntry(id=row.id, code=row.code, language=Language(row.language), facts=facts_of(row))


def _change(change: InstructionChangeRow, row: InstructionRow, who: str) -> InstructionChange:
    return InstructionChange(
        id=change.id,
        code=row.code,
        language=Language(row.language),
        before=None if change.before is None else InstructionFacts.model_validate(change.before),
        after=InstructionFacts.model_validate(change.after),
        who=who,
        at=change.changed_at,
    )
