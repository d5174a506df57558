"""How the wall displays are arranged: their rooms, and the notices of the house."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import EmployeeId, RoomId, WorkstationId
from shared.models.boards import NoticeKind


class DisplayRoom(Base):
    """A room that a display shows; a display without any shows the whole house."""

    __tablename__ = "display_rooms"

    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"), primary_key=True)
    room_id: Mapped[RoomId] = mapped_column(ForeignKey("rooms.id"), primary_key=True)


class CounterCallRow(Base):
    """A number that a counter called, as the pharmacy does. Append-only: called again is another row."""

    __tablename__ = "counter_calls"
    __table_args__ = (Index("ix_counter_calls_day", "day", "called_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date]
    token: Mapped[str]
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    called_at: Mapped[datetime]


class NoticeRow(Base):
    """A general notice; by its columns no words can be typed into it."""

    __tablename__ = "board_notices"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[NoticeKind]
    at: Mapped[time | None]
    doctor_id: Mapped[EmployeeId | None] = mapped_column(ForeignKey("employees.id"))
    posted_on: Mapped[date]
