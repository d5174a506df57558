"""SQL of the calendar: it shows what other features keep, and asks them for it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from server.features.appointments.repository import whole
from server.features.appointments.tables import Appointment
from server.features.staff.tables import Employee
from shared.contracts.appointments import DoctorNotFound
from shared.ids import EmployeeId
from shared.models.appointments import AppointmentStatus


class CalendarRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def check_doctor(self, doctor_id: EmployeeId) -> None:
        found = self._session.scalar(
            select(Employee.id).where(Employee.id == doctor_id, Employee.is_doctor, Employee.is_active)
        )
        if found is None:
            raise DoctorNotFound(doctor_id)

    def booked(
        self, doctor_id: EmployeeId, first: date, last: date, spans: Sequence[tuple[datetime, datetime]] | None
    ) -> Sequence[Appointment]:
        """Who is booked and not here yet: on these days, or with a slot that touches one of the spans."""
        query = (
            whole()
            .where(
                Appointment.doctor_id == doctor_id,
                Appointment.appointment_date.between(first, last),
                Appointment.status == AppointmentStatus.SCHEDULED,
            )
            .order_by(Appointment.appointment_date, Appointment.slot_at, Appointment.id)
        )
        if spans is not None:
            touched = (and_(Appointment.slot_at < until, Appointment.slot_until > begins) for begins, until in spans)
            query = query.where(or_(*touched))
        return self._session.scalars(query).all()
