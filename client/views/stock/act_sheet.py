"""What is done with a batch: how many, why, and who agrees."""

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.viewmodels.stock.shelf import Act, Shelf
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.stock.words import act_text, product_text, unit_text
from client.widgets.buttons import Kind
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput, NumberInput
from shared.ids import ApprovalId
from shared.models.access import Approval
from shared.models.stock import StoredBatch

_FRACTIONS = 3


class ActSheet(Sheet):
    decided = Signal(object, str, object)
    """Decimal, the reason, and the approval's id or None."""

    def __init__(self, shelf: Shelf, act: Act, batch: StoredBatch, parent: QWidget) -> None:
        about = tr(
            "{medicine} {product}, batch {batch}, {store}: {quantity}",
            medicine=batch.medicine,
            product=product_text(batch),
            batch=batch.batch_no,
            store=batch.store,
            quantity=unit_text(batch.form, batch.on_hand),
        )
        kind: Kind = "danger" if act in {Act.DESTROY, Act.RECALL} else "primary"
        primary = tr("Ask the second person") if act.needs_second else act_text(act)
        super().__init__(act_text(act), primary, parent, subtitle=about, kind=kind)
        self._shelf = shelf
        self._act = act
        self._batch = batch
        whole = batch.on_hand == batch.on_hand.to_integral_value()
        self.quantity = NumberInput(0 if whole else _FRACTIONS)
        self.quantity.set_amount(batch.on_hand)
        self.reason = LineInput(most=300)
        how_many = tr("How many are there") if act is Act.COUNT else tr("How many")
        if act.has_quantity:
            self.add(Field(how_many, self.quantity, required=True))
        self.add(Field(tr("Why"), self.reason, required=True))

        self.quantity.textChanged.connect(self._check)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._go_on)

        self._check()
        (self.quantity if act.has_quantity else self.reason).setFocus()

    def _amount(self) -> Decimal | None:
        return self.quantity.amount() if self._act.has_quantity else self._batch.on_hand

    def _check(self) -> None:
        self.primary.set_blocked(self._missing())

    def _missing(self) -> str:
        amount = self._amount()
        if amount is None or amount < 0:
            return tr("How many?")
        if self._act is Act.COUNT and amount == self._batch.on_hand:
            return tr("That is what the card says")
        if self._act.has_quantity and self._act is not Act.COUNT and not 0 < amount <= self._batch.on_hand:
            return tr("There are {quantity}", quantity=unit_text(self._batch.form, self._batch.on_hand))
        return "" if len(self.reason.value()) >= SHORTEST_REASON else tr("A reason is needed")

    def _go_on(self) -> None:
        if not self._act.needs_second:
            self._decide(None)
            return
        amount = self._amount()
        assert amount is not None
        what = tr(
            "{act}: {medicine}, batch {batch}, {quantity}. {reason}",
            act=act_text(self._act),
            medicine=self._batch.medicine,
            batch=self._batch.batch_no,
            quantity=unit_text(self._batch.form, amount),
            reason=self.reason.value(),
        )
        sheet = SecondPersonSheet(self._shelf.second_person(self._batch), what, self)
        sheet.agreed.connect(self._agreed)
        sheet.open()

    def _agreed(self, approval: Approval) -> None:
        self._decide(approval.id)

    def _decide(self, approval_id: ApprovalId | None) -> None:
        self.decided.emit(self._amount(), self.reason.value(), approval_id)
        self.accept()
