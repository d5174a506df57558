"""The remote calls about the ledger: seven reports, each read from its postings alone."""

from shared.contract import query
from shared.models.ledger_reports import (
    CashierReport,
    DayBook,
    DepartmentReport,
    DoctorReport,
    DuesReport,
    GetShiftSheet,
    PayerReport,
    ReportOfDay,
    ShiftSheet,
)
from shared.permissions import Permission

shift_sheet = query(
    "/ledger/shift-sheets/{cash_session_id}", GetShiftSheet, ShiftSheet, allow=Permission.LEDGER_REPORTS
)

day_book = query("/ledger/day-book", ReportOfDay, DayBook, allow=Permission.LEDGER_REPORTS)

cashiers = query("/ledger/cashiers", ReportOfDay, CashierReport, allow=Permission.LEDGER_REPORTS)

departments = query("/ledger/departments", ReportOfDay, DepartmentReport, allow=Permission.LEDGER_REPORTS)

doctors = query("/ledger/doctors", ReportOfDay, DoctorReport, allow=Permission.LEDGER_REPORTS)

dues = query("/ledger/dues", ReportOfDay, DuesReport, allow=Permission.LEDGER_REPORTS)

payers = query("/ledger/payers", ReportOfDay, PayerReport, allow=Permission.LEDGER_REPORTS)
