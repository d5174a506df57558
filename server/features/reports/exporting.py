"""A finished report as a file, in the words of whoever asks for it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from server.core import spreadsheet
from server.core.context import Context
from server.core.spreadsheet import Row, Table, Value
from server.features.reports.runner import ReportRunner
from server.features.reports.service import ReportService
from shared.models.report_runs import ExportReport
from shared.models.reports import Cell, Grouping, ReportRow, ReportTable
from shared.models.spreadsheets import SpreadsheetFile, SpreadsheetForm
from shared.rules.reports import others

_FIRST: Final = "row"
_BEFORE: Final = "before"
_TOTAL: Final = "total"
_OTHERS: Final = "others"
_MORE: Final = "more"
"""The line in the head that says so where rows are left out."""


class Titles(dict[str, str]):
    """What nobody gave a title goes by its key, in words."""

    def __missing__(self, key: str) -> str:
        words = key.replace("_", " ")
        return words[:1].upper() + words[1:]  # a code keeps its letters


class ExportService:
    """The words are of whoever asks; who that is and when, the server says itself below them."""

    def __init__(self, ctx: Context, runner: ReportRunner) -> None:
        self._ctx = ctx
        self._reports = ReportService(ctx, runner)

    def export(self, request: ExportReport) -> SpreadsheetFile:
        """Raises Forbidden, ReportRunNotFound, ReportNotReady."""
        table = self._reports.table(request.run_id)
        name = f"{table.kind}-{table.period.since}-{table.period.until}.{request.form}"
        head = [*request.head, self._signed()]
        return SpreadsheetFile(name=name, data=write(table, request.form, head, Titles(request.titles)))

    def _signed(self) -> str:
        house, person = self._ctx.house, self._ctx.person
        at = self._ctx.now.astimezone(ZoneInfo(house.timezone))
        return f"{person.name}, {at:%Y-%m-%d %H:%M} {house.timezone}"


def write(table: ReportTable, form: SpreadsheetForm, head: Sequence[str], titles: Mapping[str, str]) -> bytes:
    """The head, the columns, the rows and what others come to, the totals; beside each figure that of before."""
    keys = [column.key for column in table.columns]
    figures = [titles[key] for key in keys]
    before = [f"{titles[key]} ({titles[_BEFORE]})" for key in keys] if table.before else []

    def lines() -> Iterator[Row]:
        for row in table.rows:
            yield line(name(row), row.cells, row.before)
        if (rest := others(table)) is not None:
            yield line(titles[_OTHERS], rest.cells, rest.before)
        yield line(titles[_TOTAL], table.totals, table.totals_before)

    def name(row: ReportRow) -> Value:
        """A day is a date, by which a spreadsheet can sort and count on."""
        return date.fromisoformat(row.key) if table.by is Grouping.DAY else row.label or titles[row.key]

    def line(first: Value, cells: Sequence[Cell], cells_before: Sequence[Cell] | None) -> Row:
        earlier = cells_before or [None] * len(before)
        return {titles[_FIRST]: first, **dict(zip([*figures, *before], [*cells, *earlier], strict=True))}

    columns = [titles[_FIRST], *figures, *before]
    sheet = Table(columns, lines(), wide=(titles[_FIRST],), head=[*head, *[titles[_MORE]] * table.more])
    return spreadsheet.write_as(form, {"Report": sheet})
