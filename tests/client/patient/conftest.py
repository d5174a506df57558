from typing import Any, cast

import pytest

from client.core.clock import Clock
from client.viewmodels.patient.chart import PatientChart
from client.viewmodels.patient.documents import Documents
from client.viewmodels.patient.scanner import PaperScanner
from client.viewmodels.printing.print_desk import PrintDesk
from client.views.patient.page import PatientPage
from client.widgets.theme import theme
from shared.contracts import appointments, charts, documents, staff
from shared.permissions import Role
from tests.client.cashier.bills import NOON
from tests.client.cashier.conftest import HOSPITAL, KnownSession
from tests.client.fakes import FakeCalls
from tests.client.patient import visits


class ClockOfTheVisit(Clock):
    def today(self):
        return NOON.date()


@pytest.fixture
def session(qapp):
    return KnownSession(Role.RECEPTIONIST)


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(appointments.get, visits.appointment())
    calls.answers(charts.open_chart, visits.chart())
    calls.answers(staff.hospital, HOSPITAL)
    # a paper that cannot be numbered is not printed: what was asked for is seen, and no printer is needed
    calls.answers(documents.record_print, documents.NothingToPrint())
    return calls


@pytest.fixture
def scanner_program():
    """None on this computer."""
    return "no-such-scanner-program"


@pytest.fixture
def page(calls, changes, session, scanner_program, qtbot):
    theme()
    clock = ClockOfTheVisit()
    printing = PrintDesk(calls, cast("Any", None), clock, "Counter 2")
    page = PatientPage(
        PatientChart(calls, changes, session, clock),
        Documents(calls, changes, session),
        PaperScanner(program=scanner_program),
        printing,
        clock,
    )
    qtbot.addWidget(page)
    page.resize(1262, 640)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    page.close()
