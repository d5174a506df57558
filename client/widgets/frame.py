"""The window's frame: rail of places, top bar, banners, the page, messages. It knows no feature."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from shiboken6 import isValid

from client.core.clock import Clock
from client.widgets.banner import BannerHost
from client.widgets.basics import box, hbox, vbox
from client.widgets.busy import BusyLine
from client.widgets.rail import NavItem, NavRail
from client.widgets.toast import ToastHost
from client.widgets.topbar import TopBar


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

    def retitle(self, items: Sequence[NavItem]) -> None:
        """The same places under other titles."""
        self._items = {item.key: item for item in items}
        item = self._items.get(self.current)
        if item is not None:
            self.top.set_title(item.title or item.text, item.subtitle)

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
