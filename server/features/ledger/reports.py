"""The reports: drawer, day book, cashiers, departments, doctors, dues, payers. Each is a query of the ledger."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from server.core.context import Context
from server.features.ledger.reports_repository import ReportsRepository
from server.features.ledger.repository import LedgerRepository
from shared.errors import InvalidRequest
from shared.ids import DepartmentId, EmployeeId, PostingId
from shared.models.billing import ItemKind
from shared.models.ledger import MONEY, Account
from shared.models.ledger_reports import (
    Ageing,
    CashierReport,
    CashierRow,
    DayBook,
    DayBookRow,
    DepartmentReport,
    DepartmentRow,
    DepositsReport,
    DepositsRow,
    DoctorReport,
    DoctorRow,
    DuesReport,
    DuesRow,
    GetDayBook,
    GetShiftSheet,
    PayerReport,
    PayerRow,
    ReportOfDays,
    SealLine,
    ShiftRow,
    ShiftSheet,
)
from shared.money import ZERO, rounded
from shared.permissions import Permission, Scope

_MODE: Final = {account: mode for mode, account in MONEY.items()}
_MOST_DUES: Final = 1000
_MOST_ROWS: Final = 2000
_LONGEST_DAYS: Final = 366


class ReportService:
    """Figures of some days, each with the time they were read; a cashier sees the own."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._ledger = LedgerRepository(ctx.session)
        self._reports = ReportsRepository(ctx.session)

    def shift_sheet(self, request: GetShiftSheet) -> ShiftSheet:
        """One drawer by kind of posting and way of paying, from its float to its count."""
        rows = self._reports.of_drawer(request.cash_session_id, self._only())
        cash = [row for row in rows if row.account is Account.CASH]
        ends = [row for row in cash if row.ends]
        difference = sum((-row.amount for row in rows if row.account is Account.CASH_DIFFERENCE), ZERO)
        expected = sum((row.amount for row in cash if row not in ends), ZERO)
        return ShiftSheet(
            cash_session_id=request.cash_session_id,
            **self._head(ReportOfDays()),
            rows=[
                ShiftRow(kind=row.kind, account=row.account, number=row.number, amount=self._exact(row.amount))
                for row in rows
                if row not in ends
            ],
            expected=self._exact(expected),
            declared=self._exact(expected + difference) if ends else None,
            difference=self._exact(difference) if ends else None,
            seal=self._newest_seal(),
        )

    def _newest_seal(self) -> SealLine | None:
        newest = self._reports.newest_seal()
        return SealLine(day=self._ctx.today, number=newest[0], hash=newest[1]) if newest is not None else None

    def day_book(self, request: GetDayBook) -> DayBook:
        """All money that moved, in its order."""
        head, cashier_id = self._head(request), self._only() or request.cashier_id
        rows: dict[PostingId, DayBookRow] = {}
        for moved in self._ledger.moved_on(*_days(head), cashier_id, _MOST_ROWS + 1):
            posting = moved.Posting
            row = rows.setdefault(
                posting.id,
                DayBookRow(
                    posting_id=posting.id,
                    kind=posting.kind,
                    document_no=posting.document_no,
                    at=posting.at,
                    bill_id=moved.bill_id,
                    patient_id=moved.patient_id,
                    patient=moved.patient,
                    cashier=moved.cashier,
                    moved={},
                ),
            )
            row.moved[_MODE[moved.account]] = self._exact(moved.amount)
        totals = self._ledger.moved_in_all(*_days(head), cashier_id)
        return DayBook(
            **head,
            rows=list(rows.values())[:_MOST_ROWS],
            more=len(rows) > _MOST_ROWS,
            totals={mode: self._exact(totals.get(account, ZERO)) for mode, account in MONEY.items()},
        )

    def cashiers(self, request: ReportOfDays) -> CashierReport:
        """What each cashier took and gave back by each way of paying, and what the drawers differed by."""
        head = self._head(request)
        rows: dict[EmployeeId, CashierRow] = {}
        for found in self._reports.by_cashier(*_days(head), self._only()):
            row = rows.get(found.cashier_id) or CashierRow(
                cashier_id=found.cashier_id,
                cashier=found.full_name,
                taken={},
                given_back={},
                rounding=self._exact(ZERO),
                difference=self._exact(ZERO),
            )
            if found.account in _MODE:
                row.taken[_MODE[found.account]] = self._exact(found.taken)
                row.given_back[_MODE[found.account]] = self._exact(found.given_back)
            else:
                of = {Account.ROUNDING: "rounding", Account.CASH_DIFFERENCE: "difference"}[found.account]
                row = row.model_copy(update={of: self._exact(found.given_back - found.taken)})
            rows[found.cashier_id] = row
        return CashierReport(**head, rows=list(rows.values()))

    def departments(
        self, request: ReportOfDays, department_id: DepartmentId | None = None, doctor_id: EmployeeId | None = None
    ) -> DepartmentReport:
        """What was billed, by department and kind; of one department, or of one doctor, where it is named."""
        self._all_only()
        head = self._head(request)
        return DepartmentReport(
            **head,
            rows=[
                DepartmentRow(department_id=row.id, department=row.name or "", kind=row.item_kind, **self._earned(row))
                for row in self._reports.by_department(*_days(head), department_id, doctor_id)
            ],
        )

    def doctors(self, request: ReportOfDays) -> DoctorReport:
        """What was billed for each doctor's work, and the doctor's share of the own consultations."""
        self._all_only()
        head = self._head(request)
        rows = []
        for row in self._reports.by_doctor(*_days(head)):
            earned = self._earned(row)
            share = earned["net"] * row.fee_share if row.item_kind is ItemKind.CONSULTATION else ZERO
            rows.append(
                DoctorRow(
                    doctor_id=row.id,
                    doctor=row.full_name,
                    kind=row.item_kind,
                    **earned,
                    share=self._exact(share),
                )
            )
        return DoctorReport(**head, rows=rows)

    def dues(self, request: ReportOfDays) -> DuesReport:
        """Who owes the house at the end of the last day, and whom the house owes."""
        self._all_only()
        head = self._head(request)
        found = self._reports.dues(head["last_day"], _MOST_DUES + 1)
        totals = self._reports.totals(head["last_day"])
        return DuesReport(
            **head,
            rows=[
                DuesRow(
                    patient_id=row.id,
                    patient_no=row.patient_no,
                    patient=row.name,
                    owed=self._exact(row.owed),
                    bills=row.bills,
                    since=row.since,
                )
                for row in found[:_MOST_DUES]
            ],
            more=len(found) > _MOST_DUES,
            patients=self._exact(totals.get(Account.PATIENT_DUES, ZERO)),
            payers=self._exact(totals.get(Account.PAYER_DUES, ZERO)),
            deposits=self._exact(-totals.get(Account.DEPOSITS, ZERO)),
            to_pay_back=self._exact(-totals.get(Account.REFUNDS_PAYABLE, ZERO)),
        )

    def deposits(self, request: ReportOfDays) -> DepositsReport:
        """Whose money the house holds."""
        self._all_only()
        head = self._head(request)
        found = self._reports.deposits(head["last_day"], _MOST_DUES + 1)
        return DepositsReport(
            **head,
            rows=[
                DepositsRow(
                    patient_id=row.id,
                    patient_no=row.patient_no,
                    patient=row.name,
                    held=self._exact(row.held),
                    moved=row.moved,
                )
                for row in found[:_MOST_DUES]
            ],
            more=len(found) > _MOST_DUES,
        )

    def payers(self, request: ReportOfDays) -> PayerReport:
        """What each payer owes at the end of the last day, by how long ago the bill was issued."""
        self._all_only()
        head = self._head(request)
        rows = []
        for row in self._reports.by_payer(head["last_day"]):
            ages = {age: self._exact(getattr(row, age)) for age in Ageing.model_fields}
            rows.append(PayerRow(payer_id=row.id, payer=row.name, ageing=Ageing(**ages)))
        return PayerReport(**head, rows=rows, total=self._exact(sum((row.ageing.total for row in rows), ZERO)))

    def _head(self, request: ReportOfDays) -> dict[str, Any]:
        """Raises InvalidRequest."""
        day = request.day or self._ctx.today
        last_day = request.last_day or day
        if not 0 <= (last_day - day).days < _LONGEST_DAYS:
            raise InvalidRequest({"last_day": f"no earlier than the day, and at most {_LONGEST_DAYS} days on"})
        return {
            "day": day,
            "last_day": last_day,
            "as_of": self._ctx.now,
            "currency": self._ctx.house.currency,
        }

    def _earned(self, row: Any) -> dict[str, Decimal]:
        gross = -row.income
        return {
            "gross": self._exact(gross),
            "discount": self._exact(row.discount),
            "credited": self._exact(row.credited),
            "net": self._exact(gross - row.discount - row.credited),
            "tax": self._exact(-row.tax),
        }

    def _exact(self, amount: Decimal) -> Decimal:
        return rounded(Decimal(amount), self._ctx.house.currency)

    def _only(self) -> EmployeeId | None:
        """Whose figures may be seen: everybody's, or one's own."""
        everybody = self._ctx.actor.permissions.get(Permission.LEDGER_REPORTS) is Scope.ALL
        return None if everybody else self._ctx.person.employee_id

    def _all_only(self) -> None:
        """No cashier's own: only for those who see everybody's."""
        self._ctx.actor.reaches(Permission.LEDGER_REPORTS, own=False)


def _days(head: dict[str, Any]) -> tuple[date, date]:
    return head["day"], head["last_day"]
