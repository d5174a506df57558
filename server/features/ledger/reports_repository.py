"""The reports' SQL: each a sum over the ledger, and nothing else."""

from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, select, text, true
from sqlalchemy.orm import Session

from server.features.ledger.tables import LedgerEntry, Posting
from server.features.patients.tables import Patient
from server.features.payers.tables import PayerRow
from server.features.staff.tables import Department, Employee
from shared.ids import CashSessionId, DepartmentId, EmployeeId
from shared.models.ledger import AT_THE_COUNTER, MONEY, Account, PostingKind

_COUNTED = (*MONEY.values(), Account.ROUNDING, Account.CASH_DIFFERENCE)
_EARNED = (Account.INCOME, Account.DISCOUNT, Account.TAX, Account.CREDITED)
# Said as its partial index says it, so that the planner can use it.
_PAYER_DUES: Final = text("account = 'payer_dues'")
# The audit stands further out: of it the sheets say only this.
_NEWEST_SEAL: Final = text("SELECT number, encode(hash, 'hex') FROM seals ORDER BY number DESC LIMIT 1")
_ENDING = (PostingKind.DRAWER_CLOSED, PostingKind.HAND_OVER)
_CASH_OUT = and_(LedgerEntry.account == Account.CASH, LedgerEntry.amount < 0)


class ReportsRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def newest_seal(self) -> tuple[int, str] | None:
        """Its number and hash, once anything was sealed."""
        row = self._session.execute(_NEWEST_SEAL).one_or_none()
        return None if row is None else (row[0], row[1])

    def of_drawer(self, cash_session_id: CashSessionId, cashier_id: EmployeeId | None) -> list[Any]:
        """By kind of posting and account: how many, and what they moved; `ends` is what leaves the drawer empty.

        A hand-over ends the drawer that money goes out of, and begins the other one.
        """
        gives = (
            select(LedgerEntry.posting_id, func.bool_or(_CASH_OUT).label("out"))
            .where(LedgerEntry.cash_session_id == cash_session_id)
            .group_by(LedgerEntry.posting_id)
            .subquery()
        )
        ends = and_(Posting.kind.in_(_ENDING), gives.c.out).label("ends")
        statement = (
            select(
                Posting.kind,
                LedgerEntry.account,
                ends,
                func.count(Posting.id.distinct()).label("number"),
                func.sum(LedgerEntry.amount).label("amount"),
            )
            .join(LedgerEntry, LedgerEntry.posting_id == Posting.id)
            .join(gives, gives.c.posting_id == Posting.id)
            .where(LedgerEntry.cash_session_id == cash_session_id, LedgerEntry.account.in_(_COUNTED))
            .group_by(Posting.kind, LedgerEntry.account, ends)
            .order_by(Posting.kind, LedgerEntry.account)
        )
        if cashier_id is not None:
            statement = statement.where(LedgerEntry.cashier_id == cashier_id)
        return list(self._session.execute(statement))

    def by_cashier(self, first: date, last: date, cashier_id: EmployeeId | None) -> list[Any]:
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
            .where(Posting.business_date.between(first, last), LedgerEntry.account.in_(_COUNTED))
            .where((LedgerEntry.account == Account.CASH_DIFFERENCE) | Posting.kind.in_(AT_THE_COUNTER))
            .group_by(LedgerEntry.cashier_id, Employee.full_name, LedgerEntry.account)
            .order_by(Employee.full_name, LedgerEntry.cashier_id)
        )
        if cashier_id is not None:
            statement = statement.where(LedgerEntry.cashier_id == cashier_id)
        return list(self._session.execute(statement))

    def by_department(
        self, first: date, last: date, department_id: DepartmentId | None = None, doctor_id: EmployeeId | None = None
    ) -> list[Any]:
        """By department and kind of lines: gross, discount, credited, tax; of one department or doctor where named."""
        statement = (
            _earned(first, last, Department.id, Department.name, LedgerEntry.item_kind)
            .outerjoin(Department, Department.id == LedgerEntry.department_id)
            .where(
                true() if department_id is None else LedgerEntry.department_id == department_id,
                true() if doctor_id is None else LedgerEntry.doctor_id == doctor_id,
            )
            .order_by(Department.name, LedgerEntry.item_kind)
        )
        return list(self._session.execute(statement))

    def by_doctor(self, first: date, last: date) -> list[Any]:
        """By doctor and kind of lines, with the doctor's share of the own fees."""
        statement = (
            _earned(first, last, Employee.id, Employee.full_name, Employee.fee_share, LedgerEntry.item_kind)
            .join(Employee, Employee.id == LedgerEntry.doctor_id)
            .order_by(Employee.full_name, Employee.id, LedgerEntry.item_kind)
        )
        return list(self._session.execute(statement))

    def dues(self, until: date, limit: int) -> list[Any]:
        """Who owes something at the end of this day, and what is owed back to them: the most first.

        What was booked of a record that was merged is the kept one's.
        """
        owed, kept = func.sum(LedgerEntry.amount), _kept()
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
            .outerjoin(kept, kept.c.merged_id == LedgerEntry.patient_id)
            .join(Patient, Patient.id == func.coalesce(kept.c.kept_id, LedgerEntry.patient_id))
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

    def deposits(self, until: date, limit: int) -> list[Any]:
        """Whose money is held at the end of this day; that of a record that was merged is the kept one's."""
        held, kept = -func.sum(LedgerEntry.amount), _kept()
        statement = (
            select(
                Patient.id,
                Patient.patient_no,
                Patient.name,
                held.label("held"),
                func.max(Posting.business_date).label("moved"),
            )
            .join(Posting, Posting.id == LedgerEntry.posting_id)
            .outerjoin(kept, kept.c.merged_id == LedgerEntry.patient_id)
            .join(Patient, Patient.id == func.coalesce(kept.c.kept_id, LedgerEntry.patient_id))
            # Said as its index says it.
            .where(Posting.business_date <= until, text("account = 'deposits'"))
            .group_by(Patient.id, Patient.patient_no, Patient.name)
            .having(held != 0)
            .order_by(held.desc(), Patient.id)
            .limit(limit)
        )
        return list(self._session.execute(statement))

    def totals(self, until: date, after: date | None = None) -> dict[Account, Any]:
        """How each account stands at the end of this day; or by how much it changed after another one."""
        statement = (
            select(LedgerEntry.account, func.sum(LedgerEntry.amount))
            .join(Posting, Posting.id == LedgerEntry.posting_id)
            .where(Posting.business_date <= until)
            .group_by(LedgerEntry.account)
        )
        if after is not None:
            statement = statement.where(Posting.business_date > after)
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


def _kept() -> Subquery:
    """Of each record that was merged, the one that stands in the end."""
    merged = (
        select(Patient.id.label("merged_id"), Patient.merged_into.label("kept_id"))
        .where(Patient.merged_into.is_not(None))
        .cte("merged", recursive=True)
    )
    further = select(merged.c.merged_id, Patient.merged_into).join(Patient, Patient.id == merged.c.kept_id)
    merged = merged.union(further.where(Patient.merged_into.is_not(None)))
    standing = select(merged).join(Patient, Patient.id == merged.c.kept_id).where(Patient.merged_into.is_(None))
    return standing.subquery("kept")


def _earned(first: date, last: date, *by: Any) -> Select[Any]:
    def of(account: Account) -> ColumnElement[Any]:
        return func.sum(case((LedgerEntry.account == account, LedgerEntry.amount), else_=0)).label(account)

    return (
        select(*by, *(of(account) for account in _EARNED))
        .select_from(LedgerEntry)
        .join(Posting, Posting.id == LedgerEntry.posting_id)
        .where(Posting.business_date.between(first, last), LedgerEntry.account.in_(_EARNED))
        .group_by(*by)
    )
