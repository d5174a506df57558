"""Money in advance: taken from a patient, or given back as far as it was not used."""

from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Final

from PySide6.QtWidgets import QWidget

from client.core.i18n import datetime_text, tr
from client.core.numbers import plain
from client.core.problem_text import problem_text
from client.core.words import mode_word, shown_name
from client.viewmodels.cashier.deposits import DepositMode, Deposits, DepositsState
from client.widgets.basics import Label, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput, MoneyInput
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.models.billing import PaymentMode
from shared.models.cash_payments import Deposit, DepositAccount
from shared.money import ZERO, minor_digits
from shared.rules.bills import in_cash

_MODES: Final[tuple[DepositMode, ...]] = (
    PaymentMode.CASH,
    PaymentMode.CARD,
    PaymentMode.MOBILE,
    PaymentMode.BANK,
)
_ROWS: Final = 4


class Way(StrEnum):
    TAKE = "take"
    GIVE_BACK = "give_back"


class DepositSheet(Sheet):
    """Enter on one of the last receipts prints it again."""

    def __init__(self, view_model: Deposits, parent: QWidget) -> None:
        patient = view_model.patient
        super().__init__(
            tr("Deposit"),
            tr("Take and print"),
            parent,
            subtitle=tr("{name} · {number}", name=shown_name(patient.name), number=patient.patient_no),
            width=560,
        )
        self._view_model = view_model
        view_model.setParent(self)
        self.balance = Label("–", "mid")
        self.way = Segmented(((Way.TAKE, tr("Take")), (Way.GIVE_BACK, tr("Give back"))), tr("Take or give back"))
        self.mode: Segmented[DepositMode] = Segmented(
            tuple((mode, mode_word(mode)) for mode in _MODES), tr("Way of paying")
        )
        self.amount = MoneyInput(size="money")
        self.tendered = MoneyInput(size="money", hint=tr("Exact"))
        self.reference = LineInput(hint=tr("Number on the slip"), most=200)
        self.change = Label("", "mid", tone="ok")
        self.somebody_else = KeyButton(tr("Somebody else"), "Alt+O", icon="users", kind="ghost", size="lg")
        self.receipts: RowsTable[Deposit] = RowsTable(
            (
                Column(tr("Receipt"), attrgetter("receipt_no"), detail=_when),
                Column(tr("By"), lambda one: mode_word(one.mode), width=90),
                Column(tr("Amount"), self._amount_text, look="money", width=120),
            ),
            key=attrgetter("id"),
            name=tr("Last receipts"),
        )
        self._amount_field = Field(tr("Amount"), self.amount, required=True)
        self._tendered_field = Field(tr("Tendered"), self.tendered, key="Alt+T")
        self._reference_field = Field(tr("Reference"), self.reference)
        self._change_row = box(hbox(Label(tr("Change"), "label"), None, self.change))
        self._build()

        for picker in (self.way, self.mode):
            picker.picked.connect(self._look)
        for editor in (self.amount, self.tendered):
            editor.textChanged.connect(self._look)
        self.receipts.opened.connect(view_model.reprint)
        self.submitted.connect(self._submit)
        view_model.done.connect(self.accept)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)
        view_model.look()
        self.amount.setFocus()

    def _build(self) -> None:
        self.receipts.set_empty(EmptyState("wallet", tr("Nothing was paid in advance yet")))
        self.receipts.show_rows(_ROWS)
        money = hbox(self._amount_field, self._tendered_field, spacing=12)
        self.add(
            hbox(Label(tr("Left in advance"), "h2"), None, self.balance),
            vbox(self.way, self.mode, spacing=8),
            money,
            self._reference_field,
            self._change_row,
            self.receipts,
            Label(tr("Enter prints a receipt again."), "small"),
        )
        self.add_button(self.somebody_else)

    def _render(self, state: DepositsState) -> None:
        self.set_busy(state.busy)
        problem = problem_text(state.problem) if state.problem is not None else None
        self.set_error(tr("{what}. {why}", what=problem.title, why=problem.text) if problem else "", "warn")
        if state.account is not None:
            account = state.account
            self.balance.setText(
                tr("{currency} {amount}", currency=account.currency, amount=_text(account, account.balance))
            )
            for editor in (self.amount, self.tendered):
                editor.set_places(minor_digits(account.currency))
            self.receipts.set_rows(account.deposits)
        self._look()

    def _look(self) -> None:
        """What of the form is asked for, what goes back, and what is in the way."""
        takes, by_cash = self.way.value() is Way.TAKE, self.mode.value() is PaymentMode.CASH
        self._tendered_field.setVisible(takes and by_cash)
        self._reference_field.setVisible(not by_cash)
        self.primary.set_text(tr("Take and print") if takes else tr("Give back and print"))
        account, amount, handed = self._view_model.state.account, self.amount.amount(), self._handed()
        fits = account is not None and amount is not None and handed is not None and handed >= amount
        self._change_row.setVisible(fits and handed != amount)
        if account is not None and amount is not None and handed is not None and fits:
            self.change.setText(_text(account, handed - amount))
        self.primary.set_blocked(self._in_the_way(account, amount))

    def _in_the_way(self, account: DepositAccount | None, amount: Decimal | None) -> str:
        if account is None:
            return tr("Asking what is left…")
        if amount is None or amount <= ZERO:
            return tr("Type an amount")
        if self.mode.value() is PaymentMode.CASH and in_cash(amount, account.cash_step) != amount:
            return tr("Cash has no coin for this amount")
        if self.way.value() is Way.GIVE_BACK:
            return tr("More than is left in advance") if amount > account.balance else ""
        handed = self._handed()
        if self.tendered.isVisibleTo(self) and self.tendered.value() and (handed is None or handed < amount):
            return tr("Too little was handed over")
        return ""

    def _handed(self) -> Decimal | None:
        return self.tendered.amount() if self.tendered.isVisibleTo(self) else None

    def _submit(self) -> None:
        mode, amount = self.mode.value(), self.amount.amount()
        if mode is None or amount is None:
            return
        reference = "" if mode is PaymentMode.CASH else self.reference.value()
        if self.way.value() is Way.TAKE:
            self._view_model.take(mode, amount, self._handed(), reference)
        else:
            self._view_model.give_back(mode, amount, reference)

    def _amount_text(self, deposit: Deposit) -> str:
        account = self._view_model.state.account
        return _text(account, deposit.amount) if account is not None else ""


def _text(account: DepositAccount, amount: Decimal) -> str:
    return plain(amount, account.currency)


def _when(deposit: Deposit) -> str:
    return tr("{at} · {person}", at=datetime_text(deposit.taken_at), person=deposit.taken_by)
