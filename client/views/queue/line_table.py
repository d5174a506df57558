"""A doctor's live queue in calling order; rows are moved by dragging, or with Alt and an arrow."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QApplication

from client.viewmodels.queue.acts import Why
from client.viewmodels.queue.order import Before, dropped, one_step
from client.views.queue.keys import EARLIER_KEY, LATER_KEY
from client.widgets.rows import Column
from client.widgets.table import RowsTable
from client.widgets.theme import tokens
from shared.models.queue import QueueEntry

_MARK: Final = 3
_EDGE: Final = 24
_SCROLL: Final = 12


class LineTable(RowsTable[QueueEntry]):
    """`moved` says before whom one is to stand: an AppointmentId, None for behind all, or Why it can't be."""

    moved = Signal(object, object)  # QueueEntry, AppointmentId | None | Why
    menu_asked = Signal()

    def __init__(self, columns: Sequence[Column[QueueEntry]], name: str) -> None:
        super().__init__(columns, _key, name)
        self._pressed: tuple[QueueEntry, QPoint] | None = None
        self._gap: int | None = None
        for key, step in ((EARLIER_KEY, -1), (LATER_KEY, 1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(partial(self._step, step))

    @property
    def is_dragging(self) -> bool:
        return self._gap is not None

    def corner_of_current(self) -> QPoint:
        """Where a menu of the current row opens."""
        box = self.visualRect(self.currentIndex())
        return QPoint(box.left() + _EDGE, box.bottom())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if event.reason() is QContextMenuEvent.Reason.Mouse and index.isValid():
            self.setCurrentIndex(index)
        if self.current() is not None:
            self.menu_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_dragging:
            self._end_drag()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        entry = self.rows_model.row(self.indexAt(event.position().toPoint()))
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = (entry, event.position().toPoint()) if left and entry is not None else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            super().mouseMoveEvent(event)
            return
        here = event.position().toPoint()
        far = (here - self._pressed[1]).manhattanLength() >= QApplication.startDragDistance()
        if self.is_dragging or far:
            self._drag_to(self._pressed[0], here)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, place = self._pressed, self._gap
        self._end_drag()
        if pressed is not None and place is not None:
            before = self._before(pressed[0], place)
            if before is not Why.SAME_PLACE:
                self.moved.emit(pressed[0], before)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._gap is None or self._pressed is None:
            return
        last = self.rows_model.rowCount() - 1
        box = self.visualRect(self.rows_model.index(min(self._gap, last), 0))
        top = box.top() if self._gap <= last else box.bottom()
        t = tokens()
        ink = t.bad if isinstance(self._before(self._pressed[0], self._gap), Why) else t.primary
        painter = QPainter(self.viewport())
        painter.fillRect(QRect(0, max(0, top - _MARK // 2), self.viewport().width(), _MARK), QColor(ink))

    def _drag_to(self, entry: QueueEntry, here: QPoint) -> None:
        index = self.indexAt(here)
        if index.isValid():
            below = here.y() > self.visualRect(index).center().y()
            self._gap = index.row() + below
        else:
            self._gap = self.rows_model.rowCount() if here.y() > 0 else 0
        allowed = not isinstance(self._before(entry, self._gap), Why)
        shape = Qt.CursorShape.ClosedHandCursor if allowed else Qt.CursorShape.ForbiddenCursor
        self.viewport().setCursor(shape)
        bar = self.verticalScrollBar()
        if here.y() < _EDGE:
            bar.setValue(bar.value() - _SCROLL)
        elif here.y() > self.viewport().height() - _EDGE:
            bar.setValue(bar.value() + _SCROLL)
        self.viewport().update()

    def _end_drag(self) -> None:
        self._pressed = self._gap = None
        self.viewport().unsetCursor()
        self.viewport().update()

    def _step(self, step: int) -> None:
        entry = self.current()
        if entry is not None:
            self.moved.emit(entry, one_step(self.rows_model.rows, entry, step))

    def _before(self, entry: QueueEntry, place: int) -> Before:
        """By the rows as they are now: a push may have moved them while the mouse was held."""
        rows = self.rows_model.rows
        now = next((row for row in rows if row.appointment_id == entry.appointment_id), None)
        return Why.OTHER_STATE if now is None else dropped(rows, now, place)


def _key(entry: QueueEntry) -> object:
    return entry.appointment_id
