"""A whole panel on one sheet, typed from top to bottom."""

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.core.words import sex_letter
from client.viewmodels.lab.bench import BenchState
from client.viewmodels.lab.entry import EntryLine
from client.views.lab.result_row import ResultRow
from client.views.lab.words import sum_text
from client.widgets.basics import Label, Rule, Scroll, box, hbox
from client.widgets.icons import Icon
from shared.ids import AnalyteId
from shared.models.lab_results import ResultSheet

_STRETCH = (24, 0, 10, 16, 20, 22)
_ROOM = (110, 0, 56, 86, 92, 110)


class ResultGrid(Scroll):
    typed = Signal(object, str)  # AnalyteId
    finished = Signal()
    """Enter on the last line."""

    def __init__(self) -> None:
        self._inside = QWidget()
        super().__init__(self._inside)
        self._grid = QGridLayout(self._inside)
        self.rows: list[ResultRow] = []
        self._order: tuple[AnalyteId, ...] = ()
        self._stretched = 0
        self._sum_icon = Icon("circle-alert", "warn", 15)
        self._sum = Label("", "small")
        self._sum_row = box(hbox(self._sum_icon, self._sum, None, spacing=6))
        self._build()

    def show_state(self, state: BenchState) -> None:
        if state.sheet is None:
            return
        lines = state.lines
        order = tuple(entry.line.analyte_id for entry in lines)
        if order != self._order:
            self._place(order, state.sheet)
        locked = not state.is_open_for_entry or state.sending
        for row, entry in zip(self.rows, lines, strict=True):
            row.show_entry(entry, locked=locked)
        self._show_sum(state.missing_to_hundred, lines)

    def start(self) -> None:
        """The keyboard goes to the first line that has no value."""
        empty = (row for row in self.rows if not row.input.value() and not row.input.placeholderText())
        row = next(empty, self.rows[0] if self.rows else None)
        if row is not None:
            self._go_to(row)

    def row_of(self, analyte_id: AnalyteId) -> ResultRow:
        return next(row for row in self.rows if row.analyte_id == analyte_id)

    def _build(self) -> None:
        self._grid.setContentsMargins(14, 4, 12, 8)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(1)
        for place, (stretch, room) in enumerate(zip(_STRETCH, _ROOM, strict=True)):
            self._grid.setColumnStretch(place, stretch)
            self._grid.setColumnMinimumWidth(place, room)

    def _place(self, order: tuple[AnalyteId, ...], sheet: ResultSheet) -> None:
        self._order = order
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self._sum_row:
                widget.hide()
                widget.deleteLater()
        for old in self.rows:
            old.deleteLater()
        normal = tr("Normal, {sex}", sex=sex_letter(sheet.sex))
        titles = (tr("Test"), tr("Result"), tr("Unit"), tr("Flag"), normal, tr("Before"))
        for place, title in enumerate(titles):
            self._grid.addWidget(Label(title, "group"), 0, place)
        self._grid.addWidget(Rule(), 1, 0, 1, len(titles))
        self.rows = [ResultRow(line, self) for line in sheet.lines]
        shares = [row for row, line in zip(self.rows, sheet.lines, strict=True) if line.is_share]
        last_share = shares[-1] if shares else None
        at = 2
        for row in self.rows:
            for place, cell in enumerate(row.cells):
                self._grid.addWidget(cell, at, place)
            self._grid.addWidget(row.note, at + 1, 1, 1, len(titles) - 1)
            row.typed.connect(self.typed)
            row.stepped.connect(self._step)
            at += 2
            if row is last_share:
                self._grid.addWidget(self._sum_row, at, 1, 1, len(titles) - 1)
                at += 1
        self._grid.setRowStretch(self._stretched, 0)
        self._stretched = at
        self._grid.setRowStretch(at, 1)

    def _show_sum(self, missing: Decimal | None, lines: tuple[EntryLine, ...]) -> None:
        self._sum_row.setVisible(missing is not None and any(entry.line.is_share for entry in lines))
        if missing is None:
            return
        self._sum.setText(sum_text(missing))
        self._sum.set_tone("ok" if missing == 0 else "bad")
        self._sum_icon.show_icon("circle-check" if missing == 0 else "circle-alert", "ok" if missing == 0 else "bad")

    def _step(self, by: int) -> None:
        inputs = [row.input for row in self.rows]
        focused = next((place for place, each in enumerate(inputs) if each.hasFocus()), -1)
        place = focused + by
        if place >= len(self.rows):
            inputs[focused].editingFinished.emit()
            self.finished.emit()
        elif place >= 0:
            self._go_to(self.rows[place])

    def _go_to(self, row: ResultRow) -> None:
        row.input.setFocus()
        row.input.selectAll()
        self.ensureWidgetVisible(row.input)
