"""Typed rows for tables and lists; columns are data."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from client.widgets.tokens import Tone

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
ROW_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
_NO_INDEX: Final = QModelIndex()


@dataclass(frozen=True)
class Column(Generic[T]):
    """How one column shows a row. Width 0 takes a share of what is left."""

    title: str
    text: Callable[[T], str]
    detail: Callable[[T], str] | None = None
    tone: Callable[[T], Tone | None] | None = None
    icon: Callable[[T], str] | None = None
    width: int = 0
    look: Literal["text", "strong", "token", "pill", "money"] = "text"
    wide_only: bool = False

    @property
    def right_aligned(self) -> bool:
        return self.look == "money"


class RowsModel(QAbstractTableModel, Generic[T]):
    """Rows as plain objects; replacing them moves, adds and removes no more than what differs."""

    def __init__(
        self, columns: Sequence[Column[T]], key: Callable[[T], Hashable], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._key = key
        self._rows: list[T] = []

    @property
    def rows(self) -> tuple[T, ...]:
        return tuple(self._rows)

    @property
    def columns(self) -> tuple[Column[T], ...]:
        return self._columns

    def row(self, index: Index) -> T | None:
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def key_of(self, row: T) -> Hashable:
        return self._key(row)

    def place_of(self, key: Hashable) -> int:
        """Where the row with this key is, or -1."""
        return next((place for place, row in enumerate(self._rows) if self._key(row) == key), -1)

    def replace(self, rows: Sequence[T]) -> None:
        """Show these rows; what stays keeps its selection and its place on the screen."""
        old_keys = [self._key(row) for row in self._rows]
        new_keys = [self._key(row) for row in rows]
        start = _same_at_start(old_keys, new_keys)
        end = _same_at_start(old_keys[start:][::-1], new_keys[start:][::-1])
        old_stop, new_stop = len(old_keys) - end, len(new_keys) - end
        if start < old_stop:
            self.beginRemoveRows(QModelIndex(), start, old_stop - 1)
            del self._rows[start:old_stop]
            self.endRemoveRows()
        if start < new_stop:
            self.beginInsertRows(QModelIndex(), start, new_stop - 1)
            self._rows[start:start] = rows[start:new_stop]
            self.endInsertRows()
        for place, row in enumerate(rows):
            if self._rows[place] != row:
                self._rows[place] = row
                self.dataChanged.emit(self.index(place, 0), self.index(place, len(self._columns) - 1))

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right_aligned else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        row = self.row(index)
        if row is None:
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            detail = column.detail(row) if column.detail else ""
            return ", ".join(part for part in (column.title, column.text(row), detail) if part)
        return None


def _same_at_start(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    same = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        same += 1
    return same
