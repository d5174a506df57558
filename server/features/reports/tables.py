"""Reports that are being made or were made today, those that somebody keeps, and what was made of them by itself."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import ARRAY, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.database import Base, EncryptedBytes
from server.features.reminders.way import OnItsWay
from shared.ids import EmployeeId, ReportMailId, ReportRunId, SavedReportId, new_id
from shared.models.reminders import Outcome as Attempted
from shared.models.report_runs import RunState
from shared.models.reports import Grouping, ReportChoice, ReportKind
from shared.models.saved_reports import Outcome, Rhythm
from shared.models.spreadsheets import SpreadsheetForm


class ReportRunRow(Base):
    """One report on its way, for whichever process is asked about it. Not logged: after a crash nobody waits for it."""

    __tablename__ = "report_runs"
    __table_args__ = (
        Index("ix_report_runs_asked_at", "asked_at"),
        {"prefixes": ["UNLOGGED"]},
    )

    id: Mapped[ReportRunId] = mapped_column(primary_key=True)
    kind: Mapped[ReportKind]
    grouping: Mapped[Grouping]
    days: Mapped[int]
    asked_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    asked_at: Mapped[datetime]
    state: Mapped[RunState]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    # The finished table, as it travels, with the rows that a file has.
    answer: Mapped[str | None]


class SavedReportRow(Base):
    """A report that somebody keeps, and may have made by itself."""

    __tablename__ = "saved_reports"
    __table_args__ = (UniqueConstraint("kept_by", "name"),)

    id: Mapped[SavedReportId] = mapped_column(primary_key=True)
    kept_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    name: Mapped[str]
    choice: Mapped[dict[str, Any]]
    compare: Mapped[bool]
    rhythm: Mapped[Rhythm | None]
    form: Mapped[SpreadsheetForm | None]
    folder: Mapped[bool] = mapped_column(default=True)
    mail_to: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    # The business day: what ended before it is not made up.
    kept_on: Mapped[date]
    forgotten_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute

    @property
    def chosen(self) -> ReportChoice | None:
        """None where this version knows no such report."""
        try:
            return ReportChoice.model_validate(self.choice)
        except ValidationError:
            return None


class ScheduledFileRow(Base):
    """What became of a report that was due, once that is settled: each period once. Append-only."""

    __tablename__ = "scheduled_files"

    saved_id: Mapped[SavedReportId] = mapped_column(ForeignKey("saved_reports.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date] = mapped_column(primary_key=True)
    outcome: Mapped[Outcome]
    file: Mapped[str]
    made_at: Mapped[datetime]


class ScheduledTryRow(Base):
    """One that came to nothing and is tried again, or was the last. Append-only."""

    __tablename__ = "scheduled_tries"

    saved_id: Mapped[SavedReportId] = mapped_column(ForeignKey("saved_reports.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[Outcome]
    tried_at: Mapped[datetime]


class ReportMailRow(OnItsWay, Base):
    """One report that was due, to one address: each period once."""

    __tablename__ = "report_mails"
    __table_args__ = (UniqueConstraint("saved_id", "since", "until", "address"),)

    id: Mapped[ReportMailId] = mapped_column(primary_key=True)
    saved_id: Mapped[SavedReportId] = mapped_column(ForeignKey("saved_reports.id"))
    since: Mapped[date]
    until: Mapped[date]
    address: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    file: Mapped[str]
    # Until it went out.
    data: Mapped[bytes | None] = mapped_column(EncryptedBytes("report_mails.data"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy reads it as a plain attribute


class ReportMailAttemptRow(Base):
    """Append-only."""

    __tablename__ = "report_mail_attempts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    mail_id: Mapped[ReportMailId] = mapped_column(ForeignKey("report_mails.id"), index=True)
    at: Mapped[datetime]
    outcome: Mapped[Attempted]
    code: Mapped[str]
