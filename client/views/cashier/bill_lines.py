"""The lines of a bill by their groups, amounts in columns."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from client.core.bill_text import parts_of, shown_items
from client.core.bill_words import discount_text, given_text
from client.core.i18n import datetime_text, tr
from client.core.numbers import plain, priced
from client.core.words import item_kind_word
from client.widgets.basics import Elide, Item, Label, Role, Rule, Scroll, box, clear, hbox, vbox
from client.widgets.icons import Icon
from client.widgets.theme import restyle
from client.widgets.tokens import Tone
from shared.models.billing import BillDetails, BillItem, ItemKind
from shared.money import ZERO, Currency
from shared.rules.dosing import plain_number

_WIDTHS: Final = (48, 84, 76, 66, 96)
_EDGE: Final = 16
_BAR: Final = 12
_LINE_HEIGHT: Final = 26
_PART_HEIGHT: Final = 20
_HEAD_ROLES: Final[tuple[Role, ...]] = ("group",) * 6
_KINDS: Final = tuple(ItemKind)
_ICONS: Final = {
    ItemKind.CONSULTATION: "stethoscope",
    ItemKind.TEST: "flask-conical",
    ItemKind.MEDICINE: "pill",
    ItemKind.SERVICE: "syringe",
    ItemKind.PACKAGE: "package",
    ItemKind.OTHER: "tag",
}


class BillLines(QWidget):
    """The head stays, the lines scroll."""

    def __init__(self) -> None:
        super().__init__()
        titles = (tr("Item"), tr("Qty"), tr("Rate"), tr("Discount"), tr("Tax"), tr("Amount"))
        self._head = _line(titles, _HEAD_ROLES)
        self._rows = vbox(margins=(0, 2, 0, 4))
        self._scroll = Scroll(box(self._rows))
        self._shown: BillDetails | None = None
        head = QFrame()
        head.setLayout(self._head)
        head.setFixedHeight(30)
        column = vbox(Rule(), head, Rule(), self._scroll)
        column.setStretch(3, 1)
        self.setLayout(column)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._fit_head)

    def show_bill(self, bill: BillDetails) -> None:
        if bill == self._shown:
            return
        kept = self._scroll.verticalScrollBar().value() if self._shown and self._shown.id == bill.id else 0
        self._shown = bill
        clear(self._rows)
        items = sorted(shown_items(bill.items), key=_kind_order)
        for kind, group in groupby(items, key=_kind):
            lines = list(group)
            self._rows.addWidget(_group_head(kind, lines, bill.currency))
            for item in lines:
                self._rows.addWidget(_item_line(item, bill.currency))
                for part in parts_of(bill.items, item):
                    self._rows.addWidget(_part_line(part))
        for said in (*_let_off(bill), *_credited(bill), *_asked(bill), *_cancelled(bill)):
            self._rows.addWidget(said)
        self._rows.addStretch()
        self._scroll.verticalScrollBar().setValue(kept)

    def _fit_head(self, _least: int, most: int) -> None:
        """The scroll bar takes its room from the lines only: the head's columns follow them."""
        bar = _BAR if most else 0
        self._head.setContentsMargins(_EDGE, 0, _EDGE + bar, 0)


def _kind(item: BillItem) -> ItemKind:
    return item.itemable_type


def _kind_order(item: BillItem) -> int:
    return _KINDS.index(item.itemable_type)


def _group_head(kind: ItemKind, items: list[BillItem], currency: Currency) -> QWidget:
    subtotal = sum((item.amount for item in items), ZERO)
    return box(
        hbox(
            Icon(_ICONS[kind], "primary", 15),
            Label(item_kind_word(kind), "group"),
            None,
            Label(plain(subtotal, currency), "group"),
            spacing=7,
            margins=(_EDGE, 6, _EDGE, 2),
        )
    )


def _let_off(bill: BillDetails) -> Iterator[QWidget]:
    if bill.discounts:
        yield _said_head("badge-percent", "ok", tr("Let off"), _less(bill.discount, bill))
    for discount in bill.discounts:
        yield _said_line(discount_text(discount, bill), given_text(discount), _less(discount.amount, bill))


