"""What a doctor's session was: the queue itself is the day's appointments and their QueueDay (appointments.tables)."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import EmployeeId, EventId, WorkstationId
from shared.models.queue import SessionNotice


class SessionStep(StrEnum):
    PAUSED = "paused"
    RESUMED = "resumed"
    ENDED = "ended"


class SessionEvent(Base):
    """A step of a doctor's day: who, when, where. It only grows."""

    __tablename__ = "queue_session_events"
    __table_args__ = (Index("ix_queue_session_events_day", "doctor_id", "date", "id"),)

    id: Mapped[EventId] = mapped_column(primary_key=True)
    doctor_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    day: Mapped[date] = mapped_column("date")  # named apart: an attribute `date` hides the type
    step: Mapped[SessionStep]
    notice: Mapped[SessionNotice | None]
    back_at: Mapped[datetime | None]
    employee_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    performed_at: Mapped[datetime]
    command_key: Mapped[UUID | None]
