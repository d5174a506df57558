"""Why the laboratory refuses: no such thing, not in this state, not by this person, no result."""

from dataclasses import dataclass

from shared.errors import ApiError, Conflict, NotFound
from shared.ids import SampleId, TestOrderId, TestTypeId
from shared.models.lab import SampleStage, TestOrderStatus
from shared.rules.lab_values import Refusal


@dataclass(eq=False)
class UnknownTestType(NotFound):
    test_type_id: TestTypeId


@dataclass(eq=False)
class TestOrderNotFound(NotFound):
    __test__ = False

    test_order_id: TestOrderId


@dataclass(eq=False)
class SampleNotFound(NotFound):
    sample_id: SampleId


class NoSuchAccession(NotFound):
    """No tube of this laboratory has the scanned number."""


class NotReleased(NotFound):
    """There is no such version, or it was not released: only the bench sees it."""


@dataclass(eq=False)
class ReportReplaced(Conflict):
    """Another version has been released meanwhile: that one is printed and given out."""

    test_order_id: TestOrderId
    newest: int


@dataclass(eq=False)
class TestOrderStateConflict(Conflict):
    __test__ = False

    status_found: TestOrderStatus


@dataclass(eq=False)
class SampleStateConflict(Conflict):
    stage_found: SampleStage


@dataclass(eq=False)
class ValueRefused(ApiError):
    """What was typed for an analyte is no result of it; nothing of the panel was saved."""

    status = 422
    analyte: str
    problem: Refusal
    expected: str


@dataclass(eq=False)
class DifferentialOff(ApiError):
    """The parts of a differential count do not sum to 100."""

    status = 422
    total: str


@dataclass(eq=False)
class IndexDisagrees(ApiError):
    """An index that was typed cannot be of the values it is calculated from: one of them is mistyped."""

    status = 422
    analyte: str
    typed: str
    calculated: str


class SecondPersonNeeded(Conflict):
    """Whoever entered any of a result can't verify it."""


@dataclass(eq=False)
class CriticalUntold(Conflict):
    """A critical value must be told, and the call recorded, before anything else."""

    analytes: tuple[str, ...]


@dataclass(eq=False)
class ResultsMissing(Conflict):
    """Not all lines have a value, or say that they could not be done."""

    analytes: tuple[str, ...]


class NothingEnteredAnew(Conflict):
    """A repeat or a correction holds no new value yet."""


class AlreadyTold(Conflict):
    """There is no critical value that was not told."""


@dataclass(eq=False)
class GroupDiffers(Conflict):
    """A blood group other than the one on record: a mix-up until shown otherwise."""

    analyte: str
    value: str
    previous: str
