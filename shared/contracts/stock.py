"""The remote calls about stores and what lies in them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.contract import command, query
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.contracts.house import DepartmentNotFound
from shared.contracts.prescriptions import MedicineNotFound
from shared.contracts.roles import NotYourOwnRights
from shared.errors import Conflict, NotFound, StaleVersion
from shared.ids import MedicineId, StockBatchId, StockCountId, StockTransferId, StoreId
from shared.models.common import Nothing, Page
from shared.models.stock import (
    AcceptTransfer,
    AdjustStock,
    DestroyStock,
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
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class StoreNotFound(NotFound):
    store_id: StoreId


@dataclass(eq=False)
class BatchNotFound(NotFound):
    batch_id: StockBatchId


class StoreNameTaken(Conflict):
    """Another store has this name."""


@dataclass(eq=False)
class NotEnoughStock(Conflict):
    """Less of it can be handed out here than is wanted."""

    medicine_id: MedicineId
    medicine: str
    left: Decimal


@dataclass(eq=False)
class BatchExpired(Conflict):
    """Its last day is over: it goes to nobody."""

    batch_no: str
    expires_on: date


@dataclass(eq=False)
class BatchRecalled(Conflict):
    """It was called back: it goes to nobody."""

    batch_no: str
    reason: str


@dataclass(eq=False)
class BatchKnownOtherwise(Conflict):
    """This batch of the medicine lies here with another expiry date or price."""

    batch_no: str
    expires_on: date
    price: Decimal


@dataclass(eq=False)
class TransferNotFound(NotFound):
    transfer_id: StockTransferId


class TransferArrived(Conflict):
    """It was received before."""


class SameStore(Conflict):
    """It is sent from a store to itself."""


class DifferenceUnexplained(Conflict):
    """Something else came than was sent, and nobody said why."""


@dataclass(eq=False)
class CountNotFound(NotFound):
    count_id: StockCountId


class CountClosed(Conflict):
    """It was posted or dropped before."""


@dataclass(eq=False)
class CountedElsewhere(Conflict):
    """A part of this lies on the list of another open count."""

    count_no: str


class NothingToCount(Conflict):
    """Nothing of that kind lies there."""


@dataclass(eq=False)
class LinesNotCounted(Conflict):
    """Nobody said how many of these there are."""

    left: int


@dataclass(eq=False)
class CountOverrun(Conflict):
    """More has left since it was counted than was there by that count: it is counted again."""

    medicine: str
    batch_no: str


class CountedByThem(Conflict):
    """Who agrees to the differences has counted some of it."""


# Those in use.
stores = query("/stores", Nothing, Page[Store], allow=Permission.STOCK_VIEW)

kept_stores = query("/kept-stores", Nothing, KeptStores, allow=Permission.STOCK_STORES)

save_store = command(
    "/stores",
    SaveStore,
    Store,
    allow=Permission.STOCK_STORES,
    changes={Topic.STOCK},
    raises=(StoreNotFound, StoreNameTaken, DepartmentNotFound, NotYourOwnRights, StaleVersion),
)

on_hand = query("/stock", ListOnHand, Page[StoredBatch], allow=Permission.STOCK_VIEW)

receive = command(
    "/stores/{store_id}/receipts",
    ReceiveStock,
    StockReceipt,
    allow=Permission.STOCK_RECEIVE,
    changes={Topic.STOCK},
    raises=(StoreNotFound, MedicineNotFound, BatchKnownOtherwise, BatchExpired),
)

set_reorder_level = command(
    "/stores/{store_id}/reorder-level",
    SetReorderLevel,
    Nothing,
    allow=Permission.STOCK_STORES,
    changes={Topic.STOCK},
    raises=(StoreNotFound, MedicineNotFound),
)

set_aside = command(
    "/stores/{store_id}/quarantine",
    SetAside,
    StockMoved,
    allow=Permission.STOCK_RECEIVE,
    changes={Topic.STOCK},
    raises=(StoreNotFound, BatchNotFound, NotEnoughStock),
)

release = command(
    "/stores/{store_id}/release",
    ReleaseStock,
    StockMoved,
    allow=Permission.STOCK_RECEIVE,
    changes={Topic.STOCK},
    raises=(StoreNotFound, BatchNotFound, NotEnoughStock, BatchExpired, BatchRecalled),
)

destroy = command(
    "/stores/{store_id}/destruction",
    DestroyStock,
    StockMoved,
    allow=Permission.STOCK_ADJUST,
    changes={Topic.STOCK},
    raises=(StoreNotFound, BatchNotFound, NotEnoughStock, ApprovalNeeded, ApprovalNotValid),
)

adjust = command(
    "/stores/{store_id}/adjustment",
    AdjustStock,
    StockMoved,
    allow=Permission.STOCK_ADJUST,
    changes={Topic.STOCK},
    raises=(StoreNotFound, BatchNotFound, NotEnoughStock, ApprovalNeeded, ApprovalNotValid),
)

recall = command(
    "/batches/{batch_id}/recall",
    RecallBatch,
    Nothing,
    allow=Permission.STOCK_ADJUST,
    changes={Topic.STOCK},
    raises=(BatchNotFound, ApprovalNeeded, ApprovalNotValid),
)

card = query(
    "/medicines/{medicine_id}/stock-card",
    GetStockCard,
    StockCard,
    allow=Permission.STOCK_VIEW,
    raises=(MedicineNotFound,),
)

reorder = query(
    "/stores/{store_id}/reorder", ListReorder, Page[ReorderLine], allow=Permission.STOCK_VIEW, raises=(StoreNotFound,)
)

transfers = query("/transfers", ListTransfers, Page[Transfer], allow=Permission.STOCK_VIEW)

send = command(
    "/stores/{store_id}/transfers",
    SendStock,
    Transfer,
    allow=Permission.STOCK_TRANSFER,
    changes={Topic.STOCK},
    raises=(StoreNotFound, MedicineNotFound, BatchNotFound, NotEnoughStock, SameStore),
)

accept = command(
    "/transfers/{transfer_id}/arrival",
    AcceptTransfer,
    Transfer,
    allow=Permission.STOCK_TRANSFER,
    changes={Topic.STOCK},
    raises=(TransferNotFound, TransferArrived, DifferenceUnexplained, BatchNotFound, StaleVersion),
)

counts = query("/stock-counts", ListCounts, Page[StockCount], allow=Permission.STOCK_VIEW)

get_count = query(
    "/stock-counts/{count_id}", GetCount, StockCountDetails, allow=Permission.STOCK_VIEW, raises=(CountNotFound,)
)

open_count = command(
    "/stores/{store_id}/counts",
    OpenCount,
    StockCountDetails,
    allow=Permission.STOCK_COUNT,
    changes={Topic.STOCK_COUNTS},
    raises=(StoreNotFound, NothingToCount, CountedElsewhere),
)

tally = command(
    "/stock-counts/{count_id}/tallies",
    TallyStock,
    TalliedLines,
    allow=Permission.STOCK_COUNT,
    changes={Topic.STOCK_COUNTS},
    raises=(CountNotFound, CountClosed, BatchNotFound, CountedElsewhere),
)

post_count = command(
    "/stock-counts/{count_id}/posting",
    PostCount,
    StockCountDetails,
    allow=Permission.STOCK_ADJUST,
    changes={Topic.STOCK, Topic.STOCK_COUNTS},
    raises=(
        CountNotFound,
        CountClosed,
        StaleVersion,
        LinesNotCounted,
        CountOverrun,
        CountedByThem,
        ApprovalNeeded,
        ApprovalNotValid,
    ),
)

drop_count = command(
    "/stock-counts/{count_id}/drop",
    DropCount,
    StockCountDetails,
    allow=Permission.STOCK_COUNT,
    changes={Topic.STOCK_COUNTS},
    raises=(CountNotFound, CountClosed, StaleVersion),
)

batches = query(
    "/medicines/{medicine_id}/batches",
    ListBatches,
    Page[KnownBatch],
    allow=Permission.STOCK_VIEW,
    raises=(MedicineNotFound,),
)

packs = query(
    "/medicines/{medicine_id}/packs", ListPacks, Page[Pack], allow=Permission.STOCK_VIEW, raises=(MedicineNotFound,)
)

save_packs = command(
    "/medicines/{medicine_id}/packs",
    SavePacks,
    Nothing,
    allow=Permission.STOCK_STORES,
    changes={Topic.STOCK},
    raises=(MedicineNotFound,),
)

correct_batch = command(
    "/batches/{batch_id}/correction",
    CorrectBatch,
    Nothing,
    allow=Permission.STOCK_ADJUST,
    changes={Topic.STOCK},
    raises=(BatchNotFound, BatchKnownOtherwise, ApprovalNeeded, ApprovalNotValid),
)
