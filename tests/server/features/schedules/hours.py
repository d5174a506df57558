"""Doctors who sit, for tests. The test day, 22 November 2026, is a Sunday; it is noon in Dhaka."""

from datetime import date, time
from typing import Any

from shared.contracts import schedules
from shared.ids import EmployeeId
from shared.models.schedules import WeeklySession
from tests.support.server import Api

SUNDAY = 6
TODAY = date(2026, 11, 22)


def sits(desk: Api, doctor_id: EmployeeId, starts: int, ends: int, **facts: Any) -> WeeklySession:
    """Every Sunday from one full hour to another, in slots of 20 minutes."""
    given = {"weekday": SUNDAY, "slot_minutes": 20, **facts}
    return desk.send(schedules.add_weekly(doctor_id=doctor_id, starts=time(starts), ends=time(ends), **given))
