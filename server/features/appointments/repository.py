"""SQL of appointments and of the counters of a doctor's day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    Uuid,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from server.core.database import violated
from server.core.events import AppointmentEvent
from server.features.appointments.tables import SEES_DOCTOR, Appointment, QueueDay
from server.features.patients.tables import SEALED
from server.features.staff.tables import Employee
from server.features.workstations.tables import Workstation
from shared.contracts.appointments import (
    AlreadyBooked,
    AppointmentNotFound,
    AppointmentStateConflict,
    DoctorNotFound,
    SessionEnded,
)
from shared.ids import AppointmentId, EmployeeId, PatientId
from shared.models.appointments import AppointmentStatus, ListAppointments, Priority
from shared.models.queue import SessionNotice, SessionPause

IN_THE_HOUSE = (
    AppointmentStatus.WAITING,
    AppointmentStatus.CALLED,
    AppointmentStatus.IN_CONSULTATION,
    AppointmentStatus.ON_HOLD,
)
OPEN = (AppointmentStatus.SCHEDULED, *IN_THE_HOUSE)


_CLASSES = list(Priority)


def rank() -> ColumnElement[int]:
    """The class counts before the position: emergencies first."""
    return case({priority: _CLASSES.index(priority) for priority in _CLASSES}, value=Appointment.priority)


@dataclass(frozen=True)
class Place:
    """What a check-in gives: the day's serial and the position in the queue."""

    serial: int
    position: int


@dataclass(frozen=True)
class Figures:
    waiting: int
    in_consultation: int
    completed: int
    average_wait_minutes: float | None


def pause_of(notice: SessionNotice | None, since: datetime | None, back_at: datetime | None) -> SessionPause | None:
    """As kept on a QueueDay."""
    if notice is None or since is None:
        return None
    return SessionPause(notice=notice, since=since, back_at=back_at)


class QueueDayRepository:
    """A doctor's day. Each method locks its row until the commit and makes a new version of the live picture."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def moved(self, doctor_id: EmployeeId, day: date) -> None:
        self._step(doctor_id, day, serials=0, positions=0)

    def reserved(self, doctor_id: EmployeeId, day: date) -> int:
        """The day's next serial for a booked slot: who holds it keeps it, and nobody else ever gets it."""
        serial: int = self._step(doctor_id, day, serials=1, positions=0).last_serial
        return serial

    def joined(self, doctor_id: EmployeeId, day: date, reserved: int | None) -> Place:
        """A place at the end; the serial that was booked, else the day's next. Raises SessionEnded."""
        row = self._still_open(self._step(doctor_id, day, serials=0 if reserved else 1, positions=1))
        if row.usual_seconds is None:
            self._session.execute(_REMEMBER_USUAL, {"doctor": doctor_id, "day": day})
        return Place(reserved or row.last_serial, row.last_position)

    def sent_to_end(self, doctor_id: EmployeeId, day: date) -> int:
        """Raises SessionEnded."""
        row = self._still_open(self._step(doctor_id, day, serials=0, positions=1))
        position: int = row.last_position
        return position

    def pause(self, doctor_id: EmployeeId, day: date) -> SessionPause | None:
        """Why nobody is called, if that is so; the day's end is a pause too."""
        row = self._session.execute(
            select(QueueDay.notice, QueueDay.paused_since, QueueDay.back_at).where(
                QueueDay.doctor_id == doctor_id, QueueDay.day == day
            )
        ).one_or_none()
        return None if row is None else pause_of(*row)

    def set_pause(self, doctor_id: EmployeeId, day: date, pause: SessionPause | None) -> None:
        self._session.execute(
            update(QueueDay)
            .where(QueueDay.doctor_id == doctor_id, QueueDay.day == day)
            .values(
                notice=pause and pause.notice,
                paused_since=pause and pause.since,
                back_at=pause and pause.back_at,
            )
        )

    def _still_open(self, row: Row[*tuple[Any, ...]]) -> Row[*tuple[Any, ...]]:
        if row.notice == SessionNotice.ENDED:
            raise SessionEnded
        return row

    def _step(self, doctor_id: EmployeeId, day: date, *, serials: int, positions: int) -> Row[*tuple[Any, ...]]:
        return self._session.execute(
            text(
                "INSERT INTO queue_days AS d (doctor_id, date, version, last_serial, last_position) "
                "VALUES (:doctor, :day, 1, :serials, :positions) ON CONFLICT (doctor_id, date) DO UPDATE SET "
                "version = d.version + 1, last_serial = d.last_serial + :serials, "
                "last_position = d.last_position + :positions "
                "RETURNING last_serial, last_position, notice, usual_seconds"
            ),
            {"doctor": doctor_id, "day": day, "serials": serials, "positions": positions},
        ).one()


class AppointmentRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, appointment_id: AppointmentId) -> Appointment:
        """With patient, doctor, room, department and booker."""
        return self._one(_ONE, appointment_id)

    def get_locked(self, appointment_id: AppointmentId) -> Appointment:
        """As it stands once nobody else changes it, with all that `get` brings."""
        # A merge that was waited for moved it to another patient, and the join looked for the pair as it was: again.
        found = self._session.scalar(_ONE_LOCKED, {"appointment_id": appointment_id})
        return found or self._one(_ONE_LOCKED, appointment_id)

    def _one(self, query: Select[Appointment], appointment_id: AppointmentId) -> Appointment:
        appointment = self._session.scalar(query, {"appointment_id": appointment_id})
        if appointment is None:
            raise AppointmentNotFound(appointment_id)
        return appointment

    def next_waiting_locked(self, doctor_id: EmployeeId, day: date) -> Appointment | None:
        """Who is called next: the class first, then the position."""
        waiting = (
            whole()
            .where(
                Appointment.doctor_id == doctor_id,
                Appointment.appointment_date == day,
                Appointment.status == AppointmentStatus.WAITING,
            )
            .order_by(rank(), Appointment.queue_position)
            .limit(1)
        )
        return self._session.scalar(_locking(waiting).execution_options(populate_existing=True))

    def open_of_day(self, doctor_id: EmployeeId, day: date) -> Sequence[Appointment]:
        """All who still wait, are called or are on hold, in their order; whoever moves one has locked the day."""
        query = (
            whole()
            .where(
                Appointment.doctor_id == doctor_id,
                Appointment.appointment_date == day,
                Appointment.status.in_(
                    (AppointmentStatus.WAITING, AppointmentStatus.CALLED, AppointmentStatus.ON_HOLD)
                ),
            )
            .order_by(rank(), Appointment.queue_position)
        )
        return self._session.scalars(query.execution_options(populate_existing=True)).all()

    def current(self, doctor_id: EmployeeId, day: date) -> Appointment | None:
        """Who is called or in the room: one at most."""
        return self._session.scalar(
            select(Appointment).where(
                Appointment.doctor_id == doctor_id,
                Appointment.appointment_date == day,
                Appointment.status.in_((AppointmentStatus.CALLED, AppointmentStatus.IN_CONSULTATION)),
            )
        )

    def add(self, appointment: Appointment) -> None:
        """Raises AlreadyBooked when the patient has an open appointment with this doctor on this day."""
        try:
            with self._session.begin_nested():  # flushes; a refusal leaves the transaction able to look up the other
                self._session.add(appointment)
        except IntegrityError as error:
            other = self._open_like(appointment) if violated(error) == "uq_appointments_open" else None
            if other is None:
                raise
            raise AlreadyBooked(other) from error

    def flush(self, found: AppointmentStatus) -> None:
        """Makes the move visible to the next query; `found` is what it started from.

        Raises AppointmentStateConflict when an absent patient was booked anew meanwhile and so cannot come back.
        """
        try:
            self._session.flush()  # the answer carries the new version
        except IntegrityError as error:
            if violated(error) == "uq_appointments_open":
                raise AppointmentStateConflict(found) from error
            raise

    def check_not_booked(self, patient_id: PatientId, doctor_id: EmployeeId, day: date) -> None:
        """Raises AlreadyBooked when the patient has an open appointment with this doctor on this day."""
        other = self._open_with(patient_id, doctor_id, day)
        if other is not None:
            raise AlreadyBooked(other)

    def _open_like(self, appointment: Appointment) -> AppointmentId | None:
        return self._open_with(appointment.patient_id, appointment.doctor_id, appointment.appointment_date)

    def _open_with(self, patient_id: PatientId, doctor_id: EmployeeId, day: date) -> AppointmentId | None:
        return self._session.scalar(
            select(Appointment.id).where(
                Appointment.patient_id == patient_id,
                Appointment.doctor_id == doctor_id,
                Appointment.appointment_date == day,
                Appointment.status.in_(OPEN),
            )
        )

    def first_open(self, patient_id: PatientId, day: date) -> Appointment | None:
        """The patient's next appointment from this day on that is not over, with its doctor."""
        return self._session.scalar(
            select(Appointment)
            .options(joinedload(Appointment.doctor, innerjoin=True))
            .where(
                Appointment.patient_id == patient_id,
                Appointment.appointment_date >= day,
                Appointment.status.in_(OPEN),
            )
            .order_by(Appointment.appointment_date, Appointment.id)
            .limit(1)
        )

    def laboratory_locked(self, patient_id: PatientId, day: date) -> Appointment | None:
        """The patient's visit for tests alone, if there was one."""
        found = select(Appointment).where(
            Appointment.patient_id == patient_id, Appointment.appointment_date == day, ~SEES_DOCTOR
        )
        return self._session.scalar(_locking(found.order_by(Appointment.id.desc()).limit(1)))

    def doctors_of(self, patient_id: PatientId, day: date) -> Sequence[EmployeeId]:
        """In whose queues a patient stands on a day, in one order for all who lock them."""
        return self._session.scalars(
            select(Appointment.doctor_id)
            .where(
                Appointment.patient_id == patient_id,
                Appointment.appointment_date == day,
                Appointment.status.in_(OPEN),
                Appointment.queue_position.is_not(None),
            )
            .distinct()
            .order_by(Appointment.doctor_id)
        ).all()

    def doctor(self, doctor_id: EmployeeId) -> Employee:
        """One who sees patients, with room and department."""
        doctor = self._session.scalar(
            select(Employee)
            .where(Employee.id == doctor_id, Employee.is_doctor, Employee.is_active)
            .options(joinedload(Employee.department), joinedload(Employee.room))
        )
        if doctor is None:
            raise DoctorNotFound(doctor_id)
        return doctor

    def people_ahead(self, appointment: Appointment) -> int:
        """Called now, or waiting and called earlier than this one."""
        return self._session.execute(
            _AHEAD,
            {
                "appointment_id": appointment.id,
                "doctor_id": appointment.doctor_id,
                "day": appointment.appointment_date,
                "rank": _CLASSES.index(appointment.priority),
                "position": _BEHIND_ALL if appointment.queue_position is None else appointment.queue_position,
            },
        ).scalar_one()

    def of_day(self, asked: ListAppointments, day: date, limit: int) -> Sequence[Appointment]:
        """In the order of check-in, then booking."""
        query = whole().where(Appointment.appointment_date == day, SEES_DOCTOR)
        if asked.doctor_id is not None:
            query = query.where(Appointment.doctor_id == asked.doctor_id)
        if asked.patient_id is not None:
            query = query.where(Appointment.patient_id == asked.patient_id)
        order = (Appointment.checked_in_at.asc().nulls_last(), Appointment.booked_at, Appointment.id)
        return self._session.scalars(query.order_by(*order).limit(limit)).all()

    def figures(self, day: date) -> Figures:
        """Waiting ends when the patient first enters the room."""

        def how_many(status: AppointmentStatus) -> ColumnElement[int]:
            return func.count().filter(Appointment.status == status)

        waited = func.extract("epoch", Appointment.entered_at - Appointment.checked_in_at) / 60
        row = self._session.execute(
            select(
                how_many(AppointmentStatus.WAITING),
                how_many(AppointmentStatus.IN_CONSULTATION),
                how_many(AppointmentStatus.COMPLETED),
                func.avg(waited).filter(Appointment.entered_at.is_not(None)),
            ).where(Appointment.appointment_date == day, SEES_DOCTOR)
        ).one()
        return Figures(*row)

    def timeline(self, appointment_id: AppointmentId) -> Sequence[Row[AppointmentEvent, str, str]]:
        """What happened, with the names of who and where, in order."""
        return self._session.execute(
            select(AppointmentEvent, Employee.full_name, Workstation.name)
            .join(Employee, Employee.id == AppointmentEvent.employee_id)
            .join(Workstation, Workstation.id == AppointmentEvent.workstation_id)
            .where(AppointmentEvent.appointment_id == appointment_id)
            .order_by(AppointmentEvent.id)
        ).all()


