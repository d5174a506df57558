"""A doctor at the calendar: one's own days first, and others' only to look at."""

import pytest

from shared.permissions import Role
from tests.client.calendar import days
from tests.client.examples import me
from tests.client.reception import people


@pytest.fixture
def doctor(session):
    """Dr. Rahman, who is not the first of the list."""
    session.me = me(Role.DOCTOR, user=people.RAHMAN.id.int)


def test_a_doctor_sees_ones_own_calendar_first(doctor, page, planner):
    assert planner.state.doctors[0] == people.HASSAN
    assert page.doctor.value() == people.RAHMAN.id


def test_whoever_is_no_doctor_begins_with_the_first(page, planner):
    assert page.doctor.value() == planner.state.doctors[0].id


def test_a_doctor_changes_ones_own_days_and_no_others(doctor, page, planner, answered):
    buttons = (page.book, page.leave, page.hours)
    assert [button.isEnabled() for button in buttons] == [True] * 3

    planner.choose_doctor(people.HASSAN.id)
    answered(lambda: planner.state.known)
    planner.choose(next(one for one in planner.state.places if one.appointment == days.KARIM))

    assert [button.isEnabled() for button in (*buttons, page.reschedule, page.cancel)] == [False] * 5


@pytest.fixture
def manager(session):
    session.me = me(Role.MANAGER)


def test_who_plans_and_books_nobody_sees_the_days_and_their_leaves_and_hours(manager, page):
    shown = [button.isVisible() for button in (page.leave, page.hours, page.day_hours, page.book, page.cancel)]

    assert shown == [True, True, True, False, False]
    assert page.leave.isEnabled()
