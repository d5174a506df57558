"""The remote calls about stores and stock; the search of medicines is bound here, since it tells what is in stock."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.stock.adjusting import StockAdjusting
from server.features.stock.cards import StockCards
from server.features.stock.counting import StockCounting
from server.features.stock.service import StockService
from server.features.stock.transfers import StockTransfers
from shared.contracts import prescriptions, stock
from shared.models.common import Nothing, Page
from shared.models.prescriptions import SearchMedicines
from shared.models.stock import (
    AcceptTransfer,
    AdjustStock,
    DestroyStock,
    FoundMedicine,
    GetStockCard,
    KeptStores,
    ListOnHand,
    ListReorder,
    ListTransfers,
    RecallBatch,
    ReceiveStock,
    ReleaseStock,
    ReorderLine,
    SaveStore,
    SendStock,
    SetAside,
    SetReorderLevel,
    StockCard,
    StockMoved,
    StockReceipt,
    Store,
    StoredBatch,
    Transfer,
)
from shared.models.stock_counts import (
    DropCount,
    GetCount,
    ListCounts,
    OpenCount,
    PostCount,
    StockCount,
    StockCountDetails,
    TalliedLines,
    TallyStock,
)
from shared.models.stock_packs import CorrectBatch, KnownBatch, ListBatches, ListPacks, Pack, SavePacks

routes = Routes()


@routes.handles(prescriptions.medicines)
def medicines(request: SearchMedicines, ctx: Context) -> Page[FoundMedicine]:
    return StockService(ctx).search_medicines(request)


@routes.handles(stock.stores)
def stores(_: Nothing, ctx: Context) -> Page[Store]:
    return StockService(ctx).stores()


@routes.handles(stock.kept_stores)
def kept_stores(_: Nothing, ctx: Context) -> KeptStores:
    return StockService(ctx).kept_stores()


@routes.handles(stock.save_store)
def save_store(request: SaveStore, ctx: Context) -> Store:
    return StockService(ctx).save_store(request)


@routes.handles(stock.set_reorder_level)
def set_reorder_level(request: SetReorderLevel, ctx: Context) -> Nothing:
    StockService(ctx).set_reorder_level(request)
    return Nothing()


@routes.handles(stock.on_hand)
def on_hand(request: ListOnHand, ctx: Context) -> Page[StoredBatch]:
    return StockService(ctx).on_hand(request)


@routes.handles(stock.receive)
def receive(request: ReceiveStock, ctx: Context) -> StockReceipt:
    return StockService(ctx).receive(request)


@routes.handles(stock.set_aside)
def set_aside(request: SetAside, ctx: Context) -> StockMoved:
    return StockAdjusting(ctx).set_aside(request)


@routes.handles(stock.release)
def release(request: ReleaseStock, ctx: Context) -> StockMoved:
    return StockAdjusting(ctx).release(request)


@routes.handles(stock.destroy)
def destroy(request: DestroyStock, ctx: Context) -> StockMoved:
    return StockAdjusting(ctx).destroy(request)


@routes.handles(stock.adjust)
def adjust(request: AdjustStock, ctx: Context) -> StockMoved:
    return StockAdjusting(ctx).adjust(request)


@routes.handles(stock.recall)
def recall(request: RecallBatch, ctx: Context) -> Nothing:
    StockAdjusting(ctx).recall(request)
    return Nothing()


@routes.handles(stock.card)
def card(request: GetStockCard, ctx: Context) -> StockCard:
    return StockCards(ctx).card(request)


@routes.handles(stock.reorder)
def reorder(request: ListReorder, ctx: Context) -> Page[ReorderLine]:
    return StockCards(ctx).reorder(request)


@routes.handles(stock.transfers)
def transfers(request: ListTransfers, ctx: Context) -> Page[Transfer]:
    return StockTransfers(ctx).newest(request)


@routes.handles(stock.send)
def send(request: SendStock, ctx: Context) -> Transfer:
    return StockTransfers(ctx).send(request)


@routes.handles(stock.accept)
def accept(request: AcceptTransfer, ctx: Context) -> Transfer:
    return StockTransfers(ctx).accept(request)


@routes.handles(stock.counts)
def counts(request: ListCounts, ctx: Context) -> Page[StockCount]:
    return StockCounting(ctx).newest(request)


@routes.handles(stock.get_count)
def get_count(request: GetCount, ctx: Context) -> StockCountDetails:
    return StockCounting(ctx).get(request)


@routes.handles(stock.open_count)
def open_count(request: OpenCount, ctx: Context) -> StockCountDetails:
    return StockCounting(ctx).open(request)


@routes.handles(stock.tally)
def tally(request: TallyStock, ctx: Context) -> TalliedLines:
    return StockCounting(ctx).tally(request)


@routes.handles(stock.post_count)
def post_count(request: PostCount, ctx: Context) -> StockCountDetails:
    return StockCounting(ctx).post(request)


@routes.handles(stock.drop_count)
def drop_count(request: DropCount, ctx: Context) -> StockCountDetails:
    return StockCounting(ctx).drop(request)


@routes.handles(stock.batches)
def batches(request: ListBatches, ctx: Context) -> Page[KnownBatch]:
    return StockService(ctx).batches(request)


@routes.handles(stock.packs)
def packs(request: ListPacks, ctx: Context) -> Page[Pack]:
    return StockService(ctx).packs(request)


@routes.handles(stock.save_packs)
def save_packs(request: SavePacks, ctx: Context) -> Nothing:
    StockService(ctx).save_packs(request)
    return Nothing()


@routes.handles(stock.correct_batch)
def correct_batch(request: CorrectBatch, ctx: Context) -> Nothing:
    StockAdjusting(ctx).correct(request)
    return Nothing()
