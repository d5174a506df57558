"""How long the patients of a doctor's queue still wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from server.core.house import House
from server.features.appointments.tables import Appointment
from server.features.appointments.waits_repository import AnyRow, WaitsRepository
from shared.ids import AppointmentId, EmployeeId
from shared.models.appointments import AppointmentStatus
from shared.models.queue import Pace
from shared.rules.waiting import minutes_ahead, pace_of

_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Waits:
    """What is known of one doctor now: the time a patient takes, who is inside how long, how long he is away."""

    pace: Pace
    used: float | None
    away: float | None
    """None when nobody knows when the doctor is back."""

    def minutes(self, people: int) -> int | None:
        """Until one is called who has so many before them; None when nobody can tell."""
        if self.away is None:
            return None
        return minutes_ahead(people, self.pace.minutes, used=self.used, away=self.away)


class WaitingTimes:
    def __init__(self, session: Session, house: House, now: datetime) -> None:
        self._waits = WaitsRepository(session)
        self._house = house
        self._now = now

    def of_doctor(self, doctor_id: EmployeeId, day: date) -> Waits:
        row = self._waits.of_doctor(doctor_id, day)
        if row is None:
            return Waits(pace_of(0, None, None, self._house.minutes_a_patient), used=None, away=0.0)
        return self._read(row)

    def of_day(self, day: date) -> Mapping[AppointmentId, int | None]:
        """The minutes of everybody who waits on a day, in two statements."""
        doctors = {row.doctor_id: self._read(row) for row in self._waits.of_day(day)}
        return {row.id: doctors[row.doctor_id].minutes(row.ahead) for row in self._waits.ahead(day)}

    def minutes(self, appointment: Appointment, people: int, today: date) -> int | None:
        """Until this one is called, who has so many before them; None for who does not wait today."""
        if appointment.status is not AppointmentStatus.WAITING or appointment.appointment_date != today:
            return None
        return self.of_doctor(appointment.doctor_id, today).minutes(people)

    def at(self, minutes: int | None) -> datetime | None:
        """The minute in which that is."""
        return None if minutes is None else (self._now + minutes * _MINUTE).replace(second=0, microsecond=0)

    def _read(self, row: AnyRow) -> Waits:
        today = None if row.median is None else row.median / 60
        usual = row.usual_seconds / 60 if row.usual_seconds else None
        used = None
        if row.room_since is not None:
            used = (self._now - row.room_since) / _MINUTE + row.room_seconds / 60
        away: float | None = 0.0
        if row.notice is not None:
            away = None if row.back_at is None else max(0.0, (row.back_at - self._now) / _MINUTE)
        return Waits(pace_of(row.finished, today, usual, self._house.minutes_a_patient), used, away)
