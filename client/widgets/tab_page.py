"""Pages beside each other under one name."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from client.core.i18n import tr
from client.widgets.basics import KeyCap, box, hbox, vbox
from client.widgets.choices import Tabs


class TabPage(QWidget):
    """Alt and a digit go to a page; a page that stands alone has no tabs over it."""

    said = Signal(str)
    """What any of the pages says."""

    def __init__(self, name: str, pages: Sequence[tuple[str, QWidget]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages = tuple(page for _, page in pages)
        self.tabs: Tabs[int] = Tabs(((place, text) for place, (text, _) in enumerate(pages)), name, chosen=0)
        self._stack = QStackedWidget()
        for place, page in enumerate(self.pages):
            self._stack.addWidget(page)
            key = QShortcut(QKeySequence(f"Alt+{(place + 1) % 10}"), self)
            key.activated.connect(partial(self.show_tab, place))
            said = getattr(page, "said", None)
            if said is not None:
                said.connect(self.said)
        self.tabs.picked.connect(self.show_tab)
        head = box(hbox(self.tabs, None, KeyCap(tr("Alt+1–{last}", last=len(pages) % 10))))
        if len(pages) == 1:
            head.hide()  # never shown here: without a parent yet, it would be a window of its own
        layout = vbox(head, self._stack, spacing=8, margins=(16, 6, 16, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.show_tab(0)

    def show_tab(self, place: int) -> None:
        self.tabs.set_value(place)
        self._stack.setCurrentIndex(place)
        self.setFocusProxy(self.pages[place])
        self.pages[place].setFocus()
