"""Purchases: what is ordered, what came, who delivers, what went back."""

from functools import partial
from operator import attrgetter
from typing import Final

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import short_date_text, tr, trn
from client.core.zone import day_of
from client.desk import Desk
from client.viewmodels.purchases.desk import Act, DeskState, PurchaseDesk, Shown
from client.views.purchases.goods_sheet import GoodsSheet
from client.views.purchases.order_card import OrderCard
from client.views.purchases.order_sheet import OrderSheet
from client.views.purchases.price_sheet import PriceSheet
from client.views.purchases.return_sheet import ReturnSheet
from client.views.purchases.supplier_sheet import SupplierSheet
from client.views.purchases.words import (
    amount_text,
    list_text,
    number_of,
    rises_text,
    status_text,
    status_tone,
    what_went_back,
)
from client.views.upkeep import UpkeepPage
from client.widgets.basics import Card, KeyCap, Label, box, hbox, heading, show_only, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Tabs
from client.widgets.dialog import Confirm
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import WIDE_SCREEN, RowsTable
from client.widgets.tokens import Tone
from shared.contracts import purchases
from shared.models.prescriptions import Medicine
from shared.models.purchases import (
    GoodsBooked,
    OrderStatus,
    PurchaseOrder,
    PurchaseOrderSummary,
    Supplier,
    SupplierReturn,
)

_ROW: Final = 48


