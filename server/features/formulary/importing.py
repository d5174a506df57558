"""The list of medicines out to a spreadsheet and back: first what would become of each row, then all of it at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from pydantic import ValidationError

from server.core import spreadsheet
from server.core.context import Context
from server.core.spreadsheet import FileRow, Table, UnreadableFileError
from server.features.formulary.repository import FormularyRepository
from server.features.formulary.service import FormularyService, facts_of
from server.features.prescriptions.tables import MedicineRow
from shared.contracts.test_catalogue import NoSpreadsheet
from shared.models.formulary import AddMedicine, ImportedMedicine, MedicineFacts, MedicineImport, RowProblem
from shared.models.prescriptions import DoseForm
from shared.models.spreadsheets import SpreadsheetFile, SpreadsheetForm, Verdict

_SHEET: Final = "Medicines"
_COLUMNS: Final = ("generic", "form", "strength", "controlled", "over_the_counter", "pack", "is_active")
_YES: Final = {"yes": True, "no": False, "": False, "true": True, "false": False, "1": True, "0": False}
_FORMS: Final = ", ".join(DoseForm)
_WORDS: Final = (
    f"form is one of: {_FORMS}.",
    "controlled, over_the_counter and is_active are yes or no; an empty is_active means yes.",
    "pack is what one bottle, ampoule or vial holds, in mL; of insulin, in units.",
    "A medicine is known by generic, form and strength: another name is another one. What is not in the file stays.",
)


class _Refused(Exception):
    def __init__(self, problem: RowProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class _Step:
    """A row, and what it would do."""

    told: ImportedMedicine
    wanted: AddMedicine | None = None
    known: MedicineRow | None = None


class FormularyFiles:
    def __init__(self, ctx: Context) -> None:
        self._formulary = FormularyRepository(ctx.session)
        self._service = FormularyService(ctx)

    def export(self, form: SpreadsheetForm) -> SpreadsheetFile:
        table = Table(_COLUMNS, (_row(row) for row in self._formulary.all_by_name().values()), wide=("generic",))
        data = spreadsheet.write_as(form, {_SHEET: table}, _WORDS)
        return SpreadsheetFile(name=f"medicines.{form.value}", data=data)

    def try_import(self, data: bytes) -> MedicineImport:
        """Raises NoSpreadsheet."""
        return MedicineImport(rows=[step.told for step in self._steps(data)])

    def import_file(self, data: bytes) -> MedicineImport:
        """Raises NoSpreadsheet; one refused row and nothing is imported."""
        self._formulary.lock()
        steps = self._steps(data)
        if not any(step.told.verdict is Verdict.REFUSED for step in steps):
            for step in steps:
                if step.wanted is not None and step.known is None:
                    self._service.enter(step.wanted)
                elif step.wanted is not None and step.known is not None:
                    self._service.set_facts(step.known, step.wanted.facts)
        return MedicineImport(rows=[step.told for step in steps])

    def _steps(self, data: bytes) -> list[_Step]:
        known = self._formulary.all_by_name()
        seen: set[tuple[str, DoseForm, str]] = set()
        steps = []
        for row in _read(data):
            subject = " ".join(filter(None, (row.cells.get(name, "") for name in ("generic", "strength", "form"))))
            try:
                wanted = _wanted(row)
                name = _once(wanted, seen)
            except _Refused as refused:
                told = ImportedMedicine(
                    row=row.number, subject=subject, verdict=Verdict.REFUSED, problem=refused.problem
                )
                steps.append(_Step(told))
            else:
                steps.append(_step(row.number, subject, wanted, known.get(name)))
        return steps


def _once(wanted: AddMedicine, seen: set[tuple[str, DoseForm, str]]) -> tuple[str, DoseForm, str]:
    """What it is known by."""
    name = (wanted.generic.casefold(), wanted.form, wanted.strength.casefold())
    if name in seen:
        raise _Refused(RowProblem.TWICE)
    seen.add(name)
    return name


def _step(number: int, subject: str, wanted: AddMedicine, known: MedicineRow | None) -> _Step:
    before = facts_of(known) if known is not None else None
    verdict = Verdict.NEW if before is None else Verdict.UNCHANGED if before == wanted.facts else Verdict.CHANGED
    told = ImportedMedicine(row=number, subject=subject, verdict=verdict, before=before, after=wanted.facts)
    return _Step(told, wanted, known)


def _read(data: bytes) -> Iterable[FileRow]:
    try:
        return spreadsheet.read_table(data, _SHEET, _COLUMNS)
    except UnreadableFileError as error:
        raise NoSpreadsheet(error.missing) from error


def _wanted(row: FileRow) -> AddMedicine:
    cells = {name: row.cells.get(name, "").strip() for name in _COLUMNS}
    facts = MedicineFacts(
        controlled=_yes(cells["controlled"]),
        over_the_counter=_yes(cells["over_the_counter"]),
        is_active=_yes(cells["is_active"] or "yes"),
    )
    try:
        form = DoseForm(cells["form"].lower())
    except ValueError as error:
        raise _Refused(RowProblem.NO_FORM) from error
    try:
        pack = MedicineFacts(pack=Decimal(cells["pack"])).pack if cells["pack"] else None
    except (InvalidOperation, ValidationError) as error:
        raise _Refused(RowProblem.NO_PACK) from error
    try:
        return AddMedicine(
            generic=cells["generic"],
            form=form,
            strength=cells["strength"],
            facts=facts.model_copy(update={"pack": pack}),
        )
    except ValidationError as error:
        raise _Refused(RowProblem.NO_NAME) from error


def _yes(cell: str) -> bool:
    try:
        return _YES[cell.lower()]
    except KeyError as error:
        raise _Refused(RowProblem.NO_YES) from error


def _row(row: MedicineRow) -> dict[str, spreadsheet.Value]:
    return {
        "generic": row.generic,
        "form": row.form.value,
        "strength": row.strength,
        "controlled": "yes" if row.controlled else "no",
        "over_the_counter": "yes" if row.over_the_counter else "no",
        "pack": row.pack,
        "is_active": "yes" if row.is_active else "no",
    }
