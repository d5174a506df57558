"""Booking what happened, and reading it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from server.core.context import Context
from server.features.ledger.entries import Entry
from server.features.ledger.repository import LedgerRepository
from server.features.ledger.tables import Posting
from shared.ids import CashSessionId, EmployeeId, PostingId, new_id
from shared.models.ledger import MONEY, DayBook, DayBookRow, GetDayBook, PostingKind
from shared.money import ZERO, rounded
from shared.permissions import Permission, Scope

_MODE: Final = {account: mode for mode, account in MONEY.items()}


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

    def day_book(self, request: GetDayBook) -> DayBook:
        """All money that moved; a cashier sees the own."""
        day, currency = request.day or self._ctx.today, self._ctx.house.currency
        rows: dict[PostingId, DayBookRow] = {}
        for posting, account, amount, patient, cashier in self._ledger.moved_on(day, self._only()):
            row = rows.setdefault(
                posting.id,
                DayBookRow(
                    posting_id=posting.id,
                    kind=posting.kind,
                    document_no=posting.document_no,
                    at=posting.at,
                    patient=patient,
                    cashier=cashier,
                    moved={},
                ),
            )
            row.moved[_MODE[account]] = rounded(amount, currency)
        totals = {
            mode: rounded(sum((row.moved.get(mode, ZERO) for row in rows.values()), ZERO), currency) for mode in MONEY
        }
        return DayBook(day=day, as_of=self._ctx.now, currency=currency, rows=list(rows.values()), totals=totals)

    def _only(self) -> EmployeeId | None:
        """Whose figures may be seen: everybody's, or one's own."""
        everybody = self._ctx.actor.permissions.get(Permission.LEDGER_REPORTS) is Scope.ALL
        return None if everybody else self._ctx.person.employee_id
