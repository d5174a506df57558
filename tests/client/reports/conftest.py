"""The statistics page over answers that the test gives."""

from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication

from client.core.changes import Changes
from client.core.clock import Clock
from client.printing.service import PrintService
from client.viewmodels.printing.print_desk import PrintDesk
from client.viewmodels.reports.files import ReportFiles
from client.viewmodels.reports.kept import Kept
from client.viewmodels.reports.statistics import Statistics
from client.views.dashboard.list_sheet import ListSheet
from client.views.reports.page import StatisticsPage
from client.widgets.theme import theme
from shared.contracts import reports, staff, stock
from shared.ids import SavedReportId, new_id
from shared.models.common import Nothing, Page
from shared.models.reports import Grouping, ReportChoice, ReportKind
from shared.models.saved_reports import Rhythm, SavedReport, Schedule
from shared.models.spreadsheets import SpreadsheetFile, SpreadsheetForm
from shared.permissions import Role
from tests.client.cashier.conftest import HOSPITAL, KnownSession
from tests.client.dashboard import days
from tests.client.fakes import FakeCalls, FakeStream
from tests.client.reports import figures

TODAY = figures.LAST
KEPT = SavedReport(
    id=SavedReportId(new_id()),
    name="Income of medicine",
    choice=ReportChoice(kind=ReportKind.INCOME, by=Grouping.DEPARTMENT, department_id=days.DEPARTMENTS[1]),
    compare=True,
    schedule=Schedule(rhythm=Rhythm.MONTHLY, form=SpreadsheetForm.XLSX),
    last=None,
    version=3,
)


class NoonClock(Clock):
    def now(self):
        return figures.NOON


def made(asked):
    if asked.kind is ReportKind.REGISTER:
        return figures.run(figures.register(compare=asked.compare, days=(asked.until - asked.since).days + 1))
    return figures.run(figures.income(compare=asked.compare))


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(reports.start, made)
    calls.answers(reports.cancel, Nothing())
    calls.answers(reports.people, Page(items=figures.PEOPLE))
    calls.answers(reports.documents, figures.page_of(figures.document("B-2026-0001", bill_id=figures.BILL)))
    calls.answers(reports.export, SpreadsheetFile(name="r.xlsx", data=b"a spreadsheet"))
    calls.answers(staff.doctors, Page(items=[days.summary(place) for place in range(5)]))
    calls.answers(staff.hospital, HOSPITAL)
    calls.answers(stock.stores, Page(items=[]))
    calls.answers(reports.saved, Page(items=[KEPT]))
    calls.answers(reports.save, KEPT)
    calls.answers(reports.forget, Nothing())
    return calls


@pytest.fixture
def statistics(calls, qapp):
    return Statistics(calls, NoonClock(), KnownSession(Role.MANAGER))


@pytest.fixture
def page(statistics, calls, tmp_path, qtbot, answered):
    theme()
    clock = NoonClock()
    service = PrintService(tmp_path / "spool", {})
    files = ReportFiles(calls, PrintDesk(calls, service, clock, "Office 1"), statistics, "Salma Khatun")
    kept = Kept(calls, Changes(cast("Any", FakeStream()), debounce_ms=1))
    page = StatisticsPage(statistics, files, kept, calls, bills=True, cards=True)
    qtbot.addWidget(page)
    page.resize(1286, 690)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: statistics.state.table is not None and statistics.state.doctors)
    yield page
    service.close()
    page.close()


def sheet_of(answered, kind=ListSheet):
    found: list[Any] = [w for w in QApplication.topLevelWidgets() if type(w) is kind and w.isVisible()]
    (sheet,) = found
    answered(lambda: sheet.behind.state.known or sheet.behind.state.problem)
    return sheet


def income(page, statistics, answered):
    statistics.choose_kind(ReportKind.INCOME)
    statistics.choose_grouping(Grouping.DEPARTMENT)
    answered(lambda: statistics.state.table is not None and statistics.state.table.kind is ReportKind.INCOME)
