"""What is known before something is ordered: what is needed, in which packs, and what it cost so far."""

from decimal import Decimal

from server.core.context import Context
from server.features.purchases.goods_repository import GoodsRepository
from server.features.purchases.repository import PurchaseRepository
from server.features.purchases.wire import purchase_price
from server.features.stock.cards import StockCards
from server.features.stock.repository import StockRepository
from shared.models.common import Page
from shared.models.prescriptions import Medicine
from shared.models.purchases import GetOffer, GetPriceHistory, Offer, Propose, ProposedLine, PurchasePrice
from shared.models.stock import ListReorder, ReorderLine
from shared.models.stock_packs import Pack
from shared.rules.purchases import packs_for


class PurchaseOffers:
    def __init__(self, ctx: Context) -> None:
        self._purchases = PurchaseRepository(ctx.session)
        self._goods = GoodsRepository(ctx.session)
        self._stock = StockRepository(ctx.session)
        self._cards = StockCards(ctx)

    def history(self, request: GetPriceHistory) -> Page[PurchasePrice]:
        """Raises MedicineNotFound."""
        medicine = self._stock.medicine(request.medicine_id)
        found = self._goods.history(medicine.id, request.limit + 1)
        items = [purchase_price(row) for row in found[: request.limit]]
        return Page(items=items, more=len(found) > request.limit)

    def offer(self, request: GetOffer) -> Offer:
        """Raises SupplierNotFound, MedicineNotFound."""
        supplier = self._purchases.supplier(request.supplier_id)
        medicine = self._stock.medicine(request.medicine_id)
        prices = [purchase_price(found) for found in self._goods.last([medicine.id])]
        return Offer(
            medicine=Medicine.model_validate(medicine),
            packs=self._stock.packs([medicine.id]).get(medicine.id, []),
            last=next((price for price in prices if price.supplier_id == supplier.id), None),
            cheapest=min(prices, key=lambda price: price.unit_price, default=None),
        )

    def propose(self, request: Propose) -> Page[ProposedLine]:
        """The most urgent first. Raises SupplierNotFound, StoreNotFound."""
        supplier = self._purchases.supplier(request.supplier_id)
        low = self._cards.reorder(ListReorder(store_id=request.store_id, days=request.days)).items
        medicines = [line.medicine.id for line in low]
        coming = self._purchases.on_order(request.store_id, medicines)
        packs = self._stock.packs(medicines)
        last = {found.price.medicine_id: purchase_price(found) for found in self._goods.last(medicines, supplier.id)}
        lines = [
            _proposed(line, packs.get(line.medicine.id, []), last.get(line.medicine.id), coming[line.medicine.id])
            for line in low
            if line.suggested > coming[line.medicine.id]
        ]
        return Page(items=lines)


def _proposed(line: ReorderLine, packs: list[Pack], last: PurchasePrice | None, coming: Decimal) -> ProposedLine:
    """In the pack that this supplier sent last, else in the usual one, else one by one."""
    pack = Pack(name=line.medicine.form, units=Decimal(1))
    if last is not None:
        pack = Pack(name=last.pack, units=last.pack_size)
    elif packs:
        pack = packs[0]
    wanted = line.suggested - coming
    return ProposedLine(
        medicine=line.medicine,
        on_hand=line.on_hand,
        level=line.level,
        used=line.used,
        on_order=coming,
        suggested=wanted,
        pack=pack,
        packs=packs_for(wanted, pack.units),
        last=last,
    )
