"""A report that was started: how far it is, to stop it, to have it as a file."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.ids import EmployeeId, ReportRunId
from shared.models.common import Line, Model
from shared.models.reports import ReportTable
from shared.models.spreadsheets import SpreadsheetForm


class RunState(StrEnum):
    WAITING = "waiting"
    """Others are being made; `ahead` says how many are before it."""
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    TOO_LONG = "too_long"
    """It took more than the budget: a shorter period helps."""
    FAILED = "failed"


class ReportRun(Model):
    """How far it is; `share` of 1 is all of it. The table comes with DONE."""

    id: ReportRunId
    state: RunState
    ahead: int
    share: float
    seconds: float
    """Since it began."""
    budget_seconds: int
    table: ReportTable | None


class GetReportRun(Model):
    run_id: ReportRunId


class CancelReport(Model):
    run_id: ReportRunId


class ExportReport(Model):
    """A finished run as a file: its head and its columns in the words of whoever asks for it."""

    run_id: ReportRunId
    form: SpreadsheetForm
    head: Annotated[list[Line], Field(max_length=20)]
    titles: Annotated[dict[Annotated[str, Field(max_length=60)], Line], Field(max_length=60)]
    """By the key of a column, and of a row that is a word; days are written as dates. `row` is of the first column."""


class ReportPerson(Model):
    """Whom a report of users can be narrowed to."""

    id: EmployeeId
    name: str
