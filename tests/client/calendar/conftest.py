from typing import Any, cast

import pytest

from client.viewmodels.calendar.planner import Planner
from client.views.calendar.page import CalendarPage
from client.widgets.theme import theme
from shared.contracts import appointments, calendar, schedules, staff
from shared.models.calendar import LeaveTarget
from shared.models.common import Nothing, Page
from shared.permissions import Role
from tests.client.calendar import days
from tests.client.consulting.clinic import FakeSession
from tests.client.examples import me
from tests.client.reception import people
from tests.client.reception.conftest import calls as at_the_counter
from tests.client.reception.conftest import clock

__all__ = ["at_the_counter", "clock"]


@pytest.fixture
def calls(at_the_counter):
    calls = at_the_counter
    calls.answers(calendar.of_doctor, days.calendar)
    calls.answers(calendar.openings, days.openings(days.opening(0), days.opening(2, people.HASSAN)))
    calls.answers(calendar.hit_by_leave, Page(items=[days.KARIM]))
    calls.answers(calendar.leave_target, LeaveTarget(opening=days.opening(2)))
    calls.answers(calendar.take_leave, days.TAKEN)
    calls.answers(schedules.of_doctor, days.SCHEDULE)
    calls.answers(schedules.add_weekly, days.session())
    calls.answers(schedules.change_weekly, days.session())
    calls.answers(schedules.add_dated, days.on_date())
    calls.answers(schedules.withdraw_dated, Nothing())
    calls.answers(calendar.outside_hours, Page(items=[]))
    calls.answers(staff.rooms, Page(items=days.ROOMS))
    calls.answers(appointments.book, days.details(days.booked(9, days.slot(1).starts)))
    calls.answers(appointments.reschedule, days.details(days.KARIM))
    calls.answers(appointments.cancel, days.details(days.KARIM))
    return calls


@pytest.fixture
def session(qapp):
    """A receptionist's; a test may put somebody else in it before it asks for the page."""
    return FakeSession(me(Role.RECEPTIONIST, user=9))


@pytest.fixture
def planner(calls, changes, session, clock):
    return Planner(calls, changes, cast("Any", session), clock)


@pytest.fixture
def page(planner, calls, session, clock, qtbot, answered):
    theme()
    page = CalendarPage(planner, calls, clock, may_plan=True, may_book=session.can(appointments.book))
    qtbot.addWidget(page)
    page.resize(1278, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: planner.state.known)
    page.day.setFocus()
    yield page
    page.close()
