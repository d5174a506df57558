"""Everything the consultation's part of the screen shows."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from client.viewmodels.consulting.prescribing import open_stops
from client.viewmodels.consulting.safety_check import Checked
from client.viewmodels.consulting.worksheet import Line, Worksheet
from shared.errors import ApiError
from shared.ids import AppointmentId
from shared.models.consultations import ConsultationDetails
from shared.models.lab import TestOrder, TestType
from shared.models.prescriptions import Prescription, SafetyWarning


class Step(Enum):
    """What completing does, in this order."""

    NOTE = auto()
    DIAGNOSES = auto()
    PRESCRIPTION = auto()
    TESTS = auto()
    COMPLETION = auto()


class Settle(Enum):
    """What keeps a consultation from being completed."""

    NO_DIAGNOSIS = auto()
    LINE_INCOMPLETE = auto()
    ENTRY_LEFT = auto()
    WARNING = auto()


@dataclass(frozen=True)
class Unsettled:
    what: Settle
    line: Line | None = None
    warning: SafetyWarning | None = None


@dataclass(frozen=True)
class VisitState:
    appointment_id: AppointmentId | None = None
    kept: ConsultationDetails | None = None
    """As the server has it."""
    sheet: Worksheet = field(default_factory=Worksheet)
    entry: str = ""
    """Typed for a medicine or a test and not added yet."""
    check: Checked = field(default_factory=Checked)
    """What speaks against the lines."""
    may_write: bool = False
    prescribes: bool = False
    orders: bool = False
    """Rights beside that to write the note."""
    saving: bool = False
    ordering: bool = False
    step: Step | None = None
    """Completing is at this step, or stopped at it: then `problem` says why."""
    problem: ApiError | None = None

    @property
    def is_open(self) -> bool:
        return self.kept is not None and self.kept.completed_at is None

    @property
    def is_completing(self) -> bool:
        return self.step is not None and self.problem is None

    @property
    def note_is_kept(self) -> bool:
        return self.kept is not None and self.kept.note == self.sheet.note

    @property
    def saved_at(self) -> datetime | None:
        return self.kept.saved_at if self.kept and self.note_is_kept else None

    @property
    def ordered(self) -> tuple[TestOrder, ...]:
        return tuple(self.kept.tests) if self.kept else ()

    @property
    def unordered(self) -> tuple[TestType, ...]:
        return self.sheet.unordered(self.kept) if self.kept else ()

    @property
    def stops(self) -> tuple[SafetyWarning, ...]:
        """Warnings that need a reason and have none yet."""
        return open_stops(self.check, self.sheet)

    @property
    def takes_lines(self) -> bool:
        return self.may_write and self.prescribes and self.is_open

    @property
    def may_prescribe(self) -> bool:
        return self.takes_lines and not self.is_completing

    @property
    def standing(self) -> Prescription | None:
        return self.kept.prescription if self.kept else None

    @property
    def is_changed(self) -> bool:
        return self.kept is not None and self.sheet.has_new_lines(self.kept)

    @property
    def unsettled(self) -> tuple[Unsettled, ...]:
        if self.kept is None or not self.may_write:
            return ()
        found = [] if self.sheet.diagnoses else [Unsettled(Settle.NO_DIAGNOSIS)]
        found += [Unsettled(Settle.LINE_INCOMPLETE, line) for line in self.sheet.lines if not line.is_complete]
        if self.sheet.has_new_lines(self.kept):
            found += [Unsettled(Settle.WARNING, warning=warning) for warning in self.stops]
        if self.entry.strip():
            found.append(Unsettled(Settle.ENTRY_LEFT))
        return tuple(found)
