"""Analysers, what each calls our analytes, and everything that ever came from them."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Numeric, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base, Encrypted
from server.features.lab.tables import Lab
from shared.ids import (
    AnalyserId,
    AnalyserMessageId,
    AnalyserRunId,
    AnalyserValueId,
    EmployeeId,
    TestOrderId,
    new_id,
)
from shared.models.analysers import AnalyserKind, MessageProblem, ValueReason, ValueState


class Analyser(Base):
    """Also an employee who never signs in: as such it has entered what came from it, and cannot verify it."""

    __tablename__ = "analysers"

    id: Mapped[AnalyserId] = mapped_column(primary_key=True)
    employee_id: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"), unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    lab_id: Mapped[UUID] = mapped_column(ForeignKey("labs.id"))
    kind: Mapped[AnalyserKind]
    # HL7: the only address its messages are taken from, and what it calls itself where several share one.
    address: Mapped[str]
    sender: Mapped[str]
    # Files: its folder below the server's, and which column of a CSV file says what.
    folder: Mapped[str]
    columns: Mapped[dict[str, str]] = mapped_column(JSONB)
    ignored: Mapped[list[str]] = mapped_column(ARRAY(Text))
    is_active: Mapped[bool]
    problem: Mapped[MessageProblem | None]
    problem_at: Mapped[datetime | None]

    lab: Mapped[Lab] = relationship(lazy="raise")


class AnalyserCode(Base):
    """What an analyser calls one of our analytes, in which unit, and what its words mean."""

    __tablename__ = "analyser_codes"

    analyser_id: Mapped[AnalyserId] = mapped_column(ForeignKey("analysers.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    # Several where it does not know what was asked: a glucose is a fasting one by its order alone.
    analytes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    unit: Mapped[str]
    # What a number in its unit is multiplied by, where our own table of units does not know it.
    factor: Mapped[Decimal | None] = mapped_column(Numeric(20, 10))
    words: Mapped[dict[str, str]] = mapped_column(JSONB)


class AnalyserMessage(Base):
    """A message or a file as it came. Append-only; the same one twice is the same."""

    __tablename__ = "analyser_messages"
    __table_args__ = (
        UniqueConstraint("analyser_id", "digest"),
        Index("ix_analyser_messages_received", "analyser_id", "received_at"),
    )

    id: Mapped[AnalyserMessageId] = mapped_column(primary_key=True)
    analyser_id: Mapped[AnalyserId] = mapped_column(ForeignKey("analysers.id"))
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    control_id: Mapped[str]
    text: Mapped[str] = mapped_column(Encrypted("analyser_messages.text"))
    received_at: Mapped[datetime]


class AnalyserRun(Base):
    """One sample's results within a message, under the number it was sent with. Append-only."""

    __tablename__ = "analyser_runs"

    id: Mapped[AnalyserRunId] = mapped_column(primary_key=True, default=new_id)
    message_id: Mapped[AnalyserMessageId] = mapped_column(ForeignKey("analyser_messages.id"), index=True)
    accession: Mapped[str]
    patient: Mapped[str] = mapped_column(Encrypted("analyser_runs.patient"))
    born: Mapped[date | None]


class AnalyserValueRow(Base):
    """A value as it was sent, and what became of it; what is settled stays settled (guards/lab_analysers.sql)."""

    __tablename__ = "analyser_values"
    __table_args__ = (
        Index("ix_analyser_values_run_id", "run_id", "place"),
        Index("ix_analyser_values_waiting", "run_id", postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[AnalyserValueId] = mapped_column(primary_key=True, default=new_id)
    run_id: Mapped[AnalyserRunId] = mapped_column(ForeignKey("analyser_runs.id"))
    place: Mapped[int]
    code: Mapped[str]
    loinc: Mapped[str]
    text: Mapped[str] = mapped_column(Encrypted("analyser_values.text"))
    unit: Mapped[str]
    # The analyte's code with us, once it is known.
    analyte: Mapped[str]
    state: Mapped[ValueState]
    reason: Mapped[ValueReason | None]
    detail: Mapped[str] = mapped_column(Encrypted("analyser_values.detail"))
    test_order_id: Mapped[TestOrderId | None] = mapped_column(ForeignKey("test_orders.id"))


class AnalyserSettlement(Base):
    """What a person did with what waited of a run: said whose it was, or that it was nobody's. Append-only."""

    __tablename__ = "analyser_settlements"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    run_id: Mapped[AnalyserRunId] = mapped_column(ForeignKey("analyser_runs.id"), index=True)
    accession: Mapped[str]
    reason: Mapped[str]
    settled_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    settled_at: Mapped[datetime]
