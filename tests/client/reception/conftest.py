from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

import pytest

from client.core.clock import Clock
from client.core.live import Live
from client.viewmodels.queue.live_queue import LiveQueue
from client.viewmodels.queue.moves import QueueMoves
from client.viewmodels.reception.day import DayList
from client.viewmodels.reception.last_token import LastToken
from client.viewmodels.reception.look_alikes import LookAlikeList
from client.viewmodels.reception.registration import Registration
from client.viewmodels.reception.search import PatientSearch
from client.views.reception.page import ReceptionPage
from client.widgets.theme import theme
from shared.contracts import appointments, billing, calendar, patients, payers, staff
from shared.models.appointments import AppointmentStatus, AppointmentType, DayFigures, VisitSuggestion
from shared.models.billing import PatientDues
from shared.models.calendar import Openings
from shared.models.common import Page
from shared.models.patients import Sex
from shared.permissions import Role
from tests.client.consulting.clinic import FakeSession
from tests.client.examples import NOON, TODAY, me
from tests.client.fakes import FakeCalls
from tests.client.reception import people


class FakePrinting:
    """The papers that would have been printed."""

    def __init__(self):
        self.tokens = []

    def token(self, appointment):
        self.tokens.append(appointment)


class FakeDrafts:
    def __init__(self):
        self.kept = {}

    def save(self, key, draft):
        self.kept[key] = draft

    def load(self, key):
        return self.kept.get(key)

    def clear(self, key):
        self.kept.pop(key, None)


class NoonClock(Clock):
    """It is noon; `later` lets minutes pass."""

    def __init__(self):
        super().__init__()
        self._now = NOON

    def now(self):
        return self._now

    def today(self):
        return TODAY

    def later(self, minutes):
        self._now += timedelta(minutes=minutes)


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(staff.doctors, Page(items=[people.RAHMAN, people.HASSAN]))
    calls.answers(staff.hospital, people.HOSPITAL)
    calls.answers(payers.choices, people.CHOICES)
    calls.answers(patients.search, Page(items=[people.RAHIMA, people.KHATUN]))
    calls.answers(patients.look_alikes, Page(items=[]))
    calls.answers(patients.get, lambda ask: people.card(people.patient(ask.patient_id.int)))
    calls.answers(patients.register, people.card(people.RAHIMA))
    calls.answers(appointments.book, people.details())
    calls.answers(appointments.suggest, VisitSuggestion(type=AppointmentType.NEW, free_until=None))
    calls.answers(calendar.openings, Openings(items=[]))
    calls.answers(
        appointments.of_day,
        Page(
            items=[
                people.row(1, AppointmentStatus.IN_CONSULTATION),
                people.row(2, minutes=31),
                people.row(3, AppointmentStatus.SCHEDULED),
            ]
        ),
    )
    calls.answers(
        appointments.figures, DayFigures(waiting=23, in_consultation=6, completed=61, average_wait_minutes=18)
    )
    nothing = PatientDues(currency=people.HOSPITAL.currency, amount=Decimal(0), bills=0, oldest=None)
    calls.answers(billing.dues, nothing)
    return calls


@pytest.fixture
def clock():
    return NoonClock()


@pytest.fixture
def printing():
    return cast("Any", FakePrinting())


@pytest.fixture
def drafts():
    return FakeDrafts()


@pytest.fixture
def registration(calls, changes, clock, printing, drafts):
    return Registration(calls, changes, clock, printing, drafts)


@pytest.fixture
def filled(registration):
    """Everything typed that a new patient's token needs."""
    registration.change(name="Rahima Begum", sex=Sex.FEMALE, age="54", doctor_id=people.RAHMAN.id)
    return registration


@pytest.fixture
def session(qapp):
    return FakeSession(me(Role.RECEPTIONIST))


@pytest.fixture
def moves(calls, session, clock):
    return QueueMoves(calls, session, clock)


@pytest.fixture
def line(calls, stream, moves, clock):
    live = Live(cast("Any", stream))
    live.set_active(True)
    return LiveQueue(calls, live, moves, clock)


@pytest.fixture
def day(calls, changes, printing, moves, clock):
    return DayList(calls, changes, printing, moves, clock)


@pytest.fixture
def last(calls, printing):
    return LastToken(calls, printing)


@pytest.fixture
def page(calls, registration, last, day, line, clock, qtbot, answered):
    theme()
    page = ReceptionPage(PatientSearch(calls), LookAlikeList(calls, clock), registration, last, day, line, clock)
    qtbot.addWidget(page)
    page.resize(1278, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: day.state.known and registration.state.doctors)
    page.search.box.setFocus()
    yield page
    page.close()
