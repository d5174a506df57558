"""The cash drawer from float to count, and who looks over the count."""

from decimal import Decimal
from typing import Final

from server.core.context import Context
from server.features.billing.numbers import check_exact, document_number
from server.features.cash import booking, wire
from server.features.cash.repository import CashRepository
from server.features.cash.tables import CashMoveRow, CashSessionRow
from server.features.ledger import entries
from server.features.ledger.service import LedgerService
from server.features.workstations.names_repository import names_of
from shared.contracts.cash import CashSessionConflict, CashSessionOpen, HandOverWaits, NotEnoughCash, OwnDrawer
from shared.denominations import denominations
from shared.errors import InvalidRequest, StaleVersion
from shared.ids import CashMoveId, CashSessionId, new_id
from shared.models.cash import (
    CashMoveMade,
    CashSession,
    CashSessionStatus,
    CloseCashSession,
    Count,
    CountCashSession,
    Direction,
    ListCashSessions,
    MoveCash,
    OpenCashSession,
    ResumeCashSession,
    VerifyCashSession,
)
from shared.models.common import Page
from shared.models.ledger import PostingKind
from shared.money import Currency
from shared.permissions import Permission, Scope

_MOST: Final = 500


class CashService:
    """One open drawer a cashier; what is counted at the end is kept beside what should have been there."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._drawers = CashRepository(ctx.session)
        self._ledger = LedgerService(ctx)

    def current(self) -> CashSession:
        """The drawer of whoever asks."""
        return self.answer(self._drawers.of(self._ctx.person.employee_id))

    def sessions(self, request: ListCashSessions) -> Page[CashSession]:
        """All of a day or those to be verified; or the own."""
        everybody = self._ctx.actor.permissions.get(Permission.LEDGER_REPORTS) is Scope.ALL
        only = None if everybody else self._ctx.person.employee_id
        if request.to_verify:
            rows = self._drawers.to_verify(only, _MOST + 1)
        else:
            rows = self._drawers.opened_on(request.day or self._ctx.today, only, _MOST + 1)
        return Page(items=[self.answer(row) for row in rows[:_MOST]], more=len(rows) > _MOST)

    def open(self, request: OpenCashSession) -> CashSession:
        """With a float out of the safe."""
        check_exact("opening_float", request.opening_float, self._ctx.house.currency)
        drawer = self.begin(request.opening_float)
        self._ledger.post(
            PostingKind.DRAWER_OPENED,
            booking.of_drawer(drawer),
            entries.drawer_opened(booking.whose(drawer), drawer.opening_float),
        )
        return self.answer(drawer)

    def begin(self, opening_float: Decimal) -> CashSessionRow:
        """A drawer of whoever asks. Raises CashSessionOpen."""
        cashier = self._ctx.person.employee_id
        opened = self._drawers.open(
            CashSessionRow(
                id=CashSessionId(new_id()),
                session_no=document_number(self._ctx, "D"),
                cashier_id=cashier,
                workstation_id=self._ctx.device.id,
                status=CashSessionStatus.OPEN,
                currency=self._ctx.house.currency,
                opening_float=opening_float,
                business_date=self._ctx.today,
                opened_at=self._ctx.now,
            )
        )
        drawer = self._drawers.of(cashier)
        if not opened:
            raise CashSessionOpen(drawer.id)
        return drawer

    def count(self, request: CountCashSession) -> CashSession:
        """Nothing goes in or out any more."""
        drawer = self.own_locked(request.cash_session_id, request.version, CashSessionStatus.OPEN)
        drawer.status = CashSessionStatus.COUNTING
        return self._kept(drawer)

    def resume(self, request: ResumeCashSession) -> CashSession:
        """Back to taking money, without a count."""
        drawer = self.own_locked(request.cash_session_id, request.version, CashSessionStatus.COUNTING)
        drawer.status = CashSessionStatus.OPEN
        return self._kept(drawer)

    def close(self, request: CloseCashSession) -> CashSession:
        """What is declared stands beside what was expected: a difference is recorded, never adjusted away."""
        drawer = self.own_locked(request.cash_session_id, request.version, CashSessionStatus.COUNTING)
        declared = total_of(request.counted, Currency(drawer.currency))
        expected = self._ledger.cash_in(drawer.id)
        drawer.close(expected, declared, request.counted.model_dump(mode="json"), self._ctx.now)
        self._ledger.post(
            PostingKind.DRAWER_CLOSED,
            booking.of_drawer(drawer),
            entries.drawer_closed(booking.whose(drawer), expected, declared),
        )
        return self._kept(drawer)

    def verify(self, request: VerifyCashSession) -> CashSession:
        """Another person has seen the money and the count."""
        drawer = self._current_locked(request.cash_session_id, request.version, CashSessionStatus.CLOSED)
        if drawer.cashier_id == self._ctx.person.employee_id:
            raise OwnDrawer
        drawer.verify(self._ctx.person.employee_id, self._ctx.now, request.note)
        return self._kept(drawer)

    def move(self, request: MoveCash) -> CashMoveMade:
        """Petty cash: more than lies in the drawer can't go out of it."""
        drawer = self._drawers.giving_of(self._ctx.person.employee_id)
        check_exact("amount", request.amount, Currency(drawer.currency))
        amount = request.amount if request.direction is Direction.IN else -request.amount
        in_drawer = self._ledger.cash_in(drawer.id)
        if in_drawer + amount < 0:
            raise NotEnoughCash(in_drawer)
        made = CashMoveRow(
            id=CashMoveId(new_id()),
            move_no=document_number(self._ctx, "M"),
            cash_session_id=drawer.id,
            workstation_id=self._ctx.device.id,
            amount=amount,
            reason=request.reason,
            made_by=self._ctx.person.employee_id,
            made_at=self._ctx.now,
        )
        self._drawers.add(made)
        self._ledger.post(
            PostingKind.CASH_MOVE,
            booking.of_move(made, drawer),
            entries.cash_moved(booking.whose(drawer), amount),
        )
        self._drawers.flush()
        return CashMoveMade(
            move=wire.move(made, drawer, names_of(self._ctx.session, [made.made_by])), session=self.answer(drawer)
        )

    def own_locked(
        self, cash_session_id: CashSessionId, version: int, expected_status: CashSessionStatus
    ) -> CashSessionRow:
        """The own drawer, in this state, as it was seen, and not offered to anybody."""
        drawer = self._current_locked(cash_session_id, version, expected_status)
        self._ctx.actor.reaches(Permission.CASH_SESSION, own=drawer.cashier_id == self._ctx.person.employee_id)
        if self._drawers.waits_for(drawer.id):
            raise HandOverWaits
        return drawer

    def answer(self, drawer: CashSessionRow) -> CashSession:
        expected = self._ledger.cash_in(drawer.id) if drawer.expected is None else drawer.expected
        names = names_of(self._ctx.session, [drawer.cashier_id, drawer.verified_by], [drawer.workstation_id])
        return wire.cash_session(drawer, expected, self._ctx.house.cash_step, names)

    def _current_locked(
        self, cash_session_id: CashSessionId, version: int, status: CashSessionStatus
    ) -> CashSessionRow:
        drawer = self._drawers.get_locked(cash_session_id)
        if drawer.status is not status:
            raise CashSessionConflict(drawer.status)
        if drawer.version != version:
            raise StaleVersion(drawer.version)
        return drawer

    def _kept(self, drawer: CashSessionRow) -> CashSession:
        self._drawers.flush()
        return self.answer(drawer)


def total_of(count: Count, currency: Currency) -> Decimal:
    """What was counted. Raises InvalidRequest for a piece that this currency doesn't have."""
    known = denominations(currency)
    if any(pieces.denomination not in known for pieces in count.pieces):
        raise InvalidRequest({"counted.pieces": f"no note or coin of {currency}"})
    check_exact("counted.other", count.other, currency)
    return count.total
