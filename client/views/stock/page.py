"""Stock: what lies where, what expires, what is to be ordered."""

from decimal import Decimal
from functools import partial
from operator import attrgetter
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from client.core.calls import Calls
from client.core.i18n import short_date_text, tr, trn
from client.core.medicine_words import form_word
from client.core.problem_text import problem_text
from client.core.stock_problems import quantity_text
from client.core.zone import day_of
from client.desk import Desk
from client.viewmodels.consulting.finder import Finder, medicines
from client.viewmodels.stock.card import Card as CardModel
from client.viewmodels.stock.receiving import Receiving
from client.viewmodels.stock.shelf import Act, Shelf, ShelfState, Shown, key_of
from client.views.stock.act_sheet import ActSheet
from client.views.stock.batch_card import BatchCard
from client.views.stock.card_sheet import CardSheet
from client.views.stock.correct_sheet import CorrectSheet
from client.views.stock.count_sheet import CountSheet
from client.views.stock.count_words import part_text
from client.views.stock.count_words import status_text as count_status_text
from client.views.stock.count_words import status_tone as count_status_tone
from client.views.stock.levels_sheet import LevelsSheet
from client.views.stock.open_count_sheet import OpenCountSheet
from client.views.stock.receive_sheet import ReceiveSheet
from client.views.stock.stores_page import StoresPage
from client.views.stock.stores_sheet import StoresSheet
from client.views.stock.transfer_sheets import ArrivalSheet, SendSheet
from client.views.stock.words import (
    done_text,
    expiry_text,
    lasts_text,
    list_text,
    price_text,
    product_text,
    state_text,
    state_tone,
    unit_text,
)
from client.widgets.basics import Card, KeyCap, Label, box, hbox, heading, show_only, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Tabs
from client.widgets.inputs import Combo
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import WIDE_SCREEN, RowsTable
from client.widgets.tokens import Tone
from shared.contracts import stock
from shared.ids import ApprovalId, StoreId
from shared.models.stock import ArrivedLine, ReorderLine, StoredBatch, Transfer, TransferStatus
from shared.models.stock_counts import StockCount

_ROW: Final = 48


