"""The rail of places: as many as it is high, the rest in a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QMenu, QSizePolicy, QToolButton

from client.core.i18n import tr
from client.widgets.basics import hbox, vbox
from client.widgets.icons import icon, pixmap
from client.widgets.theme import theme

RAIL_WIDTH: Final = 88
_BUTTON_HEIGHT: Final = 52
_BETWEEN: Final = 1
_HEAD: Final = 10 + 44 + 4 + _BETWEEN * 2  # margin, logo, gap
_FOOT: Final = 8
_MORE_KEY: Final = "Ctrl+Shift+O"


@dataclass(frozen=True)
class NavItem:
    """A place in the rail."""

    key: str
    icon: str
    text: str
    shortcut: str = ""
    title: str = ""
    subtitle: str = ""

    @property
    def words(self) -> str:
        return self.title or self.text


def places_shown(count: int, current: int | None, room: int) -> list[int]:
    """Which are in sight where `room` buttons fit: the first and the current one, beside the list if not all."""
    if count <= room:
        return list(range(count))
    first = list(range(max(room - 1, 1)))
    if current is not None and current not in first:
        first[-1] = current
    return first


class NavRail(QFrame):
    """Where one can go. A key works whether its button is in sight or not."""

    chosen = Signal(str)

    def __init__(self, items: Sequence[NavItem]) -> None:
        super().__init__()
        self._items = tuple(items)
        self._current: int | None = None
        self._logo = QLabel()
        self._logo.setFixedSize(30, 44)
        self._group = QButtonGroup(self)
        self._buttons = [self._button(place, item) for place, item in enumerate(self._items)]
        self._more = _button(tr("More"), tr("More places ({key})", key=_MORE_KEY))
        self._menu = QMenu(self._more)
        self.setObjectName("Nav")
        self.setFixedWidth(RAIL_WIDTH)
        column = vbox(hbox(None, self._logo, None), 4, spacing=_BETWEEN, margins=(6, 10, 6, _FOOT))
        for button in (*self._buttons, self._more):
            column.addWidget(button)
        column.addStretch()
        self.setLayout(column)
        self._group.idClicked.connect(self._choose)
        self._more.clicked.connect(self.open_more)
        QShortcut(QKeySequence(_MORE_KEY), self).activated.connect(self.open_more)
        theme().changed.connect(self._dress)
        self._dress()
        self._fold()

    def minimumSizeHint(self) -> QSize:
        """Room for two places and the list: the window may be low."""
        return QSize(RAIL_WIDTH, _HEAD + 3 * (_BUTTON_HEIGHT + _BETWEEN) + _FOOT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def set_current(self, key: str) -> None:
        for place, item in enumerate(self._items):
            if item.key == key:
                self._current = place
                self._buttons[place].setChecked(True)
        self._fold()

    def open_more(self) -> None:
        """All places that are not in sight, each with its key."""
        if self._more.isHidden():
            return
        self._menu.clear()
        for item, button in zip(self._items, self._buttons, strict=True):
            if button.isHidden():
                entry = self._menu.addAction(icon(item.icon, theme().tokens.text, 20), item.words)
                entry.setShortcut(QKeySequence(item.shortcut))
                entry.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # shown only: the rail's own key acts
                entry.triggered.connect(button.click)
        self._menu.setActiveAction(self._menu.actions()[0])
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        corner = self._more.rect()
        place = self._more.mapToGlobal(corner.bottomLeft() if mirrored else corner.bottomRight())
        place.setY(place.y() - self._menu.sizeHint().height())  # it ends where its button does
        self._menu.popup(place)

    def _fold(self) -> None:
        room = (self.height() - _HEAD - _FOOT) // (_BUTTON_HEIGHT + _BETWEEN)
        shown = places_shown(len(self._items), self._current, room)
        for place, button in enumerate(self._buttons):
            button.setVisible(place in shown)
        self._more.setVisible(len(shown) < len(self._items))

    def _button(self, place: int, item: NavItem) -> QToolButton:
        tip = tr("{words} ({key})", words=item.words, key=item.shortcut) if item.shortcut else item.words
        button = _button(item.text, tip)
        button.setAccessibleName(item.words)
        button.setCheckable(True)
        if item.shortcut:
            QShortcut(QKeySequence(item.shortcut), self).activated.connect(button.click)
        self._group.addButton(button, place)
        return button

    def _choose(self, place: int) -> None:
        self.chosen.emit(self._items[place].key)

    def _dress(self) -> None:
        t = theme().tokens
        self._logo.setPixmap(pixmap("hospital", t.nav_logo, 30, self.devicePixelRatioF()))
        for item, button in zip(self._items, self._buttons, strict=True):
            button.setIcon(icon(item.icon, t.nav_text, 22, on=t.nav_on))
        self._more.setIcon(icon("layers", t.nav_text, 22, on=t.nav_on))


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setIconSize(QSize(22, 22))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    button.setFixedHeight(_BUTTON_HEIGHT)
    return button
