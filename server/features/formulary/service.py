"""How the hospital's list of medicines is kept: a name is for ever, what is said of it has a history."""

from server.core.context import Context
from server.features.formulary.repository import FormularyRepository
from server.features.formulary.tables import MedicineChangeRow
from server.features.patients.searching import fold
from server.features.prescriptions.tables import MedicineRow
from shared.contracts.formulary import MedicineKnown, MedicineMoved
from shared.ids import MedicineChangeId, MedicineId, new_id
from shared.models.common import Page
from shared.models.formulary import (
    AddMedicine,
    ChangeMedicine,
    ListFormulary,
    ListMedicineChanges,
    MedicineChange,
    MedicineEntry,
    MedicineFacts,
)


class FormularyService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._formulary = FormularyRepository(ctx.session)

    def medicines(self, request: ListFormulary) -> Page[MedicineEntry]:
        rows = self._formulary.search(request.term, request.limit + 1)
        return Page(items=[_entry(row) for row in rows[: request.limit]], more=len(rows) > request.limit)

    def add(self, request: AddMedicine) -> MedicineEntry:
        """Raises MedicineKnown."""
        self._formulary.lock()
        name = (request.generic.casefold(), request.form, request.strength.casefold())
        known = self._formulary.all_by_name().get(name)
        if known is not None:
            raise MedicineKnown(known.id)
        return _entry(self.enter(request))

    def change(self, request: ChangeMedicine) -> MedicineEntry:
        """Raises MedicineMoved."""
        row = self._formulary.get_locked(request.medicine_id)
        if facts_of(row) != request.before:
            raise MedicineMoved
        self.set_facts(row, request.after)
        return _entry(row)

    def changes(self, request: ListMedicineChanges) -> Page[MedicineChange]:
        found = self._formulary.changes(request)
        return Page(items=[_change(*one) for one in found[: request.limit]], more=len(found) > request.limit)

    def enter(self, wanted: AddMedicine) -> MedicineRow:
        """A new one, with the first entry of its history."""
        row = MedicineRow(
            id=MedicineId(new_id()),
            generic=wanted.generic,
            form=wanted.form,
            strength=wanted.strength,
            search=fold(f"{wanted.generic} {wanted.strength} {wanted.form.value}"),
            **wanted.facts.model_dump(),
        )
        self._formulary.add(row)
        self._keep(row, None, wanted.facts)
        return row

    def set_facts(self, row: MedicineRow, after: MedicineFacts) -> None:
        before = facts_of(row)
        if before != after:
            row.controlled, row.over_the_counter = after.controlled, after.over_the_counter
            row.pack, row.is_active = after.pack, after.is_active
            self._keep(row, before, after)

    def _keep(self, row: MedicineRow, before: MedicineFacts | None, after: MedicineFacts) -> None:
        self._ctx.touched(row.id)
        self._formulary.add(
            MedicineChangeRow(
                id=MedicineChangeId(new_id()),
                medicine_id=row.id,
                before=before.model_dump(mode="json") if before else None,
                after=after.model_dump(mode="json"),
                changed_by=self._ctx.person.employee_id,
                changed_at=self._ctx.now,
            )
        )


def facts_of(row: MedicineRow) -> MedicineFacts:
    return MedicineFacts(
        controlled=row.controlled, over_the_counter=row.over_the_counter, pack=row.pack, is_active=row.is_active
    )


def name_of(row: MedicineRow) -> str:
    return " ".join(part for part in (row.generic, row.strength, row.form.value) if part)


def _entry(row: MedicineRow) -> MedicineEntry:
    return MedicineEntry(id=row.id, generic=row.generic, form=row.form, strength=row.strength, facts=facts_of(row))


def _change(change: MedicineChangeRow, medicine: MedicineRow, who: str) -> MedicineChange:
    return MedicineChange(
        id=change.id,
        medicine=name_of(medicine),
        before=None if change.before is None else MedicineFacts.model_validate(change.before),
        after=MedicineFacts.model_validate(change.after),
        who=who,
        at=change.changed_at,
    )