class StockPage(QWidget):
    """Keyboard only: F4 searches, Alt+1 to 7 choose the list, the arrows a batch, its acts have keys of their own."""

    said = Signal(str)

    def __init__(self, calls: Calls, shelf: Shelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self._shelf = shelf
        shelf.setParent(self)
        self.search = SearchBox(tr("Medicine or batch number"), "F4", size="md")
        self.stores: Combo[StoreId | None] = Combo(((None, tr("All stores")),))
        self.lists = Tabs[Shown](((each, list_text(each)) for each in Shown), tr("List"), chosen=Shown.ALL)
        self.receive = KeyButton(tr("Receive goods"), "Ctrl+N", icon="plus", kind="primary")
        self.count = KeyButton(tr("Count a store"), "Ctrl+K", icon="list-ordered")
        self.levels = KeyButton(tr("Levels"), "Ctrl+Y", icon="trending-down")
        self.manage = KeyButton(tr("Stores"), "Ctrl+M", icon="house")
        self.batches: RowsTable[StoredBatch] = RowsTable(
            (
                Column(tr("Medicine"), attrgetter("medicine"), detail=product_text, look="strong"),
                Column(tr("Batch"), attrgetter("batch_no"), detail=attrgetter("store"), width=132),
                Column(tr("Expires"), expiry_text, width=84),
                Column(tr("State"), state_text, tone=state_tone, look="pill", width=128),
                Column(tr("Price"), lambda e: price_text(e.price), look="money", width=92, wide_only=True),
                Column(tr("On hand"), lambda e: quantity_text(e.on_hand), look="money", width=96),
            ),
            key=key_of,
            name=tr("Batches"),
            row_height=_ROW,
        )
        self.orders: RowsTable[ReorderLine] = RowsTable(
            (
                Column(tr("Medicine"), lambda e: e.medicine.generic, detail=_product, look="strong"),
                Column(tr("On hand"), lambda e: quantity_text(e.on_hand), look="money", width=96),
                Column(tr("Level"), _level, look="money", width=84),
                Column(tr("Used in 30 days"), lambda e: quantity_text(e.used), look="money", width=120),
                Column(tr("Lasts"), lasts_text, width=96),
                Column(tr("Order"), _suggested, look="strong", width=130),
            ),
            key=lambda e: e.medicine.id,
            name=tr("To order"),
            row_height=_ROW,
        )
        self.transfers: RowsTable[Transfer] = RowsTable(
            (
                Column(tr("Number"), attrgetter("transfer_no"), detail=_sent_day, look="strong", width=150),
                Column(tr("From"), attrgetter("store"), detail=attrgetter("sent_by")),
                Column(tr("To"), attrgetter("to_store"), detail=attrgetter("received_by")),
                Column(tr("What"), _what_is_sent, detail=attrgetter("explanation")),
                Column(tr("State"), _transfer_state, tone=_transfer_tone, look="pill", width=128),
            ),
            key=attrgetter("id"),
            name=tr("Transfers"),
            row_height=_ROW,
        )
        self.counts: RowsTable[StockCount] = RowsTable(
            (
                Column(tr("Number"), attrgetter("count_no"), detail=_count_day, look="strong", width=150),
                Column(tr("Store"), attrgetter("store"), detail=attrgetter("note")),
                Column(tr("What"), part_text, detail=attrgetter("opened_by")),
                Column(tr("Counted"), _count_progress, width=110),
                Column(tr("State"), count_status_text, tone=count_status_tone, look="pill", width=140),
            ),
            key=attrgetter("id"),
            name=tr("Counts"),
            row_height=_ROW,
        )
        self.batch = BatchCard(shelf)
        self.problem = Note("", "bad")
        self._enter = Label("", "muted")
        self._more = box(vbox(Note(tr("There are more. Search for what you need."), "info"), margins=(13, 0, 13, 8)))
        self._build()

        self.search.searched.connect(shelf.look_for)
        self.lists.picked.connect(shelf.show_list)
        self.stores.picked.connect(shelf.show_store)
        self.receive.clicked.connect(self.open_receiving)
        self.count.clicked.connect(self.open_new_count)
        self.counts.opened.connect(self.open_count)
        self.levels.clicked.connect(self.open_levels)
        self.manage.clicked.connect(self.open_stores)
        self.batches.current_changed.connect(self._choose)
        self.batches.opened.connect(self.open_card)
        self.batch.card_asked.connect(self.open_card)
        self.batch.act_asked.connect(self.open_act)
        self.batch.send_asked.connect(self.open_sending)
        self.batch.correction_asked.connect(self.open_correction)
        self.transfers.opened.connect(self.open_arrival)
        shelf.state_changed.connect(self._render)
        shelf.done.connect(self._tell)
        shelf.sent.connect(self._tell_sent)
        shelf.arrived.connect(self._tell_arrived)
        shelf.counted.connect(self._begin_count)
        shelf.corrected.connect(self._tell_corrected)

        if not shelf.may_keep_stores:  # shown without a parent it would be a window
            self.manage.hide()
        self._render(shelf.state)
        shelf.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def open_receiving(self) -> None:
        home = self._shelf.state.home_store
        if home is not None:
            sheet = ReceiveSheet(Receiving(self._calls, home.id), Finder(self._calls, medicines), home.name, self)
            sheet.open()

    def open_levels(self) -> None:
        """Of the store that is looked at, else of the first."""
        home = self._shelf.state.home_store
        if home is not None:
            LevelsSheet(self._shelf.levels(home.id), home.name, self).open()

    def open_stores(self) -> None:
        StoresSheet(self._shelf.all_stores(), self).open()

    def open_correction(self) -> None:
        batch = self._shelf.state.batch
        if batch is not None and self._shelf.may_correct:
            self._shelf.forget_problem()
            sheet = CorrectSheet(self._shelf, batch, self)
            sheet.decided.connect(self._shelf.correct)
            sheet.open()

    def open_card(self) -> None:
        batch, state = self._shelf.state.batch, self._shelf.state
        if batch is not None:
            store = batch.store if state.store_id is not None else ""
            card = CardModel(self._calls, batch.medicine_id, state.store_id)
            CardSheet(card, store, self, controlled=batch.controlled).open()

    def open_act(self, act: Act) -> None:
        batch = self._shelf.state.batch
        if batch is not None and self._shelf.may(act):
            self._shelf.forget_problem()
            sheet = ActSheet(self._shelf, act, batch, self)
            sheet.decided.connect(partial(self._do, act, batch))
            sheet.open()

    def open_sending(self) -> None:
        batch = self._shelf.state.batch
        if batch is not None:
            self._shelf.forget_problem()
            sheet = SendSheet(batch, self._shelf.state.stores, self)
            sheet.decided.connect(partial(self._send, batch))
            sheet.open()

    def open_arrival(self, transfer: Transfer) -> None:
        """One that has arrived stays as it was counted."""
        if transfer.status is TransferStatus.SENT and self._shelf.may_transfer:
            self._shelf.forget_problem()
            sheet = ArrivalSheet(transfer, self)
            sheet.decided.connect(partial(self._accept, transfer))
            sheet.open()

    def open_new_count(self) -> None:
        self._shelf.forget_problem()
        sheet = OpenCountSheet(self._shelf, self)
        sheet.decided.connect(self._shelf.open_count)
        sheet.open()

    def open_count(self, count: StockCount) -> None:
        """One that is closed is read."""
        view_model = self._shelf.counting(count)
        view_model.closed.connect(self._tell_counted)
        CountSheet(view_model, count, self).open()

    def _build(self) -> None:
        self.setFocusProxy(self.batches)
        self.search.drive(self.batches)
        self.batches.set_empty(EmptyState("package", tr("Nothing here"), tr("Other words, or another list.")))
        self.orders.set_empty(EmptyState("circle-check", tr("Nothing needs to be ordered")))
        self.transfers.set_empty(EmptyState("repeat", tr("Nothing was sent from store to store")))
        self.counts.set_empty(EmptyState("list-ordered", tr("No store was counted yet")))
        self.stores.setAccessibleName(tr("Store"))
        self.stores.setFixedWidth(180)
        head = vbox(
            heading(tr("Stock"), self.manage, self.levels, self.count, self.receive),
            hbox(self.search, KeyCap("F4"), self.stores, spacing=12),
            hbox(self.lists, None, self._enter, KeyCap("Alt+1–7")),
            spacing=10,
            margins=(13, 0, 13, 4),
        )
        card = Card(
            box(head),
            self._more,
            self.problem,
            self.batches,
            self.orders,
            self.transfers,
            self.counts,
            margins=(1, 12, 1, 6),
        )
        for table in (self.batches, self.orders, self.transfers, self.counts):
            card.inside.setStretchFactor(table, 1)
        row = hbox(card, self.batch, spacing=12, margins=(16, 12, 16, 12))
        row.setStretch(0, 1)
        self.setLayout(row)
        for number, each in enumerate(Shown, start=1):
            key = QShortcut(QKeySequence(f"Alt+{number}"), self)
            key.activated.connect(partial(self._pick_list, each))

    def _fit(self) -> None:
        self.batch.setFixedWidth(400 if self.window().width() >= WIDE_SCREEN else 330)

    def _pick_list(self, shown: Shown) -> None:
        self.lists.set_value(shown)
        self._shelf.show_list(shown)

    def _choose(self, row: StoredBatch | None) -> None:
        if row is not None:
            self._shelf.choose(row)

    def _do(self, act: Act, batch: StoredBatch, quantity: Decimal, reason: str, approval: ApprovalId | None) -> None:
        self._shelf.do(act, batch, quantity, reason, approval)

    def _send(self, batch: StoredBatch, to_store: StoreId, quantity: Decimal) -> None:
        self._shelf.send(batch, to_store, quantity)

    def _accept(self, transfer: Transfer, counted: list[ArrivedLine], explanation: str, back: bool) -> None:  # noqa: FBT001 a slot
        self._shelf.accept(transfer, counted, explanation, back_to_sender=back)

    def _tell_sent(self, transfer: Transfer) -> None:
        self.said.emit(tr("{number} is on its way to {store}", number=transfer.transfer_no, store=transfer.to_store))

    def _tell_arrived(self, transfer: Transfer) -> None:
        self.said.emit(tr("{number} is received into {store}", number=transfer.transfer_no, store=transfer.to_store))

    def _begin_count(self, count: StockCount) -> None:
        self._pick_list(Shown.COUNTS)
        self.open_count(count)

    def _tell_corrected(self) -> None:
        self.said.emit(tr("The batch says now what its pack says"))

    def _tell_counted(self, count: StockCount) -> None:
        self.said.emit(tr("{number}: {state}", number=count.count_no, state=count_status_text(count)))

    def _tell(self, act: Act, batch: StoredBatch) -> None:
        self.said.emit(done_text(act, batch))

    def _render(self, state: ShelfState) -> None:
        self.stores.set_options(((None, tr("All stores")), *((store.id, store.name) for store in state.stores)))
        self.stores.set_value(state.store_id)
        self.lists.set_value(state.shown)
        ordering, on_the_way = state.shown is Shown.ORDER, state.shown is Shown.ON_THE_WAY
        counting = state.shown is Shown.COUNTS
        of_batches = not (ordering or on_the_way or counting)
        show_only({self.batches: of_batches, self.orders: ordering, self.transfers: on_the_way, self.counts: counting})
        self.search.setEnabled(of_batches)
        self._enter.setText(tr("Enter receives what is on the way.") if on_the_way else tr("Enter opens a count."))
        self._enter.setVisible(counting or (on_the_way and self._shelf.may_transfer))
        self.batch.setVisible(of_batches)
        problem = None if state.problem is None or of_batches else problem_text(state.problem)
        self.problem.setVisible(problem is not None)
        if problem is not None:
            self.problem.set_state(problem.sentence, "bad")
        self.transfers.set_rows(state.transfers)
        self.counts.set_rows(state.counts)
        self._more.setVisible(state.more)
        self.batches.set_rows(state.rows)
        self.orders.set_rows(state.orders)
        if state.chosen is not None:
            self.batches.select(state.chosen)
        self.receive.set_blocked("" if self._shelf.may_receive else tr("Only who keeps a store books goods in"))
        self.count.setVisible(self._shelf.may_count)


def build_stock(desk: Desk) -> StockPage | StoresPage:
    if not desk.session.can(stock.on_hand):
        return StoresPage(desk.calls, desk.changes)
    return StockPage(desk.calls, Shelf(desk.calls, desk.changes, desk.session))


def _product(line: ReorderLine) -> str:
    return tr("{strength} {form}", strength=line.medicine.strength, form=form_word(line.medicine.form))


def _level(line: ReorderLine) -> str:
    return "–" if line.level is None else quantity_text(line.level)


def _suggested(line: ReorderLine) -> str:
    return unit_text(line.medicine.form, line.suggested)


def _sent_day(transfer: Transfer) -> str:
    return short_date_text(day_of(transfer.sent_at))


def _what_is_sent(transfer: Transfer) -> str:
    first, *others = transfer.lines
    name = tr("{medicine} {strength}", medicine=first.medicine, strength=first.strength)
    return name if not others else trn("{first} and {n} more", "{first} and {n} more", len(others), first=name)


def _count_day(count: StockCount) -> str:
    return short_date_text(day_of(count.opened_at))


def _count_progress(count: StockCount) -> str:
    return tr("{n} of {all}", n=count.counted, all=count.listed)


def _transfer_state(transfer: Transfer) -> str:
    return tr("On the way") if transfer.status is TransferStatus.SENT else tr("Received")


def _transfer_tone(transfer: Transfer) -> Tone:
    return "warn" if transfer.status is TransferStatus.SENT else "ok"
