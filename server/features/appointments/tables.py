"""Appointments: a patient's place with one doctor on one business day, and the queue entry it becomes."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, Computed, ForeignKey, Index, UniqueConstraint, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base
from server.features.patients.tables import Patient
from server.features.staff.tables import Employee
from shared.ids import AppointmentId, EmployeeId, PatientId
from shared.models.appointments import AppointmentStatus, AppointmentType, HoldReason, Priority
from shared.models.queue import SessionNotice


class Appointment(Base):
    __tablename__ = "appointments"
    __table_args__ = (
        UniqueConstraint("doctor_id", "appointment_date", "serial_number"),
        UniqueConstraint("doctor_id", "appointment_date", "queue_position", deferrable=True, initially="DEFERRED"),
        # One open appointment of a patient with a doctor on a day: a double click books once.
        Index(
            "uq_appointments_open",
            "patient_id",
            "doctor_id",
            "appointment_date",
            unique=True,
            postgresql_where=text("status IN ('scheduled','waiting','called','in_consultation','on_hold')"),
        ),
        # At most one patient of a doctor is called or in the room.
        Index(
            "uq_appointments_current",
            "doctor_id",
            "appointment_date",
            unique=True,
            postgresql_where=text("status IN ('called','in_consultation')"),
        ),
        # How long this doctor's patients took: read without the rows.
        Index(
            "ix_appointments_pace",
            "doctor_id",
            "appointment_date",
            postgresql_include=["room_seconds"],
            postgresql_where=text("status = 'completed' AND appointment_type <> 'laboratory'"),
        ),
        Index("ix_appointments_today", "appointment_date", "status"),
        Index("ix_appointments_history", "patient_id", "appointment_date"),
        Index("ix_appointments_month", "appointment_month"),
        Index("ix_appointments_token", "appointment_date", "token"),
    )

    id: Mapped[AppointmentId] = mapped_column(primary_key=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"))
    doctor_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    assigned_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    appointment_date: Mapped[date]
    appointment_month: Mapped[str] = mapped_column(
        Computed(
            "lpad(extract(year from appointment_date)::text, 4, '0') || '-' "
            "|| lpad(extract(month from appointment_date)::text, 2, '0')",
            persisted=True,  # indexed; PostgreSQL before 18 knows no other kind
        )
    )
    appointment_type: Mapped[AppointmentType]
    priority: Mapped[Priority] = mapped_column(default=Priority.NORMAL)
    priority_reason: Mapped[str | None]
    status: Mapped[AppointmentStatus]
    hold_reason: Mapped[HoldReason | None]
    serial_number: Mapped[int | None]
    queue_position: Mapped[int | None]
    token: Mapped[str | None]
    # The booked slot; a walk-in and a booking for the whole day have none.
    slot_at: Mapped[datetime | None]
    slot_until: Mapped[datetime | None]
    # When the queue expects to reach the patient, given at check-in: the slot, or the next free one for a walk-in.
    due_at: Mapped[datetime | None]
    booked_at: Mapped[datetime]
    checked_in_at: Mapped[datetime | None]
    # Since when the patient sits and waits: check-in, or the return from hold.
    waiting_since: Mapped[datetime | None]
    called_at: Mapped[datetime | None]
    calls: Mapped[int] = mapped_column(default=0)
    entered_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    # Since when the patient is in the room now, and the time spent there before: tests and waiting don't count.
    room_since: Mapped[datetime | None]
    room_seconds: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    patient: Mapped[Patient] = relationship(lazy="raise")
    doctor: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[doctor_id])
    booker: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[assigned_by])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute

    def enter_room(self, now: datetime) -> None:
        self.entered_at = self.entered_at or now
        self.room_since = now

    def leave_room(self, now: datetime) -> None:
        if self.room_since is not None:
            self.room_seconds += int((now - self.room_since).total_seconds())
        self.room_since = None


# Written out, so that a prepared statement finds the partial index too.
SEES_DOCTOR: Final[ColumnElement[bool]] = Appointment.appointment_type != literal_column("'laboratory'")
"""Whatever is asked of a doctor's day: a visit for tests alone belongs to nobody's."""


class QueueDay(Base):
    """One row a doctor and business day: locked by whoever moves the queue, so serials have no gap and no double."""

    __tablename__ = "queue_days"
    __table_args__ = (Index("ix_queue_days_date", "date"),)

    doctor_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"), primary_key=True)
    day: Mapped[date] = mapped_column("date", primary_key=True)  # named apart: an attribute `date` hides the type
    version: Mapped[int] = mapped_column(default=1)
    last_serial: Mapped[int] = mapped_column(default=0)
    last_position: Mapped[int] = mapped_column(default=0)
    # The median of the last month, asked once: NULL until then, 0 where nobody was seen.
    usual_seconds: Mapped[int | None]
    # Set while the doctor calls nobody; the notice ENDED until somebody resumes.
    notice: Mapped[SessionNotice | None]
    paused_since: Mapped[datetime | None]
    back_at: Mapped[datetime | None]
