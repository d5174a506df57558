from datetime import date, timedelta

import pytest

from shared.models.appointments import AppointmentStatus, AppointmentType
from shared.rules.follow_up import FreeFollowUps, Visit

MONDAY = date(2026, 11, 23)
WEEK = FreeFollowUps(days=7, visits=1)


def new(days_ago, status=AppointmentStatus.COMPLETED):
    return Visit(MONDAY - timedelta(days=days_ago), AppointmentType.NEW, status)


def again(days_ago, status=AppointmentStatus.COMPLETED):
    return Visit(MONDAY - timedelta(days=days_ago), AppointmentType.FOLLOWUP, status)


@pytest.mark.parametrize(
    ("before", "last"),
    [
        ([], None),
        ([new(0)], 7),
        ([new(7)], 0),
        ([new(8)], None),
        ([new(3, AppointmentStatus.NO_SHOW)], None),
        ([new(3, AppointmentStatus.SCHEDULED)], None),
        ([new(3), again(1)], None),
        ([new(3), again(1, AppointmentStatus.CANCELLED)], 4),
        ([new(3), again(1, AppointmentStatus.NO_SHOW)], 4),
        ([new(3), again(0, AppointmentStatus.SCHEDULED)], None),
        ([new(20), again(15), new(2)], 5),
        ([new(-2)], None),
    ],
)
def test_the_next_follow_up_is_free_soon_after_a_new_visit_and_once(before, last):
    assert WEEK.free_until(before, MONDAY) == (None if last is None else MONDAY + timedelta(days=last))


def test_a_house_may_give_several_or_none():
    assert FreeFollowUps(30, 2).free_until([new(20), again(10)], MONDAY) == MONDAY + timedelta(days=10)
    assert FreeFollowUps(0, 1).free_until([new(0)], MONDAY) is None
    assert FreeFollowUps(7, 0).free_until([new(0)], MONDAY) is None
