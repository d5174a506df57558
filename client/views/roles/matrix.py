"""The table of rights: a row a right, a column a role, a letter how far it reaches."""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from client.core.i18n import tr, trn
from client.core.permission_words import group_of, group_word, permission_word, scope_letter, scope_word
from client.core.words import role_word
from client.viewmodels.roles.desk import RolesDesk, RolesState
from client.widgets.fonts import SEMIBOLD, font
from client.widgets.theme import tokens
from client.widgets.tokens import Tone
from shared.models.roles import RoleDetails
from shared.permissions import Permission, Scope

Index = QModelIndex | QPersistentModelIndex
Row = Permission | str
"""A right, or the heading of a group."""

_NO_INDEX: Final = QModelIndex()
_INDENT: Final = "\u2003"
_ROW_HEIGHT: Final = 30
_COLUMN_WIDTH: Final = 104
_ONE_LINE: Final = 13
_PILL: Final = (44, 22)
_TONES: Final[dict[Scope, Tone]] = {Scope.ALL: "ok", Scope.OWN: "info", Scope.SECOND: "warn"}
_KEYS: Final[dict[Qt.Key, Scope | None]] = {
    Qt.Key.Key_A: Scope.ALL,
    Qt.Key.Key_O: Scope.OWN,
    Qt.Key.Key_V: Scope.SECOND,
    Qt.Key.Key_Delete: None,
    Qt.Key.Key_Backspace: None,
}


def _rows() -> tuple[Row, ...]:
    """The groups in the order of their words, and under each what belongs to it."""
    groups = sorted({group_of(each) for each in Permission}, key=group_word)
    return tuple(row for group in groups for row in (group, *(each for each in Permission if group_of(each) == group)))


class MatrixModel(QAbstractTableModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: Final = _rows()
        self.state = RolesState()

    def show(self, state: RolesState) -> None:
        """Keeps the place on the screen while the roles are the same."""
        same = [role.id for role in state.roles] == [role.id for role in self.state.roles]
        if not same:
            self.beginResetModel()
        self.state = state
        if not same:
            self.endResetModel()
        elif state.roles:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(state.roles) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(state.roles) - 1)

    def at(self, index: Index) -> tuple[RoleDetails, Permission] | None:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        return (self.state.roles[index.column()], row) if isinstance(row, Permission) else None

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.state.roles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            return self._of_role(self.state.roles[section], role)
        row = self.rows[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return _INDENT + permission_word(row) if isinstance(row, Permission) else group_word(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) if self.at(index) else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        found = self.at(index)
        if found is None:
            return None
        held, permission = found
        scope = self.state.scope(held, permission)
        if role == Qt.ItemDataRole.DisplayRole:
            return scope_letter(scope)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return tr(
                "{role}, {right}: {scope}",
                role=role_word(held.name),
                right=permission_word(permission),
                scope=scope_word(scope),
            )
        return None

    @staticmethod
    def _of_role(held: RoleDetails, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return _in_lines(role_word(held.name))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(
                "{role}: {people}", role=role_word(held.name), people=trn("{n} person", "{n} people", held.people)
            )
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        return None


def _in_lines(name: str) -> str:
    """A long name takes two lines, parted at the gap nearest its middle."""
    gaps = [place for place, letter in enumerate(name) if letter == " "]
    if len(name) <= _ONE_LINE or not gaps:
        return name
    middle = min(gaps, key=lambda place: abs(place - len(name) / 2))
    return f"{name[:middle]}\n{name[middle + 1 :]}"


class _Cell(QStyledItemDelegate):
    """A letter in a soft pill; a change that is not saved has a ring, and the cell with the keyboard a frame."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, MatrixModel)
        found = model.at(index)
        box: QRect = option.rect
        t = tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if found is None:
            painter.fillRect(box, QColor(t.sunken))
            painter.restore()
            return
        focused = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, QColor(t.row_sel if focused else t.surface))
        painter.setPen(QColor(t.border))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        self._draw_state(painter, box, model.state, found)
        if focused and option.widget.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(t.focus), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.restore()

    @staticmethod
    def _draw_state(painter: QPainter, box: QRect, state: RolesState, found: tuple[RoleDetails, Permission]) -> None:
        t = tokens()
        scope = state.scope(*found)
        width, height = _PILL
        pill = QRect(box.center().x() - width // 2, box.center().y() - height // 2 + 1, width, height)
        ink, ground = t.tone(_TONES[scope]) if scope is not None else (t.faint, "")
        changed = state.is_changed(*found)
        painter.setPen(QPen(QColor(t.primary), 2) if changed else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        if ground or changed:
            painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(QColor(ink))
        painter.setFont(font(13, SEMIBOLD))
        text = scope_letter(scope) + (" •" if changed else "")
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), text)


class Matrix(QTableView):
    """Arrows move; A, O, V and Del set, the space bar turns; words and roles stay in sight."""

    moved = Signal()
    impossible = Signal()
    """That right can't be held so."""

    def __init__(self, desk: RolesDesk) -> None:
        super().__init__()
        self._desk = desk
        self.grid: Final = MatrixModel(self)
        self.setModel(self.grid)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName(tr("Which role may do what"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setDefaultSectionSize(_COLUMN_WIDTH)
        across.setSectionsClickable(False)
        across.setHighlightSections(True)
        across.setFixedHeight(44)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(_ROW_HEIGHT)
        down.setSectionsClickable(False)
        down.setFixedWidth(300)
        self.selectionModel().currentChanged.connect(self.moved)

    def show_state(self, state: RolesState) -> None:
        here = self.currentIndex()
        place = (here.row(), here.column())
        self.grid.show(state)
        if state.roles and not self.currentIndex().isValid():
            row = place[0] if place[0] > 0 else 1
            self.setCurrentIndex(self.grid.index(row, min(max(place[1], 0), len(state.roles) - 1)))

    def current(self) -> tuple[RoleDetails, Permission] | None:
        return self.grid.at(self.currentIndex())

    def go_to(self, role: RoleDetails) -> None:
        """The column of a role, in the row one is in."""
        ids = [each.id for each in self.grid.state.roles]
        if role.id in ids:
            self.setCurrentIndex(self.grid.index(max(self.currentIndex().row(), 1), ids.index(role.id)))

    def set_current(self, scope: Scope | None) -> None:
        found = self.current()
        if found is not None and not self._desk.set_scope(*found, scope):
            self.impossible.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        found = self.current()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in _KEYS:
            self.set_current(_KEYS[key])
        elif key == Qt.Key.Key_Space and found is not None:
            self._desk.turn(*found)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, _event: Any) -> None:
        found = self.current()
        if found is not None:
            self._desk.turn(*found)

    def _step(self, by: int) -> None:
        """To the next right, over the headings."""
        row = self.currentIndex().row() + by
        while 0 <= row < len(self.grid.rows):
            if isinstance(self.grid.rows[row], Permission):
                self.setCurrentIndex(self.grid.index(row, self.currentIndex().column()))
                return
            row += by
