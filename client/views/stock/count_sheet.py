"""A store is counted: one line after the other by Enter, the differences coloured and valued."""

from decimal import Decimal
from functools import partial
from operator import attrgetter
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from client.core.i18n import number_text, tr, trn
from client.core.medicine_words import form_word
from client.core.problem_text import problem_text
from client.core.stock_problems import quantity_text
from client.viewmodels.stock.counting import Counting, CountingState, Lines, key_of
from client.views.stock.count_words import line_text, lines_text, part_text
from client.views.stock.found_sheet import FoundSheet
from client.views.stock.post_sheet import PostSheet
from client.views.stock.words import signed_text, unit_text
from client.widgets.basics import KeyCap, Label, hbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.dialog import Confirm, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.stock_counts import CountLine, StockCount
from shared.rules.stock import read_count

_ROW: Final = 48
_SHOWN: Final = 7


class CountSheet(Sheet):
    """The card's own number shows once a line is counted: nobody copies it."""

    def __init__(self, view_model: Counting, count: StockCount, parent: QWidget) -> None:
        about = tr("{store} · {part}", store=count.store, part=part_text(count))
        super().__init__(
            tr("Count {number}", number=count.count_no), tr("Check and post"), parent, subtitle=about, width=1040
        )
        self._view_model = view_model
        view_model.setParent(self)
        self.shown = Segmented[Lines](((each, lines_text(each)) for each in Lines), tr("Which lines"), chosen=Lines.ALL)
        self.lines: RowsTable[CountLine] = RowsTable(
            (
                Column(tr("Medicine"), attrgetter("medicine"), detail=_product, look="strong"),
                Column(tr("Batch"), attrgetter("batch_no"), detail=_where, width=150),
                Column(tr("Expires"), lambda e: f"{e.expires_on:%m/%Y}", width=84),
                Column(tr("Counted"), _counted, detail=_who, look="money", width=130),
                Column(tr("By the card"), _expected, look="money", width=100),
                Column(tr("Difference"), _difference, look="money", tone=difference_tone, width=100),
                Column(tr("Worth"), _worth, look="money", tone=difference_tone, width=100),
            ),
            key=key_of,
            name=tr("Lines of the count"),
            row_height=_ROW,
        )
        self.lines.set_empty(EmptyState("circle-check", tr("No line of that kind")))
        self.lines.show_rows(_SHOWN)
        self.now = Label("", "strong", wrap=True)
        self.number = LineInput(hint=tr("120, or 12 x 10"), most=20)
        self.number.setFixedWidth(180)
        self.summary = Label("", "muted")
        self.drop = KeyButton(tr("Drop the count"), "Alt+D", kind="ghost", size="lg")
        self.found = KeyButton(tr("Not on the list"), "Alt+F", icon="plus", size="lg")
        self._field = Field(tr("How many are there"), self.number)
        self._bar = hbox(self.now, None, self._field, KeyCap("Enter"), spacing=12)
        self._bar.setStretch(0, 1)
        self.add(hbox(self.shown, KeyCap("Alt+1–3"), None, self.summary, spacing=8), self.lines, self._bar)
        self.add_button(self.found)
        self.add_button(self.drop)
        self.cancel.set_text(tr("Close"))
        # Enter counts; only Ctrl+Enter posts.
        self.primary.setDefault(False)
        self.primary.setAutoDefault(False)
        self.drop.setAutoDefault(False)
        self.found.setAutoDefault(False)
        self.cancel.setAutoDefault(False)

        self.shown.picked.connect(view_model.show_lines)
        for number, each in enumerate(Lines, start=1):
            QShortcut(QKeySequence(f"Alt+{number}"), self).activated.connect(partial(self._pick, each))
        self.lines.current_changed.connect(self._choose)
        self.number.installEventFilter(self)
        self.number.textChanged.connect(self._check)
        self.drop.clicked.connect(self._ask_drop)
        self.found.clicked.connect(self._ask_found)
        self.submitted.connect(self._check_and_post)
        view_model.state_changed.connect(self._render)
        view_model.closed.connect(self.accept)

        self._render(view_model.state)
        view_model.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter keeps the number and goes down; the arrows walk the list while the number keeps the focus."""
        if watched is self.number and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & _CONTROL:
                self._tally()
                return True
            if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
                self.lines.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def _tally(self) -> None:
        counted = _read(self.number.value())
        if counted is not None:
            self.number.clear()
            self._view_model.tally(counted)

    def _check(self) -> None:
        wrong = bool(self.number.value()) and _read(self.number.value()) is None
        self._field.set_error(tr("A number") if wrong else "")

    def _pick(self, shown: Lines) -> None:
        self.shown.set_value(shown)
        self._view_model.show_lines(shown)

    def _choose(self, line: CountLine | None) -> None:
        if line is not None:
            self._view_model.choose(line)

    def _ask_drop(self) -> None:
        sheet = Confirm(
            tr("Drop this count?"),
            tr("Nothing moves. What was counted stays readable."),
            tr("Drop"),
            self,
            reason=tr("Why"),
        )
        sheet.confirmed.connect(self._view_model.drop)
        sheet.open()

    def _ask_found(self) -> None:
        sheet = FoundSheet(self._view_model, self)
        sheet.decided.connect(self._view_model.found)
        sheet.open()

    def _check_and_post(self) -> None:
        sheet = PostSheet(self._view_model, self)
        sheet.decided.connect(self._view_model.post)
        sheet.open()

    def _render(self, state: CountingState) -> None:
        self.set_busy(state.sending)
        problem = None if state.problem is None else problem_text(state.problem)
        self.set_error("" if problem is None else problem.sentence)
        self.lines.set_rows(state.lines)
        if state.chosen is not None:
            self.lines.select(state.chosen)
        line = state.line
        self.now.setText("" if line is None else line_text(line))
        may_count = self._view_model.may_count
        begins = may_count and self._field.isHidden()
        self._field.setVisible(may_count)
        if begins:
            self.number.setFocus()
        self.drop.setVisible(may_count)
        self.found.setVisible(may_count)
        self.primary.setVisible(self._view_model.may_post)
        self.primary.set_blocked("" if len(state.left) < len(_all(state)) else tr("Nothing is counted yet"))
        self.summary.setText(_summary(state))


_CONTROL: Final = Qt.KeyboardModifier.ControlModifier


def difference_tone(line: CountLine) -> Tone | None:
    if not line.difference:
        return None
    return "bad" if line.difference < 0 else "warn"


def _all(state: CountingState) -> list[CountLine]:
    return [] if state.count is None else state.count.lines


def _read(typed: str) -> Decimal | None:
    """None may be there at all; of one bottle a part is left in no store, so that all numbers are whole."""
    return Decimal(0) if typed.strip("0") == "" and typed else read_count(typed)


def _summary(state: CountingState) -> str:
    everything = _all(state)
    counted = tr("{n} of {all} counted", n=len(everything) - len(state.left), all=len(everything))
    if not state.differing:
        return counted
    differ = trn("{n} differs", "{n} differ", len(state.differing))
    return tr("{counted} · {differ} · {worth}", counted=counted, differ=differ, worth=number_text(state.worth, 2))


def _product(line: CountLine) -> str:
    return tr("{strength} {form}", strength=line.strength, form=form_word(line.form))


def _where(line: CountLine) -> str:
    return tr("in quarantine") if line.quarantined else ""


def _counted(line: CountLine) -> str:
    return "–" if line.counted is None else unit_text(line.form, line.counted)


def _who(line: CountLine) -> str:
    if line.times > 1:
        return trn("{who}, {n} time", "{who}, {n} times", line.times, who=line.counted_by)
    return line.counted_by


def _expected(line: CountLine) -> str:
    return "" if line.expected is None else quantity_text(line.expected)


def _difference(line: CountLine) -> str:
    return signed_text(line.difference) if line.difference else ""


def _worth(line: CountLine) -> str:
    return number_text(line.worth, 2) if line.worth else ""
