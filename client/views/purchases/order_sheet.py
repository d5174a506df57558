"""An order is written: medicine by medicine in packs, or as it is proposed."""

from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr, trn
from client.core.problem_text import problem_text
from client.viewmodels.consulting.finder import Finder
from client.viewmodels.purchases.desk import DeskState
from client.viewmodels.purchases.order_draft import DraftLine, DraftState, OrderDraft
from client.views.consulting.suggest import Suggest
from client.views.consulting.words import medicine_facts
from client.views.purchases.packs_sheet import PacksSheet
from client.views.purchases.words import (
    amount_text,
    last_price_text,
    medicine_text,
    pack_text,
    packs_text,
    percent_text,
    product_text,
)
from client.views.stock.words import price_text, unit_text
from client.views.upkeep import CallSheet
from client.widgets.basics import Label, box, hbox
from client.widgets.buttons import KeyButton
from client.widgets.field import Field
from client.widgets.inputs import Combo, DateInput, LineInput, MoneyInput, NumberInput
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.ids import StoreId, SupplierId
from shared.models.prescriptions import Medicine
from shared.models.purchases import Offer
from shared.models.stock_packs import Pack

_PRICE_PLACES: Final = 4
_HUNDRED: Final = Decimal(100)
_SHOWN: Final = 4
_ROW: Final = 44


