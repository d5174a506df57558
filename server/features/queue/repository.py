"""SQL of the live pictures: columns, not entities, since every move draws them anew."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Date, Row, Select, Uuid, bindparam, case, func, select, text
from sqlalchemy.orm import Session

from server.features.appointments.repository import rank
from server.features.appointments.tables import SEES_DOCTOR, Appointment, QueueDay
from server.features.patients.tables import Allergy, Patient
from server.features.queue.tables import SessionEvent
from server.features.staff.tables import Department, Employee, Room
from server.features.workstations.tables import Workstation
from shared.contracts.appointments import AppointmentNotFound, DoctorNotFound
from shared.contracts.workstations import WorkstationNotFound
from shared.ids import AppointmentId, EmployeeId, WorkstationId
from shared.models.appointments import AppointmentStatus
from shared.rules.queue_order import Standing

AnyRow: TypeAlias = Row[*tuple[Any, ...]]

_CURRENT = (AppointmentStatus.CALLED, AppointmentStatus.IN_CONSULTATION)
_SHOWN = (*_CURRENT, AppointmentStatus.WAITING, AppointmentStatus.ON_HOLD)
_NEXT_ON_BOARD = 3
LAST_CALLS = 6


class QueueRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def head(self, doctor_id: EmployeeId, day: date) -> AnyRow:
        """Doctor, own room, the version and how many were seen. Read before the entries: they are as new or newer."""
        found = self._session.execute(_HEAD, {"doctor_id": doctor_id, "day": day}).one_or_none()
        if found is None:
            raise DoctorNotFound(doctor_id)
        return found

    def entries(self, doctor_id: EmployeeId, day: date) -> Sequence[AnyRow]:
        """Who is in the room or called, then who waits in calling order, then who is on hold."""
        return self._session.execute(_ENTRIES_OF_DAY, {"doctor_id": doctor_id, "day": day}).all()

    def line(self, appointment: Appointment) -> list[Standing]:
        """All who keep a place in the appointment's class, itself with them; the day is locked, so nobody moves."""
        rows = self._session.execute(
            select(Appointment.id, Appointment.queue_position, Appointment.status).where(
                Appointment.doctor_id == appointment.doctor_id,
                Appointment.appointment_date == appointment.appointment_date,
                Appointment.priority == appointment.priority,
                Appointment.status.in_(_SHOWN),
            )
        )
        return [
            Standing(one, position, status is AppointmentStatus.WAITING)
            for one, position, status in rows
            if position is not None
        ]

    def place(self, positions: Mapping[AppointmentId, int], moved: Appointment) -> None:
        """Gives those in a line their new positions. Only who moved becomes a new version: the others did nothing."""
        moved.queue_position = positions.get(moved.id, moved.queue_position)
        others = [{"id": one, "position": position} for one, position in positions.items() if one != moved.id]
        if others:
            self._session.execute(text("UPDATE appointments SET queue_position = :position WHERE id = :id"), others)

    def flush(self) -> None:
        """Makes what was done visible to the picture that answers it."""
        self._session.flush()  # the next query reads columns, not entities

    def log(self, event: SessionEvent) -> None:
        self._session.add(event)

    def entry(self, appointment_id: AppointmentId) -> AnyRow:
        found = self._session.execute(_entries().where(Appointment.id == appointment_id)).one_or_none()
        if found is None:
            raise AppointmentNotFound(appointment_id)
        return found

    def check_workstation(self, workstation_id: WorkstationId) -> None:
        """Raises WorkstationNotFound for one that is not, or no longer, paired."""
        found = self._session.scalar(
            select(Workstation.id).where(Workstation.id == workstation_id, Workstation.revoked_at.is_(None))
        )
        if found is None:
            raise WorkstationNotFound(workstation_id)

    def moves_of_day(self, day: date) -> int:
        """Of all doctors together: it only grows while the day lasts."""
        return self._session.execute(
            select(func.coalesce(func.sum(QueueDay.version), 0)).where(QueueDay.day == day)
        ).scalar_one()

    def rooms(self, day: date) -> Sequence[AnyRow]:
        """Every active doctor with the own room, if there is one, and who is being served."""
        return self._session.execute(
            select(
                Employee.id,
                Employee.room_id,
                Employee.full_name.label("doctor"),
                func.coalesce(Department.name, "").label("department"),
                func.coalesce(Room.name, "").label("room"),
                QueueDay.notice,
                QueueDay.paused_since,
                QueueDay.back_at,
                Appointment.token.label("now_serving"),
                (func.coalesce(Appointment.status == AppointmentStatus.CALLED, False)).label("calling"),
                Appointment.called_at,
                func.coalesce(Appointment.calls, 0).label("calls"),
            )
            .outerjoin(Room, Room.id == Employee.room_id)
            .outerjoin(Department, Department.id == Employee.department_id)
            .outerjoin(QueueDay, (QueueDay.doctor_id == Employee.id) & (QueueDay.day == day))
            .outerjoin(
                Appointment,
                (Appointment.doctor_id == Employee.id)
                & (Appointment.appointment_date == day)
                & Appointment.status.in_(_CURRENT),
            )
            .where(Employee.is_doctor, Employee.is_active)
            .order_by(Employee.full_name, Employee.id)
        ).all()

    def first_waiting(self, day: date) -> Sequence[AnyRow]:
        """The next tokens of every doctor, each with how many wait there."""
        line: ColumnElement[int] = func.row_number().over(
            partition_by=Appointment.doctor_id, order_by=(rank(), Appointment.queue_position)
        )
        lines = (
            select(
                Appointment.doctor_id,
                Appointment.token,
                line.label("place"),
                func.count().over(partition_by=Appointment.doctor_id).label("waiting"),
            )
            .where(Appointment.appointment_date == day, Appointment.status == AppointmentStatus.WAITING)
            .subquery()
        )
        return self._session.execute(
            select(lines).where(lines.c.place <= _NEXT_ON_BOARD).order_by(lines.c.doctor_id, lines.c.place)
        ).all()

    def last_calls(self, day: date) -> Sequence[AnyRow]:
        """The newest first, of every doctor as many as one display shows."""
        place = func.row_number().over(
            partition_by=Employee.id, order_by=(Appointment.called_at.desc(), Appointment.id.desc())
        )
        calls = (
            select(
                Appointment.id,
                Appointment.doctor_id,
                Employee.room_id,
                Appointment.token,
                func.coalesce(Room.name, "").label("room"),
                Employee.full_name.label("doctor"),
                func.coalesce(Department.name, "").label("department"),
                Appointment.called_at,
                Appointment.calls,
                place.label("place"),
            )
            .join(Employee, Employee.id == Appointment.doctor_id)
            .outerjoin(Room, Room.id == Employee.room_id)
            .outerjoin(Department, Department.id == Employee.department_id)
            .where(Appointment.appointment_date == day, Appointment.called_at.is_not(None))
            .subquery()
        )
        return self._session.execute(
            select(calls).where(calls.c.place <= LAST_CALLS).order_by(calls.c.called_at.desc(), calls.c.id.desc())
        ).all()