def whole() -> Select[Appointment]:
    """With patient, doctor, room, department and booker."""
    doctor = joinedload(Appointment.doctor, innerjoin=True)
    patient = joinedload(Appointment.patient, innerjoin=True)
    return select(Appointment).options(
        *(patient.defer(column, raiseload=True) for column in SEALED),
        joinedload(Appointment.booker, innerjoin=True),
        doctor.joinedload(Employee.department),
        doctor.joinedload(Employee.room),
    )


def _locking(query: Select[Appointment]) -> Select[Appointment]:
    # NO KEY UPDATE: others may meanwhile write rows that refer to the appointment.
    return query.with_for_update(of=Appointment, key_share=True)


# The doctor's median of the last month, asked with the day's first check-in and not with every move.
_REMEMBER_USUAL: Final = text(
    "UPDATE queue_days SET usual_seconds = coalesce(("
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY room_seconds) FROM appointments WHERE doctor_id = :doctor "
    "AND appointment_date >= CAST(:day AS date) - 30 AND appointment_date < :day "
    "AND status = 'completed' AND appointment_type <> 'laboratory'), 0) "
    "WHERE doctor_id = :doctor AND date = :day"
)
# Built once: putting a statement together takes Python longer than PostgreSQL takes to answer it.
_BEHIND_ALL: Final = 2**31 - 1
_ONE: Final = whole().where(Appointment.id == bindparam("appointment_id", type_=Uuid()))
_ONE_LOCKED: Final = _locking(_ONE).execution_options(populate_existing=True)
_AHEAD: Final = select(func.count()).where(
    Appointment.doctor_id == bindparam("doctor_id", type_=Uuid()),
    Appointment.appointment_date == bindparam("day", type_=Date()),
    Appointment.id != bindparam("appointment_id", type_=Uuid()),
    or_(
        Appointment.status == AppointmentStatus.CALLED,
        and_(
            Appointment.status == AppointmentStatus.WAITING,
            or_(
                rank() < bindparam("rank", type_=Integer()),
                and_(
                    rank() == bindparam("rank", type_=Integer()),
                    Appointment.queue_position < bindparam("position", type_=Integer()),
                ),
            ),
        ),
    ),
)
