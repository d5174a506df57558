"""The remote calls about the ledger: the reports, each read from its postings alone."""

from shared.contract import query
from shared.models.ledger_reports import (
    CashierReport,
    DayBook,
    DepartmentReport,
    DepositsReport,
    DoctorReport,
    DuesReport,
    GetDayBook,
    GetShiftSheet,
    PayerReport,
    ReportOfDays,
    ShiftSheet,
)
from shared.permissions import Permission

shift_sheet = query(
    "/ledger/shift-sheets/{cash_session_id}", GetShiftSheet, ShiftSheet, allow=Permission.LEDGER_REPORTS
)

day_book = query("/ledger/day-book", GetDayBook, DayBook, allow=Permission.LEDGER_REPORTS)

cashiers = query("/ledger/cashiers", ReportOfDays, CashierReport, allow=Permission.LEDGER_REPORTS)

departments = query("/ledger/departments", ReportOfDays, DepartmentReport, allow=Permission.LEDGER_REPORTS)

doctors = query("/ledger/doctors", ReportOfDays, DoctorReport, allow=Permission.LEDGER_REPORTS)

dues = query("/ledger/dues", ReportOfDays, DuesReport, allow=Permission.LEDGER_REPORTS)

deposits = query("/ledger/deposits", ReportOfDays, DepositsReport, allow=Permission.LEDGER_REPORTS)

payers = query("/ledger/payers", ReportOfDays, PayerReport, allow=Permission.LEDGER_REPORTS)
