"""The event log: the truth about what happened. The database refuses to change it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base
from shared.events import EventType
from shared.ids import AppointmentId, EmployeeId, EventId, PatientId, WorkstationId


class AppointmentEvent(Base):
    """Partitioned by month on the id itself: a ULID begins with its time."""

    __tablename__ = "appointment_events"
    __table_args__ = (
        Index("ix_appointment_events_appointment", "appointment_id", "id"),
        Index("ix_appointment_events_patient", "patient_id", "id"),
        # Who did how much, and all of a day in the order of time: a year is counted without its rows.
        Index("ix_appointment_events_employee", "employee_id", "performed_at"),
        Index("ix_appointment_events_performed_at", "performed_at", "id"),
        Index("ix_appointment_events_type", "type", "id"),
        Index("ix_appointment_events_transaction", "transaction_id"),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    id: Mapped[EventId] = mapped_column(primary_key=True)
    appointment_id: Mapped[AppointmentId] = mapped_column(ForeignKey("appointments.id"))
    patient_id: Mapped[PatientId] = mapped_column(ForeignKey("patients.id"))
    type: Mapped[EventType]
    description: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column("metadata", JSONB)
    employee_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    workstation_id: Mapped[WorkstationId] = mapped_column(ForeignKey("workstations.id"))
    performed_at: Mapped[datetime]
    command_key: Mapped[UUID | None]
    # The database's own transaction number: what the sealer goes by, so that no late commit is ever missed.
    transaction_id: Mapped[int] = mapped_column(BigInteger, server_default=text("(pg_current_xact_id()::text)::bigint"))
