"""The reports' SQL: each a sum over the ledger, and nothing else."""

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, literal, select, text
from sqlalchemy.orm import Session

from server.features.ledger.tables import LedgerEntry, Posting
from server.features.patients.tables import Patient
from server.features.payers.tables import PayerRow
from server.features.staff.tables import Department, Employee
from shared.ids import CashSessionId, EmployeeId
from shared.models.ledger import MONEY, Account, PostingKind

_COUNTED = (*MONEY.values(), Account.ROUNDING, Account.CASH_DIFFERENCE)
_EARNED = (Account.INCOME, Account.DISCOUNT, Account.TAX, Account.CREDITED)
# Said as its partial index says it, so that the planner can use it.
_PAYER_DUES: Final = text("account = 'payer_dues'")
AT_THE_COUNTER = (PostingKind.PAYMENT, PostingKind.DEPOSIT, PostingKind.REFUND_PAID)
"""What patients pay and get back: not what goes between drawers, safe and petty cash."""


class ReportsRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def of_drawer(self, cash_session_id: CashSessionId, cashier_id: EmployeeId | None) -> list[Any]:
        """By kind of posting and account: how many, and what they moved."""
        statement = (
            select(
                Posting.kind,
                LedgerEntry.account,
                func.count(Posting.id.distinct()).label("number"),
                func.sum(LedgerEntry.amount).label("amount"),
            )
            .join(LedgerEntry, LedgerEntry.posting_id == Posting.id)
            .where(LedgerEntry.cash_session_id == cash_session_id, LedgerEntry.account.in_(_COUNTED))
            .group_by(Posting.kind, LedgerEntry.account)
            .order_by(Posting.kind, LedgerEntry.account)
        )
        if cashier_id is not None:
            statement = statement.where(LedgerEntry.cashier_id == cashier_id)
        return list(self._session.execute(statement))

    def by_cashier(self, day: date, cashier_id: EmployeeId | None) -> list[Any]:
        """By cashier and account: what came in, and what went out."""
        back = LedgerEntry.amount < 0
        statement = (
            select(
                LedgerEntry.cashier_id,
                Employee.full_name,
                LedgerEntry.account,
                func.coalesce(func.sum(LedgerEntry.amount).filter(~back), 0).label("taken"),
                func.coalesce(-func.sum(LedgerEntry.amount).filter(back), 0).label("given_back"),
            )
            .join(Posting, Posting.id == LedgerEntry.posting_id)
            .join(Employee, Employee.id == LedgerEntry.cashier_id)
            .where(Posting.business_date == day, LedgerEntry.account.in_(_COUNTED))
            .where((LedgerEntry.account == Account.CASH_DIFFERENCE) | Posting.kind.in_(AT_THE_COUNTER))
            .group_by(LedgerEntry.cashier_id, Employee.full_name, LedgerEntry.account)
            .order_by(Employee.full_name, LedgerEntry.cashier_id)
        )
        if cashier_id is not None:
            statement = statement.where(LedgerEntry.cashier_id == cashier_id)
        return list(self._session.execute(statement))

    def by_department(self, day: date) -> list[Any]:
        """By department and kind of lines: gross, discount, credited, tax."""
        statement = (
            _earned(day, Department.name, LedgerEntry.item_kind)
            .outerjoin(Department, Department.id == LedgerEntry.department_id)
            .order_by(Department.name, LedgerEntry.item_kind)
        )
        return list(self._session.execute(statement))

    def by_doctor(self, day: date) -> list[Any]:
        """By doctor and kind of lines, with the doctor's share of the own fees."""
        statement = (
            _earned(day, Employee.id, Employee.full_name, Employee.fee_share, LedgerEntry.item_kind)
            .join(Employee, Employee.id == LedgerEntry.doctor_id)
            .order_by(Employee.full_name, Employee.id, LedgerEntry.item_kind)
        )
        return list(self._session.execute(statement))

    def dues(self, until: date, limit: int) -> list[Any]:
        """Who owes something at the end of this day, and what is owed back to them: the most first."""
        owed = func.sum(LedgerEntry.amount)
        statement = (
            select(
                Patient.id,
                Patient.patient_no,
                Patient.name,
                owed.label("owed"),
                func.count(LedgerEntry.bill_id.distinct()).label("bills"),
                func.min(Posting.business_date).label("since"),
            )
            .join(Posting, Posting.id == LedgerEntry.posting_id)
            .join(Patient, Patient.id == LedgerEntry.patient_id)
            .where(
                Posting.business_date <= until,
                LedgerEntry.account.in_((Account.PATIENT_DUES, Account.REFUNDS_PAYABLE)),
            )
            .group_by(Patient.id, Patient.patient_no, Patient.name)
            .having(owed != 0)
            .order_by(owed.desc(), Patient.id)
            .limit(limit)
        )
        return list(self._session.execute(statement))

    def totals(self, until: date) -> dict[Account, Any]:
        """How each account stands at the end of this day."""
        statement = (
            select(LedgerEntry.account, func.sum(LedgerEntry.amount))
            .join(Posting, Posting.id == LedgerEntry.posting_id)
            .where(Posting.business_date <= until)
            .group_by(LedgerEntry.account)
        )
        return dict(self._session.execute(statement).all())

    def by_payer(self, until: date) -> list[Any]:
        """What each payer owes at the end of this day, by the age of the bill."""
        of_bill = (
            select(
                LedgerEntry.payer_id,
                func.sum(LedgerEntry.amount).label("owed"),
                (literal(until) - func.min(Posting.business_date)).label("age"),
            )
            .join(Posting, Posting.id == LedgerEntry.posting_id)
            .where(_PAYER_DUES, Posting.business_date <= until)
            .group_by(LedgerEntry.payer_id, LedgerEntry.bill_id)
            .subquery()
        )

        def aged(begin: int, end: int | None) -> ColumnElement[Any]:
            within = of_bill.c.age.between(begin, end) if end else of_bill.c.age >= begin
            return func.coalesce(func.sum(of_bill.c.owed).filter(within), 0)

        statement = (
            select(
                PayerRow.id,
                PayerRow.name,
                aged(0, 30).label("up_to_30"),
                aged(31, 60).label("up_to_60"),
                aged(61, 90).label("up_to_90"),
                aged(91, None).label("older"),
            )
            .join(of_bill, of_bill.c.payer_id == PayerRow.id)
            .where(of_bill.c.owed != 0)
            .group_by(PayerRow.id, PayerRow.name)
            .order_by(PayerRow.name, PayerRow.id)
        )
        return list(self._session.execute(statement))


def _earned(day: date, *by: Any) -> Select[Any]:
    def of(account: Account) -> ColumnElement[Any]:
        return func.sum(case((LedgerEntry.account == account, LedgerEntry.amount), else_=0)).label(account)

    return (
        select(*by, *(of(account) for account in _EARNED))
        .select_from(LedgerEntry)
        .join(Posting, Posting.id == LedgerEntry.posting_id)
        .where(Posting.business_date == day, LedgerEntry.account.in_(_EARNED))
        .group_by(*by)
    )
