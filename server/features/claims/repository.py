"""All SQL of claims."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import and_, case, exists, func, select, text
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import flag_modified

from server.features.billing.tables import PAYER_OPEN, Bill
from server.features.claims.figures import ItemFigures, figures_of
from server.features.claims.tables import ClaimFactRow, ClaimItemRow, ClaimPaymentRow, ClaimRow
from server.features.payers.tables import PayerRow
from shared.contracts.claims import ClaimNotFound
from shared.ids import BillId, ClaimId, PayerId
from shared.models.billing import BillStatus
from shared.models.claims import FactKind

_DUE: Final = Bill.payer_share - Bill.payer_credited - Bill.payer_paid - Bill.payer_returned - Bill.payer_lost
# Said as its partial index says it, so that the planner can use it.
_OPEN: Final = text(PAYER_OPEN)
_ON_A_CLAIM: Final = (
    select(ClaimItemRow.bill_id).where(ClaimItemRow.bill_id == Bill.id, ClaimItemRow.released.is_(False)).exists()
)


@dataclass(frozen=True)
class Since:
    """When bills were issued that are at most 30, 60 and 90 days old."""

    days_30: datetime
    days_60: datetime
    days_90: datetime


class ClaimRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def standings(self, since: Since) -> list[Any]:
        """Of every payer who owes something or is in use: how much by age, and what is on no claim."""

        def owed(begin: datetime | None, end: datetime | None) -> Any:
            age = [Bill.issued_at >= begin] if begin else []
            age += [Bill.issued_at < end] if end else []
            return func.coalesce(func.sum(case((and_(*age), _DUE), else_=0)), 0)

        free = ~_ON_A_CLAIM & (_DUE > 0)
        open_bills = (
            select(
                Bill.payer_id,
                owed(since.days_30, None).label("up_to_30"),
                owed(since.days_60, since.days_30).label("up_to_60"),
                owed(since.days_90, since.days_60).label("up_to_90"),
                owed(None, since.days_90).label("older"),
                func.coalesce(func.sum(_DUE).filter(free), 0).label("unclaimed"),
                func.count().filter(free).label("unclaimed_bills"),
                func.min(Bill.issued_at).filter(free).label("unclaimed_since"),
            )
            .where(_OPEN)
            .group_by(Bill.payer_id)
            .subquery()
        )
        statement = (
            select(PayerRow.id, PayerRow.code, PayerRow.name, PayerRow.kind, *open_bills.c)
            .outerjoin(open_bills, open_bills.c.payer_id == PayerRow.id)
            .where(PayerRow.is_active | open_bills.c.payer_id.is_not(None))
            .order_by(PayerRow.name, PayerRow.id)
        )
        return list(self._session.execute(statement))

    def claims(self, payer_id: PayerId | None, limit: int, *, ended: bool) -> list[ClaimRow]:
        """With their payers: drafts first, then the newest. `ended`: nobody owes anything of them any more."""
        is_open = exists().where(
            ClaimItemRow.claim_id == ClaimRow.id,
            ClaimItemRow.released.is_(False),
            Bill.id == ClaimItemRow.bill_id,
            _OPEN,
        )
        statement = select(ClaimRow).options(joinedload(ClaimRow.payer))
        if payer_id is not None:
            statement = statement.where(ClaimRow.payer_id == payer_id)
        goes_on = ClaimRow.claim_no.is_(None) | is_open
        statement = statement.where(~goes_on if ended else goes_on)
        newest = statement.order_by(ClaimRow.submitted_at.desc().nulls_first(), ClaimRow.id.desc()).limit(limit)
        return list(self._session.scalars(newest))

    def figures(self, claim_ids: Collection[ClaimId]) -> dict[ClaimId, dict[BillId, ItemFigures]]:
        """How each item of these claims stands."""
        facts: dict[tuple[ClaimId, BillId], dict[FactKind, Decimal]] = defaultdict(dict)
        said = (
            select(ClaimFactRow.claim_id, ClaimFactRow.bill_id, ClaimFactRow.kind, func.sum(ClaimFactRow.amount))
            .where(ClaimFactRow.claim_id.in_(claim_ids))
            .group_by(ClaimFactRow.claim_id, ClaimFactRow.bill_id, ClaimFactRow.kind)
        )
        for claim_id, bill_id, kind, amount in self._session.execute(said):
            facts[claim_id, bill_id][kind] = amount
        due = case((Bill.status == BillStatus.CANCELLED, 0), else_=_DUE)
        items = (
            select(ClaimItemRow.claim_id, ClaimItemRow.bill_id, ClaimItemRow.amount, ClaimItemRow.released, due)
            .join(Bill, Bill.id == ClaimItemRow.bill_id)
            .where(ClaimItemRow.claim_id.in_(claim_ids))
        )
        found: dict[ClaimId, dict[BillId, ItemFigures]] = defaultdict(dict)
        for claim_id, bill_id, amount, released, owed in self._session.execute(items):
            found[claim_id][bill_id] = figures_of(amount, facts[claim_id, bill_id], owed, released=released)
        return found

    def whole(self, claim_id: ClaimId) -> ClaimRow:
        """The claim with payer, items, their bills and patients, payments and history. Raises ClaimNotFound."""
        self._session.flush()  # what was just added must be read back with the rest
        whole = (
            select(ClaimRow)
            .where(ClaimRow.id == claim_id)
            .options(
                joinedload(ClaimRow.payer),
                selectinload(ClaimRow.items).joinedload(ClaimItemRow.bill).joinedload(Bill.patient),
                selectinload(ClaimRow.payments),
                selectinload(ClaimRow.facts),
            )
            .execution_options(populate_existing=True)
        )
        found = self._session.scalar(whole)
        if found is None:
            raise ClaimNotFound(claim_id)
        return found

    def locked(self, claim_id: ClaimId) -> ClaimRow:
        """The claim with its items. Raises ClaimNotFound."""
        statement = select(ClaimRow).where(ClaimRow.id == claim_id).options(selectinload(ClaimRow.items))
        found = self._session.scalar(statement.with_for_update().execution_options(populate_existing=True))
        if found is None:
            raise ClaimNotFound(claim_id)
        return found

    def draft_of(self, payer_id: PayerId) -> ClaimRow | None:
        """The payer's one draft, with its items; whoever asks holds the payer locked."""
        draft = select(ClaimRow).where(ClaimRow.payer_id == payer_id, ClaimRow.claim_no.is_(None))
        return self._session.scalar(draft.options(selectinload(ClaimRow.items)).with_for_update())

    def open_bills(self, payer_id: PayerId, begin: datetime, end: datetime, limit: int) -> list[Bill]:
        """With their patients: those of which the payer owes something and no claim asks for it, the oldest first."""
        statement = (
            select(Bill)
            .where(_OPEN, _DUE > 0, ~_ON_A_CLAIM)
            .where(Bill.payer_id == payer_id, Bill.issued_at >= begin, Bill.issued_at < end)
            .options(joinedload(Bill.patient))
            .order_by(Bill.issued_at, Bill.id)
            .limit(limit)
        )
        return list(self._session.scalars(statement))

    def bills_locked(self, bill_ids: Collection[BillId]) -> dict[BillId, Bill]:
        """With their patients, as they stand; locked in one order, so that two who lock them wait and don't cross."""
        statement = (
            select(Bill)
            .where(Bill.id.in_(bill_ids))
            .options(joinedload(Bill.patient))
            .order_by(Bill.id)
            .with_for_update(of=Bill)
            .execution_options(populate_existing=True)
        )
        return {bill.id: bill for bill in self._session.scalars(statement)}

    def add(self, row: ClaimRow | ClaimPaymentRow) -> None:
        self._session.add(row)
        self._session.flush()  # what is said of it refers to it

    def add_fact(self, row: ClaimFactRow) -> None:
        self._session.add(row)

    def take_off(self, claim: ClaimRow, bill_ids: Collection[BillId]) -> None:
        """Items of a draft."""
        for item in [one for one in claim.items if one.bill_id in bill_ids]:
            claim.items.remove(item)
        self._session.flush()  # before another claim takes them
        self.touch(claim)

    def release(self, items: Iterable[ClaimItemRow]) -> None:
        """Another claim may ask for them."""
        for item in items:
            item.released = True
        self._session.flush()  # before another claim takes them

    def touch(self, claim: ClaimRow) -> None:
        """Its version moves, whatever of it changed."""
        flag_modified(claim, "currency")

    def discard(self, claim: ClaimRow) -> None:
        self._session.delete(claim)

    def flush(self) -> None:
        self._session.flush()  # what is frozen is written before the claim is
