"""The catalogue into a spreadsheet and back: every row is tried, and all of them are taken over, or none is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias, TypeVar

from pydantic import ValidationError

from server.core.spreadsheet import FileRow, Value
from server.features.lab.tables import TestTypeRow
from server.features.test_catalogue import spreadsheet
from server.features.test_catalogue.describing import (
    NO,
    YES,
    analyte_entry,
    changed_fields,
    limits,
    of_analyte,
    of_lab,
    of_test,
    test_entry,
    whom,
)
from server.features.test_catalogue.editing import Editing, same_ranges
from server.features.test_catalogue.known import Known
from shared.models.common import Model
from shared.models.spreadsheets import SpreadsheetFile, Verdict
from shared.models.test_catalogue import (
    AnalyteEntry,
    BandEntry,
    FieldChange,
    ImportCatalogue,
    ImportedRow,
    ImportReport,
    LabEntry,
    RangeSet,
    SheetName,
    TestEntry,
)
from shared.rules.lab_catalogue import (
    BandField,
    CatalogueProblem,
    CatalogueRefused,
    band_cells,
    read_band,
)
from shared.rules.lab_ranges import Band
from shared.rules.lab_values import ResultKind

_YES: Final = frozenset({YES, "y", "true", "1", "x"})
_NO: Final = frozenset({NO, "n", "false", "0", ""})
_NUMBERS: Final = frozenset(
    {
        "line",
        "decimals",
        "target_minutes",
        "valid_low",
        "valid_high",
        "delta_absolute",
        "delta_percent",
        "delta_days",
        "low",
        "high",
        "critical_low",
        "critical_high",
    }
)
_Line: TypeAlias = tuple[FileRow, BandEntry]
_Entry = TypeVar("_Entry", bound=Model)
_LISTED: Final = {"kind": ", ".join(ResultKind)}


@dataclass
class _Report:
    """What becomes of each row, in the order of the file."""

    rows: list[ImportedRow] = field(default_factory=list)

    def say(self, sheet: SheetName, row: FileRow, subject: str, fields: list[FieldChange], *, is_new: bool) -> None:
        verdict = Verdict.NEW if is_new else Verdict.CHANGED if fields else Verdict.UNCHANGED
        self.rows.append(ImportedRow(sheet=sheet, row=row.number, subject=subject, verdict=verdict, fields=fields))

    def refuse(self, sheet: SheetName, row: FileRow, subject: str, refused: CatalogueRefused) -> None:
        self.rows.append(
            ImportedRow(
                sheet=sheet,
                row=row.number,
                subject=subject,
                verdict=Verdict.REFUSED,
                column=refused.field,
                problem=refused.problem,
                detail=refused.detail[:200],
            )
        )

    @property
    def is_clean(self) -> bool:
        return all(row.verdict is not Verdict.REFUSED for row in self.rows)

    @property
    def changes_anything(self) -> bool:
        return any(row.verdict is not Verdict.UNCHANGED for row in self.rows)


class Importing(Editing):
    def export(self) -> SpreadsheetFile:
        known = Known(self._catalogue)
        coded = {test.id: test.code for test in known.tests.values()}
        lines = sorted(known.lines.values(), key=lambda row: (coded[row.test_type_id], row.line, row.id))
        data = spreadsheet.write(
            {
                SheetName.LABS: [_cells(of_lab(LabEntry.model_validate(row))) for row in known.labs],
                SheetName.TESTS: [_cells(of_test(test_entry(row), row.lab)) for row in known.tests.values()],
                SheetName.ANALYTES: [
                    {"test": coded[row.test_type_id], **_cells(of_analyte(analyte_entry(row)))} for row in lines
                ],
                SheetName.RANGES: [
                    {"test": coded[row.test_type_id], "analyte": row.code, **line}
                    for row in lines
                    for ranges in known.sets(row, self.today)
                    for line in _range_lines(ranges)
                ],
            }
        )
        return SpreadsheetFile(name=f"test-catalogue-{self.today}.xlsx", data=data)

    def try_import(self, request: ImportCatalogue) -> ImportReport:
        """Exactly what an import would do, undone."""
        return self._import(request, keep=False)

    def import_file(self, request: ImportCatalogue) -> ImportReport:
        return self._import(request, keep=True)

    def _import(self, request: ImportCatalogue, *, keep: bool) -> ImportReport:
        """Raises NoSpreadsheet."""
        sheets = spreadsheet.read(request.data)
        self._catalogue.lock()
        report = _Report()
        with self._catalogue.tentatively() as attempt:
            _Run(self, Known(self._catalogue), report, request.reason).take(sheets)
            if keep and report.is_clean:
                attempt.keep()
        return ImportReport(rows=report.rows, imported=keep and report.is_clean and report.changes_anything)


@dataclass
class _Run:
    """One file, sheet by sheet: what a row refers to has been read before it."""

    _editing: Editing
    _known: Known
    _report: _Report
    _reason: str

    def take(self, sheets: Mapping[SheetName, Sequence[FileRow]]) -> None:
        self._import_labs(sheets.get(SheetName.LABS, []))
        self._import_tests(sheets.get(SheetName.TESTS, []))
        self._import_analytes(sheets.get(SheetName.ANALYTES, []))
        self._import_ranges(sheets.get(SheetName.RANGES, []))

    def _import_labs(self, rows: Sequence[FileRow]) -> None:
        seen: set[str] = set()
        for row in rows:
            name = row.cells.get("name", "")
            try:
                _must_be_new(seen, name.casefold(), "name")
                entry = _entry(LabEntry, {"name": name, "is_active": _yes(row, "is_active")})
                known = self._known.find_lab(entry.name)
                fields = changed_fields({} if known is None else of_lab(LabEntry.model_validate(known)), of_lab(entry))
                if fields:
                    self._known.learn_lab(self._editing.put_lab(known, entry, self._reason))
            except CatalogueRefused as refused:
                self._report.refuse(SheetName.LABS, row, name, refused)
            else:
                self._report.say(SheetName.LABS, row, name, fields, is_new=known is None)

    def _import_tests(self, rows: Sequence[FileRow]) -> None:
        seen: set[str] = set()
        for row in rows:
            code = row.cells.get("code", "").upper()
            try:
                _must_be_new(seen, code, "code")
                lab = self._known.lab_of(row)
                answers = {name: _yes(row, name) for name in ("one_person", "is_active")}
                cells: dict[str, object] = {**row.cells, "lab_id": lab.id, **answers}
                entry = _entry(TestEntry, cells)
                known = self._known.tests.get(entry.code)
                before = {} if known is None else of_test(test_entry(known), known.lab)
                fields = changed_fields(before, of_test(entry, lab))
                if fields:
                    self._known.tests[entry.code] = self._editing.put_test(known, entry, self._reason)
            except CatalogueRefused as refused:
                self._report.refuse(SheetName.TESTS, row, code, refused)
            else:
                self._report.say(SheetName.TESTS, row, code, fields, is_new=known is None)

    def _import_analytes(self, rows: Sequence[FileRow]) -> None:
        """Formulas are checked once all lines of a test are there: one may name what comes below it."""
        seen: set[str] = set()
        touched: dict[str, list[FileRow]] = {}
        for row in rows:
            subject = _subject(row, "code")
            try:
                _must_be_new(seen, subject, "code")
                if self._import_analyte(self._known.test_of(row), row, subject):
                    touched.setdefault(self._known.test_of(row).code, []).append(row)
            except CatalogueRefused as refused:
                self._report.refuse(SheetName.ANALYTES, row, subject, refused)
        for code, lines in touched.items():
            try:
                self._editing.check_formulas_of(self._known.tests[code].id)
            except CatalogueRefused as refused:
                row = next((line for line in lines if line.cells["code"].upper() == refused.code), lines[0])
                self._report.refuse(SheetName.ANALYTES, row, f"{code} · {refused.code}", refused)

    def _import_analyte(self, test: TestTypeRow, row: FileRow, subject: str) -> bool:
        """Whether it says anything new."""
        choices = [choice.strip() for choice in row.cells.get("choices", "").split("|") if choice.strip()]
        answers = {name: _yes(row, name) for name in ("is_share", "is_lifelong")}
        cells: dict[str, object] = {**row.cells, "choices": choices, **answers}
        entry = _entry(AnalyteEntry, cells)
        known = self._known.lines.get((test.id, entry.code))
        is_active = _yes(row, "is_active")
        before = {} if known is None else of_analyte(analyte_entry(known))
        if not is_active:
            fields = changed_fields(before, {**before, "is_active": NO} if before else {})
            if known is not None:
                self._editing.retire(test, known, self._reason)
                del self._known.lines[test.id, entry.code]
        else:
            fields = changed_fields(before, of_analyte(entry))
            if fields:
                self._known.lines[test.id, entry.code] = self._editing.put_analyte(test, known, entry, self._reason)
        self._report.say(SheetName.ANALYTES, row, subject, fields, is_new=is_active and known is None)
        return bool(fields)

    def _import_ranges(self, rows: Sequence[FileRow]) -> None:
        """Those of one analyte and one day are a set; of a day that has passed they are what counts now."""
        sets: dict[tuple[str, date], list[_Line]] = {}
        refused_sets: set[str] = set()
        for row in rows:
            subject = _subject(row, "analyte")
            try:
                day = max(_day(row), self._editing.today)
                self._known.line_of(row)
                band = read_band({name: row.cells.get(name, "") for name in BandField})
                entry = _entry(BandEntry, {name: getattr(band, name) for name in BandEntry.model_fields})
            except CatalogueRefused as refused:
                refused_sets.add(subject)
                self._report.refuse(SheetName.RANGES, row, subject, refused)
            else:
                sets.setdefault((subject, day), []).append((row, entry))
        for (subject, day), lines in sets.items():
            if subject not in refused_sets:
                self._import_set(subject, day, lines)

    def _import_set(self, subject: str, day: date, lines: Sequence[_Line]) -> None:
        test, analyte = self._known.line_of(lines[0][0])
        counting = self._known.set_on(analyte, day, self._editing.today)
        source = next((row.cells["source"] for row, _ in lines if row.cells.get("source")), "")
        try:
            bands = [entry for _, entry in lines]
            ranges = _entry(RangeSet, {"valid_from": day, "source": source, "bands": bands})
            is_changed = counting is None or not same_ranges(counting, ranges)
            if is_changed:
                self._editing.put_ranges(test, analyte, ranges, self._reason)
        except CatalogueRefused as refused:
            self._report.refuse(SheetName.RANGES, lines[refused.line or 0][0], subject, refused)
            return
        known = {whom(entry.band): entry.band for entry in counting.bands} if counting else {}
        since = FieldChange(
            field="valid_from",
            before=counting.valid_from.isoformat() if counting else None,
            after=day.isoformat(),
        )
        for row, entry in lines:
            words = whom(entry.band)
            was = known.pop(words, None)
            fields = changed_fields(_texts(was, counting), _texts(entry.band, ranges)) if is_changed else []
            told = [*fields, since] if fields else []
            self._report.say(SheetName.RANGES, row, f"{subject} · {words}", told, is_new=was is None and is_changed)
        for words, band in known.items():
            gone = FieldChange(field="range", of=words, before=limits(band), after=None)
            self._report.rows.append(
                ImportedRow(
                    sheet=SheetName.RANGES,
                    row=None,
                    subject=f"{subject} · {words}",
                    verdict=Verdict.CHANGED,
                    fields=[gone],
                )
            )


def _subject(row: FileRow, of: str) -> str:
    return f"{row.cells.get('test', '').upper()} · {row.cells.get(of, '').upper()}"


def _must_be_new(seen: set[str], key: str, column: str) -> None:
    if key in seen:
        raise CatalogueRefused(CatalogueProblem.DOUBLED_ROW, column, key)
    seen.add(key)


def _yes(row: FileRow, column: str) -> bool:
    written = row.cells.get(column, "").casefold()
    if written in _YES or (written in _NO):
        return written in _YES
    raise CatalogueRefused(CatalogueProblem.YES_OR_NO, column, written)


def _day(row: FileRow) -> date:
    written = row.cells.get("valid_from", "")
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise CatalogueRefused(CatalogueProblem.DAY_UNREADABLE, "valid_from", written) from error


def _entry(model: type[_Entry], cells: Mapping[str, object]) -> _Entry:
    """Of the cells that say anything. Raises CatalogueRefused with the column."""
    given = {name: cells[name] for name in model.model_fields if cells.get(name, "") != ""}
    try:
        return model(**given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        column = str(first["loc"][0]) if first["loc"] else ""
        if first["type"] == "missing":
            raise CatalogueRefused(CatalogueProblem.EMPTY, column) from error
        if column in _LISTED:
            raise CatalogueRefused(CatalogueProblem.NOT_ONE_OF, column, _LISTED[column]) from error
        raise CatalogueRefused(CatalogueProblem.NOT_POSSIBLE, column, str(cells.get(column, ""))) from error


def _cells(texts: Mapping[str, str]) -> dict[str, Value]:
    """Numbers as numbers: a spreadsheet reckons with them."""
    return {name: Decimal(text) if name in _NUMBERS and text else text for name, text in texts.items()}


def _texts(band: Band | None, ranges: RangeSet | None) -> dict[str, str]:
    if band is None or ranges is None:
        return {}
    return {**{name.value: text for name, text in band_cells(band).items()}, "source": ranges.source}


def _range_lines(ranges: RangeSet) -> Iterator[dict[str, Value]]:
    for entry in ranges.bands:
        yield {"valid_from": ranges.valid_from, **_cells(_texts(entry.band, ranges))}
