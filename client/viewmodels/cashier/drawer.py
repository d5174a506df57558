"""The cashier's own drawer, from its float to its count."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from shared.contracts import billing, staff
from shared.errors import ApiError
from shared.models.billing import CashSession, PaymentTaken
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
    currency: Currency | None = None
    receipts: tuple[PaymentTaken, ...] = ()
    """The last ones of this computer's sitting, the newest first."""
    busy: bool = False
    problem: ApiError | None = None


class CashDrawer(QObject):
    state_changed = Signal(object)  # DrawerState

    def __init__(self, calls: Calls, changes: Changes, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = DrawerState(allowed=session.can(billing.current_cash_session))
        self._calls = calls
        self._session = session
        changes.on({Topic.CASH}, self, self.refresh)
        session.state_changed.connect(self._look_at_rights)

    @latest
    async def refresh(self) -> None:
        if not self.state.allowed or self.state.busy:
            return
        try:
            if self.state.currency is None:
                hospital = await self._calls.send(staff.hospital())
                self._show(replace(self.state, currency=hospital.currency))
            session = await self._calls.send(billing.current_cash_session())
        except billing.NoOpenCashSession:
            self._show(replace(self.state, known=True, session=None))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, known=True, session=session, currency=session.currency))

    @slot
    async def open(self, opening_float: Decimal) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None, closed=None))
        try:
            session = await self._calls.send(billing.open_cash_session(opening_float=opening_float))
        except ApiError as problem:
            await self._refused(problem)
        else:
            self._show(replace(self.state, busy=False, known=True, session=session, currency=session.currency))

    @slot
    async def close(self, declared: Decimal) -> None:
        """The count is declared before anybody sees what is expected."""
        session = self.state.session
        if session is None or self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            closed = await self._calls.send(
                billing.close_cash_session(cash_session_id=session.id, version=session.version, declared=declared)
            )
        except ApiError as problem:
            await self._refused(problem)
        else:
            self._show(replace(self.state, busy=False, session=None, closed=closed, receipts=()))

    def remember(self, taken: PaymentTaken) -> None:
        receipts = (taken, *self.state.receipts)[:_RECEIPTS_KEPT]
        self._show(replace(self.state, receipts=receipts))

    async def _refused(self, problem: ApiError) -> None:
        """Look how the drawer stands now, for the next try to be made on that."""
        self._show(replace(self.state, busy=False))
        await self.refresh()
        self._show(replace(self.state, problem=problem))

    def _look_at_rights(self) -> None:
        self._show(replace(self.state, allowed=self._session.can(billing.current_cash_session)))

    def _show(self, state: DrawerState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
