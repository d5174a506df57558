from decimal import Decimal
from typing import Any, cast

import pytest

from client.core.clock import Clock
from client.viewmodels.lab.bench import Bench
from client.viewmodels.lab.worklist import Worklist
from client.viewmodels.printing.print_desk import PrintDesk
from client.views.lab.page import LabPage
from client.widgets.theme import theme
from shared.contracts import billing, lab, lab_refusals, staff
from shared.models.billing import PatientDues
from shared.models.common import Page
from shared.models.lab import Collection, Laboratory
from shared.permissions import Role
from tests.client.cashier import bills
from tests.client.cashier.conftest import HOSPITAL, KnownSession
from tests.client.fakes import FakeCalls
from tests.client.lab import work


class NoonClock(Clock):
    """It is always noon."""

    def now(self):
        return work.NOON


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(staff.hospital, HOSPITAL)
    calls.answers(billing.dues, PatientDues(currency=bills.TAKA, amount=Decimal(0), bills=0, oldest=None))
    calls.answers(lab.worklist, Page(items=[work.item()]))
    calls.answers(lab.labs, Page(items=[Laboratory(id=work.BIOCHEMISTRY, name="Biochemistry")]))
    calls.answers(lab.sheet, work.sheet())
    calls.answers(lab.collection, Collection(asked=[]))
    calls.answers(lab.samples_of, Page(items=[work.sample()]))
    # what is printed is asked for and not numbered: no printer is needed
    calls.answers(lab.label_printed, lab_refusals.SampleNotFound(work.SAMPLE))
    return calls


@pytest.fixture
def session(qapp):
    return KnownSession(Role.LAB_TECHNICIAN)


@pytest.fixture
def clock(qapp):
    return NoonClock()


@pytest.fixture
def worklist(calls, changes, clock):
    return Worklist(calls, changes, clock)


@pytest.fixture
def bench(calls, changes, session, clock):
    return Bench(calls, changes, PrintDesk(calls, cast("Any", None), clock, "Lab 1"), session)


@pytest.fixture
def opened(bench, calls, answered):
    """The bench with this test on it."""

    def open_sheet(sheet):
        calls.answers(lab.sheet, sheet)
        bench.open(sheet.item)
        answered(lambda: bench.state.sheet == sheet)
        return bench

    return open_sheet


@pytest.fixture
def page(worklist, bench, calls, clock, qtbot, answered):
    theme()
    page = LabPage(worklist, bench, calls, clock)
    qtbot.addWidget(page)
    page.resize(1286, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: worklist.state.known)
    yield page
    page.close()
