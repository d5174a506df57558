"""One refund: what for, who asked and why; agreed to, refused, or paid out."""

from operator import attrgetter

from PySide6.QtWidgets import QStackedWidget, QWidget

from client.core.i18n import datetime_text, tr
from client.core.numbers import plain
from client.core.problem_text import problem_text
from client.core.refund_words import REFUND_TONES, refund_status_word
from client.core.words import mode_word, shown_name
from client.viewmodels.cashier.refunds import Refunds, RefundsState
from client.views.cashier.amounts import FactRow
from client.widgets.basics import Card, Label, Rule, Whole, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.dialog import Confirm
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.pills import Note, Pill
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.billing import PaymentMode
from shared.models.refunds import Refund, RefundedLine, RefundPaid
from shared.money import ZERO

_PAID_BY = (PaymentMode.CASH, PaymentMode.CARD, PaymentMode.MOBILE, PaymentMode.BANK)


class RefundCard(Card):
    def __init__(self, view_model: Refunds, parent: QWidget | None = None) -> None:
        super().__init__(spacing=10)
        self.setParent(parent)
        self._view_model = view_model
        self.note = Note("", "warn")
        self.name = Whole("", "name")
        self.status = Pill("", "grey")
        self.why = Whole("", "body")
        self.facts = {
            "bill": FactRow(tr("Bill")),
            "asked": FactRow(tr("Asked by")),
            "decided": FactRow(tr("Approved by")),
        }
        self.lines: RowsTable[RefundedLine] = RowsTable(
            (
                Column(tr("Line"), attrgetter("description")),
                Column(tr("Amount"), self._amount, look="money", width=130),
            ),
            key=attrgetter("bill_item_id"),
            name=tr("What is paid back"),
            row_height=36,
        )
        self.total = Label("", "big")
        modes = ((None, tr("As it was paid")), *((mode, mode_word(mode)) for mode in _PAID_BY))
        self.mode: Segmented[PaymentMode | None] = Segmented(modes, tr("Paid back by"))
        self.reference = LineInput(hint=tr("Number on the slip"), most=200)
        self.approve = KeyButton(tr("Approve"), "F9", icon="check", kind="primary", size="lg")
        self.reject = KeyButton(tr("Reject…"), "F8", icon="x", size="lg")
        self.pay = KeyButton(tr("Pay out and print"), "F9", icon="banknote", kind="primary", size="lg")
        self.asks_why: Confirm | None = None
        self._pay_form = box(
            vbox(Field(tr("Paid back by"), self.mode), Field(tr("Reference"), self.reference), spacing=8)
        )
        self._stack = QStackedWidget()
        self._build()

        self.approve.clicked.connect(view_model.approve)
        self.reject.clicked.connect(self._ask_why)
        self.pay.clicked.connect(self._pay)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)

    def _build(self) -> None:
        head = hbox(self.name, self.status, None, spacing=10)
        head.setStretch(0, 1)
        buttons = hbox(self.reject, None, self.approve.reason_label(), self.approve, self.pay, spacing=10)
        whole = vbox(
            head,
            *self.facts.values(),
            self.why,
            self.lines,
            Rule(),
            hbox(Label(tr("To be paid back"), "h2"), None, self.total),
            self._pay_form,
            buttons,
            spacing=8,
        )
        whole.setStretch(5, 1)
        nothing = EmptyState("undo-2", tr("No refund chosen"), tr("Choose one from the list."))
        self._stack.addWidget(nothing)
        self._stack.addWidget(box(whole))
        self.add(self.note, self._stack)
        self.inside.setStretch(1, 1)

    def _render(self, state: RefundsState) -> None:
        refund = state.refund
        self._render_note(state)
        self._stack.setCurrentIndex(0 if refund is None else 1)
        if refund is None:
            return
        self.name.setText(shown_name(refund.patient.name))
        self.status.set_state(refund_status_word(refund.status), REFUND_TONES[refund.status])
        self.why.setText(tr("Why: {reason}", reason=refund.reason))
        self.facts["bill"].figures.setText(refund.bill_no)
        self.facts["asked"].figures.setText(_by(refund.requested_by, datetime_text(refund.requested_at)))
        self.facts["decided"].setVisible(refund.decided_at is not None)
        if refund.decided_at is not None:
            self.facts["decided"].figures.setText(_by(refund.decided_by, datetime_text(refund.decided_at)))
        self.lines.set_rows(refund.lines)
        self.total.setText(plain(refund.amount, refund.currency))
        self._render_actions(state)

    def _render_actions(self, state: RefundsState) -> None:
        self.approve.setVisible(state.can_decide)
        self.reject.setVisible(state.can_decide)
        self.approve.set_blocked(tr("You asked for it: another person approves") if state.is_own else "")
        self._pay_form.setVisible(state.can_pay)
        self.pay.setVisible(state.can_pay)
        for button in (self.approve, self.reject, self.pay):
            button.set_busy(state.busy)

    def _render_note(self, state: RefundsState) -> None:
        self.note.setVisible(state.problem is not None or state.paid is not None)
        if state.problem is not None:
            words = problem_text(state.problem)
            self.note.set_state(tr("{what}. {why}", what=words.title, why=words.text), "warn")
        elif state.paid is not None:
            self.note.set_state(_paid_text(state.paid), "ok")

    def _amount(self, line: RefundedLine) -> str:
        refund = self._view_model.state.refund
        return plain(line.amount, refund.currency) if refund is not None else ""

    def _ask_why(self) -> None:
        refund = self._view_model.state.refund
        if refund is not None:
            self.asks_why = Confirm(
                tr("Reject this refund?"),
                tr("{name} gets nothing back. Whoever asked for it reads why.", name=shown_name(refund.patient.name)),
                tr("Reject"),
                self.window(),
                reason=tr("Why"),
            )
            self.asks_why.confirmed.connect(self._view_model.reject)
            self.asks_why.open()

    def _pay(self) -> None:
        self._view_model.pay_out(self.mode.value(), self.reference.value())

    def start(self, refund: Refund | None) -> None:
        """Nothing chosen for one refund stays for the next."""
        if refund is not None:
            self.mode.button(None).setChecked(True)
            self.reference.clear()


def _by(name: str, at: str) -> str:
    return tr("{name}, {at}", name=name, at=at)


def _paid_text(paid: RefundPaid) -> str:
    currency = paid.refund.currency
    cash = -sum((each.received for each in paid.taken.payments if each.mode is PaymentMode.CASH), ZERO)
    values = {"number": paid.refund.refund_no, "receipt": paid.taken.receipt_no}
    if cash:
        return tr(
            "Refund {number} is paid out, voucher {receipt}. Give {cash} in cash.", cash=plain(cash, currency), **values
        )
    return tr("Refund {number} is paid out, voucher {receipt}.", **values)