def _credited(bill: BillDetails) -> Iterator[QWidget]:
    if bill.credit_notes:
        yield _said_head("receipt-text", "info", tr("Credited"), _less(bill.credited, bill))
    for note in bill.credit_notes:
        who = tr(
            "{reason} · {asker}, agreed by {second}", reason=note.reason, asker=note.asked_by, second=note.approved_by
        )
        yield _said_line(note.note_no, who, _less(note.total, bill))


def _asked(bill: BillDetails) -> Iterator[QWidget]:
    if bill.credit_requests:
        yield _said_head("receipt-text", "warn", tr("To be credited"), "")
    items = {item.id: item for item in bill.items}
    for asked in bill.credit_requests:
        item = items[asked.bill_item_id]
        who = tr("{reason} · {asker}", reason=asked.reason, asker=asked.asked_by)
        yield _said_line(item.description, who, _less(item.amount, bill))


def _cancelled(bill: BillDetails) -> Iterator[QWidget]:
    void = bill.cancelled
    if void is not None:
        yield _said_head("ban", "grey", tr("Cancelled"), "")
        values = {"reason": void.reason, "asker": void.by, "second": void.approved_by}
        agreed = tr("{reason} · {asker}, agreed by {second}", **values)
        yield _said_line(datetime_text(void.at), agreed if void.approved_by else tr("{reason} · {asker}", **values), "")


def _less(amount: Decimal, bill: BillDetails) -> str:
    return tr("−{amount}", amount=plain(amount, bill.currency))


def _said_head(icon: str, tone: Tone, what: str, amount: str) -> QWidget:
    return box(
        hbox(
            Icon(icon, tone, 15),
            Label(what, "group"),
            None,
            Label(amount, "group"),
            spacing=7,
            margins=(_EDGE, 6, _EDGE, 2),
        )
    )


def _said_line(what: str, why: str, amount: str) -> QWidget:
    """Why and by whom has the room of the columns."""
    figures = Label(amount, "strong")
    figures.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    figures.setFixedWidth(_WIDTHS[-1])
    row = hbox(Elide(what), Elide(why, "muted"), figures, margins=(_EDGE, 0, _EDGE, 0))
    row.setStretch(0, 2)
    row.setStretch(1, 4)
    line = box(row)
    line.setFixedHeight(_LINE_HEIGHT)
    return line


def _part_line(part: BillItem) -> QWidget:
    """What is in a package has no figures of its own."""
    cells = (tr("· {what}", what=part.description), "", "", "", "", "")
    line = box(_line(cells, ("small",) * 6))
    line.setFixedHeight(_PART_HEIGHT)
    return line


def _item_line(item: BillItem, currency: Currency) -> QWidget:
    cells = (
        item.description,
        plain_number(item.quantity),
        priced(item.unit_price, currency),
        plain(item.discount, currency) if item.discount else "–",
        plain(item.tax, currency) if item.tax else "–",
        plain(item.amount, currency),
    )
    tones: tuple[Tone | None, ...] = (None, None, None, "ok" if item.discount else None, None, None)
    line = box(_line(cells, ("body", "muted", "muted", "muted", "muted", "strong"), tones))
    line.setFixedHeight(_LINE_HEIGHT)
    line.setAccessibleName(", ".join(cell for cell in cells if cell != "–"))
    return line


def _line(cells: tuple[str, ...], roles: tuple[Role, ...], tones: tuple[Tone | None, ...] = ()) -> QHBoxLayout:
    name = Elide(cells[0], roles[0])
    made: list[Item] = [name]
    for place, width in enumerate(_WIDTHS, start=1):
        cell = Label(cells[place], roles[place])
        cell.setFixedWidth(width)
        cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if tones and tones[place] is not None:
            restyle(cell, tone=tones[place])
        made.append(cell)
    row = hbox(*made, spacing=4, margins=(_EDGE, 0, _EDGE, 0))
    row.setStretch(0, 1)
    return row
