"""The remote calls about stores and what lies in them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.contract import command, query
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.contracts.prescriptions import MedicineNotFound
from shared.errors import Conflict, NotFound, StaleVersion
from shared.ids import MedicineId, StockBatchId, StockTransferId, StoreId
from shared.models.common import Nothing, Page
from shared.models.stock import (
    AcceptTransfer,
    AdjustStock,
    DestroyStock,
    GetStockCard,
    ListOnHand,
    ListReorder,
    ListStores,
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


stores = query("/stores", ListStores, Page[Store], allow=Permission.STOCK_VIEW)

save_store = command(
    "/stores",
    SaveStore,
    Store,
    allow=Permission.STOCK_STORES,
    changes={Topic.STOCK},
    raises=(StoreNotFound, StoreNameTaken, StaleVersion),
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
