"""The remote calls about the ledger, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.ledger.reports import ReportService
from shared.contracts import ledger
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

routes = Routes()


@routes.handles(ledger.shift_sheet)
def shift_sheet(request: GetShiftSheet, ctx: Context) -> ShiftSheet:
    return ReportService(ctx).shift_sheet(request)


@routes.handles(ledger.day_book)
def day_book(request: GetDayBook, ctx: Context) -> DayBook:
    return ReportService(ctx).day_book(request)


@routes.handles(ledger.cashiers)
def cashiers(request: ReportOfDays, ctx: Context) -> CashierReport:
    return ReportService(ctx).cashiers(request)


@routes.handles(ledger.departments)
def departments(request: ReportOfDays, ctx: Context) -> DepartmentReport:
    return ReportService(ctx).departments(request)


@routes.handles(ledger.doctors)
def doctors(request: ReportOfDays, ctx: Context) -> DoctorReport:
    return ReportService(ctx).doctors(request)


@routes.handles(ledger.dues)
def dues(request: ReportOfDays, ctx: Context) -> DuesReport:
    return ReportService(ctx).dues(request)


@routes.handles(ledger.deposits)
def deposits(request: ReportOfDays, ctx: Context) -> DepositsReport:
    return ReportService(ctx).deposits(request)


@routes.handles(ledger.payers)
def payers(request: ReportOfDays, ctx: Context) -> PayerReport:
    return ReportService(ctx).payers(request)
