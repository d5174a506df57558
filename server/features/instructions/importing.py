"""The list of instructions out to a spreadsheet and back: tried first, then all of it at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter, ValidationError

from server.core import spreadsheet
from server.core.context import Context
from server.core.spreadsheet import FileRow, Table, UnreadableFileError
from server.features.instructions.repository import InstructionRepository, Known
from server.features.instructions.service import InstructionService, facts_of
from server.features.prescriptions.tables import InstructionRow
from shared.contracts.test_catalogue import NoSpreadsheet
from shared.languages import Language
from shared.models.instructions import (
    AddInstruction,
    Code,
    ImportedInstruction,
    InstructionFacts,
    InstructionImport,
    RowProblem,
)
from shared.models.spreadsheets import SpreadsheetFile, SpreadsheetForm, Verdict

_SHEET: Final = "Instructions"
_COLUMNS: Final = ("code", "language", "text", "is_active")
_YES: Final = {"yes": True, "no": False, "": True, "true": True, "false": False, "1": True, "0": False}
_WORDS: Final = (
    f"language is one of: {', '.join(Language)}.",
    "is_active is yes or no; empty means yes.",
    "An instruction is known by code and language: another code is another one. What is not in the file stays.",
)
_CODE: Final = TypeAdapter[str](Code)


class _Refused(Exception):
    def __init__(self, problem: RowProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class _Step:
    """A row, and what it would do."""

    told: ImportedInstruction
    wanted: AddInstruction | None = None
    known: InstructionRow | None = None


class InstructionFiles:
    def __init__(self, ctx: Context) -> None:
        self._instructions = InstructionRepository(ctx.session)
        self._service = InstructionService(ctx)

    def export(self, form: SpreadsheetForm) -> SpreadsheetFile:
        table = Table(_COLUMNS, (_row(row) for row in self._instructions.all().values()), wide=("text",))
        data = spreadsheet.write_as(form, {_SHEET: table}, _WORDS)
        return SpreadsheetFile(name=f"instructions.{form.value}", data=data)

    def try_import(self, data: bytes) -> InstructionImport:
        """Raises NoSpreadsheet."""
        return InstructionImport(rows=[step.told for step in self._steps(data)])

    def import_file(self, data: bytes) -> InstructionImport:
        """Raises NoSpreadsheet; one refused row and nothing is imported."""
        self._instructions.lock()
        steps = self._steps(data)
        if not any(step.told.verdict is Verdict.REFUSED for step in steps):
            for step in steps:
                if step.wanted is not None and step.known is None:
                    self._service.enter(step.wanted)
                elif step.wanted is not None and step.known is not None:
                    self._service.set_facts(step.known, step.wanted.facts)
        return InstructionImport(rows=[step.told for step in steps])

    def _steps(self, data: bytes) -> list[_Step]:
        known = self._instructions.all()
        seen: set[Known] = set()
        return [_step(row, known, seen) for row in _read(data)]


def _step(row: FileRow, known: dict[Known, InstructionRow], seen: set[Known]) -> _Step:
    subject = " ".join(filter(None, (row.cells.get(name, "") for name in ("code", "language"))))
    try:
        wanted = _wanted(row)
        name = _once(wanted, seen)
    except _Refused as refused:
        return _Step(
            ImportedInstruction(row=row.number, subject=subject, verdict=Verdict.REFUSED, problem=refused.problem)
        )
    found = known.get(name)
    before = facts_of(found) if found is not None else None
    verdict = Verdict.NEW if before is None else Verdict.UNCHANGED if before == wanted.facts else Verdict.CHANGED
    told = ImportedInstruction(row=row.number, subject=subject, verdict=verdict, before=before, after=wanted.facts)
    return _Step(told, wanted, found)


def _once(wanted: AddInstruction, seen: set[Known]) -> Known:
    """What it is known by."""
    name = (wanted.code.casefold(), wanted.language.value)
    if name in seen:
        raise _Refused(RowProblem.TWICE)
    seen.add(name)
    return name


def _read(data: bytes) -> Iterable[FileRow]:
    try:
        return spreadsheet.read_table(data, _SHEET, _COLUMNS)
    except UnreadableFileError as error:
        raise NoSpreadsheet(error.missing) from error


def _wanted(row: FileRow) -> AddInstruction:
    cells = {name: row.cells.get(name, "").strip() for name in _COLUMNS}
    language, is_active = Language.of(cells["language"].lower()), _YES.get(cells["is_active"].lower())
    if language is None:
        raise _Refused(RowProblem.NO_LANGUAGE)
    if is_active is None:
        raise _Refused(RowProblem.NO_YES)
    try:
        code = _CODE.validate_python(cells["code"])
    except ValidationError as error:
        raise _Refused(RowProblem.NO_CODE) from error
    try:
        facts = InstructionFacts(text=cells["text"], is_active=is_active)
    except ValidationError as error:
        raise _Refused(RowProblem.NO_TEXT) from error
    return AddInstruction(code=code, language=language, facts=facts)


def _row(row: InstructionRow) -> dict[str, spreadsheet.Value]:
    return {
        "code": row.code,
        "language": row.language,
        "text": row.text,
        "is_active": "yes" if row.is_active else "no",
    }