class OrderSheet(CallSheet):
    """Enter puts the line on the order; a line that is opened comes back to be typed again."""

    def __init__(self, draft: OrderDraft, desk: DeskState, medicines: Finder, parent: QWidget) -> None:
        title = tr("New order") if draft.order is None else tr("Change the draft")
        super().__init__(title, tr("Save the draft"), parent, width=1040)
        self._draft = draft
        self._digits = desk.digits
        self._known_of: tuple[Medicine | None, Offer | None] = (None, None)
        draft.setParent(self)
        medicines.setParent(self)
        self.supplier = Combo[SupplierId]((one.id, one.name) for one in desk.in_use)
        self.store = Combo[StoreId]((one.id, one.name) for one in desk.stores)
        self.expected = DateInput()
        self.note = LineInput(most=200)
        self.propose = KeyButton(tr("Propose"), "Alt+P", icon="activity")
        self.search = Suggest(
            tr("Medicine and strength: “amox 500”"), "F6", medicines, medicine_facts, _id, icon="pill"
        )
        self.pack: Combo[Pack] = Combo()
        self.edit_packs = KeyButton(tr("Packs"), "Alt+K", size="sm")
        self.packs = NumberInput()
        self.price = MoneyInput(places=_PRICE_PLACES)
        self.tax = NumberInput(2)
        self.put = KeyButton(tr("Put on the order"), "Alt+A", icon="plus")
        self.what = Label("", "strong", wrap=True)
        self.known = Note("", "info")
        self.lines: RowsTable[DraftLine] = RowsTable(
            (
                Column(
                    tr("Medicine"),
                    lambda e: e.medicine.generic,
                    detail=lambda e: product_text(e.medicine),
                    look="strong",
                ),
                Column(
                    tr("Packs"), lambda e: tr("{n} {pack}", n=e.packs, pack=pack_text(e.pack)), detail=_units, width=190
                ),
                Column(
                    tr("Price of a pack"), lambda e: price_text(e.pack_price), look="money", tone=_price_tone, width=120
                ),
                Column(tr("Tax"), lambda e: percent_text(e.tax_rate), look="money", width=80),
                Column(tr("Amount"), self._amount, look="money", width=110),
            ),
            key=lambda e: (e.medicine.id, e.pack.name, e.pack.units),
            name=tr("Lines of the order"),
            row_height=_ROW,
        )
        self.remove = KeyButton(tr("Take the line off"), "Alt+X", kind="ghost")
        self.total = Label("", "mid")
        self._line = box(
            hbox(
                Field(tr("Pack"), self.pack),
                Field(tr("How many packs"), self.packs),
                Field(tr("Price of a pack"), self.price),
                Field(tr("Tax in %"), self.tax),
                spacing=12,
            )
        )
        self._build()

        self.supplier.picked.connect(self._use)
        self.store.picked.connect(self._use)
        self.propose.clicked.connect(draft.propose)
        self.search.picked.connect(self._take)
        self.pack.picked.connect(self._tell_what)
        for editor in (self.packs, self.price, self.tax):
            editor.textChanged.connect(self._tell_what)
        self.edit_packs.clicked.connect(self._ask_packs)
        self.put.clicked.connect(self._put)
        self.lines.opened.connect(self._again)
        self.remove.clicked.connect(self._remove)
        self.submitted.connect(self._submit)
        draft.state_changed.connect(self._render)

        self._fill()
        self._render(draft.state)
        (self.supplier if draft.order is None else self.search).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter belongs to the line that is typed; Ctrl+Enter saves."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and event.modifiers() == _PLAIN:
            self._put()
            return
        super().keyPressEvent(event)

    def _build(self) -> None:
        self.lines.set_empty(EmptyState("list-ordered", tr("Nothing is on the order yet")))
        self.lines.show_rows(_SHOWN)
        self.primary.setDefault(False)
        for button in (self.primary, self.cancel, self.propose, self.put, self.remove, self.edit_packs):
            button.setAutoDefault(False)
        self.tax.set_amount(Decimal(0))
        now = hbox(self.what, self.put.reason_label(), self.edit_packs, self.put, spacing=8)
        now.setStretch(0, 1)
        self.add(
            hbox(
                Field(tr("Supplier"), self.supplier, required=True),
                Field(tr("For the store"), self.store, required=True),
                Field(tr("Expected on"), self.expected),
                Field(tr("Note"), self.note),
                spacing=12,
            ),
            hbox(Field(tr("Medicine"), self.search, key="F6"), self.propose, spacing=12),
            now,
            self._line,
            self.known,
            self.lines,
            hbox(self.remove, None, self.total),
        )

    def _fill(self) -> None:
        order = self._draft.order
        if order is None:
            self.supplier.set_value(None)  # the first of a list is nobody's choice
        else:
            self.supplier.set_value(order.supplier_id)
            self.store.set_value(order.store_id)
            self.expected.set_day(order.expected_on)
            self.note.set_value(order.note)
        self._use()

    def _use(self) -> None:
        self._draft.use(self.supplier.value(), self.store.value())

    def _take(self, medicine: Medicine, _typed: str) -> None:
        for editor in (self.packs, self.price):
            editor.clear()
        self._draft.take(medicine)
        self.packs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _again(self, line: DraftLine) -> None:
        """The line that takes its place is typed over what it says."""
        self._draft.take(line.medicine, line.pack)
        self.packs.set_amount(Decimal(line.packs))
        self.price.set_amount(line.pack_price)
        self.tax.set_amount(line.tax_rate * _HUNDRED)
        self.packs.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_packs(self) -> None:
        state = self._draft.state
        if state.medicine is not None and state.offer is not None:
            sheet = PacksSheet(state.medicine, state.offer.packs, self)
            sheet.decided.connect(self._draft.keep_packs)
            sheet.open()

    def _typed(self) -> DraftLine | None:
        medicine, pack = self._draft.state.medicine, self.pack.value()
        packs, price, tax = self.packs.amount(), self.price.amount(), self.tax.amount()
        if medicine is None or pack is None or packs is None or price is None or tax is None:
            return None
        if packs < 1 or price < 0 or not 0 <= tax <= _HUNDRED:
            return None
        return DraftLine(medicine, pack, int(packs), price, tax / _HUNDRED)

    def _put(self) -> None:
        line = self._typed()
        if line is not None:
            self._draft.add(line)
            for editor in (self.packs, self.price):
                editor.clear()
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self) -> None:
        line = self.lines.current()
        if line is not None:
            self._draft.remove(line)

    def _submit(self) -> None:
        self._hand_up(
            tr("Some of this is no order: look at the lines again."),
            self._draft.call,
            self.expected.day(),
            self.note.value(),
        )

    def _tell_what(self) -> None:
        """`2 Box × 100 = 200 tablets`, and beside it what it cost the last time."""
        state, pack, packs, price = self._draft.state, self.pack.value(), self.packs.amount(), self.price.amount()
        medicine = state.medicine
        text = "" if medicine is None else medicine_text(medicine)
        if medicine is not None and pack is not None and packs:
            text = tr("{medicine}: {packs}", medicine=text, packs=packs_text(medicine, pack, int(packs)))
        self.what.setText(text)
        rise = None if pack is None or price is None else state.rise(pack, price)
        self.known.setVisible(state.offer is not None)
        if state.offer is not None:
            known = last_price_text(state.offer)
            if rise is not None:
                risen = tr("That is {percent} more than the last time.", percent=percent_text(rise))
                self.known.set_state(f"{risen} {known}", "bad")
            else:
                self.known.set_state(known, "info")
        self.put.set_blocked("" if self._typed() is not None else tr("Packs and a price are needed"))

    def _render(self, state: DraftState) -> None:
        problem = None if state.problem is None else problem_text(state.problem)
        self.set_error("" if problem is None else problem.sentence)
        self._line.setEnabled(state.medicine is not None)
        self.edit_packs.setVisible(state.offer is not None and self._draft.may_keep_packs)
        self.put.setVisible(state.medicine is not None)
        self._offer_packs(state)
        if state.offer is not None and state.offer.last is not None and not self.price.value():
            self.tax.set_amount(state.offer.last.tax_rate * _HUNDRED)
        self.lines.set_rows(state.lines)
        self.remove.setVisible(bool(state.lines))
        self.total.setText(tr("Together {amount}", amount=amount_text(state.total, self._digits)))
        self.propose.set_text(_proposed(state.proposed))
        self._tell_what()
        if state.supplier_id is None or state.store_id is None:
            self.primary.set_blocked(tr("From whom, and for which store?"))
        elif any(not line.pack_price for line in state.lines):
            self.primary.set_blocked(tr("A line has no price: Enter opens it"))
        else:
            self.primary.set_blocked("" if state.lines else tr("Nothing is on the order yet"))

    def _offer_packs(self, state: DraftState) -> None:
        """The usual one is chosen once it is known; what is chosen then is the user's own."""
        known = (state.medicine, state.offer)
        self.pack.set_options((pack, pack_text(pack)) for pack in state.packs)
        if known != self._known_of:
            self._known_of = known
            self.pack.set_value(state.packs[0] if state.packs else None)

    def _amount(self, line: DraftLine) -> str:
        return amount_text(line.cost(self._draft.state.currency).total, self._digits)


_PLAIN: Final = Qt.KeyboardModifier.NoModifier


def _proposed(lines: int | None) -> str:
    if lines is None:
        return tr("Propose")
    if not lines:
        return tr("Nothing more is needed")
    return trn("{n} line proposed", "{n} lines proposed", lines)


def _units(line: DraftLine) -> str:
    return unit_text(line.medicine.form, line.units)


def _price_tone(line: DraftLine) -> Tone | None:
    return None if line.pack_price else "bad"


def _id(medicine: Any) -> object:
    return medicine.id
