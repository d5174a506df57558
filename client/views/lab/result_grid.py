"""A whole panel on one sheet, typed from top to bottom."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import short_date_text, tr
from client.core.words import sex_letter
from client.core.zone import day_of
from client.viewmodels.lab.bench import BenchState
from client.views.lab.result_row import ResultRow
from client.views.lab.words import sum_text
from client.widgets.basics import Label, Rule, Scroll, box, hbox
from client.widgets.icons import Icon
from client.widgets.tokens import Tone
from shared.ids import AnalyteId
from shared.models.lab_results import ResultSheet
from shared.rules.lab_panel import Shares

_STRETCH = (26, 0, 10, 14, 18, 16, 16)
_ROOM = (104, 0, 52, 84, 82, 62, 88)


class ResultGrid(Scroll):
    typed = Signal(object, str)  # AnalyteId
    finished = Signal()
    """Enter on the last line."""
    stood_at = Signal(object)  # AnalyteId

    def __init__(self) -> None:
        self._inside = QWidget()
        super().__init__(self._inside)
        self._grid = QGridLayout(self._inside)
        self.rows: list[ResultRow] = []
        self._order: tuple[AnalyteId, ...] = ()
        self._before = Label("", "group")
        self._stretched = 0
        self._roomy = False
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
        days = {day_of(entry.line.previous.at) for entry in lines if entry.line.previous is not None}
        self._before.setText(tr("Before, {day}", day=short_date_text(*days)) if len(days) == 1 else tr("Before"))
        for row, entry in zip(self.rows, lines, strict=True):
            row.show_entry(entry, locked=locked, days=len(days) > 1)
        self._show_sum(state.shares)

    def start(self) -> None:
        """The keyboard goes to the first line that has no value."""
        row = next((row for row in self.rows if row.is_open), self.rows[0] if self.rows else None)
        if row is not None:
            self._go_to(row)

    def set_roomy(self, roomy: bool) -> None:  # noqa: FBT001 a setter
        """Bigger lines where the screen has room for a whole panel of them."""
        self._roomy = roomy
        for row in self.rows:
            row.set_roomy(roomy)

    def row_of(self, analyte_id: AnalyteId) -> ResultRow:
        return next(row for row in self.rows if row.analyte_id == analyte_id)

    def _build(self) -> None:
        self._grid.setContentsMargins(14, 4, 12, 8)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(1)
        for place, (stretch, room) in enumerate(zip(_STRETCH, _ROOM, strict=True)):
            self._grid.setColumnStretch(place, stretch)
            self._grid.setColumnMinimumWidth(place, room)

    def _place(self, order: tuple[AnalyteId, ...], sheet: ResultSheet) -> None:
        self._order = order
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in {self._sum_row, self._before}:
                widget.hide()
                widget.deleteLater()
        for old in self.rows:
            old.deleteLater()
        normal = tr("Normal, {sex}", sex=sex_letter(sheet.sex))
        words = (tr("Test"), tr("Result"), tr("Unit"), tr("Flag"), normal)
        titles = (*(Label(each, "group") for each in words), self._before, Label(tr("Change"), "group"))
        for place, title in enumerate(titles):
            self._grid.addWidget(title, 0, place)
        self._grid.addWidget(Rule(), 1, 0, 1, len(titles))
        self.rows = [ResultRow(line, self) for line in sheet.lines]
        self.set_roomy(self._roomy)
        shares = [row for row, line in zip(self.rows, sheet.lines, strict=True) if line.is_share]
        last_share = shares[-1] if shares else None
        at = 2
        for row in self.rows:
            for place, cell in enumerate(row.cells):
                self._grid.addWidget(cell, at, place)
            self._grid.addWidget(row.note, at + 1, 1, 1, len(titles) - 1)
            row.typed.connect(self.typed)
            row.input.stepped.connect(self._step)
            row.input.entered.connect(self._enter)
            row.input.focused.connect(self._stand)
            at += 2
            if row is last_share:
                self._grid.addWidget(self._sum_row, at, 1, 1, len(titles) - 1)
                at += 1
        self._grid.setRowStretch(self._stretched, 0)
        self._stretched = at
        self._grid.setRowStretch(at, 1)

    def _show_sum(self, shares: Shares | None) -> None:
        self._sum_row.setVisible(shares is not None)
        if shares is None:
            return
        is_off = shares.is_off or shares.missing < 0
        tone: Tone = "bad" if is_off else "info" if shares.missing else "ok"
        self._sum.setText(sum_text(shares))
        self._sum.set_tone(tone)
        self._sum_icon.show_icon("circle-alert" if shares.missing else "circle-check", tone)

    def _stand(self) -> None:
        row = self._focused()
        if row is not None:
            self.stood_at.emit(row.analyte_id)

    def _enter(self) -> None:
        """To the next line that a hand has to type: what is calculated is passed over."""
        row = self._focused()
        after = self.rows[self.rows.index(row) + 1 :] if row is not None else []
        following = next((each for each in after if not each.is_passed_over), None)
        if following is not None:
            self._go_to(following)
        elif row is not None:
            row.input.editingFinished.emit()
            self.finished.emit()

    def _step(self, by: int) -> None:
        row = self._focused()
        place = self.rows.index(row) + by if row is not None else -1
        if 0 <= place < len(self.rows):
            self._go_to(self.rows[place])

    def _focused(self) -> ResultRow | None:
        return next((row for row in self.rows if row.input.hasFocus()), None)

    def _go_to(self, row: ResultRow) -> None:
        row.input.setFocus()
        row.input.selectAll()
        self.ensureWidgetVisible(row.input)
