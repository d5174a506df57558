"""A doctor's week: a column a day, a row a time; painted, and walked by the arrow keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from client.core.i18n import time_text, tr, trn
from client.core.zone import local
from client.viewmodels.calendar.planner import Place, places_of
from client.views.calendar.words import day_text, place_text, place_tone, short_day_text
from client.widgets.fonts import BY_WORDS, MEDIUM, REGULAR, SEMIBOLD, elided, font
from client.widgets.theme import tokens
from shared.models.calendar import CalendarDay

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT: Final = 32
_HEAD_PX: Final = 12
_HEAD_MARGIN: Final = 10
_CELL: Final = int(Qt.ItemDataRole.UserRole) + 1
_NO_TIME: Final = -1
_NO_INDEX: Final = QModelIndex()


@dataclass(frozen=True)
class Cell:
    """All who share a slot of a day, and the slot's room; without a slot: those who have none."""

    day: date
    places: tuple[Place, ...]

    @property
    def place(self) -> Place:
        """What a key means here: the free place, else the first patient."""
        return next((one for one in self.places if one.appointment is None), self.places[0])

    @property
    def text(self) -> str:
        people = [one for one in self.places if one.appointment is not None]
        if len(people) > 1:
            return trn("{n} patient", "{n} patients", len(people))
        return place_text(people[0] if people else self.place)


class WeekModel(QAbstractTableModel):
    def __init__(self, grid: QTableView) -> None:
        super().__init__(grid)
        self._grid = grid
        self.days: tuple[CalendarDay, ...] = ()
        self._times: list[tuple[int, str]] = []
        self._cells: dict[tuple[date, int], Cell] = {}

    def show_days(self, days: Sequence[CalendarDay]) -> None:
        if tuple(days) == self.days:
            return
        self.beginResetModel()
        self.days = tuple(days)
        self._cells = {}
        names: dict[int, str] = {}
        for day in days:
            for place in places_of(day):
                minute = _minute(day.date, place.slot.starts) if place.slot else _NO_TIME
                names[minute] = time_text(place.slot.starts) if place.slot else tr("No time")
                known = self._cells.get((day.date, minute))
                self._cells[day.date, minute] = Cell(day.date, (*(known.places if known else ()), place))
        self._times = sorted(names.items())
        self.endResetModel()

    def cell(self, index: Index) -> Cell | None:
        if not index.isValid():
            return None
        return self._cells.get((self.days[index.column()].date, self._times[index.row()][0]))

    def place_of(self, day: date, at: datetime | None) -> tuple[int, int] | None:
        """Row and column of a slot."""
        minute = _NO_TIME if at is None else _minute(day, at)
        columns = [number for number, one in enumerate(self.days) if one.date == day]
        rows = [number for number, (known, _) in enumerate(self._times) if known == minute]
        return (rows[0], columns[0]) if rows and columns else None

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._times)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.days)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell(index)
        if cell is None:
            return None
        if role == _CELL:
            return cell
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return cell.text
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self._times[section][1]
        day = self.days[section]
        told = elided(day_text(day), _HEAD_PX, SEMIBOLD, self._grid.columnWidth(section) - 2 * _HEAD_MARGIN)
        return f"{short_day_text(day.date)}\n{told}"


class WeekGrid(QTableView):
    chosen = Signal(object)  # Place
    day_chosen = Signal(object)  # date: a day without any place

    def __init__(self) -> None:
        super().__init__()
        self._model = WeekModel(self)
        self._silent = False
        self.setModel(self._model)
        self.setItemDelegate(_CellDelegate(self))
        self.setAccessibleName(tr("Week"))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        columns, rows = self.horizontalHeader(), self.verticalHeader()
        for header in (columns, rows):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        columns.setFixedHeight(46)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setFixedWidth(64)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.selectionModel().currentChanged.connect(self._tell)

    def show_days(self, days: Sequence[CalendarDay], day: date, at: datetime | None) -> None:
        self._silent = True
        self._model.show_days(days)
        place = self._model.place_of(day, at)
        if place is not None and place != (self.currentIndex().row(), self.currentIndex().column()):
            self.setCurrentIndex(self._model.index(*place))
        self._silent = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()  # it is the page's
            return
        super().keyPressEvent(event)

    def _tell(self, current: QModelIndex, _before: QModelIndex) -> None:
        if self._silent or not current.isValid():
            return
        cell = self._model.cell(current)
        if cell is not None:
            self.chosen.emit(cell.place)
        else:
            self.day_chosen.emit(self._model.days[current.column()].date)


class _CellDelegate(QStyledItemDelegate):
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        t = tokens()
        box: QRect = option.rect
        cell: Cell | None = index.data(_CELL)
        state = option.state.value
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(BY_WORDS)
        painter.fillRect(box, QColor(t.sunken if cell is None else t.surface))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), QColor(t.border))
        painter.fillRect(QRect(box.left(), box.top(), 1, box.height()), QColor(t.border))
        if cell is not None:
            self._paint_cell(painter, option, cell)
        if state & QStyle.StateFlag.State_Selected.value:
            painter.setPen(QColor(t.primary))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -3), 5, 5)
            painter.drawRoundedRect(box.adjusted(3, 3, -3, -4), 4, 4)
        painter.restore()

    def _paint_cell(self, painter: QPainter, option: QStyleOptionViewItem, cell: Cell) -> None:
        t = tokens()
        box: QRect = option.rect
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        taken = any(one.appointment is not None for one in cell.places)
        inner = box.adjusted(4, 3, -3, -4)
        if taken:
            place = next(one for one in cell.places if one.appointment is not None)
            ink, ground = t.tone(place_tone(place))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(inner, 4, 4)
            bar = QRect(inner.left(), inner.top(), 3, inner.height())
            painter.fillRect(QStyle.visualRect(option.direction, inner, bar), QColor(ink))
        else:
            free = cell.place.slot is not None and cell.place.slot.free
            ink = t.ok if free else t.faint
        weight = MEDIUM if taken else SEMIBOLD if cell.place.slot is not None and cell.place.slot.free else REGULAR
        words = inner.adjusted(9, 0, -5, 0) if not mirrored else inner.adjusted(5, 0, -9, 0)
        painter.setPen(QColor(t.text if taken else ink))
        painter.setFont(font(12, weight))
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | side
        painter.drawText(words, int(flags), elided(cell.text, 12, weight, words.width()))


def _minute(day: date, at: datetime) -> int:
    """Since the midnight the business day's date begins with: a night clinic's hours come last."""
    there = local(at)
    return int((there.replace(tzinfo=None) - datetime.combine(day, time())).total_seconds() // 60)
