"""Which chart fits a report, and its bars."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from client.core.i18n import tr
from client.core.report_words import cell_text, figure_word, grouping_word, row_text
from client.core.zone import day_of
from client.widgets.charts.card import ChartCard
from client.widgets.charts.chart import GAP, Bar, Chart
from client.widgets.charts.columns import ColumnChart
from client.widgets.charts.lines import LineChart
from client.widgets.charts.rows import RowChart
from shared.models.reports import Cell, CellKind, Grouping, ReportRow, ReportTable

_IN_ORDER: Final = frozenset({Grouping.DAY, Grouping.HOUR, Grouping.MONTH, Grouping.AGE})
_COUNTED: Final = frozenset({CellKind.COUNT, CellKind.QUANTITY, CellKind.MONEY})
_MOST_COLUMNS: Final = 24


def chart_card(table: ReportTable, figure: int, caption: str) -> ChartCard:
    """Lines over many days, columns over a few; else the rows as they stand, the most first."""
    column = table.columns[figure]
    name, whole = figure_word(column.key), column.kind is CellKind.COUNT
    bars = bars_of(table, figure)
    chart: Chart
    if table.by not in _IN_ORDER:
        chart = RowChart(name, (name,), whole=whole)
    elif len(bars) > _MOST_COLUMNS:
        chart = LineChart(name, (name,), whole=whole)
    else:
        chart = ColumnChart(name, (name,), whole=whole)
    card = ChartCard(name, chart, grouping_word(table.by), figures=130)
    card.set_bars(bars, caption, tr("Nothing to tell of these days"))
    return card


def bars_of(table: ReportTable, figure: int) -> list[Bar]:
    """What is in order has a place for each step, though nothing happened there; of others those with a figure."""
    rows = {row.key: row for row in table.rows}
    if table.by in _IN_ORDER:
        return [_bar(table, key, rows.get(key), figure) for key in _steps(table)]
    return [_bar(table, row.key, row, figure) for row in table.rows if row.cells[figure] is not None]


def _steps(table: ReportTable) -> list[str]:
    """The keys from the first to the last; days from the first that was asked for up to now."""
    found = [row.key for row in table.rows]
    if not found:
        return []
    match table.by:
        case Grouping.DAY:
            first, last = table.period.since, min(table.period.until, day_of(table.taken_at))
            last = max(last, date.fromisoformat(max(found)))
            return [(first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1)]
        case Grouping.HOUR:
            return [f"{hour:02d}" for hour in range(int(min(found)), int(max(found)) + 1)]
        case Grouping.MONTH:
            return _months(min(found), max(found))
        case _:
            return found


def _months(first: str, last: str) -> list[str]:
    begins, ends = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(begins, ends + 1)]


def _bar(table: ReportTable, key: str, row: ReportRow | None, figure: int) -> Bar:
    """Where there is no row, nothing was counted; a median of nothing is none."""
    kind = table.columns[figure].kind
    nothing = Decimal(0) if kind in _COUNTED else None
    cell = nothing if row is None else row.cells[figure]
    text = cell_text(cell, kind, table.currency)
    label = row_text(table.by, key, "" if row is None else row.label)
    return Bar(key=key, label=label, values=(_number(cell),), texts=(text,), total=text)


def can_be_drawn(table: ReportTable, figure: int) -> bool:
    return table.columns[figure].kind is not CellKind.DATE


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, Decimal) else GAP
