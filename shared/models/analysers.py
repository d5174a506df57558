"""What travels about analysers: which there are, and what came from them that fits no order yet."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from shared.ids import AnalyserId, AnalyserRunId
from shared.models.common import Model, Reason
from shared.models.lab import Accession


class AnalyserKind(StrEnum):
    """The way its results come."""

    HL7 = "hl7"
    FOLDER = "folder"


class ValueState(StrEnum):
    """What became of a value that an analyser sent."""

    ENTERED = "entered"
    """It is on its test's sheet, or has been there, and goes the way of every result."""
    WAITING = "waiting"
    DISCARDED = "discarded"
    NOTED = "noted"
    """Kept as it came, and nobody's work: preliminary, not asked for, no value at all."""


class ValueReason(StrEnum):
    """Why a value waits, or was only noted."""

    UNKNOWN_ACCESSION = "unknown_accession"
    TUBE_NOT_RECEIVED = "tube_not_received"
    TUBE_REJECTED = "tube_rejected"
    OTHER_PATIENT = "other_patient"
    """The analyser names another patient than the one whose tube it is."""
    UNKNOWN_CODE = "unknown_code"
    NOT_ORDERED = "not_ordered"
    UNKNOWN_UNIT = "unknown_unit"
    """Its unit is missing, another than agreed, or can't be converted into the laboratory's."""
    VALUE_REFUSED = "value_refused"
    REPEATED = "repeated"
    """The same analyte twice in one run, with two values."""
    DIFFERENTIAL_OFF = "differential_off"
    INDEX_DISAGREES = "index_disagrees"
    ALREADY_ENTERED = "already_entered"
    """A person, or another analyser, has entered it."""
    ALREADY_VERIFIED = "already_verified"
    WITHDRAWN = "withdrawn"
    """The analyser takes back what it sent."""
    PRELIMINARY = "preliminary"
    NO_VALUE = "no_value"
    IGNORED = "ignored"
    """The laboratory takes no results of this code."""
    SAME = "same"
    """What stands there says the same."""


class MessageProblem(StrEnum):
    """Why a message or a file as a whole was refused; whoever sent it was told."""

    NO_HEADER = "no_header"
    OTHER_TYPE = "other_type"
    OTHER_VERSION = "other_version"
    NOT_PRODUCTION = "not_production"
    UNREADABLE_TEXT = "unreadable_text"
    SEGMENT_ORDER = "segment_order"
    FIELD_MISSING = "field_missing"
    TOO_LONG = "too_long"
    INCOMPLETE = "incomplete"
    """It began and never ended."""
    NO_COLUMNS = "no_columns"
    FOLDER = "folder"
    """Its folder can't be read or written."""


class AnalyserInfo(Model):
    id: AnalyserId
    name: str
    lab: str
    kind: AnalyserKind
    place: str
    """The address its messages come from, or the folder its files are laid in."""
    last_message_at: datetime | None
    waiting: int
    """How many of its runs wait for somebody."""
    problem: MessageProblem | None
    problem_at: datetime | None


class AnalyserValue(Model):
    """One value as it was sent, and what became of it."""

    code: str
    name: str
    """What the laboratory calls it; empty where the code says nothing here."""
    value: str
    unit: str
    state: ValueState
    reason: ValueReason | None
    detail: str
    """What would have been expected, or what stands there."""


class WaitingRun(Model):
    """One sample's results from one message, of which something waits."""

    id: AnalyserRunId
    analyser: str
    received_at: datetime
    accession: str
    """As it was sent: perhaps no number of ours."""
    patient: str
    """As it was sent; empty where the analyser names none."""
    values: list[AnalyserValue]

    @property
    def waiting(self) -> list[AnalyserValue]:
        return [value for value in self.values if value.state is ValueState.WAITING]


class RawMessage(Model):
    """What came, letter by letter."""

    text: str


# Requests


class ListWaitingRuns(Model):
    """The oldest first."""

    limit: int = Field(default=100, ge=1, le=200)


class GetRun(Model):
    run_id: AnalyserRunId


class AssignRun(Model):
    """Whose tube it was, said by scanning its label: what waits of the run is entered as by whoever says so."""

    run_id: AnalyserRunId
    accession: Accession


class DiscardRun(Model):
    """What waits of the run is nobody's result."""

    run_id: AnalyserRunId
    reason: Reason
