"""The table of a report: the arrows go from figure to figure, Enter opens the documents behind one.

Shift opens those behind the figure of the days before: with Enter, or with a double click.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from client.core.i18n import tr
from client.core.report_words import cell_text, change_text, figure_word, grouping_word, row_name
from client.widgets.basics import vbox
from client.widgets.fonts import SEMIBOLD, metrics
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.theme import tokens
from shared.models.reports import Cell, ReportColumn, ReportTable

_ROW: Final = 32
_ROW_OF_TWO: Final = 44
_NARROWEST: Final = 78
_NAMES: Final = 170


@dataclass(frozen=True)
class Line:
    """A row of the report, or its total, whose key is None."""

    key: str | None
    name: str
    cells: tuple[str, ...]
    changes: tuple[str, ...]


def lines_of(table: ReportTable) -> list[Line]:
    return [_line(table, row.key, row_name(table.by, row), row.cells, row.before) for row in table.rows]


def total_of(table: ReportTable) -> Line:
    return _line(table, None, tr("Total"), table.totals, table.totals_before)


def has_before(table: ReportTable, key: str | None, figure: int) -> bool:
    """Whether the days before are told of in this figure of a row, or of the total."""
    befores = (row.before for row in table.rows if row.key == key)
    cells = table.totals_before if key is None else next(befores, None)
    return cells is not None and cells[figure] is not None


def _line(table: ReportTable, key: str | None, name: str, now: Sequence[Cell], before: Sequence[Cell] | None) -> Line:
    old = before or [None] * len(now)
    return Line(
        key,
        name,
        tuple(cell_text(cell, column.kind, table.currency) for column, cell in zip(table.columns, now, strict=True)),
        tuple(_change(column, cell, was, table) for column, cell, was in zip(table.columns, now, old, strict=True)),
    )


def _change(column: ReportColumn, now: Cell, before: Cell, table: ReportTable) -> str:
    """What it was in the period before, and by how much it changed."""
    if table.before is None:
        return ""
    was = cell_text(before, column.kind, table.currency)
    change = change_text(now, before)
    return tr("{before} · {change}", before=was, change=change) if change else was


class FigureTable(RowsTable[Line]):
    figure_opened = Signal(object, int)
    """The Line, and the place of the figure in it."""
    before_opened = Signal(object, int)
    """The same, of the days before."""

    def __init__(self, columns: Sequence[Column[Line]], name: str, row_height: int) -> None:
        super().__init__(columns, key=lambda line: line.key, name=name, row_height=row_height)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        if columns:
            self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.selectionModel().currentChanged.connect(self.viewport().update)

    @property
    def figure(self) -> int:
        """Which figure the cursor is on; the first, where it is on the name."""
        return max(self.currentIndex().column() - 1, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The names take what is left, and never too little: then the figures scroll sideways."""
        figures = sum(column.width for column in self.rows_model.columns)
        if self.rows_model.columns:
            self.setColumnWidth(0, max(_NAMES, self.viewport().width() - figures))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.currentIndex().column() > 0:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(tokens().focus), 2))
            box = QRectF(self.visualRect(self.currentIndex())).adjusted(2, 2, -2, -2)
            painter.drawRoundedRect(box, 4, 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            if not event.isAutoRepeat():
                self.open_before()
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.open_before()  # the first of the two clicks has put the cursor there
            return
        super().mouseDoubleClickEvent(event)

    def open_before(self) -> None:
        line = self.current()
        if line is not None:
            self.before_opened.emit(line, self.figure)

    def _open(self, index: QModelIndex) -> None:
        line = self.rows_model.row(index)
        if line is not None:
            self.figure_opened.emit(line, max(index.column() - 1, 0))


class FiguresView(QWidget):
    """The rows, and under them the total: made anew where another report has other columns."""

    figure_opened = Signal(object, int)
    before_opened = Signal(object, int)

    def __init__(self) -> None:
        super().__init__()
        self._shape: object = None
        self._empty = EmptyState("chart-line", "")
        self.rows = self.total = FigureTable((), tr("Report"), _ROW)
        self._layout = vbox()
        self.setLayout(self._layout)

    def show_table(self, table: ReportTable | None, empty: str) -> None:
        columns = [] if table is None else _columns(table)
        compared = table is not None and table.before is not None
        shape = (compared, [(column.title, column.width) for column in columns])
        if shape != self._shape:
            self._shape = shape
            self._make(columns, _ROW_OF_TWO if compared else _ROW)
        self._empty.set_text(empty)
        self.rows.set_rows([] if table is None else lines_of(table))
        self.total.set_rows([] if table is None or not table.rows else [total_of(table)])
        self.total.setVisible(table is not None and bool(table.rows))

    def take_focus(self) -> None:
        if self.rows.currentIndex().column() <= 0 and self.rows.rows_model.rowCount():
            self.rows.setCurrentIndex(self.rows.rows_model.index(0, 1))
        self.rows.setFocus()

    def open_before(self) -> None:
        """Of the figure under the cursor."""
        (self.total if self.total.hasFocus() else self.rows).open_before()

    def _keep_under(self) -> None:
        """The sums stand under their columns, whether there is a scroll bar beside these or not."""
        bar = self.rows.verticalScrollBar()
        gap = bar.sizeHint().width() if bar.maximum() > 0 else 0
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.total.setViewportMargins(gap if mirrored else 0, 0, 0 if mirrored else gap, 0)

    def _make(self, columns: Sequence[Column[Line]], height: int) -> None:
        had_focus = self.rows.hasFocus()
        for old in (self.rows, self.total):
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = FigureTable(columns, tr("Report"), height)
        self.total = FigureTable(columns, tr("Total"), height)
        self.total.horizontalHeader().hide()
        self.total.setFixedHeight(height + 4)
        self.total.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.total.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.horizontalScrollBar().valueChanged.connect(self.total.horizontalScrollBar().setValue)
        self.rows.verticalScrollBar().rangeChanged.connect(self._keep_under)
        self._empty = EmptyState("chart-line", "")
        self.rows.set_empty(self._empty)
        for made in (self.rows, self.total):
            made.figure_opened.connect(self.figure_opened)
            made.before_opened.connect(self.before_opened)
            self._layout.addWidget(made)
        self._layout.setStretch(0, 1)
        if had_focus:
            self.rows.setFocus()


def _columns(table: ReportTable) -> list[Column[Line]]:
    """As wide as what stands in them."""
    lines = [*lines_of(table), total_of(table)]
    figures = [_figure(place, column, lines) for place, column in enumerate(table.columns)]
    return [Column(grouping_word(table.by), lambda line: line.name, look="strong"), *figures]


def _figure(place: int, column: ReportColumn, lines: Sequence[Line]) -> Column[Line]:
    def text(line: Line) -> str:
        return line.cells[place]

    def change(line: Line) -> str:
        return line.changes[place]

    title = figure_word(column.key)
    # The longest text is the widest one, or nearly: not each of a thousand is measured.
    longest = max((text(line) for line in lines), key=len)
    below = max((change(line) for line in lines), key=len)
    width = max(
        _NARROWEST,
        metrics(14, SEMIBOLD).horizontalAdvance(longest) + 22,
        metrics(12).horizontalAdvance(below) + 22,
        metrics(12, SEMIBOLD).horizontalAdvance(title) + 24,
    )
    return Column(title, text, detail=change if below else None, look="money", width=width)
