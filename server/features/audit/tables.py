"""What was changed, the seals over the three logs, and what is known of both. Written by triggers and the sealer."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.core.acting import REASON
from server.core.database import Base, Encrypted
from shared.ids import PatientId, UserId, WorkstationId
from shared.models.audit import ChangeAction


class Change(Base):
    """One row of one table, before and after; partitioned by month on the id, as the events are."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_record", "table_name", "record", "id"),
        Index("ix_audit_log_patient", "patient_id", "id", postgresql_where=text("patient_id IS NOT NULL")),
        Index("ix_audit_log_user", "user_id", "id"),
        Index("ix_audit_log_transaction", "transaction_id"),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    table_name: Mapped[str]
    record: Mapped[str]
    patient_id: Mapped[PatientId | None]
    action: Mapped[ChangeAction]
    # Of an update only what changed; of a row that can't change its digest.
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    form: Mapped[int | None]
    # No foreign keys: who is gone did what was done.
    user_id: Mapped[UserId | None]
    workstation_id: Mapped[WorkstationId | None]
    call: Mapped[str]
    command_key: Mapped[UUID | None]
    reason: Mapped[str | None] = mapped_column(Encrypted(REASON))
    at: Mapped[datetime]
    transaction_id: Mapped[int] = mapped_column(BigInteger, server_default=text("(pg_current_xact_id()::text)::bigint"))


class AuditForm(Base):
    """Which columns a digest of a row that only grows was made over: later versions add columns."""

    __tablename__ = "audit_forms"
    __table_args__ = (UniqueConstraint("table_name", "columns"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    table_name: Mapped[str]
    columns: Mapped[list[str]] = mapped_column(ARRAY(Text))


class SealRow(Base):
    """The rows of the logs that were committed since the seal before; `hash` chains them all."""

    __tablename__ = "seals"
    __table_args__ = (Index("ix_seals_arrivals", "number", postgresql_where=text("from_transaction = 0")),)

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    # Transaction numbers count from the beginning in every new database: which one these are of.
    place: Mapped[str]
    from_transaction: Mapped[int] = mapped_column(BigInteger)
    to_transaction: Mapped[int] = mapped_column(BigInteger)
    # No row of this seal was written by a transaction of this number or a later one.
    written_before: Mapped[int] = mapped_column(BigInteger)
    rows: Mapped[int]
    # For each row its log, its id and its digest: see seals.py.
    entries: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(index=True)


class SealAnchor(Base):
    """The last seal of a business day, as it was also written outside the database."""

    __tablename__ = "seal_anchors"

    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class AuditCheck(Base):
    """That the logs were verified, and what came of it."""

    __tablename__ = "audit_checks"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    seals: Mapped[int] = mapped_column(BigInteger)
    rows: Mapped[int] = mapped_column(BigInteger)
    findings: Mapped[int]


class AuditArchive(Base):
    """A month of the logs that lies in a file; also after it was brought back."""

    __tablename__ = "audit_archives"

    month: Mapped[date] = mapped_column(primary_key=True)
    file_name: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    # Of what the seals say of this month: what is missing is excused by that, not by the note.
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    rows: Mapped[int] = mapped_column(BigInteger)
    archived_at: Mapped[datetime]
    restored_at: Mapped[datetime | None]
