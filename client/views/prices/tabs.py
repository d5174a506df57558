"""The page of prices and that of payers, a tab each."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from client.core.i18n import tr
from client.desk import Desk
from client.viewmodels.prices.payer_desk import PayerDesk
from client.viewmodels.prices.price_desk import PriceDesk
from client.viewmodels.prices.price_files import PriceTransfer
from client.views.prices.page import PricesPage
from client.views.prices.payers_page import PayersPage
from client.widgets.basics import KeyCap, hbox, vbox
from client.widgets.choices import Tabs


class PriceTabs(QWidget):
    said = Signal(str)

    def __init__(self, prices: PricesPage, payers: PayersPage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages = (prices, payers)
        self.tabs: Tabs[int] = Tabs(((0, tr("Price lists")), (1, tr("Payers and categories"))), tr("Prices"), chosen=0)
        self._stack = QStackedWidget()
        for page in self.pages:
            self._stack.addWidget(page)
            page.said.connect(self.said)
        self.tabs.picked.connect(self.show_tab)
        for place in range(len(self.pages)):
            key = QShortcut(QKeySequence(f"Alt+{place + 1}"), self)
            key.activated.connect(partial(self.show_tab, place))
        head = hbox(self.tabs, None, KeyCap("Alt+1–2"))
        layout = vbox(head, self._stack, spacing=8, margins=(16, 6, 16, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.show_tab(0)

    def show_tab(self, place: int) -> None:
        self.tabs.set_value(place)
        self._stack.setCurrentIndex(place)
        self.setFocusProxy(self.pages[place])
        self.pages[place].setFocus()


def build_prices(desk: Desk) -> PriceTabs:
    return PriceTabs(
        PricesPage(PriceDesk(desk.calls, desk.changes), PriceTransfer(desk.calls)),
        PayersPage(PayerDesk(desk.calls, desk.changes)),
    )
