"""Opening the drawer with its float, and petty cash."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.viewmodels.cashier.drawer import CashDrawer, DrawerState
from client.widgets.choices import Segmented
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput, MoneyInput
from shared.models.cash import Direction
from shared.money import ZERO, minor_digits


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
        self.set_error(problem.sentence if problem else "", "warn")


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


class PettyCashSheet(_AmountSheet):
    """Into the drawer or out of it, and why."""

    def __init__(self, view_model: CashDrawer, parent: QWidget) -> None:
        super().__init__(tr("Petty cash"), tr("Record"), tr("Amount"), view_model, parent)
        self.direction = Segmented(
            ((Direction.OUT, tr("Pay out")), (Direction.IN, tr("Pay in"))),
            tr("In or out"),
            chosen=Direction.OUT,
        )
        self.reason = LineInput(most=300)
        self._before = view_model.state.session
        self.body.insertWidget(0, self.direction)
        self.add(Field(tr("What for"), self.reason, required=True))
        self.reason.textChanged.connect(self._check)
        self.amount.returnPressed.connect(self.reason.setFocus)
        self.submitted.connect(self._submit)
        view_model.state_changed.connect(self._render)
        self._check()

    def _check(self) -> None:
        super()._check()
        if not self.primary.blocked_reason and self.amount.amount() == ZERO:
            self.primary.set_blocked(tr("Type an amount"))
        elif not self.primary.blocked_reason and len(self.reason.value()) < SHORTEST_REASON:
            self.primary.set_blocked(tr("A reason is needed"))

    def _submit(self) -> None:
        direction, amount = self.direction.value(), self.amount.amount()
        if direction is not None and amount is not None:
            self._view_model.move(direction, amount, self.reason.value())

    def _render(self, state: DrawerState) -> None:
        self._show_state(state)
        if state.problem is None and not state.busy and state.session != self._before:
            self.accept()
