"""The remote calls about the ledger, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.ledger.service import LedgerService
from shared.contracts import ledger
from shared.models.ledger import DayBook, GetDayBook

routes = Routes()


@routes.handles(ledger.day_book)
def day_book(request: GetDayBook, ctx: Context) -> DayBook:
    return LedgerService(ctx).day_book(request)
