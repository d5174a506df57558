"""The page of prices and that of payers, a tab each."""

from client.core.i18n import tr
from client.desk import Desk
from client.viewmodels.prices.payer_desk import PayerDesk
from client.viewmodels.prices.price_desk import PriceDesk
from client.views.prices.page import PricesPage
from client.views.prices.payers_page import PayersPage
from client.widgets.tab_page import TabPage


def price_tabs(prices: PricesPage, payers: PayersPage) -> TabPage:
    return TabPage(tr("Prices"), ((tr("Price lists"), prices), (tr("Payers and categories"), payers)))


def build_prices(desk: Desk) -> TabPage:
    return price_tabs(
        PricesPage(PriceDesk(desk.calls, desk.changes)),
        PayersPage(PayerDesk(desk.calls, desk.changes)),
    )
