"""All SQL of drawers, hand-overs and petty cash."""

from datetime import date
from typing import Final

from sqlalchemy import Select, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.features.cash.tables import CashMoveRow, CashSessionRow, HandOverRow
from shared.contracts.cash import CashSessionConflict, CashSessionNotFound, HandOverNotFound, NoOpenCashSession
from shared.ids import CashSessionId, EmployeeId, HandOverId
from shared.models.cash import CashSessionStatus

# Said as its partial index says it, so that the planner can use it.
_OPEN_DRAWER: Final = text("status IN ('open', 'counting')")
_TO_VERIFY: Final = text("status = 'closed'")
_MOST: Final = 500


class CashRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, drawer: CashSessionRow) -> bool:
        """False when the cashier has one open: the unique index decides, also between two at once."""
        made = self._session.execute(
            insert(CashSessionRow)
            .values(
                id=drawer.id,
                session_no=drawer.session_no,
                cashier_id=drawer.cashier_id,
                workstation_id=drawer.workstation_id,
                status=drawer.status,
                currency=drawer.currency,
                opening_float=drawer.opening_float,
                business_date=drawer.business_date,
                opened_at=drawer.opened_at,
                version=1,
            )
            .on_conflict_do_nothing(index_elements=["cashier_id"], index_where=_OPEN_DRAWER)
            .returning(CashSessionRow.id)
        )
        return made.scalar_one_or_none() is not None

    def of(self, cashier_id: EmployeeId) -> CashSessionRow:
        """The one that is open or being counted. Raises NoOpenCashSession."""
        return self._found(_open_of(cashier_id))

    def taking_of(self, cashier_id: EmployeeId) -> CashSessionRow:
        """The one that money goes into, which nobody can close before this transaction ends.

        Raises NoOpenCashSession or CashSessionConflict.
        """
        return self._taking(_open_of(cashier_id).with_for_update(read=True))

    def giving_of(self, cashier_id: EmployeeId) -> CashSessionRow:
        """The one that money comes out of, by nobody else before this transaction ends. Raises as `taking_of`."""
        return self._taking(_open_of(cashier_id).with_for_update())

    def get_locked(self, cash_session_id: CashSessionId) -> CashSessionRow:
        """Raises CashSessionNotFound."""
        drawer = self._session.scalar(
            select(CashSessionRow).where(CashSessionRow.id == cash_session_id).with_for_update()
        )
        if drawer is None:
            raise CashSessionNotFound(cash_session_id)
        return drawer

    def opened_on(self, day: date, cashier_id: EmployeeId | None, limit: int) -> list[CashSessionRow]:
        """In order of opening; of one cashier where one is named."""
        return self._of(cashier_id, select(CashSessionRow).where(CashSessionRow.business_date == day), limit)

    def to_verify(self, cashier_id: EmployeeId | None, limit: int) -> list[CashSessionRow]:
        """Closed, the oldest first; of one cashier where one is named."""
        return self._of(cashier_id, select(CashSessionRow).where(_TO_VERIFY), limit)

    def _of(self, cashier_id: EmployeeId | None, statement: Select[CashSessionRow], limit: int) -> list[CashSessionRow]:
        if cashier_id is not None:
            statement = statement.where(CashSessionRow.cashier_id == cashier_id)
        return list(self._session.scalars(statement.order_by(CashSessionRow.id).limit(limit)))

    def flush(self) -> None:
        self._session.flush()  # the version that is answered is the one that was written

    # Hand-overs

    def waiting(self) -> list[tuple[HandOverRow, CashSessionRow]]:
        """Offered, and neither accepted nor taken back; the oldest first."""
        statement = (
            _with_drawer()
            .where(HandOverRow.withdrawn_at.is_(None), HandOverRow.accepted_at.is_(None))
            .order_by(HandOverRow.offered_at, HandOverRow.id)
            .limit(_MOST)
        )
        return [(offer, drawer) for offer, drawer in self._session.execute(statement)]

    def waits_for(self, cash_session_id: CashSessionId) -> bool:
        """Whether this drawer's money is offered to somebody."""
        statement = select(HandOverRow.id).where(
            HandOverRow.from_session_id == cash_session_id, HandOverRow.withdrawn_at.is_(None)
        )
        return self._session.scalar(statement) is not None

    def offer_locked(self, hand_over_id: HandOverId) -> tuple[HandOverRow, CashSessionRow]:
        """With the drawer it comes from, both locked. Raises HandOverNotFound."""
        statement = _with_drawer().where(HandOverRow.id == hand_over_id).with_for_update()
        found = self._session.execute(statement).one_or_none()
        if found is None:
            raise HandOverNotFound(hand_over_id)
        offer, drawer = found
        return offer, drawer

    def add(self, row: HandOverRow | CashMoveRow) -> None:
        self._session.add(row)

    def _found(self, statement: Select[CashSessionRow]) -> CashSessionRow:
        drawer = self._session.scalar(statement)
        if drawer is None:
            raise NoOpenCashSession
        return drawer

    def _taking(self, statement: Select[CashSessionRow]) -> CashSessionRow:
        drawer = self._found(statement)
        if drawer.status is not CashSessionStatus.OPEN:
            raise CashSessionConflict(drawer.status)
        return drawer


def _open_of(cashier_id: EmployeeId) -> Select[CashSessionRow]:
    return select(CashSessionRow).where(
        CashSessionRow.cashier_id == cashier_id,
        CashSessionRow.status.in_((CashSessionStatus.OPEN, CashSessionStatus.COUNTING)),
    )


def _with_drawer() -> Select[HandOverRow, CashSessionRow]:
    return select(HandOverRow, CashSessionRow).join(CashSessionRow, CashSessionRow.id == HandOverRow.from_session_id)
