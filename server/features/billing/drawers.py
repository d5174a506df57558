"""The cash drawer from float to count."""

from server.core.context import Context
from server.features.billing import wire
from server.features.billing.repository import BillingRepository
from server.features.billing.service import check_exact
from server.features.billing.tables import CashSessionRow
from shared.contracts.billing import CashSessionOpen, NoOpenCashSession
from shared.errors import StaleVersion
from shared.ids import CashSessionId, new_id
from shared.models.billing import CashSession, CashSessionStatus, CloseCashSession, OpenCashSession
from shared.money import Currency
from shared.permissions import Permission


class DrawerService:
    """One open drawer a cashier; what is counted at the end is kept beside what should have been there."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._drawers = BillingRepository(ctx.session)

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
        drawer.expected = drawer.opening_float + self._drawers.cash_taken(drawer.id)
        drawer.declared = request.declared
        drawer.status = CashSessionStatus.CLOSED
        drawer.closed_at = self._ctx.now
        self._drawers.flush()
        return self._answer(drawer)

    def _answer(self, drawer: CashSessionRow) -> CashSession:
        names = wire.Names(
            self._drawers.employee_names({drawer.cashier_id}),
            self._drawers.workstation_names({drawer.workstation_id}),
        )
        return wire.cash_session(drawer, self._drawers.cash_taken(drawer.id), names)
