"""Take the money: what is due, how it is paid, what goes back."""

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from client.core.i18n import tr
from client.core.numbers import plain
from client.core.problem_text import problem_text
from client.core.words import mode_word
from client.viewmodels.cashier.checkout import Checkout
from client.viewmodels.cashier.checkout_state import CheckoutState, Step
from client.viewmodels.cashier.tender import Obstacle
from client.views.cashier.amounts import QuickAmounts, is_long
from client.views.cashier.laid_parts import LaidParts
from client.widgets.basics import Card, Label, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.field import Field
from client.widgets.inputs import LineInput, MoneyInput
from client.widgets.pills import Note
from client.widgets.theme import restyle
from client.widgets.tokens import Tone
from shared.errors import ApiError, StaleVersion
from shared.models.billing import BillDetails, BillStatus, PaymentMode
from shared.models.cash_payments import AttemptOutcome, PaymentTaken
from shared.money import ZERO, Currency, minor_digits

_UNANSWERED_MS: Final = 600
"""After this long without an answer the cashier is told not to take the money again."""
_OF_THE_AMOUNT: Final = {Obstacle.MORE_THAN_DUE, Obstacle.NO_COIN, Obstacle.MORE_THAN_ADVANCE}
_OF_THE_MONEY: Final = {Obstacle.NO_NUMBER, Obstacle.TOO_LITTLE}
"""Said beside the field that they are about."""


