"""A drawer's money given to the next cashier: both count it, and what the counts differ by is kept."""

from server.core.context import Context
from server.features.cash import booking, wire
from server.features.cash.repository import CashRepository
from server.features.cash.service import CashService, total_of
from server.features.cash.tables import CashSessionRow, HandOverRow
from server.features.ledger import entries
from server.features.ledger.service import LedgerService
from server.features.workstations.names_repository import names_of
from shared.contracts.cash import HandOverNotFound, HandOverSettled, OwnDrawer
from shared.ids import HandOverId, new_id
from shared.models.cash import (
    AcceptHandOver,
    CashSession,
    CashSessionStatus,
    HandOver,
    OfferHandOver,
    WithdrawHandOver,
)
from shared.models.common import Page
from shared.models.ledger import PostingKind
from shared.money import Currency


class HandOverService:
    """While it is offered the drawer stays counted: nothing goes in or out of it."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._drawers = CashRepository(ctx.session)
        self._cash = CashService(ctx)
        self._ledger = LedgerService(ctx)

    def waiting(self) -> Page[HandOver]:
        return Page(items=[self._answer(offer, drawer) for offer, drawer in self._drawers.waiting()])

    def offer(self, request: OfferHandOver) -> HandOver:
        """One counts and hands over."""
        drawer = self._cash.own_locked(request.cash_session_id, request.version, CashSessionStatus.COUNTING)
        offer = HandOverRow(
            id=HandOverId(new_id()),
            from_session_id=drawer.id,
            declared=total_of(request.counted, Currency(drawer.currency)),
            counted=request.counted.model_dump(mode="json"),
            offered_at=self._ctx.now,
        )
        self._drawers.add(offer)
        return self._answer(offer, drawer)

    def withdraw(self, request: WithdrawHandOver) -> HandOver:
        """Taken back by who offered it; the drawer is still being counted."""
        offer, drawer = self._drawers.offer_locked(request.hand_over_id)
        if drawer.cashier_id != self._ctx.person.employee_id:
            raise HandOverNotFound(request.hand_over_id)
        _check_open(offer)
        offer.withdrawn_at = self._ctx.now
        return self._answer(offer, drawer)

    def accept(self, request: AcceptHandOver) -> CashSession:
        """The other counts too, answers for the own count, and goes on with it; the first drawer is closed."""
        offer, drawer = self._drawers.offer_locked(request.hand_over_id)
        _check_open(offer)
        if drawer.cashier_id == self._ctx.person.employee_id:
            raise OwnDrawer
        accepted = total_of(request.counted, Currency(drawer.currency))
        expected = self._ledger.cash_in(drawer.id)
        following = self._cash.begin(accepted)
        drawer.close(expected, offer.declared, offer.counted, self._ctx.now)
        offer.to_session_id = following.id
        offer.accepted = accepted
        offer.accepted_counted = request.counted.model_dump(mode="json")
        offer.accepted_at = self._ctx.now
        self._ledger.post(
            PostingKind.HAND_OVER,
            booking.of_hand_over(offer, drawer),
            entries.handed_over(booking.whose(drawer), booking.whose(following), expected, accepted),
        )
        self._drawers.flush()
        return self._cash.answer(following)

    def _answer(self, offer: HandOverRow, drawer: CashSessionRow) -> HandOver:
        return wire.hand_over(offer, drawer, names_of(self._ctx.session, [drawer.cashier_id]))


def _check_open(offer: HandOverRow) -> None:
    if offer.accepted_at is not None or offer.withdrawn_at is not None:
        raise HandOverSettled
