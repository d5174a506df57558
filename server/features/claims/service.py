"""Claims from the first open share to their number, and how they stand."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.core.clock import business_date, day_begins
from server.core.context import Context
from server.core.counters import next_number
from server.features.claims import wire
from server.features.claims.repository import ClaimRepository, Since
from server.features.claims.tables import ClaimItemRow, ClaimRow
from server.features.payers.repository import PayerRepository
from server.features.workstations.names_repository import names_of
from shared.contracts.claims import ClaimStateConflict, NothingToClaim, NotOnClaim
from shared.errors import StaleVersion
from shared.ids import ClaimId, PayerId, new_id
from shared.models.claims import (
    MOST_ITEMS,
    ClaimDetails,
    ClaimSummary,
    DiscardClaim,
    GatherClaim,
    LeaveOut,
    ListClaims,
    PayerStanding,
    Standings,
    SubmitClaim,
)
from shared.models.common import Nothing, Page
from shared.models.ledger_reports import Ageing
from shared.money import ZERO, rounded

_DAY: Final = timedelta(days=1)


class ClaimService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._claims = ClaimRepository(ctx.session)

    def standings(self) -> Standings:
        """What each payer owes by age, and what of it was never asked for."""
        today, currency = self._ctx.today, self._ctx.house.currency
        since = Since(*(self._begins(today - days * _DAY) for days in (30, 60, 90)))
        rows = self._claims.standings(since)
        payers = []
        for row in rows:
            ages = {age: rounded(getattr(row, age) or ZERO, currency) for age in Ageing.model_fields}
            payers.append(
                PayerStanding(
                    payer_id=row.id,
                    code=row.code,
                    name=row.name,
                    kind=row.kind,
                    ageing=Ageing(**ages),
                    unclaimed=rounded(row.unclaimed or ZERO, currency),
                    unclaimed_bills=row.unclaimed_bills or 0,
                    unclaimed_since=self._day_of(row.unclaimed_since) if row.unclaimed_since else None,
                )
            )
        return Standings(day=today, currency=currency, payers=payers)

    def claims(self, request: ListClaims) -> Page[ClaimSummary]:
        rows = self._claims.claims(request.payer_id, request.limit + 1, ended=request.ended)
        shown = rows[: request.limit]
        figures = self._claims.figures([row.id for row in shown])
        items = [wire.summary(row, figures[row.id].values()) for row in shown]
        return Page(items=items, more=len(rows) > request.limit)

    def get(self, claim_id: ClaimId) -> ClaimDetails:
        row = self._claims.whole(claim_id)
        people = {row.begun_by, row.submitted_by, *(payment.taken_by for payment in row.payments)}
        people |= {who for fact in row.facts for who in (fact.done_by, fact.approved_by)}
        return wire.details(row, self._claims.figures([row.id])[row.id], names_of(self._ctx.session, people))

    def gather(self, request: GatherClaim) -> ClaimDetails:
        """Every open share of these days that no claim asks for, onto the payer's draft."""
        PayerRepository(self._ctx.session).payer(request.payer_id, lock=True)  # one draft, and each bill once
        claim = self._claims.draft_of(request.payer_id)
        found = self._claims.open_bills(
            request.payer_id,
            self._begins(request.period_from),
            self._begins(request.period_to + _DAY),
            MOST_ITEMS - (len(claim.items) if claim else 0),
        )
        if not found:
            raise NothingToClaim
        if claim is None:
            claim = self.new_draft(request.payer_id, request.period_from, request.period_to)
        else:
            claim.period_from = min(claim.period_from, request.period_from)
            claim.period_to = max(claim.period_to, request.period_to)
        claim.items += [wire.item_of(bill) for bill in found]
        self._claims.touch(claim)
        return self.answer(claim)

    def leave_out(self, request: LeaveOut) -> ClaimDetails:
        claim = self._draft_locked(request.claim_id, request.version)
        if not any(item.bill_id == request.bill_id for item in claim.items):
            raise NotOnClaim(request.bill_id)
        self._claims.take_off(claim, {request.bill_id})
        return self.answer(claim)

    def discard(self, request: DiscardClaim) -> Nothing:
        """Its bills stay open."""
        claim = self._draft_locked(request.claim_id, request.version)
        self._claims.discard(claim)
        self._ctx.touched(claim.id, claim.payer_id)
        return Nothing()

    def submit(self, request: SubmitClaim) -> ClaimDetails:
        """It asks for what is owed now, and gets its number; from here on it is frozen."""
        claim = self._draft_locked(request.claim_id, request.version)
        bills = self._claims.bills_locked([item.bill_id for item in claim.items])
        settled = {bill.id for bill in bills.values() if bill.payer_due <= 0}
        self._claims.take_off(claim, settled)
        if not claim.items:
            raise NothingToClaim
        for item in claim.items:
            bill = bills[item.bill_id]
            item.amount, item.policy_no = bill.payer_due, bill.patient.policy_no
        self._claims.flush()
        series = f"CL-{self._ctx.today.year}"
        claim.claim_no = f"{series}-{next_number(self._ctx.session, series):05d}"
        claim.submitted_by, claim.submitted_at = self._ctx.person.employee_id, self._ctx.now
        return self.answer(claim)

    def current_locked(self, claim_id: ClaimId, version: int) -> ClaimRow:
        """The claim as it was seen, with its items. Raises ClaimNotFound, StaleVersion."""
        claim = self._claims.locked(claim_id)
        if claim.version != version:
            raise StaleVersion(claim.version)
        return claim

    def ask_again(self, payer_id: PayerId, items: list[ClaimItemRow], first: date, last: date) -> None:
        """Onto the payer's draft; these bills were released from the claim they were on."""
        PayerRepository(self._ctx.session).payer(payer_id, lock=True)
        draft = self._claims.draft_of(payer_id) or self.new_draft(payer_id, first, last)
        draft.period_from, draft.period_to = min(draft.period_from, first), max(draft.period_to, last)
        draft.items += items
        self._claims.touch(draft)
        self._ctx.touched(draft.id)

    def new_draft(self, payer_id: PayerId, first: date, last: date) -> ClaimRow:
        draft = ClaimRow(
            id=ClaimId(new_id()),
            payer_id=payer_id,
            currency=self._ctx.house.currency,
            period_from=first,
            period_to=last,
            begun_by=self._ctx.person.employee_id,
            begun_at=self._ctx.now,
            items=[],
        )
        self._claims.add(draft)
        return draft

    def answer(self, claim: ClaimRow) -> ClaimDetails:
        self._ctx.touched(claim.id, claim.payer_id)
        return self.get(claim.id)

    def _draft_locked(self, claim_id: ClaimId, version: int) -> ClaimRow:
        claim = self.current_locked(claim_id, version)
        if claim.claim_no is not None:
            figures = self._claims.figures([claim.id])[claim.id]
            raise ClaimStateConflict(wire.status(claim, figures.values()))
        return claim

    def _begins(self, day: date) -> datetime:
        return day_begins(day, ZoneInfo(self._ctx.house.timezone), self._ctx.house.day_starts)

    def _day_of(self, at: datetime) -> date:
        return business_date(at, ZoneInfo(self._ctx.house.timezone), self._ctx.house.day_starts)
