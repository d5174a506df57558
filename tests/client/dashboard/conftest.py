from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication

from client.core.changes import Changes
from client.core.clock import Clock
from client.viewmodels.dashboard.day import Day
from client.views.dashboard.list_sheet import ListSheet
from client.views.dashboard.page import DashboardPage
from client.widgets.theme import theme
from shared.contracts import dashboard, staff
from shared.ids import AppointmentId, PatientId, new_id
from shared.models.appointments import AppointmentStatus, AppointmentType
from shared.models.common import ListPage, Page
from shared.models.dashboard import VisitRow
from tests.client.dashboard import days
from tests.client.fakes import FakeCalls

PATIENT = PatientId(new_id())
VISIT = VisitRow(
    appointment_id=AppointmentId(new_id()),
    patient_id=PATIENT,
    patient_no="P-2026-0007",
    patient="Rahima Begum",
    token="A-007",
    doctor=days.NAMES[0],
    department=days.PLACES[0],
    type=AppointmentType.NEW,
    status=AppointmentStatus.COMPLETED,
    checked_in_at=days.NOON,
    waited_minutes=18,
    room_minutes=7,
)


class NoonClock(Clock):
    def now(self):
        return days.NOON


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(dashboard.show, days.a_day())
    calls.answers(staff.doctors, Page(items=[days.summary(place) for place in range(5)]))
    calls.answers(dashboard.visits, ListPage(items=[VISIT], next=None))
    calls.answers(dashboard.tests, ListPage(items=[], next=None))
    return calls


@pytest.fixture
def day(calls, stream):
    return Day(calls, Changes(cast("Any", stream), debounce_ms=1))


@pytest.fixture
def page(day, calls, qtbot, answered):
    theme()
    page = DashboardPage(day, calls, NoonClock(), whole_house=True)
    qtbot.addWidget(page)
    page.resize(1286, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: day.state.shown is not None and day.state.doctors)
    yield page
    page.close()


def sheet_of(answered):
    (sheet,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, ListSheet) and w.isVisible()]
    answered(lambda: sheet.behind.state.known)
    return sheet
