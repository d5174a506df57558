"""The timeline as painted rows: years of them scroll as lightly as one day."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from client.core.event_words import event_words
from client.core.i18n import date_text, time_text, tr
from client.core.zone import day_of
from client.views.patient.looks import detail_text, look_of, mark_of
from client.widgets.delegates import paint_ground
from client.widgets.fonts import BY_WORDS, MEDIUM, REGULAR, SEMIBOLD, elided, font, metrics
from client.widgets.icons import draw_icon
from client.widgets.pills import draw_pill, pill_width
from client.widgets.rows import ROW_ROLE, Column, RowsModel
from client.widgets.theme import tokens
from shared.models.charts import ChartEvent

Index = QModelIndex | QPersistentModelIndex
_STEP: Final = 48
_HEADING: Final = 36
_PLACE_WIDTH: Final = 176
_NEAR_THE_END: Final = 240


@dataclass(frozen=True)
class Line:
    """A step of a visit, or the heading over the steps of one visit on one day."""

    entry: ChartEvent
    is_heading: bool = False
    is_first: bool = False
    is_last: bool = False

    @property
    def key(self) -> Hashable:
        return self.entry.id, self.is_heading

    @property
    def spoken(self) -> str:
        entry = self.entry
        if self.is_heading:
            return tr("{day}, {doctor}", day=date_text(day_of(entry.performed_at)), doctor=entry.doctor)
        parts = (
            time_text(entry.performed_at),
            event_words(entry.type),
            detail_text(entry),
            entry.performed_by,
            entry.workstation,
        )
        return ", ".join(part for part in parts if part)


def lines_of(entries: Sequence[ChartEvent]) -> list[Line]:
    """The steps under headings, each group with the ends of its line."""
    lines: list[Line] = []
    for place, entry in enumerate(entries):
        first = place == 0 or _group(entries[place - 1]) != _group(entry)
        last = place + 1 == len(entries) or _group(entries[place + 1]) != _group(entry)
        if first:
            lines.append(Line(entry, is_heading=True))
        lines.append(Line(entry, is_first=first, is_last=last))
    return lines


def _group(entry: ChartEvent) -> Hashable:
    return day_of(entry.performed_at), entry.appointment_id


class TimelineList(QListView):
    end_reached = Signal()
    """The last row that is known comes into sight."""
    visit_opened = Signal(object)  # AppointmentId

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = RowsModel((Column(tr("Timeline"), _spoken),), _key, self)
        self.setModel(self._lines)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(tr("Timeline"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.verticalScrollBar().valueChanged.connect(self._watch)
        self.activated.connect(self._open)

    @property
    def rows(self) -> list[Line]:
        """The steps, from the top."""
        return [line for line in self._lines.rows if not line.is_heading]

    def set_events(self, entries: Sequence[ChartEvent]) -> None:
        self._lines.replace(lines_of(entries))

    def _watch(self, value: int) -> None:
        if self._lines.rowCount() and value >= self.verticalScrollBar().maximum() - _NEAR_THE_END:
            self.end_reached.emit()

    def _open(self, index: QModelIndex) -> None:
        line = self._lines.row(index)
        if line is not None:
            self.visit_opened.emit(line.entry.appointment_id)


def _spoken(line: Line) -> str:
    return line.spoken


def _key(line: Line) -> Hashable:
    return line.key


class _Painter(QStyledItemDelegate):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        line: Line = index.data(ROW_ROLE)
        return QSize(400, _HEADING if line.is_heading else _STEP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(BY_WORDS)
        line: Line = index.data(ROW_ROLE)
        row = _Row(painter, option)
        if line.is_heading:
            row.heading(line.entry)
        else:
            if option.state & QStyle.StateFlag.State_Selected:
                paint_ground(painter, option, first=True)
            row.step(line)
        painter.restore()


class _Row:
    def __init__(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        self._painter, self._direction, self._box = painter, option.direction, option.rect

    def heading(self, entry: ChartEvent) -> None:
        day = date_text(day_of(entry.performed_at))
        width = metrics(12, SEMIBOLD).horizontalAdvance(day) + 4
        self._words(day, self._at(16, 4, width, _HEADING - 6), 12, SEMIBOLD, tokens().muted)
        parts = (entry.department, entry.doctor)
        visit = " · ".join(part for part in parts if part)
        wide = min(pill_width(visit, marked=False), self._box.width() - width - 60)
        mirrored = self._direction == Qt.LayoutDirection.RightToLeft
        draw_pill(
            self._painter,
            self._at(16 + width + 10, 7, wide, 22),
            visit,
            "primary",
            marked=False,
            mirrored=mirrored,
        )

    def step(self, line: Line) -> None:
        t, entry = tokens(), line.entry
        self._words(time_text(entry.performed_at), self._at(16, 0, 46, _STEP), 14, SEMIBOLD, t.text)
        self._spine(line)
        right = self._box.width() - _PLACE_WIDTH - 14
        title, detail = event_words(entry.type), detail_text(entry)
        left, room = 116, right - 116 - 12
        shown = elided(title, 14, SEMIBOLD, room)
        self._words(shown, self._at(left, 5 if detail else 0, room, 20 if detail else _STEP), 14, SEMIBOLD, t.text)
        mark = mark_of(entry)
        if mark is not None:
            start = left + metrics(14, SEMIBOLD).horizontalAdvance(shown) + 10
            box = self._at(start, 5 if detail else 14, pill_width(mark[0], marked=False), 20)
            draw_pill(self._painter, box, mark[0], mark[1], marked=False)
        if detail:
            self._words(elided(detail, 12, REGULAR, room), self._at(left, 25, room, 18), 12, REGULAR, t.muted)
        who = elided(entry.performed_by, 12, MEDIUM, _PLACE_WIDTH)
        where = elided(entry.workstation, 12, REGULAR, _PLACE_WIDTH)
        self._words(who, self._at(right, 6, _PLACE_WIDTH, 18), 12, MEDIUM, t.text)
        self._words(where, self._at(right, 24, _PLACE_WIDTH, 18), 12, REGULAR, t.muted)

    def _spine(self, line: Line) -> None:
        """An icon's disc on a line that goes through the whole visit."""
        t = tokens()
        icon, tone = look_of(line.entry.type)
        ink, ground = t.tone(tone)
        disc = self._at(70, _STEP // 2 - 15, 31, 31)
        centre, middle = disc.center().x(), disc.center().y()
        self._painter.setPen(QPen(QColor(t.border), 2))
        if not line.is_first:
            self._painter.drawLine(centre, self._box.top(), centre, middle)
        if not line.is_last:
            self._painter.drawLine(centre, middle, centre, self._box.bottom())
        self._painter.setPen(QPen(QColor(t.surface), 3))
        self._painter.setBrush(QColor(ground))
        self._painter.drawEllipse(QRectF(disc))
        draw_icon(self._painter, QRect(centre - 8, middle - 8, 16, 16), icon, ink)

    def _at(self, left: int, top: int, width: int, height: int) -> QRect:
        """Counted from where a line begins: from the right in a window that runs so."""
        box = QRect(self._box.left() + left, self._box.top() + top, width, height)
        return QStyle.visualRect(self._direction, self._box, box)

    def _words(self, text: str, box: QRect, px: int, weight: int, ink: str) -> None:
        self._painter.setFont(font(px, weight))
        self._painter.setPen(QColor(ink))
        mirrored = self._direction == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        self._painter.drawText(box, int(flags) | int(Qt.TextFlag.TextSingleLine), text)
