"""What was paid for a medicine, the newest first."""

from operator import attrgetter

from PySide6.QtWidgets import QWidget

from client.core.i18n import short_date_text, tr
from client.core.problem_text import problem_text
from client.core.zone import day_of
from client.viewmodels.purchases.price_history import HistoryState, PriceHistory
from client.views.purchases.words import medicine_text, pack_text, percent_text
from client.views.stock.words import price_text
from client.widgets.dialog import Sheet
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.prescriptions import Medicine
from shared.models.purchases import PurchasePrice
from shared.models.stock_packs import Pack

_SHOWN = 7


class PriceSheet(Sheet):
    def __init__(self, view_model: PriceHistory, medicine: Medicine, parent: QWidget) -> None:
        super().__init__(tr("What was paid"), tr("Close"), parent, subtitle=medicine_text(medicine), width=820)
        self._view_model = view_model
        view_model.setParent(self)
        self.prices: RowsTable[PurchasePrice] = RowsTable(
            (
                Column(tr("Day"), lambda e: short_date_text(day_of(e.received_at)), width=96),
                Column(tr("Supplier"), attrgetter("supplier"), detail=attrgetter("goods_no"), look="strong"),
                Column(tr("Pack"), lambda e: pack_text(Pack(name=e.pack, units=e.pack_size)), width=120),
                Column(tr("Price of a pack"), lambda e: price_text(e.pack_price), look="money", width=120),
                Column(tr("Each"), lambda e: price_text(e.unit_price), look="money", width=90),
                Column(tr("Rise"), _rise, look="money", tone=_rise_tone, width=90),
            ),
            key=attrgetter("id"),
            name=tr("What was paid"),
        )
        self.prices.set_empty(EmptyState("tag", tr("It was not bought by an order yet")))
        self.prices.show_rows(_SHOWN)
        self.add(self.prices)
        self.cancel.hide()

        self.submitted.connect(self.accept)
        view_model.state_changed.connect(self._render)
        view_model.refresh()
        self.prices.setFocus()

    def _render(self, state: HistoryState) -> None:
        self.set_error("" if state.problem is None else problem_text(state.problem).text)
        self.prices.set_rows(state.prices)


def _rise(price: PurchasePrice) -> str:
    return "" if price.rise is None else f"+{percent_text(price.rise)}"


def _rise_tone(price: PurchasePrice) -> Tone | None:
    return None if price.rise is None else "bad"
