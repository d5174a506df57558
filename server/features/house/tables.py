"""The history of the house's settings, and the logos its papers carried."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.ids import EmployeeId, HouseChangeId, LogoId, WorkstationId
from shared.models.house import HouseChangeKind


class HouseChangeRow(Base):
    """Who changed what of the house, when and where. Append-only."""

    __tablename__ = "house_changes"

    id: Mapped[HouseChangeId] = mapped_column(primary_key=True)
    kind: Mapped[HouseChangeKind]
    subject: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    changed_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    changed_at: Mapped[datetime]
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))


class LogoRow(Base):
    """Each one the hospital has had: papers of then can be looked at as they were. Append-only."""

    __tablename__ = "house_logos"

    id: Mapped[LogoId] = mapped_column(primary_key=True)
    image: Mapped[bytes]
    set_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    set_at: Mapped[datetime]
