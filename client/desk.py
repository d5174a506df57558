"""What every page of one workstation is given."""

from dataclasses import dataclass

from client.core.calls import Calls
from client.core.changes import Changes
from client.core.clock import Clock
from client.core.live import Live
from client.core.session import Session
from client.viewmodels.printing.print_desk import PrintDesk
from shared.ids import WorkstationId
from shared.models.workstations import WorkstationKind


@dataclass(frozen=True)
class Desk:
    """Handed in, never looked up: a test builds one with its own parts."""

    workstation_id: WorkstationId
    workstation: str
    kind: WorkstationKind
    calls: Calls
    session: Session
    changes: Changes
    live: Live
    clock: Clock
    printing: PrintDesk
