"""The window's frame: rail of places, top bar, banners, the page, messages. It knows no feature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from client.core.clock import Clock
from client.core.i18n import tr
from client.widgets.banner import BannerHost
from client.widgets.basics import box, hbox, vbox
from client.widgets.busy import BusyLine
from client.widgets.icons import icon, pixmap
from client.widgets.theme import theme
from client.widgets.toast import ToastHost
from client.widgets.topbar import TopBar

RAIL_WIDTH = 88


@dataclass(frozen=True)
class NavItem:
    """A place in the rail; `bottom` stands apart, at the rail's foot."""

    key: str
    icon: str
    text: str
    shortcut: str = ""
    title: str = ""
    subtitle: str = ""
    bottom: bool = False


class NavRail(QFrame):
    """Where one can go."""

    chosen = Signal(str)

    def __init__(self, items: Sequence[NavItem]) -> None:
        super().__init__()
        self._items = tuple(items)
        self._logo = QLabel()
        self._logo.setFixedSize(30, 44)
        self._group = QButtonGroup(self)
        self._buttons: list[QToolButton] = []
        self.setObjectName("Nav")
        self.setFixedWidth(RAIL_WIDTH)
        column = vbox(hbox(None, self._logo, None), 4, spacing=1, margins=(6, 10, 6, 8))
        for item in sorted(self._items, key=lambda each: each.bottom):
            if item.bottom and not any(each.bottom for each in self._shown_items()):
                column.addStretch()
            column.addWidget(self._button(item))
        if not any(item.bottom for item in self._items):
            column.addStretch()
        self.setLayout(column)
        self._group.idClicked.connect(self._choose)
        theme().changed.connect(self._dress)
        self._dress()

    def set_current(self, key: str) -> None:
        for place, item in enumerate(self._items):
            if item.key == key:
                self._group.button(place).setChecked(True)

    def _button(self, item: NavItem) -> QToolButton:
        button = QToolButton()
        button.setText(item.text)
        button.setAccessibleName(item.title or item.text)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(22, 22))
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setMinimumHeight(52)
        name = item.title or item.text
        button.setToolTip(tr("{words} ({key})", words=name, key=item.shortcut) if item.shortcut else name)
        if item.shortcut:
            QShortcut(QKeySequence(item.shortcut), button).activated.connect(button.click)
        self._group.addButton(button, self._items.index(item))
        self._buttons.append(button)
        return button

    def _shown_items(self) -> list[NavItem]:
        return [self._items[self._group.id(button)] for button in self._buttons]

    def _choose(self, place: int) -> None:
        self.chosen.emit(self._items[place].key)

    def _dress(self) -> None:
        t = theme().tokens
        self._logo.setPixmap(pixmap("hospital", t.nav_logo, 30, self.devicePixelRatioF()))
        for item, button in zip(self._shown_items(), self._buttons, strict=True):
            button.setIcon(icon(item.icon, t.nav_text, 22, on=t.nav_on))


class _Pages(QStackedWidget):
    """Asks for the room of the page in sight, not of the largest one elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self._left: dict[QWidget, QWidget] = {}

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else QSize()

    def go(self, page: QWidget) -> None:
        """Show a page with the keyboard where it was left, or at the page's first stop."""
        here = QApplication.focusWidget()
        leaving = self.currentWidget()
        if here is not None and leaving is not None and leaving.isAncestorOf(here):
            self._left[leaving] = here  # asked before hiding moves it on
        self.setCurrentWidget(page)
        self.updateGeometry()
        before = self._left.get(page)
        if before is not None and isValid(before) and before.isEnabled():
            before.setFocus()
            return
        page.setFocus()
        if page.focusProxy() is None:
            self.focusNextChild()


class Frame(QWidget):
    """Rail, top bar, banners, pages and messages in one widget."""

    navigated = Signal(str)

    def __init__(self, items: Sequence[NavItem], clock: Clock) -> None:
        super().__init__()
        self._items = {item.key: item for item in items}
        self._pages: dict[str, QWidget] = {}
        self.nav = NavRail(items)
        self.top = TopBar(clock)
        self.banners = BannerHost()
        self.busy = BusyLine()
        self._stack = _Pages()
        self._stack.setObjectName("Page")
        right = vbox(self.top, self.banners, self.busy, self._stack)
        right.setStretch(3, 1)
        row = hbox(self.nav, box(right), spacing=0)
        row.setStretch(1, 1)
        self.setLayout(row)
        self.toasts = ToastHost(self)
        self.nav.chosen.connect(self._go)

    @property
    def current(self) -> str:
        shown = self._stack.currentWidget()
        return next((key for key, page in self._pages.items() if page is shown), "")

    def add_page(self, key: str, page: QWidget) -> None:
        """The first page added is shown; pages keep their own margins with page_margins()."""
        self._pages[key] = page
        self._stack.addWidget(page)
        if len(self._pages) == 1:
            self.show_page(key)

    def show_page(self, key: str) -> None:
        if key == self.current and self._stack.count() > 1:
            return
        self._stack.go(self._pages[key])
        self.nav.set_current(key)
        item = self._items.get(key)
        if item is not None:
            self.top.set_title(item.title or item.text, item.subtitle)
        self.navigated.emit(key)

    def _go(self, key: str) -> None:
        if key in self._pages:
            self.show_page(key)
        else:
            self.navigated.emit(key)
