"""How a cell of a table is painted: one line or two, a token, a pill, money."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from client.widgets.fonts import BY_WORDS, MEDIUM, REGULAR, SEMIBOLD, elided, font
from client.widgets.icons import draw_icon
from client.widgets.pills import PILL_HEIGHT, draw_pill, pill_width
from client.widgets.rows import ROW_ROLE, Column, RowsModel
from client.widgets.theme import tokens

ROW_HEIGHT = 46
_EDGE = 10
_A = Qt.AlignmentFlag
# Flags as numbers: Python's enums cost more than the painting, and a cell is painted thousands of times.
# AlignAbsolute: a Latin name in a right-to-left window still stands at its column's start.
_MIDDLE = int(_A.AlignVCenter | _A.AlignAbsolute) | int(Qt.TextFlag.TextSingleLine)
_LEFT, _RIGHT = _MIDDLE | int(_A.AlignLeft), _MIDDLE | int(_A.AlignRight)
_SELECTED = QStyle.StateFlag.State_Selected.value
_HOVERED = QStyle.StateFlag.State_MouseOver.value


class TwoLineDelegate(QStyledItemDelegate):
    """Paints by the column's look; rows are delegates because row widgets do not scale."""

    def __init__(self, row_height: int = ROW_HEIGHT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._row_height = row_height

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, self._row_height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        assert isinstance(model, RowsModel)
        column: Column[Any] = model.columns[index.column()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(BY_WORDS)
        paint_ground(painter, option, first=is_first(index, option))
        _Cell(painter, option, column, index.data(ROW_ROLE)).paint()
        painter.restore()


def is_first(index: QModelIndex | QPersistentModelIndex, option: QStyleOptionViewItem) -> bool:
    view = option.widget
    if isinstance(view, QTableView):
        return view.horizontalHeader().visualIndex(index.column()) == 0
    return True


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, *, first: bool) -> None:
    """Hover, selection with its bar, and the hairline below."""
    t = tokens()
    box = option.rect
    state = option.state.value
    selected = bool(state & _SELECTED)
    ground = t.row_sel if selected else t.row_hover if state & _HOVERED else t.surface
    painter.fillRect(box, QColor(ground))
    painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), QColor(t.border))
    if selected and first:
        bar = QRect(box.left(), box.top(), 3, box.height())
        painter.fillRect(QStyle.visualRect(option.direction, box, bar), QColor(t.primary))


class _Cell:
    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, column: Column[Any], row: Any) -> None:
        self._painter, self._option, self._column, self._row = painter, option, column, row
        self._box = option.rect.adjusted(_EDGE, 0, -_EDGE + 2, -1)
        self._tone = column.tone(row) if column.tone else None

    def paint(self) -> None:
        text = self._column.text(self._row)
        detail = self._column.detail(self._row) if self._column.detail else ""
        if self._column.look == "pill":
            self._pill(text)
        elif detail:
            middle = self._box.center().y() + 1
            self._line(text, QRect(self._box.left(), middle - 20, self._box.width(), 20), self._top())
            under = QRect(self._box.left(), middle, self._box.width(), 18)
            self._line(detail, under, (12, REGULAR, tokens().muted))
        else:
            self._line(text, self._box, self._alone())

    def _ink(self, otherwise: str) -> str:
        return tokens().tone(self._tone)[0] if self._tone else otherwise

    def _top(self) -> tuple[int, int, str]:
        weight = MEDIUM if self._column.look == "text" else SEMIBOLD
        return 14, weight, self._ink(tokens().text)

    def _alone(self) -> tuple[int, int, str]:
        t = tokens()
        offends = self._tone in {"bad", "warn"}
        match self._column.look:
            case "token":
                return 14, SEMIBOLD, self._ink(t.primary_ink)
            case "strong" | "money":
                return 14, SEMIBOLD, self._ink(t.text)
            case _:
                return 13, SEMIBOLD if offends else REGULAR, self._ink(t.text)

    def _line(self, text: str, box: QRect, style: tuple[int, int, str]) -> None:
        px, weight, ink = style
        name = self._column.icon(self._row) if self._column.icon and box.height() != 18 else ""
        if name:
            size = 16
            mark = QRect(box.left(), box.center().y() - size // 2, size, size)
            draw_icon(self._painter, self._mirrored(mark), name, ink)
            box = box.adjusted(size + 6, 0, 0, 0)
        mirrored = self._option.direction == Qt.LayoutDirection.RightToLeft
        self._painter.setFont(font(px, weight))
        self._painter.setPen(QColor(ink))
        flags = _RIGHT if self._column.right_aligned != mirrored else _LEFT
        self._painter.drawText(self._mirrored(box), flags, elided(text, px, weight, box.width()))

    def _pill(self, text: str) -> None:
        if not text:
            return
        icon = self._column.icon(self._row) if self._column.icon else ""
        width = min(pill_width(text), self._box.width())
        top = self._option.rect.center().y() - PILL_HEIGHT // 2
        box = self._mirrored(QRect(self._box.left(), top, width, PILL_HEIGHT))
        mirrored = self._option.direction == Qt.LayoutDirection.RightToLeft
        draw_pill(self._painter, box, text, self._tone or "grey", icon=icon, mirrored=mirrored)

    def _mirrored(self, box: QRect) -> QRect:
        return QStyle.visualRect(self._option.direction, self._option.rect, box)
