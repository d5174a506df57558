"""The cash drawer from float to count."""

from server.core.context import Context
from server.features.billing import booking, wire
from server.features.billing.numbers import check_exact
from server.features.billing.repository import BillingRepository
from server.features.billing.tables import CashSessionRow
from server.features.ledger import entries
from server.features.ledger.service import LedgerService
from shared.contracts.billing import CashSessionOpen, NoOpenCashSession
from shared.errors import StaleVersion
from shared.ids import CashSessionId, new_id
from shared.models.billing import CashSession, CashSessionStatus, CloseCashSession, OpenCashSession
from shared.models.ledger import PostingKind
from shared.money import Currency
from shared.permissions import Permission


class DrawerService:
    """One open drawer a cashier; what is counted at the end is kept beside what should have been there."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._drawers = BillingRepository(ctx.session)
        self._ledger = LedgerService(ctx)

    def current(self) -> CashSession:
        """The drawer of whoever asks."""
        return self._answer(self._drawers.drawer_of(self._ctx.person.employee_id))

    def open(self, request: OpenCashSession) -> CashSession:
        cashier = self._ctx.person.employee_id
        check_exact("opening_float", request.opening_float, self._ctx.house.currency)
        opened = self._drawers.open_drawer(
            CashSessionRow(
                id=CashSessionId(new_id()),
                cashier_id=cashier,
                workstation_id=self._ctx.device.id,
                status=CashSessionStatus.OPEN,
                currency=self._ctx.house.currency,
                opening_float=request.opening_float,
                opened_at=self._ctx.now,
            )
        )
        drawer = self._drawers.drawer_of(cashier)
        if not opened:
            raise CashSessionOpen(drawer.id)
        self._ledger.post(
            PostingKind.DRAWER_OPENED,
            booking.of_drawer(drawer),
            entries.drawer_opened(booking.drawer(drawer), drawer.opening_float),
        )
        return self._answer(drawer)

    def close(self, request: CloseCashSession) -> CashSession:
        """What is declared stands beside what was expected: a difference is recorded, never adjusted away."""
        drawer = self._drawers.get_drawer_locked(request.cash_session_id)
        self._ctx.actor.reaches(Permission.CASH_SESSION, own=drawer.cashier_id == self._ctx.person.employee_id)
        if drawer.status is not CashSessionStatus.OPEN:
            raise NoOpenCashSession
        if drawer.version != request.version:
            raise StaleVersion(drawer.version)
        check_exact("declared", request.declared, Currency(drawer.currency))
        drawer.expected = self._ledger.cash_in(drawer.id)
        drawer.declared = request.declared
        drawer.status = CashSessionStatus.CLOSED
        drawer.closed_at = self._ctx.now
        self._ledger.post(
            PostingKind.DRAWER_CLOSED,
            booking.of_drawer(drawer),
            entries.drawer_closed(booking.drawer(drawer), drawer.expected, request.declared),
        )
        self._drawers.flush()
        return self._answer(drawer)

    def _answer(self, drawer: CashSessionRow) -> CashSession:
        names = wire.Names(
            self._drawers.employee_names({drawer.cashier_id}),
            self._drawers.workstation_names({drawer.workstation_id}),
        )
        expected = self._ledger.cash_in(drawer.id) if drawer.expected is None else drawer.expected
        return wire.cash_session(drawer, expected, names)
