"""Goods go back: what is set aside or recalled is offered, anything is found, a second person agrees."""

from decimal import Decimal
from operator import attrgetter
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.core.stock_problems import quantity_text
from client.viewmodels.purchases.desk import PurchaseDesk
from client.viewmodels.purchases.returning import Returning, ReturningState, key_of
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.purchases.words import amount_text
from client.views.stock.words import expiry_text, product_text, state_text, state_tone, unit_text
from client.views.upkeep import CallSheet
from client.widgets.basics import Label, hbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Segmented
from client.widgets.dialog import SHORTEST_REASON
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput, NumberInput
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.ids import StoreId, SupplierId
from shared.models.access import Approval
from shared.models.stock import StockView, StoredBatch

_SHOWN: Final = 5
_FRACTIONS: Final = 3


class ReturnSheet(CallSheet):
    """Enter in the number puts the batch on the note; 0 takes it off again."""

    def __init__(self, view_model: Returning, desk: PurchaseDesk, parent: QWidget) -> None:
        super().__init__(tr("Send goods back"), tr("Ask the second person"), parent, width=980)
        self._view_model = view_model
        self._desk = desk
        view_model.setParent(self)
        state = desk.state
        self.supplier = Combo[SupplierId]((one.id, one.name) for one in state.suppliers)
        self.store = Combo[StoreId]((one.id, one.name) for one in state.stores)
        self.view = Segmented[StockView](
            (
                (StockView.ASIDE, tr("Set aside")),
                (StockView.SOON, tr("Expiring")),
                (StockView.ALL, tr("All")),
            ),
            tr("Which batches"),
            chosen=StockView.ASIDE,
        )
        self.search = SearchBox(tr("Medicine or batch number"), "F4", size="md")
        self.batches: RowsTable[StoredBatch] = RowsTable(
            (
                Column(tr("Medicine"), attrgetter("medicine"), detail=product_text, look="strong"),
                Column(tr("Batch"), attrgetter("batch_no"), detail=attrgetter("supplier"), width=180),
                Column(tr("Expires"), expiry_text, width=84),
                Column(tr("State"), state_text, tone=state_tone, look="pill", width=128),
                Column(tr("On hand"), lambda e: quantity_text(e.on_hand), look="money", width=96),
                Column(tr("Goes back"), self._goes_back, look="money", width=100),
            ),
            key=key_of,
            name=tr("Batches"),
        )
        self.quantity = NumberInput()
        self.put = KeyButton(tr("Put on the note"), "Alt+A", icon="plus")
        self.reason = LineInput(most=300)
        self.total = Label("", "mid")
        self._build()

        self.supplier.picked.connect(self._check)
        self.store.picked.connect(view_model.use_store)
        self.view.picked.connect(view_model.show_view)
        self.search.searched.connect(view_model.find)
        self.batches.current_changed.connect(self._offer)
        self.batches.opened.connect(self._type)
        self.quantity.textChanged.connect(self._check)
        self.put.clicked.connect(self._put)
        self.reason.textChanged.connect(self._check)
        self.submitted.connect(self._ask)
        view_model.state_changed.connect(self._render)

        self.supplier.set_value(None)  # the first of a list is nobody's choice
        view_model.use_store(self.store.value())
        self._render(view_model.state)
        self.supplier.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter belongs to the batch; Ctrl+Enter goes on."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and event.modifiers() == _PLAIN:
            if self.quantity.hasFocus():
                self._put()
            return
        super().keyPressEvent(event)

    def _build(self) -> None:
        self.search.drive(self.batches)
        self.batches.set_empty(EmptyState("package", tr("Nothing here"), tr("Other words, or another list.")))
        self.batches.show_rows(_SHOWN)
        self.primary.setDefault(False)
        for button in (self.primary, self.cancel, self.put):
            button.setAutoDefault(False)
        self.quantity.setFixedWidth(140)
        self.add(
            hbox(
                Field(tr("To the supplier"), self.supplier, required=True),
                Field(tr("Out of the store"), self.store, required=True),
                spacing=12,
            ),
            hbox(self.view, self.search, spacing=12),
            self.batches,
            hbox(
                Field(tr("How many go back"), self.quantity),
                self.put,
                self.put.reason_label(),
                None,
                self.total,
                spacing=12,
            ),
            Field(tr("Why"), self.reason, required=True),
        )

    def _offer(self, batch: StoredBatch | None) -> None:
        whole = batch is None or batch.on_hand == batch.on_hand.to_integral_value()
        self.quantity.set_places(0 if whole else _FRACTIONS)
        self.quantity.set_amount(None if batch is None else batch.on_hand)

    def _type(self, _batch: StoredBatch) -> None:
        self.quantity.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put(self) -> None:
        batch, quantity = self.batches.current(), self.quantity.amount()
        if batch is not None and quantity is not None and 0 <= quantity <= batch.on_hand:
            self._view_model.put(batch, quantity)
            self.batches.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        supplier_id = self.supplier.value()
        if supplier_id is None:
            return
        state = self._view_model.state
        names = ", ".join(
            tr(
                "{medicine}, batch {batch}: {quantity}",
                medicine=line.batch.medicine,
                batch=line.batch.batch_no,
                quantity=unit_text(line.batch.form, line.quantity),
            )
            for line in state.lines
        )
        what = tr(
            "Back to {supplier}: {names}. {reason}",
            supplier=self.supplier.currentText(),
            names=names,
            reason=self.reason.value(),
        )
        sheet = SecondPersonSheet(self._desk.second_person(supplier_id), what, self)
        sheet.agreed.connect(self._agreed)
        sheet.open()

    def _agreed(self, approval: Approval) -> None:
        supplier_id = self.supplier.value()
        if supplier_id is not None:
            self.chosen.emit(self._view_model.call(supplier_id, self.reason.value(), approval.id))

    def _check(self) -> None:
        batch, quantity = self.batches.current(), self.quantity.amount()
        if batch is None or quantity is None or not 0 <= quantity <= batch.on_hand:
            there = "" if batch is None else unit_text(batch.form, batch.on_hand)
            self.put.set_blocked(tr("There are {quantity}", quantity=there) if there else tr("Choose a batch"))
        else:
            self.put.set_blocked("")
        if self.supplier.value() is None:
            self.primary.set_blocked(tr("To whom?"))
        elif not self._view_model.state.lines:
            self.primary.set_blocked(tr("Nothing is on the note yet"))
        else:
            short = len(self.reason.value()) < SHORTEST_REASON
            self.primary.set_blocked(tr("A reason is needed") if short else "")

    def _render(self, state: ReturningState) -> None:
        problem = None if state.problem is None else problem_text(state.problem)
        self.set_error("" if problem is None else problem.sentence)
        self.view.set_value(state.view)
        self.batches.set_rows(state.found)
        self.batches.viewport().update()  # what goes back is not in its rows
        self.total.setText(tr("Together {amount}", amount=amount_text(state.total, self._desk.state.digits)))
        self._check()

    def _goes_back(self, batch: StoredBatch) -> str:
        quantities = [line.quantity for line in self._view_model.state.lines if key_of(line.batch) == key_of(batch)]
        return quantity_text(sum(quantities, Decimal(0))) if quantities else ""


_PLAIN: Final = Qt.KeyboardModifier.NoModifier
