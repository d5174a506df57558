"""The people and the rooms of the house."""

from decimal import Decimal

from sqlalchemy import ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base
from shared.ids import DepartmentId, EmployeeId, RoomId


class Department(Base):
    __tablename__ = "departments"

    id: Mapped[DepartmentId] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)


class Room(Base):
    __tablename__ = "rooms"

    id: Mapped[RoomId] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    department_id: Mapped[DepartmentId | None] = mapped_column(ForeignKey("departments.id"))
    is_active: Mapped[bool] = mapped_column(default=True)


class Employee(Base):
    """Anyone who works here; a doctor is one whom patients are queued for."""

    __tablename__ = "employees"

    id: Mapped[EmployeeId] = mapped_column(primary_key=True)
    full_name: Mapped[str]
    degrees: Mapped[str] = mapped_column(default="")
    department_id: Mapped[DepartmentId | None] = mapped_column(ForeignKey("departments.id"), index=True)
    room_id: Mapped[RoomId | None] = mapped_column(ForeignKey("rooms.id"))
    is_doctor: Mapped[bool] = mapped_column(default=False)
    # The letter before the serial on a token: unique among doctors, so that D-027 is one person's queue.
    token_prefix: Mapped[str | None] = mapped_column(unique=True)
    # What part of the own consultations is the doctor's: 0.7 of what they bring, less discounts and credit notes.
    fee_share: Mapped[Decimal] = mapped_column(Numeric(5, 4), default=Decimal(0), server_default="0")
    is_active: Mapped[bool] = mapped_column(default=True, index=True)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    department: Mapped[Department | None] = relationship(lazy="raise")
    room: Mapped[Room | None] = relationship(lazy="raise")