class PayCard(Card):
    noted = Signal(bool)
    """Whether a note takes room now."""

    def __init__(self, view_model: Checkout, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(14, 10, 14, 12))
        self.setParent(parent)
        self._view_model = view_model
        self._currency = Label("", "small")
        self.due = Label("–", "big")
        self.note = Note("", "info")
        self._notice = box(vbox(self.note, margins=(0, 0, 0, 8)))
        self._reason = Label("", "small", tone="warn", wrap=True)
        modes = tuple((mode, mode_word(mode)) for mode in PaymentMode)
        self.mode = Segmented(modes, tr("Way of paying"), chosen=PaymentMode.CASH)
        self.amount = MoneyInput()
        self.tendered = MoneyInput(size="money", hint=tr("Exact"))
        self.reference = LineInput(hint=tr("Number on the slip"), size="big", most=200)
        self.quick = QuickAmounts()
        self.laid = LaidParts()
        self.left = Label("", "small")
        self.rounding = Label("", "small", tone="warn", wrap=True)
        self.change = Label("–", "mid")
        self.pay = KeyButton(tr("Take payment and print"), "F9", icon="printer", kind="primary", size="xl")
        self.part = KeyButton(tr("Part payment"), "F8", icon="split", kind="ghost", size="sm")
        self.another_way = KeyButton(tr("Rest another way"), "F11", icon="split", kind="ghost", size="sm")
        self.ask_later = KeyButton(tr("No answer: find out"), "F10", icon="hourglass", kind="ghost", size="sm")
        self.went_through = KeyButton(tr("It went through"), "Alt+Y", icon="check", size="sm")
        self.failed = KeyButton(tr("Nothing was taken"), "Alt+N", icon="x", size="sm")
        self._deposit = Label("", "small", tone="ok")
        self.take_deposit = KeyButton(tr("Deposit"), "Alt+A", icon="wallet", kind="ghost", size="sm")
        self._pending = Note("", "warn")
        self._find_out = box(vbox(self._pending, 6, hbox(self.went_through, self.failed), margins=(0, 0, 0, 8)))
        self._amount_field = Field(tr("Amount to pay now"), self.amount, required=True)
        self._tendered_field = Field(tr("Tendered"), self.tendered, key="Alt+T")
        self._reference_field = Field(tr("Reference"), self.reference)
        self._change_caption = Label(tr("Change"), "label")
        self._change_hint = Label(tr("give back"), "small")
        self._change_box = QFrame()
        self._cash = box(vbox(self._tendered_field, self.rounding, 8, self.quick))
        self._rest = box(hbox(self.left, None, self.another_way))
        self._form = box(
            vbox(self.laid, self.mode, self._amount_field, self._cash, self._reference_field, self._rest, spacing=8)
        )
        self._actions = box(vbox(10, self.pay, self._reason, 4, hbox(None, self.part, self.ask_later, None)))
        self._unanswered = QTimer(self)
        self._starts = False
        self._build()
        self._connect()
        self._render(view_model.state)

    @property
    def has_note(self) -> bool:
        return bool(self.note.text)

    def start(self) -> None:
        """The keyboard goes to where the money is typed."""
        self._starts = True
        self._render(self._view_model.state)

    def _build(self) -> None:
        self._unanswered.setSingleShot(True)
        self._unanswered.setInterval(_UNANSWERED_MS)
        words = vbox(self._change_caption, self._change_hint)
        self._change_box.setLayout(hbox(words, None, self.change, margins=(12, 4, 12, 4)))
        restyle(self._change_box, role="note", tone="ok")
        self.change.set_tone("ok")
        head = hbox(Label(tr("Amount due"), "h2"), None, self._currency)
        self.add(
            head,
            self.due,
            hbox(self._deposit, None, self.take_deposit),
            4,
            self._notice,
            self._find_out,
            self._form,
            8,
            self._change_box,
            self._actions,
        )

    def _connect(self) -> None:
        view_model = self._view_model
        self.mode.picked.connect(self._pick_mode)
        self.amount.textEdited.connect(self._type_amount)
        self.tendered.textEdited.connect(self._type_tendered)
        self.tendered.returnPressed.connect(self.pay.setFocus)
        self.reference.textEdited.connect(view_model.set_reference)
        self.quick.picked.connect(view_model.set_tendered)
        self.pay.clicked.connect(view_model.pay)
        self.part.clicked.connect(self._toggle_part)
        self.another_way.clicked.connect(self._lay_down)
        self.laid.take_back.clicked.connect(self._take_back)
        self.ask_later.clicked.connect(view_model.ask_later)
        self.went_through.clicked.connect(self._confirm)
        self.failed.clicked.connect(self._fail)
        self._unanswered.timeout.connect(self._warn)
        view_model.state_changed.connect(self._render)

    def _render(self, state: CheckoutState) -> None:
        bill = state.bill
        paying = bill is not None and (state.is_payable or state.busy)
        self._form.setVisible(paying)
        self._actions.setVisible(paying)
        self._render_change(state, paying=paying)
        self._render_note(state)
        self._render_standing(state)
        if bill is None:
            self.due.setText("–")
            self._currency.setText("")
            return
        due = plain(bill.due, bill.currency)
        restyle(self.due, role="mid" if is_long(due) else "big")
        self.due.setText(due)
        self._currency.setText(bill.currency)
        self._render_form(state, bill)
        self._render_button(state, bill)
        if self._starts and not state.loading:
            self._starts = False
            self._focus()

    def _render_change(self, state: CheckoutState, *, paying: bool) -> None:
        """While the money is counted, and after it for as long as the bill stays in sight."""
        given = state.change
        if not paying and state.taken is not None:
            given = state.taken.change
        cash = paying and (state.tender.mode is PaymentMode.CASH or given is not None)
        self._change_box.setVisible(cash or (not paying and given is not None))
        currency = state.bill.currency if state.bill is not None else None
        self.change.setText("–" if given is None or currency is None else plain(given, currency))

    def _render_standing(self, state: CheckoutState) -> None:
        """Money in advance, and what the terminal must be asked about."""
        bill, pending = state.bill, state.pending
        advance = state.deposit if bill is not None and state.is_payable else ZERO
        self._deposit.setVisible(bool(advance))
        self.mode.button(PaymentMode.DEPOSIT).setVisible(bool(advance))
        self._find_out.setVisible(pending is not None)
        self.ask_later.setVisible(state.can_ask)
        for button in (self.went_through, self.failed):
            button.set_busy(state.busy)
        if bill is not None and advance:
            self._deposit.setText(tr("Paid in advance: {amount}", amount=plain(advance, bill.currency)))
        if bill is not None and pending is not None:
            words = {"amount": plain(pending.amount, bill.currency), "mode": mode_word(pending.mode)}
            self._pending.set_state(tr("{amount} by {mode} is to be found out: look at the terminal.", **words), "warn")

    def _confirm(self) -> None:
        self._view_model.found_out(AttemptOutcome.CONFIRMED)

    def _fail(self) -> None:
        self._view_model.found_out(AttemptOutcome.FAILED)

    def _focus(self) -> None:
        for editor in (self.amount, self.tendered, self.reference):
            if editor.isVisible():
                editor.setFocus()
                editor.selectAll()
                return

    def _render_form(self, state: CheckoutState, bill: BillDetails) -> None:
        tender = state.tender
        for editor in (self.amount, self.tendered):
            editor.set_places(minor_digits(bill.currency))
        for widget in (self.laid, self.mode, self.amount, self.tendered, self.reference, self.quick, self.part):
            widget.setEnabled(not state.busy)
        self._render_split(state, bill)
        cash = tender.mode is PaymentMode.CASH
        self.mode.set_value(tender.mode)
        self._amount_field.setVisible(tender.is_part)
        self._cash.setVisible(cash)
        self._reference_field.setVisible(not cash)
        self.part.set_text(tr("Pay all of it") if tender.is_part else tr("Part payment"))
        if tender.part is not None or not tender.is_part or not self.amount.hasFocus():
            self.amount.set_amount(tender.part)  # else it is half typed: ".5" begins with no number
        if tender.is_readable:
            self.tendered.set_amount(tender.tendered)
        self.reference.set_value(tender.reference)
        self.quick.show_amounts(state.payable, bill.currency)
        wrong = state.obstacle
        self._amount_field.set_error(_obstacle_text(wrong) if wrong in _OF_THE_AMOUNT else "")
        self._tendered_field.set_error(_obstacle_text(wrong) if wrong in _OF_THE_MONEY else "")

    def _render_split(self, state: CheckoutState, bill: BillDetails) -> None:
        """What was laid down, what would be left, and what cash comes to without the smallest coins."""
        tender, left = state.tender, state.tender.left_after(state.asked)
        self.laid.show_parts(tender.laid, tender.mode, state.payable, bill.currency)
        self._rest.setVisible(tender.is_part)
        self.left.setText(tr("{amount} is left", amount=plain(left, bill.currency)) if left is not None else "")
        self.another_way.setVisible(state.can_lay)
        self.rounding.setVisible(bool(state.rounding) and state.payable is not None)
        if state.payable is not None:
            words = {"amount": plain(state.payable, bill.currency), "rounding": _signed(state.rounding, bill.currency)}
            self.rounding.setText(tr("In cash {amount}: rounded by {rounding}", **words))

    def _render_button(self, state: CheckoutState, bill: BillDetails) -> None:
        if state.busy:
            self.pay.set_text(tr("Being sent…"))
        elif bill.status is BillStatus.DRAFT:
            self.pay.set_text(tr("Issue, take payment"))
        else:
            self.pay.set_text(tr("Take payment and print"))
        reason = ""
        if not state.may_pay:
            reason = tr("You may not take payments")
        elif bill.status is BillStatus.DRAFT and not state.may_issue:
            reason = tr("This bill is a draft, and you may not issue bills")
        elif state.pending is not None:
            reason = tr("Another payment is to be found out")
        elif state.obstacle is not None and not state.busy:
            reason = _obstacle_text(state.obstacle)
        self.pay.set_blocked(reason)
        self.pay.set_busy(state.busy)
        told = (state.tender.is_part and self._amount_field.has_error) or self._tendered_field.has_error
        self._reason.setText("" if told else reason)
        self._reason.setVisible(bool(self._reason.text()))

    def _render_note(self, state: CheckoutState) -> None:
        if state.busy:
            if not self._unanswered.isActive() and state.step is Step.PAYING:
                self._unanswered.start()
            return
        self._unanswered.stop()
        if state.problem is not None:
            self._say(*_problem_words(state.problem))
        elif state.taken is not None:
            self._say(_taken_text(state.taken), "ok")
        elif state.bill is not None and state.bill.status is BillStatus.PAID:
            self._say(tr("This bill is paid."), "ok")
        elif state.bill is not None and not state.is_payable:
            self._say(tr("There is nothing to pay on this bill."), "info")
        else:
            self._say("", "info")

    def _say(self, text: str, tone: Tone) -> None:
        self.note.set_state(text, tone)
        self._notice.setVisible(bool(text))
        self.noted.emit(bool(text))

    def _warn(self) -> None:
        self._say(
            tr("Not answered yet. Don't take the money again: it is sent until the server answers, and counts once."),
            "warn",
        )

    def _type_amount(self) -> None:
        self._view_model.set_part(self.amount.amount())

    def _type_tendered(self) -> None:
        amount = self.tendered.amount()
        self._view_model.set_tendered(amount, is_readable=amount is not None or not self.tendered.value())

    def _pick_mode(self, mode: PaymentMode) -> None:
        self._view_model.set_mode(mode)
        self._focus()

    def _toggle_part(self) -> None:
        self._view_model.toggle_part()
        self._focus()

    def _lay_down(self) -> None:
        self._view_model.lay_down()
        self._focus()

    def _take_back(self) -> None:
        self._view_model.take_back()
        self._focus()


