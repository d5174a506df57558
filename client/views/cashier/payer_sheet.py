"""Who pays a draft besides the patient, and how much of it."""

from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.numbers import plain
from client.viewmodels.cashier.bill_change import BillChange
from client.viewmodels.patient.payers import payer_options
from client.views.cashier.change_sheet import ChangeSheet
from client.widgets.basics import Label
from client.widgets.choices import Segmented
from client.widgets.field import Field
from client.widgets.inputs import Combo, MoneyInput
from shared.contracts import billing
from shared.ids import PayerId
from shared.models.billing import BillDetails, ShareKind
from shared.models.payers import PayerChoices
from shared.money import ZERO, minor_digits
from shared.rules.bills import payer_share

_PERCENT_PLACES: Final = 2
_ALL: Final = Decimal(100)


class PayerSheet(ChangeSheet):
    def __init__(self, bill: BillDetails, view_model: BillChange, parent: QWidget) -> None:
        super().__init__(
            tr("Who pays the bill"),
            tr("Keep"),
            bill,
            view_model,
            parent,
            subtitle=tr("{name}, {total}", name=bill.patient.name, total=plain(bill.total, bill.currency)),
        )
        self.payer = Combo[PayerId | None]()
        self.kind = Segmented(
            ((ShareKind.PERCENT, tr("Per cent")), (ShareKind.AMOUNT, tr("Amount"))), tr("How much"), chosen=self._kind()
        )
        self.value = MoneyInput(size="money")
        self.rest = Label("", "strong")
        self._value_field = Field(tr("What the payer pays"), self.value, required=True)
        self._choices = PayerChoices(categories=[], payers=[])
        self.add(Field(tr("Paid by"), self.payer), self.kind, self._value_field, self.rest, self.reason_field)

        view_model.payers_known.connect(self._offer)
        self.payer.picked.connect(self._choose)
        self.kind.picked.connect(self._check)
        self.value.textChanged.connect(self._check)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._split)

        if bill.payer is not None:
            self.value.set_amount(bill.payer.value)
        self._check()
        self.payer.setFocus()
        view_model.ask_payers()

    def asked_for(self) -> str:
        return ""  # nobody is asked

    def _kind(self) -> ShareKind:
        return self.bill.payer.kind if self.bill.payer is not None else ShareKind.PERCENT

    def _offer(self, choices: PayerChoices) -> None:
        self._choices = choices
        chosen = self.bill.payer.payer_id if self.bill.payer is not None else None
        self.payer.set_options(payer_options(choices, chosen))
        if chosen is not None:
            self.payer.set_value(chosen)
        self._check()

    def _choose(self, payer_id: PayerId | None) -> None:
        """With what this payer usually pays."""
        usual = next((one.default_share for one in self._choices.payers if one.id == payer_id), None)
        if usual is not None:
            self.kind.set_value(ShareKind.PERCENT)
            self.value.set_amount(usual)
        self._check()

    def _check(self) -> None:
        pays = self.payer.value() is not None
        percent = self.kind.value() is ShareKind.PERCENT
        self.value.set_places(_PERCENT_PLACES if percent else minor_digits(self.bill.currency))
        self.kind.setVisible(pays)
        self._value_field.setVisible(pays)
        value, most = self.value.amount(), _ALL if percent else self.bill.total
        fits = not pays or (value is not None and ZERO <= value <= most)
        self._value_field.set_error(
            "" if fits or not self.value.value() else tr("At most {amount}", amount=plain(most, self.bill.currency))
        )
        share = ZERO
        if pays and fits and value is not None:
            share = payer_share(self.bill.total, value, self.bill.currency, percent=percent)
        self.rest.setText(tr("The patient pays {amount}", amount=plain(self.bill.total - share, self.bill.currency)))
        self.primary.set_blocked(
            tr("Say how much") if not fits else "" if self.has_reason else tr("A reason is needed")
        )

    def _split(self) -> None:
        kind, payer_id = self.kind.value(), self.payer.value()
        assert kind is not None  # one is always chosen
        self.change.send(
            billing.split(
                bill_id=self.bill.id,
                version=self.bill.version,
                payer_id=payer_id,
                kind=kind,
                value=ZERO if payer_id is None else self.value.amount() or ZERO,
                reason=self.reason.value(),
            )
        )
