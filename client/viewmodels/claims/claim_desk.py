"""What payers owe, the claims that ask for it, and the one that is looked at."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.upkeep import UpkeepState
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.approval.seconded import SecondedUpkeep
from shared.contract import Call
from shared.contracts import claims
from shared.errors import ApiError
from shared.ids import BillId, ClaimId, PayerId
from shared.models.claims import ClaimDetails, ClaimStatus, ClaimSummary, DecideRefused, PayerStanding, Standings
from shared.models.spreadsheets import SpreadsheetForm
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(frozen=True)
class ClaimState(UpkeepState):
    """One payer's claims: those that go on, or those of which nothing is open."""

    standings: Standings | None = None
    payer_id: PayerId | None = None
    ended: bool = False
    claims: tuple[ClaimSummary, ...] = ()
    more: bool = False
    claim: ClaimDetails | None = None
    known: bool = False

    @property
    def payers(self) -> tuple[PayerStanding, ...]:
        return tuple(self.standings.payers) if self.standings is not None else ()

    @property
    def payer(self) -> PayerStanding | None:
        return next((one for one in self.payers if one.payer_id == self.payer_id), None)

    @property
    def is_draft(self) -> bool:
        return self.claim is not None and self.claim.status is ClaimStatus.DRAFT

    @property
    def may_answer(self) -> bool:
        """Something of it is open, or owed back."""
        claim = self.claim
        return claim is not None and not self.is_draft and bool(claim.open or claim.owed_back)

    @property
    def may_decide(self) -> bool:
        return self.claim is not None and bool(self.claim.to_decide)


class ClaimDesk(SecondedUpkeep[ClaimState]):
    exported = Signal(str)
    """Where the file is."""
    not_written = Signal()

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(calls, ClaimState(), parent)
        changes.on({Topic.CLAIMS, Topic.BILLING, Topic.PAYERS}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        """Payers, the claims of the one that is chosen, and the claim that is looked at, as they stand."""
        state = self.state
        try:
            standings = await self._calls.send(claims.standings())
            known = [one.payer_id for one in standings.payers]
            payer_id = state.payer_id if state.payer_id in known else next(iter(known), None)
            found = None
            if payer_id is not None:
                found = await self._calls.send(claims.claims(payer_id=payer_id, ended=state.ended))
            rows = tuple(found.items) if found is not None else ()
            looked_at = self.state.claim
            claim = await self._claim(rows)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        self._show(
            replace(
                self.state,
                standings=standings,
                payer_id=payer_id,
                claims=rows,
                more=found is not None and found.more,
                # Another one may have been chosen while this was read.
                claim=claim if self.state.claim is looked_at else self.state.claim,
                known=True,
                problem=None,
            )
        )

    def choose_payer(self, payer_id: PayerId) -> None:
        if payer_id != self.state.payer_id:
            self._show(replace(self.state, payer_id=payer_id, claims=(), claim=None))
            self.refresh()

    def show_ended(self, ended: bool) -> None:  # noqa: FBT001  # a slot
        if ended != self.state.ended:
            self._show(replace(self.state, ended=ended, claims=(), claim=None))
            self.refresh()

    def choose(self, claim_id: ClaimId) -> None:
        if self.state.claim is None or claim_id != self.state.claim.id:
            self._look_at(claim_id)

    def leave_out(self, bill_id: BillId) -> None:
        claim = self.state.claim
        if claim is not None and self.state.is_draft:
            self.save(claims.leave_out(claim_id=claim.id, version=claim.version, bill_id=bill_id))

    def _with(self, answer: object, state: ClaimState) -> ClaimState:
        """The claim, or none where a draft was discarded."""
        return replace(state, claim=answer if isinstance(answer, ClaimDetails) else None)

    def _second_person(self, call: Call[Any]) -> SecondPerson | None:
        asked = call.request
        if not isinstance(asked, DecideRefused):
            return None
        return SecondPerson(self._calls, Permission.CLAIMS_WRITE_OFF, asked.claim_id)

    @slot
    async def export(self, path: Path) -> None:
        """By what the file is called: for a spreadsheet program, or CSV."""
        claim = self.state.claim
        if claim is None:
            return
        form = SpreadsheetForm.CSV if path.suffix.lower() == ".csv" else SpreadsheetForm.XLSX
        try:
            file = await self._calls.send(claims.export(claim_id=claim.id, form=form))
            _write(path, file.data)
        except ApiError as problem:
            self.refused.emit(problem)
        except OSError:
            self.not_written.emit()
        else:
            self.exported.emit(str(path))

    @latest
    async def _look_at(self, claim_id: ClaimId) -> None:
        try:
            claim = await self._calls.send(claims.get(claim_id=claim_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, claim=claim, problem=None))

    async def _claim(self, rows: tuple[ClaimSummary, ...]) -> ClaimDetails | None:
        """The one that is looked at, also where it has just ended; else the first."""
        looked_at = self.state.claim
        chosen = looked_at.id if looked_at is not None else next((row.id for row in rows), None)
        if chosen is None:
            return None
        try:
            return await self._calls.send(claims.get(claim_id=chosen))
        except claims.ClaimNotFound:
            return None


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
