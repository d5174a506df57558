"""What is planned or booked ahead and would lie elsewhere if the house lived by other hours."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Row, func, literal, or_, select
from sqlalchemy.orm import Session

from server.features.appointments.repository import OPEN
from server.features.appointments.tables import Appointment
from server.features.schedules.tables import DatedSessionRow, LeaveRow, WeeklySessionRow
from server.features.staff.tables import Employee
from shared.models.house import HouseFacts
from shared.rules.slots import MINUTES_A_DAY

MOST_NAMED: Final = 5


class HoursRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def outside(self, today: date, day_starts: int) -> Sequence[Row[str, int, int]]:
        """Whose sessions and hours of leave from today on would not lie within one business day: doctor and minutes."""
        weekly, dated, leave = WeeklySessionRow, DatedSessionRow, LeaveRow
        planned = (
            select(weekly.doctor_id, weekly.starts, weekly.ends)
            .where(weekly.withdrawn_at.is_(None), func.coalesce(weekly.valid_until, today) >= today)
            .union(
                select(dated.doctor_id, dated.starts, dated.ends).where(
                    dated.withdrawn_at.is_(None), dated.day >= today
                ),
                select(leave.doctor_id, leave.starts, leave.ends).where(
                    leave.withdrawn_at.is_(None), leave.last_day >= today, leave.starts.is_not(None)
                ),
            )
            .subquery()
        )
        begins = day_starts * 60
        return self._session.execute(
            select(Employee.full_name, planned.c.starts, planned.c.ends)
            .join(planned, planned.c.doctor_id == Employee.id)
            .where(or_(planned.c.starts < begins, planned.c.ends > begins + MINUTES_A_DAY))
            .order_by(Employee.full_name, planned.c.starts)
            .limit(MOST_NAMED)
        ).all()

    def visits_moved(self, today: date, before: HouseFacts, after: HouseFacts) -> tuple[int, date | None]:
        """How many booked from today on would be at another time of the clock, or on another day; and the last."""
        at = Appointment.slot_at
        there, day = func.timezone(after.timezone, at), Appointment.appointment_date
        number, last = self._session.execute(
            select(func.count(), func.max(day)).where(
                Appointment.appointment_date >= today,
                Appointment.status.in_(OPEN),
                at.is_not(None),
                or_(there != func.timezone(before.timezone, at), _business_day(there, after.day_starts) != day),
            )
        ).one()
        return number, last


def _business_day(wall: ColumnElement[object], day_starts: int) -> ColumnElement[date]:
    return func.date(wall - func.make_interval(0, 0, 0, 0, literal(day_starts)))
