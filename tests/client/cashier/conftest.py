from decimal import Decimal
from typing import Any, cast

import pytest

from client.core.clock import Clock
from client.core.session import Presence, Session, SessionState
from client.viewmodels.cashier.checkout import Checkout
from client.viewmodels.cashier.drawer import CashDrawer
from client.viewmodels.cashier.waiting import WaitingToPay
from client.viewmodels.patient.aside import PatientAside
from client.viewmodels.printing.print_desk import PrintDesk
from client.views.cashier.page import CashierPage
from client.widgets.theme import theme
from shared.contracts import billing, cash, documents, patients, staff
from shared.languages import Language
from shared.models.billing import PatientDues
from shared.models.common import Page
from shared.models.staff import Hospital
from shared.permissions import Role
from tests.client import examples
from tests.client.cashier import bills
from tests.client.fakes import FakeCalls

HOSPITAL = Hospital(
    name="Shantinagar General Hospital",
    name_local="",
    address="",
    phone="",
    currency=bills.TAKA,
    business_date=bills.NOON.date(),
    now=bills.NOON,
    timezone="Asia/Dhaka",
    languages=(Language.ENGLISH,),
)


class KnownSession(Session):
    """Signed in without a server, as whoever the test needs."""

    def __init__(self, role=Role.CASHIER):
        super().__init__(cast("Any", None))
        self.become(role)

    def become(self, role):
        self._show(SessionState(Presence.SIGNED_IN, examples.me(role)))


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(staff.hospital, HOSPITAL)
    calls.answers(billing.unpaid, Page(items=[]))
    calls.answers(patients.get, lambda ask: patients.PatientNotFound(ask.patient_id))
    calls.answers(cash.current_session, bills.drawer())
    calls.answers(cash.hand_overs, Page(items=[]))
    calls.answers(cash.standing, bills.standing())
    # a paper that cannot be numbered is not printed: what was asked for is seen, and no printer is needed
    calls.answers(documents.record_print, documents.NothingToPrint())
    nothing = PatientDues(currency=bills.TAKA, amount=Decimal(0), bills=0, oldest=None)
    calls.answers(billing.dues, nothing)
    return calls


@pytest.fixture
def session(qapp):
    return KnownSession()


@pytest.fixture
def printing(calls):
    return PrintDesk(calls, cast("Any", None), Clock(), "Cashier 1")


@pytest.fixture
def checkout(calls, changes, printing, session):
    return Checkout(calls, changes, printing, session)


@pytest.fixture
def opened(checkout, calls, answered):
    """The checkout with this bill on it."""

    def open_bill(details):
        calls.answers(billing.get, details)
        checkout.open(details.id)
        answered(lambda: checkout.state.bill == details)
        return checkout

    return open_bill


@pytest.fixture
def drawer(calls, changes, session):
    return CashDrawer(calls, changes, session)


@pytest.fixture
def page(calls, changes, session, checkout, drawer, qtbot):
    theme()
    aside = PatientAside(calls, changes, session)
    page = CashierPage(WaitingToPay(calls, changes), checkout, drawer, aside, Clock())
    qtbot.addWidget(page)
    page.resize(1262, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    yield page
    page.close()
