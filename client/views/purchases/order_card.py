"""The order that is looked at, and what can be done with it."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal

from client.core.i18n import date_text, datetime_text, tr
from client.viewmodels.purchases.desk import Act, DeskState, PurchaseDesk
from client.views.purchases.words import (
    act_text,
    amount_text,
    number_of,
    pack_text,
    product_text,
    status_text,
    status_tone,
)
from client.widgets.basics import Card, Label, Whole, box, hbox, show_only, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Pill
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.purchases import PurchaseOrder, PurchaseOrderLine
from shared.models.stock_packs import Pack

_KEYS: Final = {Act.RECEIVE: "Alt+R", Act.PLACE: "F9", Act.CHANGE: "Alt+E", Act.PRINT: "Ctrl+P", Act.CLOSE: "Alt+C"}
_PRIMARY: Final = frozenset({Act.RECEIVE, Act.PLACE})


class OrderCard(Card):
    act_asked = Signal(object)  # Act
    prices_asked = Signal(object)  # Medicine

    def __init__(self, desk: PurchaseDesk) -> None:
        super().__init__(spacing=10, margins=(1, 12, 1, 12))
        self._desk = desk
        self.number = Whole("", "h2")
        self.pill = Pill("", "grey")
        self.who = Label("", "strong", wrap=True)
        self.facts = Label("", "muted", wrap=True)
        self.total = Label("", "mid")
        self.lines: RowsTable[PurchaseOrderLine] = RowsTable(
            (
                Column(
                    tr("Medicine"),
                    lambda e: e.medicine.generic,
                    detail=lambda e: product_text(e.medicine),
                    look="strong",
                ),
                Column(tr("Packs"), lambda e: str(e.packs), detail=_pack, width=110),
                Column(tr("Came"), _came, look="money", tone=_came_tone, width=74),
            ),
            key=lambda e: e.line,
            name=tr("Lines of the order"),
        )
        self.acts = {
            act: KeyButton(act_text(act), key, kind="primary" if act in _PRIMARY else "plain")
            for act, key in _KEYS.items()
        }
        head = vbox(
            hbox(self.number, None, self.pill, spacing=8), self.who, self.facts, spacing=6, margins=(16, 0, 16, 0)
        )
        hint = Label(tr("Enter on a line shows what was paid for it."), "small", wrap=True)
        first, last = [Act.RECEIVE, Act.PLACE, Act.CHANGE], [Act.PRINT, Act.CLOSE]
        foot = vbox(
            hint,
            self.total,
            *(self.acts[act] for act in first),
            hbox(*(self.acts[act] for act in last), spacing=8),
            spacing=8,
            margins=(16, 0, 16, 0),
        )
        inside = vbox(head, self.lines, foot, spacing=10)
        inside.setStretch(1, 1)
        self._about = box(inside)
        self._none = EmptyState("receipt-text", tr("No order chosen"), tr("Choose one with the arrows."))
        self.add(self._about, self._none)
        self.inside.setStretch(0, 1)

        for act, button in self.acts.items():
            button.clicked.connect(partial(self.act_asked.emit, act))
        self.lines.opened.connect(self._ask_prices)
        desk.state_changed.connect(self.render_state)
        self.render_state(desk.state)

    def render_state(self, state: DeskState) -> None:
        order = state.order
        show_only({self._about: order is not None, self._none: order is None})
        for act, button in self.acts.items():
            button.setVisible(self._desk.may(act))
            button.set_busy(state.busy)
        if order is None:
            return
        self.number.setText(number_of(order))
        self.pill.set_state(status_text(order), status_tone(order))
        self.who.setText(tr("{supplier}, for {store}", supplier=order.supplier, store=order.store))
        self.facts.setText(_facts(order))
        self.total.setText(tr("Together {amount}", amount=amount_text(order.total, state.digits)))
        self.lines.set_rows(order.lines)

    def _ask_prices(self, line: PurchaseOrderLine) -> None:
        self.prices_asked.emit(line.medicine)


def _pack(line: PurchaseOrderLine) -> str:
    return pack_text(Pack(name=line.pack, units=line.pack_size))


def _came(line: PurchaseOrderLine) -> str:
    if line.free:
        return tr("{packs} + {free}", packs=line.received, free=line.free)
    return str(line.received)


def _came_tone(line: PurchaseOrderLine) -> Tone | None:
    if line.received > line.packs:
        return "bad"
    return "ok" if line.received == line.packs else None


def _facts(order: PurchaseOrder) -> str:
    """Who and when, in the order in which it happened."""
    facts = [tr("Written by {person}, {moment}", person=order.drafted_by, moment=datetime_text(order.drafted_at))]
    if order.ordered_at is not None:
        facts.append(
            tr("Ordered by {person}, {moment}", person=order.ordered_by, moment=datetime_text(order.ordered_at))
        )
    if order.expected_on is not None:
        facts.append(tr("Expected on {day}", day=date_text(order.expected_on)))
    facts += [
        tr(
            "{number} received by {person}, {moment}",
            number=each.goods_no,
            person=each.received_by,
            moment=datetime_text(each.received_at),
        )
        for each in reversed(order.receipts)
    ]
    if order.closed_because:
        facts.append(tr("Closed by {person}: {reason}", person=order.closed_by, reason=order.closed_because))
    if order.note:
        facts.append(order.note)
    return "\n".join(facts)
