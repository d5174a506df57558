"""Booking what happened, and how an account stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from server.core.context import Context
from server.features.ledger.entries import Earner, Entry
from server.features.ledger.repository import LedgerRepository
from server.features.ledger.tables import Posting
from shared.ids import BillId, CashSessionId, PatientId, PostingId, new_id
from shared.models.ledger import PostingKind
from shared.money import ZERO


@dataclass(frozen=True)
class Document:
    """What is booked: its id, the number people know it by, and its currency."""

    id: UUID
    number: str
    currency: str


class LedgerService:
    """The only writer of the ledger, in the transaction of the document that it books."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._ledger = LedgerRepository(ctx.session)

    def post(self, kind: PostingKind, document: Document, entries: Iterable[Entry]) -> None:
        """Books a document; what comes to nothing is no entry. Raises ValueError where the entries don't balance."""
        moved = [entry for entry in entries if entry.amount]
        if sum((entry.amount for entry in moved), ZERO):
            raise ValueError(f"{kind} {document.number} does not balance")
        if moved:
            posting = Posting(
                id=PostingId(new_id()),
                kind=kind,
                document_id=document.id,
                document_no=document.number,
                business_date=self._ctx.today,
                at=self._ctx.now,
                posted_by=self._ctx.person.employee_id,
                workstation_id=self._ctx.device.id,
            )
            self._ledger.add(posting, moved, document.currency)

    def cash_in(self, cash_session_id: CashSessionId) -> Decimal:
        """What should lie in this drawer."""
        return self._ledger.cash_in(cash_session_id)

    def earner_of(self, bill_id: BillId) -> Earner:
        """Whose income this bill was when it was issued."""
        return self._ledger.earner_of(bill_id)

    def deposit_of(self, patient_id: PatientId) -> Decimal:
        """What this patient has left with the house."""
        return self._ledger.deposit_of(patient_id)
