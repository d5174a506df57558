"""A chart with its title, what it is of, and the same as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from client.core.i18n import tr
from client.widgets.basics import Card, Elide, Item, Label, Scroll, hbox, vbox
from client.widgets.charts.chart import Bar, Chart
from client.widgets.charts.rows import RowChart
from client.widgets.fonts import SEMIBOLD, metrics
from client.widgets.rows import Column
from client.widgets.table import RowsTable

_ROW: Final = 30
_HEAD: Final = 28


class ChartCard(Card):
    """`opened` with the key of a bar, from the chart or from its table."""

    opened = Signal(object)

    def __init__(self, title: str, chart: Chart, of_what: str, *tools: Item, figures: int = 60) -> None:
        """`of_what`: what the bars are, as the head of the table's first column; `figures`: how wide its others are."""
        super().__init__(spacing=6, margins=(14, 10, 14, 10))
        self.chart = chart
        self._of_what = of_what
        self._figures = figures
        self._title = title
        self._caption = Elide("", "small")
        self._stack = _Pages()
        self.table = self._made_table()
        if isinstance(chart, RowChart):
            scroll = Scroll(chart)
            chart.moved.connect(self._bring_into_sight)
            self._scroll: Scroll | None = scroll
            self._stack.addWidget(scroll)
        else:
            self._scroll = None
            self._stack.addWidget(chart)
        self._stack.addWidget(self.table)
        head = hbox(Label(title, "h2"), None, *tools)
        head.addStrut(_HEAD)  # as high as a small button, so that captions of cards beside each other are on a line
        self.add(vbox(head, self._caption), self._stack)
        self.inside.setStretch(1, 1)
        chart.opened.connect(self.opened)

    def set_bars(self, bars: Sequence[Bar], caption: str, empty: str) -> None:
        """`caption`: of which time and whom the figures are, and when they were counted."""
        self._caption.setText(caption)
        self.chart.set_bars(bars, empty)
        self.table.set_rows(self.chart.bars)

    @property
    def caption(self) -> str:
        return self._caption.text()

    def show_table(self, *, shown: bool) -> None:
        self._stack.setCurrentIndex(1 if shown else 0)

    def take_focus(self) -> None:
        """The keyboard, whichever of the two is shown."""
        shown = self.table if self._stack.currentIndex() else self.chart
        shown.setFocus(Qt.FocusReason.TabFocusReason)

    def set_series(self, series: Sequence[str]) -> None:
        """Other columns of the table, and another legend."""
        if tuple(series) != self.chart.series:
            self.chart.set_bars(())
            self.chart.set_series(series)
            shown = self._stack.currentIndex()
            self._stack.removeWidget(self.table)
            self.table.deleteLater()
            self.table = self._made_table()
            self._stack.addWidget(self.table)
            self._stack.setCurrentIndex(shown)

    def _made_table(self) -> RowsTable[Bar]:
        series = self.chart.series
        columns = [Column[Bar](self._of_what, lambda bar: bar.label)]
        columns += [
            Column[Bar](name or tr("Value"), _text_of(place), look="money", width=self._width(name))
            for place, name in enumerate(series)
        ]
        table: RowsTable[Bar] = RowsTable(columns, key=lambda bar: bar.key, name=self._title, row_height=_ROW)
        table.opened.connect(self._open_row)
        return table

    def _width(self, title: str) -> int:
        return max(self._figures, metrics(13, SEMIBOLD).horizontalAdvance(title) + 22)

    def _open_row(self, bar: Bar) -> None:
        self.opened.emit(bar.key)

    def _bring_into_sight(self, box: QRect) -> None:
        if self._scroll is not None:
            self._scroll.ensureVisible(box.center().x(), box.center().y(), 0, box.height())


def _text_of(place: int) -> Callable[[Bar], str]:
    def text(bar: Bar) -> str:
        return bar.texts[place]

    return text


class _Pages(QStackedWidget):
    """As high as what is shown may be: a table wants more room than a chart, and is not asked."""

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 100)

    def sizeHint(self) -> QSize:
        return QSize(320, 190)
