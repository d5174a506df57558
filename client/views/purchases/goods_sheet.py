"""A delivery is unpacked against its order: batch, last day and packs, line by line."""

from decimal import Decimal
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from client.core.i18n import number_text, tr
from client.viewmodels.purchases.unpacking import UnpackedBatch, Unpacking, UnpackingState
from client.views.purchases.words import medicine_text, number_of, pack_text, packs_text, percent_text
from client.views.stock.words import price_text
from client.views.upkeep import CallSheet
from client.widgets.basics import Label, hbox
from client.widgets.buttons import KeyButton
from client.widgets.field import Field
from client.widgets.inputs import LineInput, MoneyInput, NumberInput
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.purchases import PurchaseOrderLine
from shared.models.stock_packs import Pack
from shared.rules.stock import read_expiry

_PRICE_PLACES: Final = 4
_ORDERED_SHOWN: Final = 3
_CAME_SHOWN: Final = 2
_ROW: Final = 32


class GoodsSheet(CallSheet):
    """Enter counts a batch in and goes on to the next line; Ctrl+Enter books the whole delivery."""

    def __init__(self, view_model: Unpacking, parent: QWidget) -> None:
        order = view_model.state.order
        about = tr(
            "{number}, {supplier}, into {store}", number=number_of(order), supplier=order.supplier, store=order.store
        )
        super().__init__(tr("Receive goods"), tr("Book in"), parent, subtitle=about, width=1040)
        self._view_model = view_model
        view_model.setParent(self)
        self._told: int | None = None
        self.note = LineInput(most=60)
        self.ordered: RowsTable[PurchaseOrderLine] = RowsTable(
            (
                Column(tr("Medicine"), lambda e: medicine_text(e.medicine), look="strong"),
                Column(tr("Ordered"), _ordered, width=150),
                Column(tr("Came before"), lambda e: str(e.received), look="money", width=110),
                Column(tr("Comes now"), self._comes, look="money", width=100),
                Column(tr("Left"), self._left, look="money", tone=self._left_tone, width=80),
            ),
            key=lambda e: e.line,
            name=tr("Lines of the order"),
            row_height=_ROW,
        )
        self.batch_no = LineInput(most=40)
        self.expiry = LineInput(hint=tr("MM/YYYY"), most=10)
        self.packs, self.free = NumberInput(), NumberInput()
        self.cost, self.price = MoneyInput(places=_PRICE_PLACES), MoneyInput(places=_PRICE_PLACES)
        self._expiry = Field(tr("Expires"), self.expiry, required=True)
        self.what = Label("", "strong", wrap=True)
        self.put = KeyButton(tr("Count in"), "Alt+A", icon="plus")
        self.came: RowsTable[UnpackedBatch] = RowsTable(
            (
                Column(tr("Medicine"), self._medicine, look="strong"),
                Column(tr("Batch"), lambda e: e.batch_no.upper(), width=130),
                Column(tr("Expires"), lambda e: f"{e.expires_on:%m/%Y}", width=90),
                Column(tr("Packs"), _packs, look="money", width=110),
                Column(
                    tr("Price of a pack"), lambda e: price_text(e.pack_price or Decimal(0)), look="money", width=120
                ),
                Column(tr("Sold at"), lambda e: price_text(e.price or Decimal(0)), look="money", width=90),
            ),
            key=id,
            name=tr("What came"),
            row_height=_ROW,
        )
        self.remove = KeyButton(tr("Take the line off"), "Alt+X", kind="ghost")
        self.risen = Note("", "bad")
        self.keep = QCheckBox(tr("We keep it"))
        self.too_many = Note("", "warn", self.keep)
        self._build()

        self.ordered.current_changed.connect(self._choose)
        for editor in (self.batch_no, self.expiry, self.packs, self.free, self.cost, self.price):
            editor.textChanged.connect(self._check)
        self.put.clicked.connect(self._put)
        self.remove.clicked.connect(self._remove)
        self.keep.toggled.connect(self._check)
        self.submitted.connect(self._submit)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)
        self.note.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter belongs to the batch that is typed; Ctrl+Enter books in."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and event.modifiers() == _PLAIN:
            if self.note.hasFocus():
                self.batch_no.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self._put()
            return
        super().keyPressEvent(event)

    def _build(self) -> None:
        self.came.set_empty(EmptyState("package", tr("Nothing is counted in yet")))
        self.ordered.show_rows(_ORDERED_SHOWN)
        self.came.show_rows(_CAME_SHOWN)
        self.primary.setDefault(False)
        for button in (self.primary, self.cancel, self.put, self.remove):
            button.setAutoDefault(False)
        now = hbox(self.what, self.put.reason_label(), self.put, spacing=8)
        now.setStretch(0, 1)
        self.add_button(self.remove)
        self.add(
            hbox(Field(tr("Delivery note or invoice"), self.note), None),
            self.ordered,
            now,
            hbox(
                Field(tr("Batch"), self.batch_no, required=True),
                self._expiry,
                Field(tr("Packs"), self.packs, required=True),
                Field(tr("Free packs"), self.free),
                Field(tr("Price of a pack"), self.cost, required=True),
                Field(tr("Sold at, each"), self.price, required=True),
                spacing=12,
            ),
            self.risen,
            self.came,
            self.too_many,
        )

    def _typed(self) -> UnpackedBatch:
        packs, free = self.packs.amount(), self.free.amount()
        return UnpackedBatch(
            line=self._view_model.state.chosen,
            batch_no=self.batch_no.value(),
            expires_on=read_expiry(self.expiry.value()),
            packs=None if packs is None else int(packs),
            free_packs=int(free or 0),
            pack_price=self.cost.amount(),
            price=self.price.amount(),
        )

    def _choose(self, line: PurchaseOrderLine | None) -> None:
        if line is not None:
            self._view_model.choose(line)

    def _put(self) -> None:
        batch = self._typed()
        if batch.is_complete:
            self._told = None
            self._view_model.add(batch)
            self.batch_no.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self) -> None:
        batch = self.came.current()
        if batch is not None:
            self._told = None
            self._view_model.remove(batch)

    def _submit(self) -> None:
        self._hand_up(
            tr("Some of this cannot have come: look at the lines again."),
            self._view_model.call,
            self.note.value(),
            more_than_ordered=self.keep.isChecked(),
        )

    def _render(self, state: UnpackingState) -> None:
        self.ordered.set_rows(state.order.lines)
        self.ordered.select(state.chosen)
        self.ordered.viewport().update()  # what comes now is not in its rows
        self.came.set_rows(state.batches)
        self.remove.setVisible(bool(state.batches))
        self.too_many.setVisible(bool(state.too_many))
        if state.too_many:
            names = ", ".join(line.medicine.generic for line in state.too_many)
            self.too_many.set_state(tr("More than was ordered: {names}", names=names), "warn")
        if self._told != state.chosen:
            self._told = state.chosen
            self._begin(state)
        self._check()

    def _begin(self, state: UnpackingState) -> None:
        """A line begins with what is to come, at the price it was ordered and sold at."""
        line = state.line
        for editor in (self.batch_no, self.expiry, self.free):
            editor.clear()
        left = state.left(line)
        self.packs.set_amount(Decimal(left) if left > 0 else None)
        self.cost.set_amount(line.pack_price)
        self.price.set_amount(line.price)

    def _check(self) -> None:
        state, batch = self._view_model.state, self._typed()
        line = state.line
        pack = Pack(name=line.pack, units=line.pack_size)
        came = packs_text(line.medicine, pack, (batch.packs or 0) + batch.free_packs)
        self.what.setText(tr("{medicine}: {packs}", medicine=line.medicine.generic, packs=came))
        self._expiry.set_error(tr("MM/YYYY") if self.expiry.value() and batch.expires_on is None else "")
        risen = state.rise(batch.pack_price)
        self.risen.setVisible(risen is not None)
        if risen is not None:
            self.risen.set_state(
                tr("That is {percent} more than it was ordered at.", percent=percent_text(risen)), "bad"
            )
        self.put.set_blocked("" if batch.is_complete else tr("Fill in what is marked with *"))
        if not state.batches:
            self.primary.set_blocked(tr("Nothing is counted in yet"))
        elif state.too_many and not self.keep.isChecked():
            self.primary.set_blocked(tr("More than was ordered: say that you keep it"))
        else:
            self.primary.set_blocked("")

    def _comes(self, line: PurchaseOrderLine) -> str:
        return str(self._view_model.state.came(line))

    def _left(self, line: PurchaseOrderLine) -> str:
        return number_text(self._view_model.state.left(line))

    def _left_tone(self, line: PurchaseOrderLine) -> Tone | None:
        left = self._view_model.state.left(line)
        return "bad" if left < 0 else ("ok" if not left else None)

    def _medicine(self, batch: UnpackedBatch) -> str:
        medicine = self._view_model.state.order.lines[batch.line - 1].medicine
        return tr("{medicine} {strength}", medicine=medicine.generic, strength=medicine.strength)


_PLAIN: Final = Qt.KeyboardModifier.NoModifier


def _ordered(line: PurchaseOrderLine) -> str:
    return tr("{n} {pack}", n=line.packs, pack=pack_text(Pack(name=line.pack, units=line.pack_size)))


def _packs(batch: UnpackedBatch) -> str:
    if not batch.free_packs:
        return str(batch.packs)
    return tr("{packs} + {free} free", packs=batch.packs, free=batch.free_packs)
