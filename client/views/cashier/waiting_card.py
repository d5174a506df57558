"""Find a bill, over the list of those who wait to pay."""

from collections.abc import Callable
from operator import attrgetter
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from client.core.clock import Clock
from client.core.i18n import tr, trn
from client.core.numbers import plain
from client.core.problem_text import problem_text
from client.core.words import bill_place_text, bill_status_word, shown_name
from client.viewmodels.cashier.waiting import WaitingState, WaitingToPay
from client.widgets.basics import Card, Label, add_to, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.delegates import paint_ground
from client.widgets.fonts import BY_WORDS, MEDIUM, REGULAR, SEMIBOLD, elided, font, metrics
from client.widgets.pills import Count, Note
from client.widgets.rows import ROW_ROLE, Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.theme import tokens
from shared.ids import BillId
from shared.models.billing import BillStatus, BillSummary

_ROW: Final = 54
_REPAINT_MS: Final = 30_000
_HOUR: Final = 60
_DAY: Final = 24 * 60
_LINE: Final = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute) | int(Qt.TextFlag.TextSingleLine)
_LEFT: Final = _LINE | int(Qt.AlignmentFlag.AlignLeft)
_RIGHT: Final = _LINE | int(Qt.AlignmentFlag.AlignRight)


class WaitingCard(Card):
    """`chosen` while walking the list, `settled` when the cashier goes on to the money."""

    chosen = Signal(object)  # BillSummary
    settled = Signal()

    def __init__(self, view_model: WaitingToPay, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(1, 12, 1, 8))
        self.setParent(parent)
        self._view_model = view_model
        self._clock = clock
        self.box = SearchBox(tr("Token, number, name or scan"), "F2", icon="scan-barcode")
        self.new_bill = KeyButton(tr("New"), "Ctrl+N", icon="plus", size="sm")
        self.count = Count(0)
        self.list = RowsTable(
            (Column(tr("Bill"), _title, detail=self._waiting_text),),
            key=attrgetter("id"),
            name=tr("Waiting to pay"),
            row_height=_ROW,
        )
        self._note = Note("", "warn")
        self._notice = box(vbox(self._note, margins=(13, 0, 13, 8)))
        self._empty = EmptyState("receipt-text", "")
        self._minutes = QTimer(self)
        self._build()

        self.box.searched.connect(view_model.search)
        self.box.submitted.connect(view_model.find)
        self.list.current_changed.connect(self._choose)
        self.list.opened.connect(self._settle)
        self.list.clicked.connect(self._settle)
        self._minutes.timeout.connect(self.list.viewport().update)
        view_model.found.connect(self._show_found)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)
        view_model.refresh()
        self._minutes.start(_REPAINT_MS)

    def select(self, bill_id: BillId | None) -> None:
        """Let the list agree with the bill that is shown."""
        current = self.list.current()
        if bill_id is not None and (current is None or current.id != bill_id):
            self.list.select(bill_id)

    def _build(self) -> None:
        head = vbox(
            heading(tr("Find bill"), self.new_bill, key="F2"),
            7,
            self.box,
            12,
            hbox(Label(tr("Waiting to pay"), "h2"), self.count, None),
            margins=(13, 0, 13, 8),
        )
        self.box.drive(self.list)
        self.list.horizontalHeader().hide()
        self.list.setItemDelegate(_WaitingDelegate(self._waiting_text, self.list))
        self.list.set_empty(self._empty)
        add_to(self.inside, (head, self._notice, self.list))
        self.inside.setStretch(2, 1)

    def _render(self, state: WaitingState) -> None:
        self.list.set_rows(state.bills)
        self.count.set_number(len(state.bills))
        if state.problem is not None:
            self._note.set_state(problem_text(state.problem).title, "warn")
        elif state.more:
            self._note.set_state(tr("There are more. Type a token or a name to find them."), "info")
        self._notice.setVisible(state.problem is not None or state.more)
        if not state.known:
            self._empty.set_text(tr("Asking who waits to pay…"))
        elif state.term:
            self._empty.set_text(tr("No open bill fits this"), tr("Paid bills are not in this list."))
        else:
            self._empty.set_text(tr("Nobody waits to pay"), tr("A bill appears here when something was charged."))

    def _choose(self, bill: BillSummary | None) -> None:
        if bill is not None:
            self.chosen.emit(bill)

    def _show_found(self, bill: BillSummary) -> None:
        self.list.select(bill.id)
        self.chosen.emit(bill)
        self.settled.emit()

    def _settle(self) -> None:
        self._choose(self.list.current())
        self.settled.emit()

    def _waiting_text(self, bill: BillSummary) -> str:
        minutes = max(0, int((self._clock.now() - bill.since).total_seconds() // 60))
        return tr("{waited} · {status}", waited=_span(minutes), status=bill_status_word(bill.status))


def _span(minutes: int) -> str:
    if minutes < _HOUR:
        return tr("{minutes} min", minutes=minutes)
    if minutes < _DAY:
        return tr("{hours} h {minutes} min", hours=minutes // _HOUR, minutes=minutes % _HOUR)
    return trn("{n} day", "{n} days", minutes // _DAY)


def _title(bill: BillSummary) -> str:
    return tr("{token} {name}", token=bill_place_text(bill), name=shown_name(bill.patient.name))


class _WaitingDelegate(QStyledItemDelegate):
    """Token and name above; how long, in which state, and what is due below."""

    def __init__(self, detail: Callable[[BillSummary], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._detail = detail

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(BY_WORDS)
        paint_ground(painter, option, first=True)
        self._words(painter, option, index.data(ROW_ROLE))
        painter.restore()

    def _words(self, painter: QPainter, option: QStyleOptionViewItem, bill: BillSummary) -> None:
        t, area = tokens(), option.rect.adjusted(13, 0, -12, 0)
        token = bill_place_text(bill)
        due = plain(bill.due, bill.currency)
        above, below = area.top() + 7, area.top() + 28
        token_width = max(58, metrics(15, SEMIBOLD).horizontalAdvance(token) + 8)
        due_width = metrics(14, SEMIBOLD).horizontalAdvance(due) + 2
        parts = (
            (token, QRect(area.left(), above, token_width, 20), 15, SEMIBOLD, t.primary_ink, _LEFT),
            (shown_name(bill.patient.name), area.adjusted(token_width, 7, 0, 0), 14, MEDIUM, t.text, _LEFT),
            (
                self._detail(bill),
                QRect(area.left(), below, area.width() - due_width - 8, 19),
                12,
                REGULAR,
                t.info if bill.status is BillStatus.PARTLY_PAID else t.muted,
                _LEFT,
            ),
            (due, QRect(area.right() - due_width, below, due_width, 19), 14, SEMIBOLD, t.text, _RIGHT),
        )
        turned = option.direction == Qt.LayoutDirection.RightToLeft
        for text, place, px, weight, ink, side in parts:
            place.setHeight(20)
            painter.setFont(font(px, weight))
            painter.setPen(QColor(ink))
            flags = side if not turned else _LEFT if side == _RIGHT else _RIGHT
            mirrored = QStyle.visualRect(option.direction, option.rect, place)
            painter.drawText(mirrored, flags, elided(text, px, weight, place.width()))