def _entries() -> Select[*tuple[Any, ...]]:
    """The columns of a QueueEntry, by its names."""
    allergies = select(func.count()).where(Allergy.patient_id == Patient.id, Allergy.withdrawn_at.is_(None))
    return select(
        Appointment.id.label("appointment_id"),
        Appointment.patient_id,
        Patient.patient_no,
        Patient.name,
        Patient.name_local,
        Patient.sex,
        Patient.birth_date,
        Patient.birth_precision,
        Appointment.token,
        Appointment.status,
        Appointment.hold_reason,
        Appointment.appointment_type,
        Appointment.priority,
        Appointment.queue_position,
        Appointment.waiting_since,
        Appointment.called_at,
        Appointment.calls,
        allergies.correlate(Patient).scalar_subquery().label("allergies"),
        Appointment.version,
    ).join(Patient, Patient.id == Appointment.patient_id)


# Built once: putting a statement together takes Python longer than PostgreSQL takes to answer it.
_DOCTOR: Final = bindparam("doctor_id", type_=Uuid())
_DAY: Final = bindparam("day", type_=Date())

_HEAD: Final = (
    select(
        Employee.full_name.label("doctor"),
        Employee.room_id,
        func.coalesce(Room.name, "").label("room"),
        func.coalesce(QueueDay.version, 0).label("version"),
        QueueDay.notice,
        QueueDay.paused_since,
        QueueDay.back_at,
        select(func.count())
        .where(
            Appointment.doctor_id == _DOCTOR,
            Appointment.appointment_date == _DAY,
            Appointment.status == AppointmentStatus.COMPLETED,
            SEES_DOCTOR,
        )
        .scalar_subquery()
        .label("completed"),
    )
    .outerjoin(Room, Room.id == Employee.room_id)
    .outerjoin(QueueDay, (QueueDay.doctor_id == Employee.id) & (QueueDay.day == _DAY))
    .where(Employee.id == _DOCTOR, Employee.is_doctor, Employee.is_active)
)
_ENTRIES_OF_DAY: Final = (
    _entries()
    .where(Appointment.doctor_id == _DOCTOR, Appointment.appointment_date == _DAY, Appointment.status.in_(_SHOWN))
    .order_by(
        case({status: number for number, status in enumerate(_SHOWN)}, value=Appointment.status),
        rank(),
        Appointment.queue_position,
    )
)
