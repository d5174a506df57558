"""The remote calls about the day as it stands, and about the lists behind its figures."""

from shared.contract import query
from shared.models.common import ListPage
from shared.models.dashboard import (
    Dashboard,
    ListBatchesAtRisk,
    ListLowStock,
    ListTests,
    ListVisits,
    LowStock,
    OfTheDay,
    TestTook,
    VisitRow,
)
from shared.models.stock import StoredBatch
from shared.permissions import Permission

show = query("/dashboard", OfTheDay, Dashboard, allow=Permission.DASHBOARD_VIEW, of_one_moment=True)

visits = query("/dashboard/visits", ListVisits, ListPage[VisitRow], allow=Permission.DASHBOARD_VIEW)

tests = query("/dashboard/tests", ListTests, ListPage[TestTook], allow=Permission.DASHBOARD_VIEW)

batches = query("/dashboard/batches", ListBatchesAtRisk, ListPage[StoredBatch], allow=Permission.STOCK_VIEW)

low_stock = query("/dashboard/low-stock", ListLowStock, ListPage[LowStock], allow=Permission.STOCK_VIEW)
