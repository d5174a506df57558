"""The remote calls about analysers, and about what came from them and waits for a person."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.errors import Conflict, NotFound
from shared.ids import AnalyserRunId
from shared.models.analysers import (
    AnalyserInfo,
    AssignRun,
    DiscardRun,
    GetRun,
    ListWaitingRuns,
    RawMessage,
    ValueReason,
    WaitingRun,
)
from shared.models.common import Nothing, Page
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class RunNotFound(NotFound):
    run_id: AnalyserRunId


class NothingWaits(Conflict):
    """Somebody has entered or discarded all of the run already."""


@dataclass(eq=False)
class NothingFits(Conflict):
    """Not one value of the run can be entered for the scanned tube; nothing was changed."""

    accession: str
    reason: ValueReason
    """Of the first value."""


analysers = query("/analysers", Nothing, Page[AnalyserInfo], allow=Permission.LAB_ENTER)

waiting = query("/analyser-runs/waiting", ListWaitingRuns, Page[WaitingRun], allow=Permission.LAB_ENTER)

message = query(
    "/analyser-runs/{run_id}/message",
    GetRun,
    RawMessage,
    allow=Permission.LAB_ENTER,
    raises=(RunNotFound, NothingWaits),
)

assign = command(
    "/analyser-runs/{run_id}/assign",
    AssignRun,
    WaitingRun,
    allow=Permission.LAB_ENTER,
    changes={Topic.ANALYSERS, Topic.LAB},
    raises=(RunNotFound, NothingWaits, NothingFits),
)

discard = command(
    "/analyser-runs/{run_id}/discard",
    DiscardRun,
    WaitingRun,
    allow=Permission.LAB_ENTER,
    changes={Topic.ANALYSERS},
    raises=(RunNotFound, NothingWaits),
)
