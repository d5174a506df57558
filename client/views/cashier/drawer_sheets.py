"""Opening the drawer with its float, and counting it at the end."""

from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.viewmodels.cashier.drawer import CashDrawer, DrawerState
from client.widgets.basics import Label, box
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import MoneyInput
from client.widgets.pills import Note
from shared.models.billing import CashSession
from shared.money import ZERO, minor_digits, plain


class _AmountSheet(Sheet):
    """Asks for one amount, nought or more."""

    def __init__(self, title: str, primary: str, caption: str, view_model: CashDrawer, parent: QWidget) -> None:
        super().__init__(title, primary, parent, width=420)
        self._view_model = view_model
        self.amount = MoneyInput(size="money")
        self.field = Field(caption, self.amount, required=True)
        self.add(self.field)
        if view_model.state.currency is not None:
            self.amount.set_places(minor_digits(view_model.state.currency))
        self.amount.textChanged.connect(self._check)
        self._check()
        self.amount.setFocus()

    def _check(self) -> None:
        amount = self.amount.amount()
        fits = amount is not None and amount >= ZERO
        self.field.set_error("" if fits or not self.amount.value() else tr("This is no amount"))
        self.primary.set_blocked("" if fits else tr("Type an amount"))

    def _show_state(self, state: DrawerState) -> None:
        self.set_busy(state.busy)
        problem = problem_text(state.problem) if state.problem is not None else None
        self.set_error(tr("{what}. {why}", what=problem.title, why=problem.text) if problem else "", "warn")


class OpenDrawerSheet(_AmountSheet):
    def __init__(self, view_model: CashDrawer, parent: QWidget) -> None:
        super().__init__(
            tr("Open the cash drawer"), tr("Open drawer"), tr("Float in the drawer now"), view_model, parent
        )
        self.submitted.connect(self._submit)
        view_model.state_changed.connect(self._render)

    def _submit(self) -> None:
        amount = self.amount.amount()
        if amount is not None:
            self._view_model.open(amount)

    def _render(self, state: DrawerState) -> None:
        self._show_state(state)
        if state.session is not None and not state.busy:
            self.accept()


class CloseDrawerSheet(_AmountSheet):
    """A blind count: what is expected is shown only when it can change the count no more."""

    def __init__(self, view_model: CashDrawer, parent: QWidget) -> None:
        super().__init__(
            tr("Count and close the drawer"),
            tr("Close drawer"),
            tr("Money counted, with the float"),
            view_model,
            parent,
        )
        self._opened = view_model.state.session
        self.result_rows = QGridLayout()
        self.result_note = Note("", "ok")
        self._result = box(self.result_rows)
        self.add(self._result, self.result_note)
        self._result.hide()
        self.result_note.hide()
        self.submitted.connect(self._submit)
        view_model.state_changed.connect(self._render)

    def _submit(self) -> None:
        if self._view_model.state.session is None:
            self.accept()
            return
        amount = self.amount.amount()
        if amount is not None:
            self._view_model.close(amount)

    def _render(self, state: DrawerState) -> None:
        self._show_state(state)
        closed = state.closed
        if closed is not None and self._opened is not None and closed.id == self._opened.id:
            self._show_result(closed)

    def _show_result(self, closed: CashSession) -> None:
        if self._result.isVisible():
            return
        difference = closed.difference or ZERO
        rows = (
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
        self.field.hide()
        self.cancel.hide()
        self.primary.set_text(tr("Done"))
        self.primary.setFocus()
