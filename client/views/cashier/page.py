"""The cashier's counter: who waits to pay, the bill, the money."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import tr
from client.core.numbers import plain
from client.desk import Desk
from client.viewmodels.cashier.checkout import Checkout
from client.viewmodels.cashier.checkout_state import CheckoutState
from client.viewmodels.cashier.drawer import CashDrawer, DrawerState
from client.viewmodels.cashier.waiting import WaitingToPay
from client.viewmodels.patient.aside import PatientAside
from client.views.cashier.bill_card import BillCard
from client.views.cashier.deposit_sheet import DepositSheet
from client.views.cashier.drawer_card import DrawerCard
from client.views.cashier.line_sheets import ForWhomSheet
from client.views.cashier.pay_card import PayCard
from client.views.cashier.waiting_card import WaitingCard
from client.views.patient.face import Face
from client.widgets.basics import Scroll, box, hbox, vbox
from client.widgets.table import WIDE_SCREEN
from shared.ids import BillId
from shared.models.billing import BillSummary
from shared.models.cash_payments import DepositTaken, PaymentTaken
from shared.models.patients import PatientSummary
from shared.money import ZERO

_ROOMY: Final = 720
"""From this height on the drawer's figures all have room under a payment with everything on it."""


class CashierPage(QWidget):
    """Keyboard only: F2, a token, Enter, what was handed over, F9, and again."""

    said = Signal(str)

    def __init__(
        self,
        waiting: WaitingToPay,
        checkout: Checkout,
        drawer: CashDrawer,
        aside: PatientAside,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._waiting, self._checkout, self._drawer, self._clock = waiting, checkout, drawer, clock
        self.waiting = WaitingCard(waiting, clock)
        self.bill = BillCard(checkout, aside, clock)
        self.pay = PayCard(checkout)
        self.drawer = DrawerCard(drawer)
        self.deposit_sheet: DepositSheet | None = None
        column = vbox(self.pay, self.drawer, spacing=12)
        column.setStretch(1, 1)
        self._right = Scroll(box(column))
        self._build()

        self.bill.said.connect(self.said)
        self.pay.noted.connect(self._make_room)
        self.waiting.chosen.connect(self._choose)
        self.waiting.settled.connect(self.pay.start)
        self.waiting.new_bill.clicked.connect(self._ask_for_whom)
        self.pay.take_deposit.clicked.connect(self._ask_deposit)
        checkout.drawer_needed.connect(self.drawer.ask_float)
        checkout.paid.connect(drawer.remember)
        checkout.paid.connect(self._go_on)
        checkout.state_changed.connect(self._render)
        drawer.state_changed.connect(self._tell_cash_step)

    @property
    def checkout(self) -> CheckoutState:
        return self._checkout.state

    @property
    def cash(self) -> DrawerState:
        return self._drawer.state

    def open_bill(self, bill_id: BillId) -> None:
        self._checkout.open(bill_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _build(self) -> None:
        self.setFocusProxy(self.waiting.box)
        row = hbox(self.waiting, self.bill, self._right, spacing=12, margins=(16, 12, 16, 12))
        row.setStretch(1, 1)
        self.setLayout(row)

    def _fit(self) -> None:
        wide = self.window().width() >= WIDE_SCREEN
        self.waiting.setFixedWidth(320 if wide else 254)
        self._right.setFixedWidth(352 if wide else 344)

    def _render(self, state: CheckoutState) -> None:
        if state.bill is not None:
            self.waiting.select(state.bill.id)
        self._make_room(noted=self.pay.has_note)

    def _tell_cash_step(self, state: DrawerState) -> None:
        if state.session is not None:
            self._checkout.set_cash_step(state.session.cash_step)

    def _make_room(self, noted: bool) -> None:  # noqa: FBT001  # a signal's argument
        state = self._checkout.state
        crowded = state.is_payable and (noted or state.tender.is_part or bool(state.tender.laid))
        self.drawer.set_compact(crowded and self.height() < _ROOMY)

    def _ask_for_whom(self) -> None:
        sheet = ForWhomSheet(
            tr("Bill without a visit"),
            tr("Begin bill"),
            tr("For somebody who only buys something or has a service done."),
            self._checkout.lines.search,
            self._clock,
            self.window(),
        )
        sheet.chosen.connect(self._begin_bill)
        sheet.open()

    def _ask_deposit(self) -> None:
        """Of whoever's bill is open."""
        bill = self._checkout.state.bill
        if bill is not None:
            self._open_deposit(bill.patient)
        else:
            self._ask_whose_deposit()

    def _ask_whose_deposit(self) -> None:
        sheet = ForWhomSheet(
            tr("Deposit"),
            tr("Go on"),
            tr("Whose money in advance it is."),
            self._checkout.lines.search,
            self._clock,
            self.window(),
        )
        sheet.chosen.connect(self._open_deposit)
        sheet.open()

    def _open_deposit(self, patient: PatientSummary) -> None:
        deposits = self._checkout.deposits(patient)
        deposits.done.connect(self._say_deposit)
        self.deposit_sheet = DepositSheet(deposits, self.window())
        self.deposit_sheet.somebody_else.clicked.connect(self.deposit_sheet.reject)
        self.deposit_sheet.somebody_else.clicked.connect(self._ask_whose_deposit)
        self.deposit_sheet.finished.connect(self._forget_deposit)
        self.deposit_sheet.open()

    def _forget_deposit(self) -> None:
        self.deposit_sheet = None

    def _say_deposit(self, taken: DepositTaken) -> None:
        words = {"receipt": taken.deposit.receipt_no, "balance": plain(taken.balance, taken.currency)}
        self.said.emit(tr("Receipt {receipt}. {balance} is left in advance.", **words))

    def _begin_bill(self, patient: PatientSummary) -> None:
        self._checkout.lines.open_draft(patient.id)

    def _choose(self, bill: BillSummary) -> None:
        self._checkout.open(bill.id)

    def _go_on(self, taken: PaymentTaken) -> None:
        if taken.bill.due == ZERO:
            self.waiting.box.clear()
            self.waiting.box.setFocus()
            self._waiting.search("")


def build_cashier(desk: Desk) -> CashierPage:
    page = CashierPage(
        waiting := WaitingToPay(desk.calls, desk.changes),
        checkout := Checkout(desk.calls, desk.changes, desk.printing, desk.session),
        drawer := CashDrawer(desk.calls, desk.changes, desk.session),
        aside := PatientAside(desk.calls, desk.changes, desk.session),
        desk.clock,
    )
    for view_model in (waiting, checkout, drawer, aside):
        view_model.setParent(page)
    aside.state_changed.connect(Face(desk.calls, page.bill.strip, page).show)
    return page
