"""A report as a file, for spreadsheets or as a paper, and on paper."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from client.core.i18n import number_text, tr
from client.core.report_words import (
    cell_text,
    change_text,
    figure_word,
    grouping_word,
    meaning_text,
    report_word,
    row_name,
)
from client.printing.cash_papers import ReportColumn as PaperColumn
from client.printing.cash_papers import ReportTable as PaperTable
from client.viewmodels.printing.print_desk import PrintDesk
from client.viewmodels.reports.statistics import Statistics
from shared.contracts import reports, staff
from shared.errors import ApiError
from shared.models.report_runs import ReportRun
from shared.models.reports import MOST_FILE_ROWS, Cell, Grouping, ReportTable
from shared.models.spreadsheets import SpreadsheetForm
from shared.rules.reports import others


class ReportFiles(QObject):
    """Of what the statistics show; who made it is who is signed in."""

    saved = Signal(str)
    """Where the file is."""
    failed = Signal(object)
    """ApiError; None where the file could not be written."""

    def __init__(
        self, calls: Calls, printing: PrintDesk, statistics: Statistics, who: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._calls = calls
        self._printing = printing
        self._statistics = statistics
        self._who = who

    @slot
    async def save(self, path: Path) -> None:
        """By the end of its name: .xlsx, .csv or .pdf."""
        run = self._statistics.state.run
        if run is None or run.table is None:
            return
        try:
            _write(path, await self._made(run, run.table, path.suffix.lower()))
        except ApiError as problem:
            self.failed.emit(problem)
        except OSError:
            self.failed.emit(None)
        else:
            self.saved.emit(str(path))

    async def _made(self, run: ReportRun, table: ReportTable, ending: str) -> bytes:
        if ending == ".pdf":
            return await self._printing.report_pdf(report_word(table.kind), self._about(table), (paper_of(table),))
        form = SpreadsheetForm.CSV if ending == ".csv" else SpreadsheetForm.XLSX
        head = await self._head(table)
        file = await self._calls.send(reports.export(run_id=run.id, form=form, head=head, titles=titles_of(table)))
        return file.data

    def print(self) -> None:
        table = self._statistics.state.table
        if table is not None:
            self._printing.money_report(report_word(table.kind), self._about(table), (paper_of(table),))

    def _about(self, table: ReportTable) -> tuple[tuple[str, str], ...]:
        facts, meaning = self._facts(table)
        if table.more:
            first = tr("The first {n}. The total is of all; XLSX and CSV have more.", n=number_text(len(table.rows)))
            facts.append((tr("Rows"), first))
        return (*facts, (tr("Made by"), self._who), meaning)

    def _facts(self, table: ReportTable) -> tuple[list[tuple[str, str]], tuple[str, str]]:
        return self._statistics.about(), (tr("Meaning"), meaning_text(table.meaning))

    async def _head(self, table: ReportTable) -> list[str]:
        """Who made it, and when, the server writes below."""
        house = await self._calls.send(staff.hospital())
        told, meaning = self._facts(table)
        facts = [tr("{what}: {value}", what=name, value=value) for name, value in (*told, meaning)]
        return [house.name, report_word(table.kind), *facts]


def titles_of(table: ReportTable) -> dict[str, str]:
    """The words of whatever is a key in the file: columns, and rows that are words; days stay dates."""
    nameless = [] if table.by is Grouping.DAY else [row for row in table.rows if not row.label]
    return {
        **{row.key: word for row in nameless if (word := row_name(table.by, row)) != row.key},
        **{column.key: figure_word(column.key) for column in table.columns},
        "row": grouping_word(table.by),
        "before": tr("before"),
        "total": tr("Total"),
        "others": tr("Others"),
        "more": tr("The first {n} rows are listed. The total is of all.", n=number_text(MOST_FILE_ROWS)),
    }


def paper_of(table: ReportTable) -> PaperTable:
    """Beside each figure of a comparison by how much it changed."""

    def cells(now: list[Cell], before: list[Cell] | None) -> list[str]:
        earlier = before or [None] * len(now)
        told = []
        for column, cell, old in zip(table.columns, now, earlier, strict=True):
            text = cell_text(cell, column.kind, table.currency)
            change = change_text(cell, old) if table.before is not None else ""
            told.append(tr("{figure} ({change})", figure=text, change=change) if change else text)
        return told

    first = PaperColumn(grouping_word(table.by), grows=True)
    rows = [(row_name(table.by, row), *cells(row.cells, row.before)) for row in table.rows]
    rest = others(table)
    if rest is not None:
        rows.append((tr("Others"), *cells(rest.cells, rest.before)))
    figures = [PaperColumn(figure_word(column.key), right=True) for column in table.columns]
    return PaperTable(
        columns=(first, *figures),
        rows=tuple(rows),
        total=(tr("Total"), *cells(table.totals, table.totals_before)),
    )


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
