"""The cashier's own drawer: its float, its count, petty cash, and the hand-over to the next one."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import QObject

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from client.core.view_model import ViewModel
from shared.contract import Call
from shared.contracts import cash, staff
from shared.errors import ApiError
from shared.models.cash import CashSession, CashSessionStatus, Count, Direction, HandOver
from shared.models.cash_payments import PaymentTaken
from shared.money import Currency
from shared.topics import Topic

_RECEIPTS_KEPT: Final = 6


@dataclass(frozen=True)
class DrawerState:
    """`known` is False until the server has said whether a drawer is open."""

    allowed: bool = False
    known: bool = False
    session: CashSession | None = None
    closed: CashSession | None = None
    """The drawer that was just counted, with what was expected in it."""
    offers: tuple[HandOver, ...] = ()
    """Drawers that wait for the next cashier to count them, the own one among them."""
    currency: Currency | None = None
    receipts: tuple[PaymentTaken, ...] = ()
    """The last ones of this computer's sitting, the newest first."""
    busy: bool = False
    problem: ApiError | None = None

    @property
    def own_offer(self) -> HandOver | None:
        """What was offered from the own drawer, and waits."""
        own = self.session.session_no if self.session is not None else None
        return next((offer for offer in self.offers if offer.session_no == own), None)

    @property
    def to_accept(self) -> HandOver | None:
        """What somebody else has counted, to be taken over by whoever has no drawer yet."""
        return self.offers[0] if self.session is None and self.offers else None


class CashDrawer(ViewModel[DrawerState]):
    def __init__(self, calls: Calls, changes: Changes, session: Session, parent: QObject | None = None) -> None:
        super().__init__(DrawerState(allowed=session.can(cash.current_session)), parent)
        self._calls = calls
        self._session = session
        changes.on({Topic.CASH, Topic.HOUSE}, self, self.refresh)
        session.state_changed.connect(self._look_at_rights)

    @latest
    async def refresh(self) -> None:
        if not self.state.allowed or self.state.busy:
            return
        try:
            if self.state.currency is None:
                hospital = await self._calls.send(staff.hospital())
                self._show(replace(self.state, currency=hospital.currency))
            offers = await self._calls.send(cash.hand_overs())
            self._show(replace(self.state, offers=tuple(offers.items)))
            session = await self._calls.send(cash.current_session())
        except cash.NoOpenCashSession:
            self._show(replace(self.state, known=True, session=None))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, known=True, session=session, currency=session.currency))

    @slot
    async def open(self, opening_float: Decimal) -> None:
        self._show(replace(self.state, closed=None))
        session = await self._done(cash.open_session(opening_float=opening_float))
        if session is not None:
            self._show(replace(self.state, busy=False, known=True, session=session, currency=session.currency))

    @slot
    async def count(self) -> None:
        """From now on nothing goes in or out."""
        session = self.state.session
        if session is not None and session.status is CashSessionStatus.OPEN:
            counting = await self._done(cash.count_session(cash_session_id=session.id, version=session.version))
            if counting is not None:
                self._show(replace(self.state, busy=False, session=counting))

    @slot
    async def resume(self) -> None:
        session = self.state.session
        if session is not None and session.status is CashSessionStatus.COUNTING and self.state.own_offer is None:
            going_on = await self._done(cash.resume_session(cash_session_id=session.id, version=session.version))
            if going_on is not None:
                self._show(replace(self.state, busy=False, session=going_on))

    @slot
    async def close(self, counted: Count) -> None:
        """The count is declared before anybody sees what is expected."""
        session = self.state.session
        if session is None:
            return
        closed = await self._done(
            cash.close_session(cash_session_id=session.id, version=session.version, counted=counted)
        )
        if closed is not None:
            self._show(replace(self.state, busy=False, session=None, closed=closed, receipts=()))

    @slot
    async def offer(self, counted: Count) -> None:
        """The counted money to the next cashier."""
        session = self.state.session
        if session is None:
            return
        offer = await self._done(cash.offer(cash_session_id=session.id, version=session.version, counted=counted))
        if offer is not None:
            self._show(replace(self.state, busy=False, offers=(*self.state.offers, offer)))

    @slot
    async def withdraw(self) -> None:
        offer = self.state.own_offer
        if offer is not None:
            await self._done(cash.withdraw(hand_over_id=offer.id))
            left = tuple(each for each in self.state.offers if each.id != offer.id)
            self._show(replace(self.state, busy=False, offers=left))

    @slot
    async def accept(self, counted: Count) -> None:
        """Somebody else's drawer, by the own count."""
        offer = self.state.to_accept
        if offer is None:
            return
        session = await self._done(cash.accept(hand_over_id=offer.id, counted=counted))
        if session is not None:
            self._show(replace(self.state, busy=False, known=True, session=session, closed=None))

    @slot
    async def move(self, direction: Direction, amount: Decimal, reason: str) -> None:
        """Petty cash."""
        made = await self._done(cash.move(direction=direction, amount=amount, reason=reason))
        if made is not None:
            self._show(replace(self.state, busy=False, session=made.session))

    def remember(self, taken: PaymentTaken) -> None:
        receipts = (taken, *self.state.receipts)[:_RECEIPTS_KEPT]
        self._show(replace(self.state, receipts=receipts))

    async def _done(self, call: Call[Any]) -> Any:
        """The answer; None where one is awaited already, or the server refused: then the drawer is looked at anew."""
        if self.state.busy:
            return None
        self._show(replace(self.state, busy=True, problem=None))
        try:
            return await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, busy=False))
            await self.refresh()
            self._show(replace(self.state, problem=problem))
            return None

    def _look_at_rights(self) -> None:
        self._show(replace(self.state, allowed=self._session.can(cash.current_session)))
