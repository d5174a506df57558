"""At how many a medicine is ordered again: typed down the list, with what its use suggests beside."""

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.medicine_words import form_word
from client.core.problem_text import problem_text
from client.core.stock_problems import quantity_text
from client.viewmodels.stock.levels import Levels, LevelsState
from client.views.stock.words import lasts_text
from client.widgets.basics import KeyCap, Label, hbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import NumberInput
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.stock import ReorderLine

_SHOWN: Final = 8


class LevelsSheet(Sheet):
    def __init__(self, view_model: Levels, store: str, parent: QWidget) -> None:
        super().__init__(tr("When it is ordered"), tr("Close"), parent, subtitle=store, width=860)
        self._view_model = view_model
        view_model.setParent(self)
        self.search = SearchBox(tr("Medicine"), "F4", size="md")
        self.lines: RowsTable[ReorderLine] = RowsTable(
            (
                Column(tr("Medicine"), lambda e: e.medicine.generic, detail=_product, look="strong"),
                Column(tr("On hand"), lambda e: quantity_text(e.on_hand), look="money", width=90),
                Column(tr("Used in 30 days"), lambda e: quantity_text(e.used), look="money", width=120),
                Column(tr("Lasts"), lasts_text, width=96),
                Column(tr("By its use"), lambda e: quantity_text(e.suggested_level), look="money", width=96),
                Column(tr("Level"), _level, look="money", width=90),
            ),
            key=lambda e: e.medicine.id,
            name=tr("Medicines of the store"),
            row_height=42,
        )
        self.now = Label("", "strong", wrap=True)
        self.level = NumberInput()
        self.level.setFixedWidth(140)
        self.suggested = KeyButton(tr("As its use says"), "Alt+P")
        self.none = KeyButton(tr("Not reordered"), "Alt+X", kind="ghost")
        self._bar = [Field(tr("Ordered at"), self.level), KeyCap("Enter"), self.suggested, self.none]
        self._build()

        self.search.searched.connect(view_model.look_for)
        self.lines.current_changed.connect(self._choose)
        self.level.installEventFilter(self)
        self.suggested.clicked.connect(self._take_suggested)
        self.none.clicked.connect(self._keep_none)
        self.submitted.connect(self.accept)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)
        view_model.refresh()
        self.level.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter keeps the level and goes down; the arrows walk the list while the level keeps the focus."""
        if watched is self.level and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = event.modifiers() & Qt.KeyboardModifier.ControlModifier == Qt.KeyboardModifier.NoModifier
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain:
                self._keep()
                return True
            if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
                self.lines.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self.search.drive(self.lines)
        self.lines.set_empty(EmptyState("package", tr("The store keeps no such medicine")))
        self.lines.show_rows(_SHOWN)
        self.cancel.hide()
        self.primary.setDefault(False)
        for button in (self.primary, self.suggested, self.none):
            button.setAutoDefault(False)
        for widget in self._bar:
            widget.setVisible(self._view_model.may_set)
        bar = hbox(self.now, *self._bar, spacing=12)
        bar.setStretch(0, 1)
        self.add(hbox(self.search, KeyCap("F4"), spacing=8), self.lines, bar)

    def _choose(self, line: ReorderLine | None) -> None:
        if line is not None:
            self._view_model.choose(line)

    def _keep(self) -> None:
        level = self.level.amount()
        if level is not None and level >= 0:
            self._view_model.keep(level)

    def _take_suggested(self) -> None:
        line = self._view_model.state.line
        if line is not None:
            self._view_model.keep(line.suggested_level)

    def _keep_none(self) -> None:
        self._view_model.keep(None)

    def _render(self, state: LevelsState) -> None:
        problem = None if state.problem is None else problem_text(state.problem)
        self.set_error("" if problem is None else problem.sentence)
        self.lines.set_rows(state.lines)
        if state.chosen is not None:
            self.lines.select(state.chosen)
        line = state.line
        text = (
            "" if line is None else tr("{medicine} {product}", medicine=line.medicine.generic, product=_product(line))
        )
        if text != self.now.text():
            self.now.setText(text)
            self.level.set_amount(None if line is None else line.level)
            self.level.selectAll()
        self.suggested.set_blocked("" if line is not None and line.suggested_level > Decimal(0) else tr("None used"))


def _product(line: ReorderLine) -> str:
    return tr("{strength} {form}", strength=line.medicine.strength, form=form_word(line.medicine.form))


def _level(line: ReorderLine) -> str:
    return "–" if line.level is None else quantity_text(line.level)
