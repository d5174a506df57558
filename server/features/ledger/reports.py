"""The seven reports: drawer, day book, cashiers, departments, doctors, dues, payers. Each is a query of the ledger."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from server.core.context import Context
from server.features.ledger.reports_repository import ReportsRepository
from server.features.ledger.repository import LedgerRepository
from shared.ids import EmployeeId, PostingId
from shared.models.billing import ItemKind
from shared.models.ledger import MONEY, Account, PostingKind
from shared.models.ledger_reports import (
    Ageing,
    CashierReport,
    CashierRow,
    DayBook,
    DayBookRow,
    DepartmentReport,
    DepartmentRow,
    DoctorReport,
    DoctorRow,
    DuesReport,
    DuesRow,
    GetShiftSheet,
    PayerReport,
    PayerRow,
    ReportOfDay,
    ShiftRow,
    ShiftSheet,
)
from shared.money import ZERO, rounded
from shared.permissions import Permission, Scope

_MODE: Final = {account: mode for mode, account in MONEY.items()}
_ENDING: Final = (PostingKind.DRAWER_CLOSED, PostingKind.HAND_OVER)
_MOST_DUES: Final = 1000


class ReportService:
    """Figures of one day, each with the time they were read; a cashier sees the own."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._ledger = LedgerRepository(ctx.session)
        self._reports = ReportsRepository(ctx.session)

    def shift_sheet(self, request: GetShiftSheet) -> ShiftSheet:
        """One drawer by kind of posting and way of paying, from its float to its count."""
        rows = self._reports.of_drawer(request.cash_session_id, self._only())
        cash = [row for row in rows if row.account is Account.CASH]
        # A drawer that is given on ends by the same posting that begins the next one: what came in is no end.
        ends = [row for row in cash if row.kind in _ENDING and row.amount < 0]
        difference = sum((-row.amount for row in rows if row.account is Account.CASH_DIFFERENCE), ZERO)
        expected = sum((row.amount for row in cash if row not in ends), ZERO)
        return ShiftSheet(
            cash_session_id=request.cash_session_id,
            **self._head(None),
            rows=[
                ShiftRow(kind=row.kind, account=row.account, number=row.number, amount=self._exact(row.amount))
                for row in rows
                if row not in ends
            ],
            expected=self._exact(expected),
            declared=self._exact(expected + difference) if ends else None,
            difference=self._exact(difference) if ends else None,
        )

    def day_book(self, request: ReportOfDay) -> DayBook:
        """All money that moved, in its order."""
        head = self._head(request.day)
        rows: dict[PostingId, DayBookRow] = {}
        for posting, account, amount, patient, cashier in self._ledger.moved_on(head["day"], self._only()):
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
            row.moved[_MODE[account]] = self._exact(amount)
        totals = {mode: self._exact(sum((row.moved.get(mode, ZERO) for row in rows.values()), ZERO)) for mode in MONEY}
        return DayBook(**head, rows=list(rows.values()), totals=totals)

    def cashiers(self, request: ReportOfDay) -> CashierReport:
        """What each cashier took and gave back by each way of paying, and what the drawers differed by."""
        head = self._head(request.day)
        rows: dict[EmployeeId, CashierRow] = {}
        for found in self._reports.by_cashier(head["day"], self._only()):
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

    def departments(self, request: ReportOfDay) -> DepartmentReport:
        """What was billed, by department and kind."""
        self._all_only()
        head = self._head(request.day)
        return DepartmentReport(
            **head,
            rows=[
                DepartmentRow(department=row.name or "", kind=row.item_kind, **self._earned(row))
                for row in self._reports.by_department(head["day"])
            ],
        )

    def doctors(self, request: ReportOfDay) -> DoctorReport:
        """What was billed for each doctor's work, and the doctor's share of the own consultations."""
        self._all_only()
        head = self._head(request.day)
        rows = []
        for row in self._reports.by_doctor(head["day"]):
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

    def dues(self, request: ReportOfDay) -> DuesReport:
        """Who owes the house at the end of the day, and whom the house owes."""
        self._all_only()
        head = self._head(request.day)
        found = self._reports.dues(head["day"], _MOST_DUES + 1)
        totals = self._reports.totals(head["day"])
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

    def payers(self, request: ReportOfDay) -> PayerReport:
        """What each payer owes at the end of the day, by how long ago the bill was issued."""
        self._all_only()
        head = self._head(request.day)
        rows = []
        for row in self._reports.by_payer(head["day"]):
            ages = {age: self._exact(getattr(row, age)) for age in Ageing.model_fields}
            rows.append(PayerRow(payer_id=row.id, payer=row.name, ageing=Ageing(**ages)))
        return PayerReport(**head, rows=rows, total=self._exact(sum((row.ageing.total for row in rows), ZERO)))

    def _head(self, day: date | None) -> dict[str, Any]:
        return {"day": day or self._ctx.today, "as_of": self._ctx.now, "currency": self._ctx.house.currency}

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
