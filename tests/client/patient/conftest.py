import pytest

from client.core.clock import Clock
from client.viewmodels.patient.file import PatientFile
from client.viewmodels.patient.visit import VisitTimeline
from client.views.patient.page import PatientPage
from client.widgets.theme import theme
from shared.contracts import appointments, billing, patients
from shared.models.common import Page
from shared.permissions import Role
from tests.client.cashier.conftest import KnownSession, answered, changes, stream
from tests.client.fakes import FakeCalls
from tests.client.patient import visits

__all__ = ["answered", "changes", "stream"]


@pytest.fixture
def session(qapp):
    return KnownSession(Role.RECEPTIONIST)


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(patients.get, visits.patient())
    calls.answers(appointments.of_day, Page(items=[visits.summary_of(visits.appointment())]))
    calls.answers(appointments.get, visits.appointment())
    calls.answers(appointments.timeline, Page(items=list(visits.whole_visit()[:3])))
    calls.answers(billing.of_appointment, lambda request: billing.NoBillYet(request.appointment_id))
    return calls


@pytest.fixture
def page(calls, changes, session, qtbot):
    theme()
    page = PatientPage(PatientFile(calls, changes, session), VisitTimeline(calls, changes, session), Clock())
    qtbot.addWidget(page)
    page.resize(1262, 640)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    page.close()