def _obstacle_text(obstacle: Obstacle) -> str:
    return {
        Obstacle.NO_AMOUNT: tr("Type the amount to pay now"),
        Obstacle.MORE_THAN_DUE: tr("More than is due"),
        Obstacle.NO_NUMBER: tr("This is no amount"),
        Obstacle.TOO_LITTLE: tr("Too little was handed over"),
        Obstacle.CASH_TWICE: tr("Cash is one part of it already"),
        Obstacle.NO_COIN: tr("Cash has no coin for this amount"),
        Obstacle.MORE_THAN_ADVANCE: tr("More than was paid in advance"),
    }[obstacle]


def _signed(amount: Decimal, currency: Currency) -> str:
    return f"{'−' if amount < ZERO else '+'}{plain(abs(amount), currency)}"


def _problem_words(problem: ApiError) -> tuple[str, Tone]:
    if isinstance(problem, StaleVersion):
        return tr("Somebody else has changed or paid this bill. No payment was taken. Look at it as it is now."), "warn"
    words = problem_text(problem)
    return tr("{what}. {why}", what=words.title, why=words.text), "warn"


def _taken_text(taken: PaymentTaken) -> str:
    currency, change = taken.bill.currency, taken.change
    values = {"receipt": taken.receipt_no, "amount": plain(taken.amount, currency)}
    if change:
        return tr("Receipt {receipt}: {amount} paid. Give back {change}.", change=plain(change, currency), **values)
    return tr("Receipt {receipt}: {amount} paid.", **values)
