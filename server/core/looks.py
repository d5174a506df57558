"""The log of looks: who opened whose record, when, where and why. The database refuses to change it."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.core.database import Base
from shared.ids import EmployeeId, PatientId, WorkstationId
from shared.models.charts import ChartPart, OpenedBy

_ONE_LOOK: Final = timedelta(minutes=10)
"""What stays open and refreshes itself for so long is one look; a longer one is told again."""


class Look(Base):
    """Partitioned by month on the id itself, as the events are."""

    __tablename__ = "access_log"
    __table_args__ = (
        Index("ix_access_log_patient", "patient_id", "id"),
        Index("ix_access_log_employee", "employee_id", "id"),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"))
    part: Mapped[ChartPart]
    opened_by: Mapped[OpenedBy]
    subject_id: Mapped[UUID | None]  # the one document that was opened
    employee_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    looked_at: Mapped[datetime]


def is_looking(session: Session, patient_id: PatientId, employee_id: EmployeeId, now: datetime) -> bool:
    """Whether this person's last look at this patient is recent enough for what is read now to belong to it."""
    last = session.scalar(
        select(Look.looked_at)
        .where(Look.patient_id == patient_id, Look.employee_id == employee_id)
        .order_by(Look.id.desc())
        .limit(1)
    )
    return last is not None and now - last < _ONE_LOOK
