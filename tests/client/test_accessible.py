"""For whoever hears the screen: every stop of the Tab key says what it is."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core.changes import Changes
from client.desk import Desk
from client.viewmodels.calendar.planner import Span
from client.views.calendar.page import build_calendar
from client.views.cashier.page import build_cashier
from client.views.consulting.page import build_consulting
from client.views.patient.page import build_patient
from client.views.reception.page import build_reception
from shared.contracts import appointments, billing, calendar, cash, charts, patients, staff
from shared.ids import WorkstationId
from shared.models.appointments import AppointmentType, DayFigures, VisitSuggestion
from shared.models.billing import BillStatus
from shared.models.common import Page
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.client.calendar import days
from tests.client.cashier import bills
from tests.client.cashier.conftest import HOSPITAL, KnownSession
from tests.client.consulting.clinic import Clinic, MemoryDrafts, StillClock
from tests.client.consulting.examples import BLOOD_COUNT, CRP, PARACETAMOL, PENICILLIN, PNEUMONIA
from tests.client.fakes import FakeCalls, FakeStream
from tests.client.patient import visits
from tests.client.reception import people
from tests.client.spoken import silent, stops
from tests.client.widgets.conftest import look, shown

__all__ = ["look", "shown"]


@pytest.fixture
def calls():
    calls = FakeCalls()
    part_paid = bills.bill(BillStatus.PARTLY_PAID, "54", payments=[bills.payment("54", due_after="1000")])
    day = Page(items=[people.row(1), people.row(2)])
    calls.answers(staff.hospital, HOSPITAL)
    calls.answers(staff.doctors, Page(items=[people.RAHMAN, people.HASSAN]))
    calls.answers(patients.look_alikes, Page(items=[]))
    calls.answers(patients.search, Page(items=[people.RAHIMA, people.KHATUN]))
    calls.answers(patients.get, visits.patient())
    calls.answers(appointments.of_day, day)
    calls.answers(appointments.suggest, VisitSuggestion(type=AppointmentType.NEW, free_until=None))
    calls.answers(appointments.figures, DayFigures(waiting=2, in_consultation=0, completed=0, average_wait_minutes=3))
    calls.answers(appointments.get, visits.appointment())
    calls.answers(calendar.of_doctor, days.calendar)
    calls.answers(charts.open_chart, visits.chart())
    calls.answers(billing.of_appointment, part_paid)
    calls.answers(billing.unpaid, Page(items=[bills.summary_of(part_paid)]))
    calls.answers(billing.get, part_paid)
    calls.answers(cash.current_session, bills.drawer())
    calls.answers(cash.hand_overs, Page(items=[]))
    calls.answers(cash.standing, bills.standing())
    return calls


@pytest.fixture
def desk(calls, qapp):
    """For any role; what is printed goes nowhere."""
    stream = FakeStream()

    def for_role(role: Role) -> Desk:
        parts: Any = SimpleNamespace(stream=stream, clock=StillClock(), nothing=None)
        return Desk(
            workstation_id=WorkstationId(UUID(int=1)),
            workstation="Counter 2",
            kind=WorkstationKind.RECEPTION,
            calls=calls,
            session=KnownSession(role),
            changes=Changes(parts.stream, debounce_ms=0),
            live=parts.nothing,
            clock=parts.clock,
            printing=parts.nothing,
        )

    return for_role


@pytest.fixture
def settle(qtbot):
    """Let every answer arrive, and what is asked after it."""

    def run(calls: FakeCalls) -> None:
        def quiet() -> bool:
            calls.deliver()
            QTest.qWait(1)
            return not calls._waiting

        for _ in range(3):
            qtbot.waitUntil(quiet)

    return run


@pytest.fixture
def reception(desk, calls, shown, settle):
    page = shown(build_reception(desk(Role.RECEPTIONIST), MemoryDrafts()), 1278, 650)
    QTest.keyClicks(page.search.box, "rahima")
    QTest.keyClick(page.search.box, Qt.Key.Key_Return)
    settle(calls)
    page.day.table.select_first()
    return page


@pytest.fixture
def cashier(desk, calls, shown, settle):
    page = shown(build_cashier(desk(Role.CASHIER)), 1278, 650)
    page.open_bill(bills.BILL)
    settle(calls)
    QTest.keyClick(page, Qt.Key.Key_F8)
    return page


@pytest.fixture
def patient(desk, calls, shown, settle):
    page = shown(build_patient(desk(Role.RECEPTIONIST)), 1278, 650)
    page.open_patient(bills.RAHIMA.id)
    settle(calls)
    return page


@pytest.fixture
def consulting(qapp, shown, settle):
    clinic = Clinic()
    clinic.let_in(clinic.arrives(14, "Abdul Karim", allergies=[PENICILLIN]))
    clinic.arrives(15, "Sultana Akter")
    page = shown(build_consulting(clinic.desk(), clinic.drafts), 1278, 650)
    settle(clinic.calls)
    clinic.push()
    settle(clinic.calls)
    page.visit.add_diagnosis(PNEUMONIA)
    page.visit.add_medicine(PARACETAMOL, "para 500 tds 5d")
    page.visit.add_test(BLOOD_COUNT)
    page.visit.order()
    page.visit.add_test(CRP)
    settle(clinic.calls)
    return page


@pytest.fixture
def calendar_day(desk, calls, shown, settle):
    page = shown(build_calendar(desk(Role.RECEPTIONIST)), 1278, 650)
    settle(calls)
    return page


@pytest.fixture
def calendar_week(calendar_day, calls, settle):
    calendar_day.span.button(Span.WEEK).click()
    settle(calls)
    return calendar_day


@pytest.mark.parametrize(
    ("place", "at_least"),
    [
        ("reception", 20),
        ("cashier", 12),
        ("patient", 4),
        ("consulting", 15),
        ("calendar_day", 12),
        ("calendar_week", 12),
    ],
)
def test_every_stop_of_the_tab_key_has_a_spoken_name(place, at_least, request):
    page = request.getfixturevalue(place)

    assert len(stops(page)) >= at_least
    assert silent(page) == []
