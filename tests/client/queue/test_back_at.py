from datetime import UTC, datetime, timedelta

import pytest

from client.core.zone import live_by
from client.viewmodels.queue.back_at import back_at

NOW = datetime(2026, 11, 23, 10, 41, tzinfo=UTC)


@pytest.fixture(autouse=True)
def zone():
    live_by("UTC")


@pytest.mark.parametrize("typed", ["13:30", "1330", "13.30"])
def test_a_time_of_the_day(typed):
    assert back_at(typed, NOW) == NOW.replace(hour=13, minute=30)


@pytest.mark.parametrize("typed", ["20", "+20", "20 min", "20m"])
def test_so_many_minutes_from_now(typed):
    assert back_at(typed, NOW) == NOW + timedelta(minutes=20)


@pytest.mark.parametrize("typed", ["", "soon", "25:00", "12:75", "9:00", "0", "10:41"])
def test_no_time_to_come(typed):
    assert back_at(typed, NOW) is None
