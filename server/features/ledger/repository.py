"""All SQL of the ledger."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, func, select, text
from sqlalchemy.orm import Session, aliased

from server.features.ledger.entries import Earner, Entry
from server.features.ledger.tables import LedgerEntry, Posting
from server.features.patients.tables import Patient
from server.features.staff.tables import Employee
from shared.ids import BillId, CashSessionId, EmployeeId, PatientId
from shared.models.ledger import MONEY, Account, PostingKind

_BALANCE: Final = select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(
    LedgerEntry.cash_session_id == bindparam("cash_session_id"), LedgerEntry.account == Account.CASH
)

_EARNER: Final = (
    select(LedgerEntry.doctor_id, LedgerEntry.department_id)
    .join(Posting, Posting.id == LedgerEntry.posting_id)
    .where(
        Posting.document_id == bindparam("bill_id"),
        Posting.kind == PostingKind.BILL_ISSUED,
        LedgerEntry.account == Account.INCOME,
    )
    .limit(1)
)


class LedgerRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, posting: Posting, entries: Iterable[Entry], currency: str) -> None:
        posting.entries = [
            LedgerEntry(line=line, account=entry.account, amount=entry.amount, currency=currency, **asdict(entry.whose))
            for line, entry in enumerate(entries, start=1)
        ]
        self._session.add(posting)

    def cash_in(self, cash_session_id: CashSessionId) -> Decimal:
        """What lies in this drawer."""
        return self._session.scalars(_BALANCE, {"cash_session_id": cash_session_id}).one()

    def earner_of(self, bill_id: BillId) -> Earner:
        """As it was booked, whoever the visit is with by now; nobody's where it earned nothing."""
        found = self._session.execute(_EARNER, {"bill_id": bill_id}).first()
        return Earner() if found is None else Earner(found.doctor_id, found.department_id)

    def deposit_of(self, patient_id: PatientId) -> Decimal:
        """What this patient has left with the house, under whatever number it was paid in."""
        same = select(Patient.id).where(Patient.id == patient_id).cte(recursive=True)
        same = same.union(select(Patient.id).join(same, Patient.merged_into == same.c.id))
        return self._session.scalars(
            select(func.coalesce(-func.sum(LedgerEntry.amount), 0)).where(
                LedgerEntry.patient_id.in_(select(same.c.id)), text("account = 'deposits'")
            )
        ).one()

    def moved_on(self, first: date, last: date, cashier_id: EmployeeId | None, limit: int) -> list[Any]:
        """What the first postings moved in money on these days, in order; of one cashier's where one is named."""
        cashier = aliased(Employee)
        of_cashier = _of_cashier(cashier_id)
        postings = select(Posting.id).distinct().where(_moves_money(first, last), *of_cashier).correlate(None)
        statement = (
            select(
                Posting,
                LedgerEntry.account,
                LedgerEntry.bill_id,
                LedgerEntry.patient_id,
                func.sum(LedgerEntry.amount).label("amount"),
                func.coalesce(func.max(Patient.name), "").label("patient"),
                func.coalesce(func.max(cashier.full_name), "").label("cashier"),
            )
            .join(LedgerEntry, LedgerEntry.posting_id == Posting.id)
            .outerjoin(Patient, Patient.id == LedgerEntry.patient_id)
            .outerjoin(cashier, cashier.id == LedgerEntry.cashier_id)
            .where(
                Posting.id.in_(postings.order_by(Posting.id).limit(limit)),
                LedgerEntry.account.in_(MONEY.values()),
                *of_cashier,
            )
            .group_by(Posting.id, LedgerEntry.account, LedgerEntry.bill_id, LedgerEntry.patient_id)
            .order_by(Posting.id, LedgerEntry.account)
        )
        return list(self._session.execute(statement))

    def moved_in_all(self, first: date, last: date, cashier_id: EmployeeId | None) -> dict[Account, Decimal]:
        """By account of money."""
        statement = (
            select(LedgerEntry.account, func.sum(LedgerEntry.amount))
            .where(_moves_money(first, last), *_of_cashier(cashier_id))
            .group_by(LedgerEntry.account)
        )
        return dict(self._session.execute(statement).all())


def _moves_money(first: date, last: date) -> ColumnElement[bool]:
    """Also joins an entry with its posting."""
    return and_(
        LedgerEntry.posting_id == Posting.id,
        Posting.business_date.between(first, last),
        LedgerEntry.account.in_(MONEY.values()),
    )


def _of_cashier(cashier_id: EmployeeId | None) -> list[ColumnElement[bool]]:
    return [] if cashier_id is None else [LedgerEntry.cashier_id == cashier_id]
