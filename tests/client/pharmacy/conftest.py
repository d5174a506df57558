from decimal import Decimal
from typing import Any, cast

import pytest

from client.core.clock import Clock
from client.viewmodels.pharmacy.counter import Counter
from client.viewmodels.pharmacy.waiting import WaitingForMedicines
from client.views.pharmacy.page import PharmacyPage
from client.widgets.theme import theme
from shared.contracts import access, billing, pharmacy, stock
from shared.ids import ApprovalId, new_id
from shared.models.access import Approval
from shared.models.billing import PatientDues
from shared.models.common import Page
from shared.permissions import Role
from tests.client.cashier import bills
from tests.client.cashier.conftest import KnownSession
from tests.client.fakes import FakeCalls
from tests.client.pharmacy import papers
from tests.client.stock import goods

APPROVAL = ApprovalId(new_id())


class NoonClock(Clock):
    """It is always noon; how long ago something was is up to the test."""

    seconds = 100.0

    def now(self):
        return papers.NOON

    @staticmethod
    def monotonic():
        return NoonClock.seconds

    @staticmethod
    def pass_by(seconds):
        NoonClock.seconds += seconds


class Labels:
    """What was asked to be printed."""

    def __init__(self):
        self.printed = []

    def medicine_labels(self, given):
        self.printed.append(given)


@pytest.fixture
def calls():
    calls = FakeCalls()
    rows = [papers.waiting(1), papers.waiting(2, "Abdul Karim", "E-013")]

    def waiting(request):
        term = request.term.lower()
        return Page(
            items=[
                row
                for row in rows
                if term in (row.token or "").lower()
                or term in row.prescription_no.lower()
                or term in row.patient.name.lower()
            ]
        )

    calls.answers(stock.stores, Page(items=[goods.WARD, goods.PHARMACY]))
    calls.answers(pharmacy.waiting, waiting)
    calls.answers(pharmacy.open_prescription, papers.opened())
    calls.answers(pharmacy.substitutes, Page(items=[papers.LOSEC]))
    calls.answers(pharmacy.dispense, papers.given(papers.opened(turn=1), papers.METFORMIN))
    calls.answers(access.approve, Approval(id=APPROVAL, approved_by="Habibur Rahman", until=papers.NOON))
    calls.answers(billing.dues, PatientDues(currency=bills.TAKA, amount=Decimal(0), bills=0, oldest=None))
    return calls


@pytest.fixture
def labels():
    return Labels()


@pytest.fixture
def counter(calls, changes, labels):
    return Counter(calls, changes, cast("Any", labels), KnownSession(Role.PHARMACIST))


@pytest.fixture
def clock(qapp):
    return NoonClock()


@pytest.fixture
def page(calls, changes, counter, labels, clock, qtbot, answered):
    theme()
    waiting = WaitingForMedicines(calls, changes)
    page = PharmacyPage(waiting, counter, calls, cast("Any", labels), clock)
    waiting.setParent(page)
    qtbot.addWidget(page)
    page.resize(1286, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: waiting.state.known and counter.state.store_id)
    yield page
    page.close()


@pytest.fixture
def opened(page, counter, calls, answered):
    """The page with this prescription on it."""

    def open_it(prescription):
        calls.answers(pharmacy.open_prescription, prescription)
        counter.open(prescription.prescription.id)
        answered(lambda: counter.state.opened == prescription)
        return page

    return open_it
