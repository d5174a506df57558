"""What travels of the audit: what was changed, who looked, and how the seal stands."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field, model_validator

from shared.ids import EmployeeId, PatientId, WorkstationId
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Day, Line, Model, Page
from shared.models.spreadsheets import SpreadsheetFile, SpreadsheetForm


class ChangeAction(StrEnum):
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class AuditPart(StrEnum):
    """What is searched, and taken out as a file."""

    CHANGES = "changes"
    LOOKS = "looks"


class _Period(Model):
    """Business days, both included; without them all there is."""

    first: Day | None = None
    last: Day | None = None
    employee_id: EmployeeId | None = None
    workstation_id: WorkstationId | None = None
    patient_no: Line = ""

    @model_validator(mode="after")
    def _is_in_order(self) -> "_Period":
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError("the last day must not lie before the first")
        return self


class _Changes(_Period):
    table: Line = ""
    record: Line = ""
    call: Line = ""
    """Part of it."""


class SearchChanges(_Changes):
    """The newest first; `before` is the last one that is known."""

    before: UUID | None = None
    limit: int = Field(default=50, ge=1, le=200)


class ExportChanges(_Changes):
    """The newest first, a piece at a time; `before` is where the piece before it ended."""

    form: SpreadsheetForm
    before: UUID | None = None


class SearchLooks(_Period):
    before: UUID | None = None
    limit: int = Field(default=50, ge=1, le=200)


class ExportLooks(_Period):
    form: SpreadsheetForm
    before: UUID | None = None


class ExportedPiece(SpreadsheetFile):
    """Pieces of CSV make one file, one after the other; a file for spreadsheet programs is one piece, and says so."""

    rows: int
    further: UUID | None
    """Where the next piece goes on; None after the last."""


class ListPatientLooks(Model):
    """Who looked at one patient's record, under any number it ever had; the newest first."""

    patient_id: PatientId
    before: UUID | None = None
    limit: int = Field(default=200, ge=1, le=1000)


class GetChange(Model):
    change_id: UUID


class ChangeSummary(Model):
    """One row of one table. What the asker may not see is empty: the patient's name, the reason."""

    id: UUID
    at: datetime
    action: ChangeAction
    table: str
    record: str
    who: str
    workstation: str
    call: str
    """The remote call; or the program, and the database role it came as."""
    patient_no: str
    patient: str
    fields: list[str]
    """What changed; nothing where all of the row is new or gone."""
    reason: str


class FieldChange(Model):
    """`hidden`: it changed, and the asker may not see from what to what."""

    name: str
    before: str | None
    after: str | None
    hidden: bool


class ChangeDetails(ChangeSummary):
    command_key: UUID | None
    values: list[FieldChange]


class LookEntry(Model):
    """Somebody opened a part of a patient's record."""

    id: UUID
    at: datetime
    part: ChartPart
    opened_by: OpenedBy
    who: str
    department: str
    workstation: str
    patient_no: str
    patient: str


class PatientLooks(Model):
    """For the patient, who may ask for it."""

    patient_no: str
    patient: str
    looks: Page[LookEntry]


class PersonChoice(Model):
    employee_id: EmployeeId
    name: str


class WorkstationChoice(Model):
    workstation_id: WorkstationId
    name: str


class AuditChoices(Model):
    """By what can be searched."""

    people: list[PersonChoice]
    workstations: list[WorkstationChoice]
    tables: list[str]


class AuditStanding(Model):
    """How the seal of the logs stands; None is: never yet."""

    seals: int
    sealed_at: datetime | None
    anchored_day: date | None
    verified_at: datetime | None
    unsealed_since: datetime | None
    """When the oldest change was made that waits for its seal."""
    findings: int | None
    """The most of any verification in thirty days; 0 is as it should be."""
