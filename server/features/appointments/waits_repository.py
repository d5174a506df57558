"""SQL of how long a doctor's patients take and wait."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Date, Row, Uuid, bindparam, case, func, literal_column, select, true
from sqlalchemy.orm import Session

from server.features.appointments.repository import rank
from server.features.appointments.tables import SEES_DOCTOR, Appointment, QueueDay
from shared.ids import EmployeeId
from shared.models.appointments import AppointmentStatus

AnyRow: TypeAlias = Row[*tuple[Any, ...]]


class WaitsRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def of_doctor(self, doctor_id: EmployeeId, day: date) -> AnyRow | None:
        """What his patients took, today and usually, who is inside since when, and whether he is away."""
        return self._session.execute(_OF_DOCTOR, {"doctor_id": doctor_id, "day": day}).one_or_none()

    def of_day(self, day: date) -> Sequence[AnyRow]:
        """The same of every doctor who has a queue."""
        return self._session.execute(_OF_DAY, {"day": day}).all()

    def ahead(self, day: date) -> Sequence[AnyRow]:
        """How many are before each who waits, in all queues: who is called, and who will be called earlier."""
        return self._session.execute(_AHEAD, {"day": day}).all()


_DOCTOR: Final = bindparam("doctor_id", type_=Uuid())
_DAY: Final = bindparam("day", type_=Date())

# Written out, so that a prepared statement finds the partial index too.
_COMPLETED: Final[ColumnElement[AppointmentStatus]] = literal_column(f"'{AppointmentStatus.COMPLETED}'")

_seen = (
    select(
        func.count().label("finished"),
        func.percentile_cont(0.5).within_group(Appointment.room_seconds).label("median"),
    )
    .where(
        Appointment.doctor_id == QueueDay.doctor_id,
        Appointment.appointment_date == QueueDay.day,
        Appointment.status == _COMPLETED,
        SEES_DOCTOR,
    )
    .correlate(QueueDay)
    .lateral()
)
_OF_DAY: Final = (
    select(
        QueueDay.doctor_id,
        QueueDay.usual_seconds,
        QueueDay.notice,
        QueueDay.back_at,
        _seen.c.finished,
        _seen.c.median,
        Appointment.room_since,
        Appointment.room_seconds,
    )
    .select_from(QueueDay)
    .join(_seen, true())
    .outerjoin(
        Appointment,
        (Appointment.doctor_id == QueueDay.doctor_id)
        & (Appointment.appointment_date == QueueDay.day)
        & (Appointment.status == AppointmentStatus.IN_CONSULTATION),
    )
    .where(QueueDay.day == _DAY)
)
_OF_DOCTOR: Final = _OF_DAY.where(QueueDay.doctor_id == _DOCTOR)

_place = func.row_number().over(
    partition_by=Appointment.doctor_id,
    order_by=(case((Appointment.status == AppointmentStatus.CALLED, 0), else_=1), rank(), Appointment.queue_position),
)
_AHEAD: Final = select(Appointment.id, Appointment.doctor_id, (_place - 1).label("ahead")).where(
    Appointment.appointment_date == _DAY,
    Appointment.status.in_((AppointmentStatus.CALLED, AppointmentStatus.WAITING)),
)
