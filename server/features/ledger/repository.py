"""All SQL of the ledger."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.orm import Session, aliased

from server.features.ledger.entries import Entry
from server.features.ledger.tables import LedgerEntry, Posting
from server.features.patients.tables import Patient
from server.features.staff.tables import Employee
from shared.ids import CashSessionId, EmployeeId, PatientId
from shared.models.ledger import MONEY, Account

_BALANCE: Final = select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(
    LedgerEntry.cash_session_id == bindparam("cash_session_id"), LedgerEntry.account == Account.CASH
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

    def deposit_of(self, patient_id: PatientId) -> Decimal:
        """What this patient has left with the house, under whatever number it was paid in."""
        same = select(Patient.id).where(Patient.id == patient_id).cte(recursive=True)
        same = same.union(select(Patient.id).join(same, Patient.merged_into == same.c.id))
        return self._session.scalars(
            select(func.coalesce(-func.sum(LedgerEntry.amount), 0)).where(
                LedgerEntry.patient_id.in_(select(same.c.id)), text("account = 'deposits'")
            )
        ).one()

    def moved_on(self, day: date, cashier_id: EmployeeId | None) -> list[Any]:
        """What each posting moved in money on this day, in order; of one cashier's where one is named."""
        cashier = aliased(Employee)
        statement = (
            select(
                Posting,
                LedgerEntry.account,
                func.sum(LedgerEntry.amount).label("amount"),
                func.coalesce(func.max(Patient.name), "").label("patient"),
                func.coalesce(func.max(cashier.full_name), "").label("cashier"),
            )
            .join(LedgerEntry, LedgerEntry.posting_id == Posting.id)
            .outerjoin(Patient, Patient.id == LedgerEntry.patient_id)
            .outerjoin(cashier, cashier.id == LedgerEntry.cashier_id)
            .where(Posting.business_date == day, LedgerEntry.account.in_(MONEY.values()))
            .group_by(Posting.id, LedgerEntry.account)
            .order_by(Posting.id, LedgerEntry.account)
        )
        if cashier_id is not None:
            statement = statement.where(LedgerEntry.cashier_id == cashier_id)
        return list(self._session.execute(statement))
