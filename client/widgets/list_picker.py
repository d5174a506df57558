"""A list to pick one from: people, diagnoses, medicines; the matching part is marked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from client.widgets.fonts import BOLD, BY_WORDS, MEDIUM, REGULAR, font, metrics
from client.widgets.pills import PILL_HEIGHT, draw_avatar, draw_pill, initials, pill_width
from client.widgets.rows import ROW_ROLE, Column, RowsModel
from client.widgets.theme import tokens
from client.widgets.tokens import Tone

T = TypeVar("T")
ITEM_HEIGHT = 54
_AVATAR = 35
_A = Qt.AlignmentFlag


@dataclass(frozen=True)
class PickFacts:
    """What one item shows: a title, words after it, a second line, a mark at the end and another before that."""

    title: str
    aside: str = ""
    detail: str = ""
    mark: str = ""
    tone: Tone = "grey"
    avatar: bool = True
    note: str = ""
    note_tone: Tone = "grey"


class ListPicker(QListView, Generic[T]):
    """`picked` on Enter or click, `current_changed` while moving."""

    picked = Signal(object)
    current_changed = Signal(object)

    def __init__(self, facts: Callable[[T], PickFacts], key: Callable[[T], Hashable], name: str) -> None:
        super().__init__()
        self._delegate = PickDelegate(facts, self)
        spoken: Column[T] = Column("", lambda row: facts(row).title, lambda row: _beside(facts(row)))
        self.rows_model: RowsModel[T] = RowsModel((spoken,), key, self)
        self._empty: QWidget | None = None
        self.setModel(self.rows_model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._pick)
        self.selectionModel().currentChanged.connect(self._moved)

    def set_rows(self, rows: Sequence[T], query: str = "") -> None:
        """Show what was found; the first becomes current, so that Enter is enough."""
        self._delegate.query = query
        self.rows_model.replace(rows)
        self.setCurrentIndex(self.rows_model.index(0, 0))
        self.viewport().update()
        self._place_empty()

    def current(self) -> T | None:
        return self.rows_model.row(self.currentIndex())

    def pick_current(self) -> None:
        """For the search box's Enter."""
        self._pick(self.currentIndex())

    def set_empty(self, widget: QWidget) -> None:
        self._empty = widget
        widget.setParent(self.viewport())
        self._place_empty()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.pick_current()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_empty()

    def _pick(self, index: QModelIndex) -> None:
        row = self.rows_model.row(index)
        if row is not None:
            self.picked.emit(row)

    def _moved(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self.current_changed.emit(self.current())

    def _place_empty(self) -> None:
        if self._empty is None:
            return
        self._empty.setGeometry(self.viewport().rect())
        self._empty.setVisible(self.rows_model.rowCount() == 0)


def _beside(facts: PickFacts) -> str:
    """What a screen reader says after the title."""
    return ", ".join(words for words in (facts.detail, facts.note) if words)


class PickDelegate(QStyledItemDelegate):
    """Avatar, title with its match marked, aside, second line, pill at the end."""

    def __init__(self, facts: Callable[[Any], PickFacts], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._facts = facts
        self.query = ""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, ITEM_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        facts = self._facts(index.data(ROW_ROLE))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(BY_WORDS)
        _Item(painter, option, facts, self.query).paint()
        painter.restore()


class _Item:
    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, facts: PickFacts, query: str) -> None:
        self._painter, self._option, self._facts, self._query = painter, option, facts, query
        self._selected = bool(option.state & QStyle.StateFlag.State_Selected)

    def paint(self) -> None:
        box, t = self._option.rect, tokens()
        hovered = bool(self._option.state & QStyle.StateFlag.State_MouseOver)
        if self._selected or hovered:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(QColor(t.row_sel if self._selected else t.row_hover))
            self._painter.drawRoundedRect(QRectF(box.adjusted(4, 2, -4, -2)), 8, 8)
        left, right = box.left() + 14, box.right() - 12
        if self._facts.avatar:
            circle = QRect(left, box.center().y() - _AVATAR // 2, _AVATAR, _AVATAR)
            letters = initials(self._facts.title)
            draw_avatar(self._painter, self._mirrored(circle), letters, on_selection=self._selected)
            left += _AVATAR + 12
        for words, tone in ((self._facts.mark, self._facts.tone), (self._facts.note, self._facts.note_tone)):
            if words:
                right -= self._mark(right, words, tone) + 10
        top = box.top() + (8 if self._facts.detail else (box.height() - 20) // 2)
        end = self._title(left, right, top)
        self._text(self._facts.aside, QRect(end + 10, top, right - end - 10, 20), 12, t.muted)
        self._text(self._facts.detail, QRect(left, top + 20, right - left, 18), 12, t.muted)

    def _mark(self, right: int, words: str, tone: Tone) -> int:
        width = pill_width(words)
        box = QRect(right - width, self._option.rect.center().y() - PILL_HEIGHT // 2, width, PILL_HEIGHT)
        mirrored = self._option.direction == Qt.LayoutDirection.RightToLeft
        draw_pill(self._painter, self._mirrored(box), words, tone, mirrored=mirrored)
        return width

    def _title(self, left: int, right: int, top: int) -> int:
        """Draw it with the match marked; where it ends."""
        title = self._facts.title
        start = title.casefold().find(self._query.casefold()) if self._query else -1
        fits = metrics(14, BOLD).horizontalAdvance(title) <= right - left
        if start < 0 or not fits or len(title.casefold()) != len(title) or not title.isascii():
            # letters of a joined script may not be cut apart to colour some of them
            width = min(metrics(14, MEDIUM).horizontalAdvance(title) + 2, right - left)
            self._text(title, QRect(left, top, width, 20), 14, tokens().text, MEDIUM)
            return left + width
        stop = start + len(self._query)
        parts = ((title[:start], MEDIUM), (title[start:stop], BOLD), (title[stop:], MEDIUM))
        total = sum(metrics(14, weight).horizontalAdvance(part) for part, weight in parts)
        x = self._mirrored(QRect(left, top, total, 20)).left()  # the block turns, its words do not
        for part, weight in parts:
            width = metrics(14, weight).horizontalAdvance(part)
            if weight == BOLD:
                self._painter.setPen(Qt.PenStyle.NoPen)
                self._painter.setBrush(QColor(tokens().warn_soft))
                self._painter.drawRoundedRect(QRectF(x - 1, top + 1, width + 2, 18), 3, 3)
            self._painter.setFont(font(14, weight))
            self._painter.setPen(QColor(tokens().text))
            self._painter.drawText(QRect(x, top, width + 2, 20), int(_A.AlignLeft | _A.AlignVCenter), part)
            x += width
        return left + total

    def _text(self, text: str, box: QRect, px: int, ink: str, weight: int = REGULAR) -> None:
        if not text or box.width() <= 0:
            return
        side = QStyle.visualAlignment(self._option.direction, _A.AlignLeft)
        shown = metrics(px, weight).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        self._painter.setFont(font(px, weight))
        self._painter.setPen(QColor(ink))
        flags = int(side | _A.AlignVCenter | _A.AlignAbsolute) | int(Qt.TextFlag.TextSingleLine)
        self._painter.drawText(self._mirrored(box), flags, shown)

    def _mirrored(self, box: QRect) -> QRect:
        return QStyle.visualRect(self._option.direction, self._option.rect, box)
