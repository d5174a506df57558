"""The bill in the middle: whose, what for, what it comes to, what was paid."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from client.core.clock import Clock
from client.core.i18n import datetime_text, time_text, tr
from client.core.numbers import plain
from client.core.words import BILL_TONES, allergy_text, bill_place_text, bill_status_word, shown_name, who_text
from client.core.zone import day_of
from client.viewmodels.cashier.bill_change import BillChange
from client.viewmodels.cashier.checkout import Checkout
from client.viewmodels.cashier.checkout_state import CheckoutState, Step
from client.viewmodels.patient.aside import PatientAside
from client.views.cashier.amounts import FactRow
from client.views.cashier.bill_lines import BillLines
from client.views.cashier.cancel_sheet import CancelSheet
from client.views.cashier.change_sheet import ChangeSheet
from client.views.cashier.credit_sheet import CreditSheet
from client.views.cashier.discount_sheet import DiscountSheet
from client.views.cashier.line_sheets import AddLineSheet, RemoveLineSheet, removable
from client.views.cashier.payer_sheet import PayerSheet
from client.views.cashier.payments_made import PaymentsMade
from client.views.cashier.refund_sheet import RefundSheet
from client.views.patient.dues_pill import DuesPill
from client.widgets.basics import Card, Elide, Label, Rule, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.patient_strip import PatientStrip, StripFacts
from client.widgets.pills import Pill
from client.widgets.stat import EmptyState
from shared.models.billing import BillDetails, BillStatus
from shared.models.refunds import Refund
from shared.money import Currency


class BillCard(Card):
    said = Signal(str)

    def __init__(self, view_model: Checkout, aside: PatientAside, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(1, 10, 1, 12))
        self.setParent(parent)
        self._view_model = view_model
        self._aside = aside
        self._clock = clock
        self.strip = PatientStrip()
        self.lines = BillLines()
        self.payments = PaymentsMade()
        self.payer = KeyButton(tr("Payer"), "F3", size="sm")
        self.discount = KeyButton(tr("Discount"), "F4", size="sm")
        self.credit = KeyButton(tr("Credit note"), "F4", size="sm")
        self.cancel = KeyButton(tr("Cancel"), "Alt+X", size="sm")
        self.refund = KeyButton(tr("Refund"), "Alt+R", icon="undo-2", size="sm")
        self.refund_sheet: RefundSheet | None = None
        self.sheet: ChangeSheet | None = None
        self.issue = KeyButton(tr("Issue bill"), "F7", icon="file-check", size="sm")
        self.add_line = KeyButton(tr("Add line"), "F5", icon="plus", size="sm")
        self.remove_line = KeyButton(tr("Take off"), "F6", icon="minus", size="sm")
        self.print = KeyButton(tr("Print bill"), "Ctrl+P", icon="printer", size="sm")
        self.number = Label("", "strong")
        self.status = Pill("", "grey")
        self._since = Elide("", "small")
        self._sums = {
            "subtotal": FactRow(tr("Items")),
            "discount": FactRow(tr("Discount")),
            "tax": FactRow(tr("Tax")),
            "total": FactRow(tr("Bill total")),
            "payer": FactRow(tr("Payer")),
            "credited": FactRow(tr("Credited")),
            "paid": FactRow(tr("Paid")),
            "refundable": FactRow(tr("To be paid back")),
        }
        self._stack = QStackedWidget()
        self._build()

        self.payer.clicked.connect(self._ask_payer)
        self.discount.clicked.connect(self._ask_discount)
        self.credit.clicked.connect(self._ask_credit)
        self.cancel.clicked.connect(self._ask_cancel)
        self.refund.clicked.connect(self._ask_refund)
        self.add_line.clicked.connect(self._ask_line)
        self.remove_line.clicked.connect(self._ask_which)
        self.issue.clicked.connect(view_model.issue)
        self.print.clicked.connect(view_model.print_bill)
        self.payments.reprint_asked.connect(view_model.reprint)
        view_model.state_changed.connect(self._render)
        aside.state_changed.connect(self._render_patient)

        self._render(view_model.state)

    def _build(self) -> None:
        nothing = EmptyState(
            "receipt-text",
            tr("No bill chosen"),
            tr("Type a token and press Enter, or choose one from the list."),
        )
        document = hbox(self.number, self.status, self._since, self.issue, self.print, spacing=8)
        document.setStretch(2, 1)
        changes = hbox(
            self.add_line,
            self.remove_line,
            self.payer,
            self.discount,
            self.credit,
            self.cancel,
            self.refund,
            None,
            spacing=8,
        )
        bar = vbox(document, changes, spacing=6, margins=(16, 8, 16, 8))
        foot = hbox(vbox(*self._sums.values(), None, spacing=3), self.payments, spacing=20, margins=(16, 10, 16, 0))
        foot.setStretch(0, 3)
        foot.setStretch(1, 5)
        whole = vbox(
            box(hbox(self.strip, DuesPill(self._view_model.dues), margins=(14, 0, 16, 10))),
            self.lines,
            Rule(),
            bar,
            Rule(),
            foot,
        )
        whole.setStretch(1, 1)
        self._stack.addWidget(nothing)
        self._stack.addWidget(box(whole))
        self.add(self._stack)

    def _render(self, state: CheckoutState) -> None:
        self._stack.setCurrentIndex(0 if state.bill is None else 1)
        has_bill = state.bill is not None
        may_not = "" if state.may_issue else tr("You may not issue bills")
        draft = has_bill and state.bill is not None and state.bill.status is BillStatus.DRAFT
        self.payer.setVisible(draft and state.may_issue)
        self.discount.setVisible(draft and state.may_discount)
        self.credit.setVisible(state.can_credit)
        self.cancel.setVisible(state.can_cancel)
        self.refund.setVisible(state.can_refund)
        self.issue.setVisible(draft)
        self.issue.set_blocked(may_not)
        self.issue.set_busy(state.step is Step.ISSUING)
        self.add_line.setVisible(draft)
        self.add_line.set_blocked(may_not)
        self.remove_line.setVisible(draft)
        self.remove_line.set_blocked(may_not or _nothing_to_take_off(state.bill))
        self.print.setVisible(has_bill and not draft)
        if state.bill is not None:
            self._render_bill(state.bill)

    def _render_patient(self) -> None:
        bill = self._view_model.state.bill
        if bill is None:
            return
        card = self._aside.state
        worst, others = allergy_text(card.allergies) if card is not None else ("", "")
        self.strip.set_facts(
            StripFacts(
                shown_name(bill.patient.name),
                local_name=bill.patient.name_local,
                details=tr(
                    "{who} · {number} · {department}, {doctor}",
                    who=who_text(bill.patient, self._clock.today()),
                    number=bill.patient.patient_no,
                    department=bill.department,
                    doctor=bill.doctor,
                ),
                token=bill_place_text(bill),
                allergy=worst,
                allergy_detail=others,
                allergies_hidden=card is not None and card.hides_allergies,
            )
        )

    def _render_bill(self, bill: BillDetails) -> None:
        self._aside.show(bill.patient.id)
        self._view_model.dues.show(bill.patient.id, besides=bill.id)
        self._render_patient()
        self.lines.show_bill(bill)
        self.payments.show_bill(bill)
        self.number.setText(bill.bill_no or tr("Draft"))
        self.status.set_state(bill_status_word(bill.status), BILL_TONES[bill.status])
        if bill.issued_at is None:
            self._since.setText(tr("since {time}", time=self._when(bill.since)))
        else:
            self._since.setText(tr("issued {time}, {person}", time=self._when(bill.issued_at), person=bill.issued_by))
        self._sums["subtotal"].figures.setText(plain(bill.subtotal, bill.currency))
        self._sums["discount"].figures.setText(_less(bill.discount, bill.currency))
        self._sums["tax"].figures.setText(plain(bill.tax, bill.currency))
        self._sums["total"].figures.setText(plain(bill.total, bill.currency))
        self._sums["payer"].setVisible(bill.payer is not None)
        if bill.payer is not None:
            self._sums["payer"].set_caption(tr("{payer} pays", payer=bill.payer.name))
            self._sums["payer"].figures.setText(_less(bill.payer.share, bill.currency))
        self._sums["credited"].setVisible(bool(bill.credited))
        self._sums["credited"].figures.setText(_less(bill.credited, bill.currency))
        self._sums["refundable"].setVisible(bool(bill.refundable))
        self._sums["refundable"].figures.setText(plain(bill.refundable, bill.currency))
        self._sums["paid"].figures.setText(plain(bill.paid, bill.currency))

    def _ask_discount(self) -> None:
        self._open_sheet(DiscountSheet)

    def _ask_payer(self) -> None:
        self._open_sheet(PayerSheet)

    def _ask_credit(self) -> None:
        self._open_sheet(CreditSheet)

    def _ask_cancel(self) -> None:
        self._open_sheet(CancelSheet)

    def _open_sheet(self, make: Callable[[BillDetails, BillChange, QWidget], ChangeSheet]) -> None:
        bill = self._view_model.state.bill
        if bill is not None and not self._view_model.state.busy:
            self.sheet = make(bill, self._view_model.change(), self.window())
            self.sheet.finished.connect(self._forget_sheet)
            self.sheet.open()

    def _ask_refund(self) -> None:
        bill = self._view_model.state.bill
        if bill is not None and self._view_model.state.can_refund:
            request = self._view_model.refund_request(bill)
            request.done.connect(self._say_asked)
            self.refund_sheet = RefundSheet(request, self.window())
            self.refund_sheet.finished.connect(self._forget_sheet)
            self.refund_sheet.open()

    def _say_asked(self, refund: Refund) -> None:
        self.said.emit(tr("Refund {number} is asked for. Another person approves it.", number=refund.refund_no))

    def _forget_sheet(self) -> None:
        self.sheet = None
        self.refund_sheet = None

    def _ask_line(self) -> None:
        bill = self._view_model.state.bill
        if bill is not None:
            AddLineSheet(bill, self._view_model.lines, self.window()).open()

    def _ask_which(self) -> None:
        bill = self._view_model.state.bill
        if bill is not None:
            RemoveLineSheet(bill, self._view_model.lines, self.window()).open()

    def _when(self, moment: datetime) -> str:
        today = day_of(moment) == self._clock.today()
        return time_text(moment) if today else datetime_text(moment)


def _nothing_to_take_off(bill: BillDetails | None) -> str:
    return "" if bill is not None and removable(bill) else tr("Nothing was added at the counter")


def _less(amount: Decimal, currency: Currency) -> str:
    return f"−{plain(amount, currency)}" if amount else plain(amount, currency)