class PurchasesPage(UpkeepPage):
    """Keyboard only: Alt+1 to 4 choose the list, the arrows an order, its acts have keys of their own."""

    def __init__(self, desk: PurchaseDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._desk = desk
        desk.setParent(self)
        self.lists = Tabs[Shown](((each, list_text(each)) for each in Shown), tr("List"), chosen=Shown.OPEN)
        self.new_order = KeyButton(tr("New order"), "Ctrl+N", icon="plus", kind="primary")
        self.new_supplier = KeyButton(tr("New supplier"), "Ctrl+U", icon="plus")
        self.send_back = KeyButton(tr("Send goods back"), "Ctrl+R", icon="undo-2")
        self.orders: RowsTable[PurchaseOrderSummary] = RowsTable(
            (
                Column(tr("Number"), number_of, detail=_day, look="strong", width=150),
                Column(tr("Supplier"), attrgetter("supplier"), detail=attrgetter("store")),
                Column(tr("Lines"), lambda e: str(e.items), look="money", width=64),
                Column(tr("Amount"), self._total, look="money", width=110),
                Column(tr("State"), status_text, tone=status_tone, look="pill", width=132),
            ),
            key=attrgetter("id"),
            name=tr("Orders"),
            row_height=_ROW,
        )
        self.suppliers: RowsTable[Supplier] = RowsTable(
            (
                Column(tr("Supplier"), attrgetter("name"), detail=attrgetter("address"), look="strong"),
                Column(tr("Who is asked for"), attrgetter("contact"), detail=attrgetter("phone"), width=220),
                Column(tr("Delivers within"), _lead, width=140),
                Column(tr("State"), _supplier_state, tone=_supplier_tone, look="pill", width=110),
            ),
            key=attrgetter("id"),
            name=tr("Suppliers"),
            row_height=_ROW,
        )
        self.returns: RowsTable[SupplierReturn] = RowsTable(
            (
                Column(tr("Debit note"), attrgetter("return_no"), detail=_return_day, look="strong", width=150),
                Column(tr("Supplier"), attrgetter("supplier"), detail=attrgetter("store")),
                Column(tr("What"), what_went_back, detail=attrgetter("reason")),
                Column(tr("Who"), attrgetter("returned_by"), detail=_with, width=180),
                Column(tr("Amount"), self._returned_total, look="money", width=110),
            ),
            key=attrgetter("id"),
            name=tr("Sent back"),
            row_height=_ROW,
        )
        self.order = OrderCard(desk)
        self._enter = Label("", "muted")
        self._more = box(vbox(Note(tr("Only the newest are shown."), "info"), margins=(13, 0, 13, 8)))
        self._build()

        self.lists.picked.connect(desk.show_list)
        self.new_order.clicked.connect(self.open_new_order)
        self.new_supplier.clicked.connect(partial(self.open_supplier, None))
        self.send_back.clicked.connect(self.open_return)
        self.orders.current_changed.connect(self._choose)
        self.orders.opened.connect(self._go_on)
        self.suppliers.opened.connect(self.open_supplier)
        self.returns.opened.connect(desk.print_return)
        self.order.act_asked.connect(self.open_act)
        self.order.prices_asked.connect(self.open_prices)
        desk.state_changed.connect(self._render)

        self._render(desk.state)
        desk.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def open_new_order(self) -> None:
        self._edit(OrderSheet(self._desk.draft(None), self._desk.state, self._desk.medicines(), self))

    def open_supplier(self, supplier: Supplier | None) -> None:
        if self._desk.may_order:
            self._edit(SupplierSheet(supplier, self))

    def open_return(self) -> None:
        self._edit(ReturnSheet(self._desk.returning(), self._desk, self))

    def open_prices(self, medicine: Medicine) -> None:
        PriceSheet(self._desk.price_history(medicine.id), medicine, self).open()

    def open_act(self, act: Act) -> None:
        order = self._desk.state.order
        if order is None or not self._desk.may(act):
            return
        match act:
            case Act.CHANGE:
                self._edit(OrderSheet(self._desk.draft(order), self._desk.state, self._desk.medicines(), self))
            case Act.RECEIVE:
                self._edit(GoodsSheet(self._desk.unpacking(order), self))
            case Act.PLACE:
                self._ask_place(order)
            case Act.PRINT:
                self._desk.print_order()
            case Act.CLOSE:
                self._ask_close(order)

    def _build(self) -> None:
        self.setFocusProxy(self.orders)
        self.orders.set_empty(EmptyState("receipt-text", tr("No orders here"), tr("Ctrl+N begins one.")))
        self.suppliers.set_empty(EmptyState("users", tr("No suppliers yet"), tr("Ctrl+U adds the first.")))
        self.returns.set_empty(EmptyState("undo-2", tr("Nothing was sent back")))
        head = vbox(
            heading(tr("Purchases"), self.send_back, self.new_supplier, self.new_order),
            hbox(self.lists, None, self._enter, KeyCap("Alt+1–4")),
            spacing=10,
            margins=(13, 0, 13, 4),
        )
        card = Card(
            box(head), self._more, self.problem, self.orders, self.suppliers, self.returns, margins=(1, 12, 1, 6)
        )
        for table in (self.orders, self.suppliers, self.returns):
            card.inside.setStretchFactor(table, 1)
        row = hbox(card, self.order, spacing=12, margins=(16, 12, 16, 12))
        row.setStretch(0, 1)
        self.setLayout(row)
        for number, each in enumerate(Shown, start=1):
            QShortcut(QKeySequence(f"Alt+{number}"), self).activated.connect(partial(self._pick_list, each))

    def _fit(self) -> None:
        self.order.setFixedWidth(520 if self.window().width() >= WIDE_SCREEN else 400)

    def _pick_list(self, shown: Shown) -> None:
        self.lists.set_value(shown)
        self._desk.show_list(shown)

    def _choose(self, order: PurchaseOrderSummary | None) -> None:
        if order is not None:
            self._desk.choose(order)

    def _go_on(self, _order: PurchaseOrderSummary) -> None:
        """Enter does what comes next: a draft is changed, what is on its way is received."""
        for act in (Act.CHANGE, Act.RECEIVE):
            if self._desk.may(act):
                self.open_act(act)
                return

    def _ask_place(self, order: PurchaseOrder) -> None:
        sheet = Confirm(
            tr("Order from {supplier}?", supplier=order.supplier),
            tr("It gets its number, and its lines stay as they are."),
            tr("Order"),
            self,
            kind="primary",
        )
        self._confirm(sheet, purchases.place(order_id=order.id, version=order.version))

    def _ask_close(self, order: PurchaseOrder) -> None:
        came = order.status is OrderStatus.PARTLY_RECEIVED
        text = tr("What has not come is not waited for any more.") if came else tr("Nothing is ordered by it any more.")
        sheet = Confirm(
            tr("Close {number}?", number=number_of(order)), text, tr("Close the order"), self, reason=tr("Why")
        )
        sheet.confirmed.connect(partial(self._close, order))
        self._open(sheet)

    def _close(self, order: PurchaseOrder, reason: str) -> None:
        self._desk.save(purchases.close(order_id=order.id, version=order.version, reason=reason))

    def _said(self, answer: object) -> str:
        match answer:
            case GoodsBooked():
                booked = tr("{number} is booked in", number=answer.goods.goods_no)
                risen = rises_text(answer.prices)
                return f"{booked}. {risen}" if risen else booked
            case SupplierReturn():
                return tr("Debit note {number} for {supplier}", number=answer.return_no, supplier=answer.supplier)
            case Supplier():
                return tr("{supplier} is saved", supplier=answer.name)
            case PurchaseOrder():
                return tr("{number}: {state}", number=number_of(answer), state=status_text(answer))
            case _:
                return tr("Saved")

    def _render(self, state: DeskState) -> None:
        self.lists.set_value(state.shown)
        show_only(
            {
                self.orders: state.of_orders,
                self.suppliers: state.shown is Shown.SUPPLIERS,
                self.returns: state.shown is Shown.RETURNS,
            }
        )
        self.order.setVisible(state.of_orders)
        opens = state.shown is Shown.SUPPLIERS and self._desk.may_order
        self._enter.setText(tr("Enter opens a supplier.") if opens else tr("Enter prints a debit note."))
        self._enter.setVisible(opens or state.shown is Shown.RETURNS)
        self._more.setVisible(state.more)
        self.orders.set_rows(state.orders)
        if state.chosen is not None:
            self.orders.select(state.chosen)
        self.suppliers.set_rows(state.suppliers)
        self.returns.set_rows(state.returns)
        self.new_supplier.setVisible(self._desk.may_order)
        self.new_order.setVisible(self._desk.may_order)
        self.new_order.set_blocked("" if state.in_use else tr("Add a supplier first"))
        self.send_back.setVisible(self._desk.may_return)
        self.send_back.set_blocked("" if state.suppliers else tr("Add a supplier first"))

    def _total(self, order: PurchaseOrderSummary) -> str:
        return amount_text(order.total, self._desk.state.digits)

    def _returned_total(self, returned: SupplierReturn) -> str:
        return amount_text(returned.total, self._desk.state.digits)


def build_purchases(desk: Desk) -> PurchasesPage:
    return PurchasesPage(PurchaseDesk(desk.calls, desk.changes, desk.session, desk.printing))


def _day(order: PurchaseOrderSummary) -> str:
    return short_date_text(day_of(order.ordered_at or order.drafted_at))


def _return_day(returned: SupplierReturn) -> str:
    return short_date_text(day_of(returned.returned_at))


def _with(returned: SupplierReturn) -> str:
    return tr("with {person}", person=returned.second_person)


def _lead(supplier: Supplier) -> str:
    return trn("{n} day", "{n} days", supplier.lead_days)


def _supplier_state(supplier: Supplier) -> str:
    return tr("In use") if supplier.is_active else tr("Retired")


def _supplier_tone(supplier: Supplier) -> Tone:
    return "ok" if supplier.is_active else "grey"
