"""A doctor's week at noon on a Monday."""

from datetime import datetime, timedelta
from uuid import UUID

from shared.ids import AppointmentId, DatedSessionId, LeaveId, RoomId, WeeklySessionId
from shared.models.appointments import AppointmentDetails, AppointmentStatus, AppointmentSummary
from shared.models.calendar import Calendar, CalendarDay, CalendarSlot, LeaveTaken, Opening, Openings
from shared.models.schedules import DatedSession, DoctorSchedule, LeaveDetails, WeeklySession
from shared.models.staff import RoomSummary
from tests.client.examples import NOON, TODAY
from tests.client.reception import people

__all__ = ["DatedSessionId", "RoomId"]

NINE = NOON.replace(hour=9, minute=0)


def slot(number, free=1, capacity=1, bookable=1, day=0):
    starts = NINE + timedelta(days=day, minutes=20 * number)
    return CalendarSlot(
        starts=starts,
        ends=starts + timedelta(minutes=20),
        room="101",
        capacity=capacity,
        bookable=bookable,
        free=free,
    )


def booked(number, at: datetime | None, status=AppointmentStatus.SCHEDULED, name="") -> AppointmentSummary:
    facts = people._facts(number, status, 10)
    day = TODAY if at is None else at.date()
    named = people.patient(number, name or f"Patient {number}")
    return AppointmentSummary.model_validate(
        facts | {"slot_at": at, "date": day, "token": f"M-{number:03d}", "patient": named}
    )


def details(row: AppointmentSummary) -> AppointmentDetails:
    return AppointmentDetails.model_validate(
        dict(row)
        | {
            "people_ahead": 0,
            "fee": "800.00",
            "booked_by": "Anna",
            "booked_at": NOON,
            "phone_link": "",
            "expected_at": None,
        }
    )


def day_of(number, slots=(), appointments=(), leave=None, has_hours=True, closed=None):
    return CalendarDay(
        date=TODAY + timedelta(days=number),
        has_hours=has_hours,
        leave=leave,
        closed=closed,
        slots=list(slots),
        appointments=list(appointments),
    )


RAHIMA = booked(1, NINE, AppointmentStatus.WAITING, "Rahima Begum")
KARIM = booked(2, NINE + timedelta(minutes=40), name="Md. Abdul Karim")
WALK_IN = booked(3, None, AppointmentStatus.IN_CONSULTATION, "Farzana Yasmin")


def today():
    return day_of(
        0,
        [slot(0, free=0), slot(1), slot(2, free=0), slot(3, free=0, bookable=0), *(slot(n) for n in range(4, 12))],
        [RAHIMA, KARIM, WALK_IN],
    )


def week(first_day=0):
    other = [booked(10 + n, NINE + timedelta(days=2, minutes=20 * n)) for n in range(3)]
    return [
        today(),
        day_of(1, [slot(n, day=1) for n in range(12)]),
        day_of(2, [slot(n, free=0 if n < 3 else 1, day=2) for n in range(12)], other),
        day_of(3, [], leave="Conference"),
        day_of(4, [slot(n, day=4, free=2, capacity=2, bookable=2) for n in range(6, 18)]),
        day_of(5),
        day_of(6),
    ]


def calendar(ask):
    known = {one.date: one for one in week()}
    wanted = [ask.date + timedelta(days=number) for number in range(ask.days)]
    days = [
        known.get(day, CalendarDay(date=day, has_hours=True, leave=None, closed=None, slots=[], appointments=[]))
        for day in wanted
    ]
    return Calendar(doctor_id=ask.doctor_id, doctor=people.RAHMAN.name, department="Medicine", days=days)


def opening(number, doctor=people.RAHMAN):
    starts = NINE + timedelta(days=1, minutes=20 * number)
    return Opening(
        doctor_id=doctor.id,
        doctor=doctor.name,
        department=doctor.department,
        room=doctor.room,
        date=starts.date(),
        starts=starts,
        ends=starts + timedelta(minutes=20),
        free=1,
    )


def openings(*found, closed=None):
    return Openings(items=list(found), closed=closed)


LEAVE = LeaveDetails(
    id=LeaveId(UUID(int=5)), first_day=TODAY, last_day=TODAY, starts=None, ends=None, reason="Conference"
)
TAKEN = LeaveTaken(leave_id=LEAVE.id, leave=LEAVE, appointments=[])


def session(number=1, weekday=0):
    return WeeklySession(
        id=WeeklySessionId(UUID(int=number)),
        weekday=weekday,
        starts=NINE.time().replace(tzinfo=None),
        ends=NOON.time().replace(hour=13, tzinfo=None),
        room_id=None,
        room="",
        slot_minutes=20,
        capacity=1,
        walk_in_share=25,
        valid_from=TODAY - timedelta(days=30),
        valid_until=None,
        version=3,
    )


def on_date(number=90, starts=NOON, replaces=None, reason=""):
    return DatedSession(
        id=DatedSessionId(UUID(int=number)),
        date=TODAY,
        starts=starts.time().replace(tzinfo=None),
        ends=starts.time().replace(hour=starts.hour + 2, tzinfo=None),
        room_id=None,
        room="",
        slot_minutes=20,
        capacity=1,
        walk_in_share=0,
        replaces=replaces,
        reason=reason,
    )


SCHEDULE = DoctorSchedule(
    doctor_id=people.RAHMAN.id,
    doctor=people.RAHMAN.name,
    weekly=[session(number, weekday=number - 1) for number in range(1, 6)],
    dated=[],
    leaves=[LEAVE],
)
ROOMS = [RoomSummary(id=RoomId(UUID(int=1)), name="101"), RoomSummary(id=RoomId(UUID(int=2)), name="102")]
SOMEBODY = AppointmentId(UUID(int=1))
