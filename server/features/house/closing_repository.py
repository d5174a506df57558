"""SQL of the days on which the house is closed, and of who is booked there."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from server.features.appointments.tables import Appointment
from server.features.schedules.tables import ClosingDayRow
from server.features.staff.tables import Employee
from shared.contracts.house import ClosingDayNotFound
from shared.ids import ClosingDayId, EmployeeId
from shared.models.appointments import AppointmentStatus

MOST_CLOSINGS: Final = 500


class ClosingRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: ClosingDayRow) -> None:
        self._session.add(row)

    def standing(self, first: date, last: date | None = None) -> Sequence[tuple[ClosingDayRow, str]]:
        """In their order, with who said so; one more than fits."""
        query = (
            select(ClosingDayRow, Employee.full_name)
            .join(Employee, Employee.id == ClosingDayRow.changed_by)
            .where(ClosingDayRow.withdrawn_at.is_(None), ClosingDayRow.day >= first)
            .order_by(ClosingDayRow.day)
            .limit(MOST_CLOSINGS + 1)
        )
        rows = self._session.execute(query if last is None else query.where(ClosingDayRow.day <= last))
        return [(row, who) for row, who in rows]

    def locked(self, closing_day_id: ClosingDayId, today: date) -> ClosingDayRow:
        """One ahead. Raises ClosingDayNotFound."""
        row = self._session.get(ClosingDayRow, closing_day_id, with_for_update=True)
        if row is None or row.withdrawn_at is not None or row.day < today:
            raise ClosingDayNotFound
        return row

    def booked(self, days: Collection[date]) -> Sequence[Row[date, EmployeeId, str, datetime | None, int]]:
        """How many are booked and not here yet, by day, doctor and slot."""
        return self._session.execute(
            select(
                Appointment.appointment_date,
                Appointment.doctor_id,
                Employee.full_name,
                Appointment.slot_at,
                func.count(),
            )
            .join(Employee, Employee.id == Appointment.doctor_id)
            .where(Appointment.appointment_date.in_(days), Appointment.status == AppointmentStatus.SCHEDULED)
            .group_by(Appointment.appointment_date, Appointment.doctor_id, Employee.full_name, Appointment.slot_at)
            .order_by(Appointment.appointment_date, Employee.full_name, Appointment.doctor_id, Appointment.slot_at)
        ).all()
