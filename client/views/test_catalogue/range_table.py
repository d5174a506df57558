"""Reference ranges edited in place: typed like a spreadsheet, read by the laboratory's own rules."""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from client.core.i18n import tr
from client.viewmodels.test_catalogue.range_draft import FIELDS, RangeDraft, RangeState
from client.views.test_catalogue.words import band_heading
from client.widgets.theme import tokens
from shared.rules.lab_catalogue import BandField

_ROW: Final = 34
_WIDTHS: Final = {BandField.SEX: 88, BandField.CONDITION: 122}
_NO_INDEX: Final = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
_EDIT_KEYS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2})


class RangeModel(QAbstractTableModel):
    """The draft's cells; the one that can't be right is in red and says so to whoever hears the screen."""

    def __init__(self, draft: RangeDraft, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        self._tried: int | None = None
        self._rows = len(draft.state.rows)
        draft.changed.connect(self._follow)

    def mark(self, row: int | None) -> None:
        """The range a tried value is judged by."""
        if row != self._tried:
            self._tried = row
            self._repaint()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(FIELDS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return band_heading(FIELDS[section]) if orientation == Qt.Orientation.Horizontal else str(section + 1)

    def flags(self, _index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        field, text = FIELDS[index.column()], self._draft.state.rows[index.row()][index.column()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return text
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(tokens().bad) if self._is_wrong(index) else None
        if role == Qt.ItemDataRole.BackgroundRole:
            tried = QColor(tokens().ok_soft) if index.row() == self._tried else None
            return QColor(tokens().bad_soft) if self._is_wrong(index) else tried
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return tr("{column} {n}: {text}", column=band_heading(field), n=index.row() + 1, text=text)
        return None

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        self._draft.put(index.row(), FIELDS[index.column()], str(value))
        return True

    def _is_wrong(self, index: Index) -> bool:
        problem = self._draft.state.problem
        return problem is not None and problem.line == index.row() and problem.field == FIELDS[index.column()]

    def _follow(self, state: RangeState) -> None:
        if len(state.rows) != self._rows:
            self.beginResetModel()
            self._rows = len(state.rows)
            self._tried = None
            self.endResetModel()
        else:
            self._repaint()

    def _repaint(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self._rows - 1, len(FIELDS) - 1))


class RangeTable(QTableView):
    """Arrows walk, typing or Enter edits, Tab goes on to the next cell."""

    def __init__(self, draft: RangeDraft, name: str) -> None:
        super().__init__()
        self._draft = draft
        self.cells = RangeModel(draft, self)
        self.setModel(self.cells)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)  # Tab leaves the table; inside a cell it goes on to the next
        self.setMinimumHeight(8 * _ROW)
        rows, header = self.verticalHeader(), self.horizontalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(_ROW)
        rows.setMinimumWidth(30)
        rows.setStyleSheet("QHeaderView { background: transparent; }")  # no stripe below the last number
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for place, field in enumerate(FIELDS):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(place, _WIDTHS.get(field, 84))
        header.setSectionResizeMode(len(FIELDS) - 1, QHeaderView.ResizeMode.Stretch)

    def start(self) -> None:
        self.setFocus()
        if self.cells.rowCount() and not self.currentIndex().isValid():
            self.go_to(0)

    def go_to(self, row: int, field: BandField = BandField.SEX) -> None:
        index = self.cells.index(row, FIELDS.index(field))
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def add(self) -> None:
        """Below the current row."""
        place = self._draft.add(max(self.currentIndex().row(), 0))
        self.setFocus()
        self.go_to(place, BandField.AGE_FROM)

    def remove(self) -> None:
        if self.currentIndex().isValid():
            row = self.currentIndex().row()
            self._draft.remove(row)
            self.setFocus()
            self.go_to(min(row, self.cells.rowCount() - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        editing = self.state() == QAbstractItemView.State.EditingState
        if plain and not editing and event.key() in _EDIT_KEYS and self.currentIndex().isValid():
            self.edit(self.currentIndex())
        elif plain and event.key() == Qt.Key.Key_Delete and self.currentIndex().isValid():
            self.cells.setData(self.currentIndex(), "")
        else:
            super().keyPressEvent(event)
