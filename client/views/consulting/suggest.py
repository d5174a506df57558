"""A search box whose findings lie under it while one types; Enter takes the marked one."""

from collections.abc import Callable, Hashable
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from client.core.i18n import tr
from client.viewmodels.consulting.finder import Finder, Found
from client.widgets.basics import Label, vbox
from client.widgets.inputs import LineSize
from client.widgets.list_picker import ITEM_HEIGHT, ListPicker, PickFacts
from client.widgets.search import SearchBox

_MOST_SHOWN = 5
_NARROWEST = 380
_LONGEST = 200


class Suggest(SearchBox):
    """An Enter that comes before the answer is kept: it takes the first of what is found then."""

    picked = Signal(object, str)
    """What was picked, and what was typed for it."""
    left = Signal(str)
    """What stands here now, not picked."""

    def __init__(
        self,
        hint: str,
        key: str,
        finder: Finder,
        facts: Callable[[Any], PickFacts],
        row_key: Callable[[Any], Hashable],
        *,
        icon: str = "search",
        size: LineSize = "md",
        marked: Callable[[str], str] = str,
        free: bool = False,
    ) -> None:
        super().__init__(hint, key, icon=icon, size=size)
        self._finder = finder
        self._marked = marked
        self._free = free
        self._enter_waits = False
        self._walked = False
        self._pop: _Pop | None = None
        self.list: ListPicker[Any] = ListPicker(facts, row_key, hint)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMaxLength(_LONGEST)
        self.drive(self.list)
        self.searched.connect(self._look)
        self.submitted.connect(self._enter)
        self.textChanged.connect(self._tell)
        self.list.picked.connect(self._take)
        finder.state_changed.connect(self._render)

    @property
    def is_open(self) -> bool:
        return self._pop is not None and self._pop.isVisible()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None:
            around.ensureWidgetVisible(self)  # its key works from anywhere on the page

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._close()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_open and self._free:
            self._close()  # the words are the user's own: only the offers go
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._free and self._walked and self.is_open:
            self.list.pick_current()
            return
        if event.key() == Qt.Key.Key_Down and not self.is_open and not self.value():
            self._finder.offer_usual()
            return
        self._walked = self.is_open and event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}
        super().keyPressEvent(event)

    def _look(self, line: str) -> None:
        if self.hasFocus() or not self._free:
            self._finder.find(line)

    def _enter(self, line: str) -> None:
        if self._free or not (line or self.is_open):
            return
        if self._finder.state.line == line:
            self.list.pick_current()
        else:
            self._enter_waits = True

    def _tell(self) -> None:
        self._enter_waits = False
        self.left.emit(self.value())

    def _render(self, found: Found) -> None:
        if found.line != self.value() or not self.hasFocus():
            return
        self.list.set_rows(found.rows, self._marked(found.line))
        if self._enter_waits and found.rows:
            self._enter_waits = False
            self.list.pick_current()
            return
        self._enter_waits = False
        if (found.line and (found.rows or not self._free)) or (found.is_usual and found.rows):
            self._open(found)
        else:
            self._close()

    def _take(self, row: object) -> None:
        typed = self.value()
        self._close()
        if not self._free:
            self.clear()
            self._finder.find("")
        self.picked.emit(row, typed)

    def _open(self, found: Found) -> None:
        if self._pop is None or self._pop.parentWidget() is not self.window():
            self._close()
            self._pop = _Pop(self.window(), self.list)
        self._pop.show_for(self, len(found.rows), failed=found.problem is not None)

    def _close(self) -> None:
        if self._pop is not None:
            self._pop.hide()


class _Pop(QFrame):
    """Lies over the window, not in one of its own: the focus stays where the typing is."""

    def __init__(self, window: QWidget, picker: ListPicker[Any]) -> None:
        super().__init__(window)
        self.setProperty("role", "toast")
        self._picker = picker
        self._words = Label("", "muted", wrap=True)
        self._words.setContentsMargins(12, 8, 12, 8)
        self.setLayout(vbox(picker, self._words, margins=(2, 2, 2, 2)))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        window.installEventFilter(self)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]  # it watches its window only
        if event.type() == QEvent.Type.Resize:
            self.hide()
        return super().eventFilter(watched, event)

    def show_for(self, box: QWidget, rows: int, *, failed: bool) -> None:
        self._picker.setVisible(rows > 0)
        self._words.setVisible(not rows)
        self._words.setText(tr("The server could not be asked.") if failed else tr("Nothing found. Try other words."))
        window = box.window()
        width = min(max(box.width(), _NARROWEST), window.width())
        height = min(rows, _MOST_SHOWN) * ITEM_HEIGHT + 8 if rows else 44
        corner = box.mapTo(window, QPoint(0, box.height() + 4))
        if corner.y() + height > window.height():
            corner.setY(box.mapTo(window, QPoint(0, 0)).y() - height - 4)
        if box.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            corner.setX(corner.x() + box.width() - width)
        corner.setX(max(0, min(corner.x(), window.width() - width - 4)))
        self.setGeometry(corner.x(), corner.y(), width, height)
        self.show()
        self.raise_()
