"""Counting a drawer by its notes and coins: to close it, to hand it over, to take one over."""

from decimal import Decimal
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.core.numbers import plain
from client.core.problem_text import problem_text
from client.viewmodels.cashier.drawer import CashDrawer, DrawerState
from client.views.cashier.amounts import Figures, short
from client.widgets.basics import Label, Rule, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.inputs import MoneyInput, NumberInput
from client.widgets.pills import Note
from shared.denominations import denominations
from shared.models.cash import CashSession, Count, HandOver, Pieces
from shared.money import ZERO, Currency, minor_digits

_ROWS: Final = 6


class CountTable(QWidget):
    """How many of each piece; Enter goes to the next one."""

    changed = Signal()
    finished = Signal()

    def __init__(self, currency: Currency) -> None:
        super().__init__()
        self._currency = currency
        self.numbers = {piece: NumberInput(size="sm") for piece in denominations(currency)}
        self.other = MoneyInput(places=minor_digits(currency), size="sm")
        self.total = Label("", "big")
        self._sums = {piece: Figures("") for piece in self.numbers}
        self._build()
        self._look()

    def count(self) -> Count | None:
        """None while something typed is no number."""
        editors = (*self.numbers.values(), self.other)
        if any(editor.value() and (editor.amount() is None or (editor.amount() or ZERO) < ZERO) for editor in editors):
            return None
        return Count(
            pieces=[
                Pieces(denomination=piece, number=int(number))
                for piece, editor in self.numbers.items()
                if (number := editor.amount())
            ],
            other=self.other.amount() or ZERO,
        )

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        self.other.setAccessibleName(tr("Other coins and notes"))
        for place, (piece, editor) in enumerate(self.numbers.items()):
            row, column = place % _ROWS, place // _ROWS * 4
            name = short(piece, self._currency)
            editor.setAccessibleName(tr("Pieces of {amount}", amount=name))
            editor.setMaximumWidth(80)
            self._sums[piece].setMinimumWidth(84)
            cells = (Label(tr("{amount} ×", amount=name), "strong"), editor, self._sums[piece])
            for offset, widget in enumerate(cells):
                grid.addWidget(widget, row, column + offset)
        editors = [*self.numbers.values(), self.other]
        for editor, following in zip(editors, [*editors[1:], None], strict=True):
            editor.textChanged.connect(self._look)
            editor.returnPressed.connect(following.setFocus if following is not None else self.finished)
        self.other.setMaximumWidth(140)
        other = hbox(Label(tr("Other"), "strong"), self.other, None)
        total = hbox(Label(tr("Counted"), "h2"), None, self.total, Label(self._currency, "small"))
        self.setLayout(vbox(box(grid), other, Rule(), total, spacing=10))
        self.setFocusProxy(editors[0])

    def _look(self) -> None:
        for piece, editor in self.numbers.items():
            number = editor.amount()
            self._sums[piece].setText(plain(piece * number, self._currency) if number else "")
        counted = self.count()
        self.total.setText("–" if counted is None else plain(counted.total, self._currency))
        self.changed.emit()


class CountSheet(Sheet):
    """Blind: what is expected is shown only when it can change the count no more."""

    def __init__(self, title: str, primary: str, view_model: CashDrawer, currency: Currency, parent: QWidget) -> None:
        super().__init__(title, primary, parent, width=560)
        self._view_model = view_model
        self.table = CountTable(currency)
        self.add(self.table)
        self.table.changed.connect(self._check)
        self.table.finished.connect(self.primary.setFocus)
        self.table.setFocus()

    def _check(self) -> None:
        self.primary.set_blocked("" if self.table.count() is not None else tr("Something is no number"))

    def _show_state(self, state: DrawerState) -> None:
        self.set_busy(state.busy)
        problem = problem_text(state.problem) if state.problem is not None else None
        self.set_error(tr("{what}. {why}", what=problem.title, why=problem.text) if problem else "", "warn")


class CloseDrawerSheet(CountSheet):
    """Count, then close it or hand it over; leaving it goes on with the drawer."""

    def __init__(self, view_model: CashDrawer, opened: CashSession, parent: QWidget) -> None:
        super().__init__(tr("Count and close the drawer"), tr("Close drawer"), view_model, opened.currency, parent)
        self._opened = opened
        self.hand_over = KeyButton(tr("Hand over"), "Alt+H", icon="users", size="lg")
        self.result_rows = QGridLayout()
        self.result_note = Note("", "ok")
        self._result = box(self.result_rows)
        self.add(self._result, self.result_note)
        self.add_button(self.hand_over)
        self._result.hide()
        self.result_note.hide()
        self.submitted.connect(self._submit)
        self.hand_over.clicked.connect(self._offer)
        self.rejected.connect(view_model.resume)
        view_model.state_changed.connect(self._render)
        view_model.count()

    def _submit(self) -> None:
        if self._view_model.state.session is None:
            self.accept()
        elif (counted := self.table.count()) is not None:
            self._view_model.close(counted)

    def _offer(self) -> None:
        counted = self.table.count()
        if counted is not None:
            self._view_model.offer(counted)

    def _render(self, state: DrawerState) -> None:
        self._show_state(state)
        if state.closed is not None and state.closed.id == self._opened.id:
            self._show_result(state.closed)
        elif state.own_offer is not None:
            self.accept()

    def _show_result(self, closed: CashSession) -> None:
        if self._result.isVisible():
            return
        difference = closed.difference or ZERO
        rows: tuple[tuple[str, Decimal], ...] = (
            (tr("Expected"), closed.expected),
            (tr("Declared"), closed.declared or ZERO),
            (tr("Difference"), difference),
        )
        for place, (caption, amount) in enumerate(rows):
            self.result_rows.addWidget(Label(caption, "muted"), place, 0)
            self.result_rows.addWidget(Label(plain(amount, closed.currency), "strong"), place, 1)
        self.result_rows.setColumnStretch(0, 1)
        if difference == ZERO:
            self.result_note.set_state(tr("The count agrees. The drawer is closed."), "ok")
        else:
            self.result_note.set_state(
                tr("The count does not agree. The drawer is closed, the difference kept."), "warn"
            )
        self._result.show()
        self.result_note.show()
        for widget in (self.table, self.cancel, self.hand_over):
            widget.hide()
        self.primary.set_text(tr("Done"))
        self.primary.setFocus()


class TakeOverSheet(CountSheet):
    """Another cashier's drawer, counted anew by who goes on with it."""

    def __init__(self, view_model: CashDrawer, offer: HandOver, parent: QWidget) -> None:
        super().__init__(
            tr("Take over the drawer of {cashier}", cashier=offer.from_cashier),
            tr("Take over"),
            view_model,
            offer.currency,
            parent,
        )
        self.submitted.connect(self._submit)
        view_model.state_changed.connect(self._render)

    def _submit(self) -> None:
        counted = self.table.count()
        if counted is not None:
            self._view_model.accept(counted)

    def _render(self, state: DrawerState) -> None:
        self._show_state(state)
        if state.session is not None and not state.busy:
            self.accept()
