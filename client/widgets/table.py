"""The table of every list: whole rows, keyboard, columns that make way on small screens."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from client.widgets.delegates import ROW_HEIGHT, TwoLineDelegate
from client.widgets.rows import Column, RowsModel

T = TypeVar("T")
WIDE_SCREEN = 1600


class RowsTable(QTableView, Generic[T]):
    """`current_changed` with the row under the cursor, `opened` on Enter or double click."""

    current_changed = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[T]],
        key: Callable[[T], Hashable],
        name: str,
        *,
        row_height: int = ROW_HEIGHT,
    ) -> None:
        super().__init__()
        self.rows_model: RowsModel[T] = RowsModel(columns, key, self)
        self._empty: QWidget | None = None
        self._wanted: Hashable | None = None
        self._replacing = False
        self._told: Hashable | None = None
        self.setModel(self.rows_model)
        self.setItemDelegate(TwoLineDelegate(row_height, self))
        self.setAccessibleName(name)
        self._set_up(row_height)
        self._set_up_columns(columns)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.doubleClicked.connect(self._open)

    def set_rows(self, rows: Sequence[T]) -> None:
        """Show these rows; the current one stays current by its key, wherever it has moved."""
        current = self.current()
        wanted = self.rows_model.key_of(current) if current is not None else self._wanted
        self._replacing = True
        self.rows_model.replace(rows)
        self._replacing = False
        if wanted is not None and not self.select(wanted):
            self._wanted = None
            self.setCurrentIndex(QModelIndex())  # Qt has taken the neighbour of the row that left: nobody chose it
        self._tell()
        self._place_empty()

    def current(self) -> T | None:
        return self.rows_model.row(self.currentIndex())

    def select(self, key: Hashable) -> bool:
        """Make the row with this key current; False if there is none."""
        place = self.rows_model.place_of(key)
        if place < 0:
            return False
        if place != self.currentIndex().row():
            self._go_to(place)
        return True

    def select_first(self) -> None:
        if self.rows_model.rowCount():
            self._go_to(0)

    def set_empty(self, widget: QWidget) -> None:
        """What stands here while there are no rows: an EmptyState."""
        self._empty = widget
        widget.setParent(self.viewport())
        self._place_empty()

    def show_rows(self, count: int) -> None:
        """As high as so many rows: none is cut off at the lower edge."""
        header = self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(header + count * self.verticalHeader().defaultSectionSize() + 2 * self.frameWidth())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            if not event.isAutoRepeat():  # a key that is held down from the list before opened nothing here
                self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_empty()
        wide = self.window().width() >= WIDE_SCREEN
        for place, column in enumerate(self.rows_model.columns):
            if column.wide_only and self.isColumnHidden(place) == wide:
                self.setColumnHidden(place, not wide)

    def _set_up(self, row_height: int) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)  # Tab leaves the table
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(row_height)

    def _set_up_columns(self, columns: Sequence[Column[T]]) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(24)
        for place, column in enumerate(columns):
            if column.width:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
                self.setColumnWidth(place, column.width)
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
            self.setColumnHidden(place, column.wide_only)

    def _go_to(self, place: int) -> None:
        # selectRow() finds no column from right to left where they fill the whole width
        self.setCurrentIndex(self.rows_model.index(place, 0))

    def _moved(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        if not self._replacing:
            self._tell()

    def _tell(self) -> None:
        row = self.current()
        key = None if row is None else self.rows_model.key_of(row)
        self._wanted = key
        if key != self._told:
            self._told = key
            self.current_changed.emit(row)

    def _open(self, index: QModelIndex) -> None:
        row = self.rows_model.row(index)
        if row is not None:
            self.opened.emit(row)

    def _place_empty(self) -> None:
        if self._empty is None:
            return
        self._empty.setGeometry(self.viewport().rect())
        self._empty.setVisible(self.rows_model.rowCount() == 0)
