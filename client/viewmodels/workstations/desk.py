"""The hospital's computers while they are looked after."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from client.core.upkeep import Upkeep, UpkeepState
from shared.contracts import access, workstations
from shared.errors import ApiError
from shared.ids import WorkstationId
from shared.models.workstations import PairingCode, WorkstationSummary
from shared.topics import Topic


@dataclass(frozen=True)
class WorkstationsState(UpkeepState):
    workstations: tuple[WorkstationSummary, ...] = ()
    """Those that still belong to the hospital first."""
    people: Mapping[WorkstationId, tuple[str, ...]] = field(default_factory=dict)
    code: PairingCode | None = None
    known: bool = False


class WorkstationsDesk(Upkeep[WorkstationsState]):
    joined = Signal(str)
    """A computer was paired while a code was shown."""
    no_code = Signal(object)  # ApiError

    def __init__(self, calls: Calls, changes: Changes, session: Session, parent: QObject | None = None) -> None:
        super().__init__(calls, WorkstationsState(), parent)
        self._session = session
        changes.on({Topic.WORKSTATIONS, Topic.STAFF}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        people: dict[WorkstationId, tuple[str, ...]] = {}
        try:
            page = await self._calls.send(workstations.workstations())
            if self._session.can(access.sessions):
                for one in (await self._calls.send(access.sessions())).items:
                    people[one.workstation_id] = (*people.get(one.workstation_id, ()), one.full_name)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        rows = tuple(sorted(page.items, key=lambda one: (one.revoked, one.name.casefold())))
        before = {one.id for one in self.state.workstations}
        new = [one for one in rows if one.id not in before] if self.state.known and self.state.code else []
        self._show(replace(self.state, workstations=rows, people=people, known=True, problem=None))
        if new:
            self.close_pairing()
            self.joined.emit(new[0].name)

    @slot
    async def open_pairing(self) -> None:
        try:
            code = await self._calls.send(workstations.open_pairing())
        except ApiError as problem:
            self.no_code.emit(problem)
        else:
            self._show(replace(self.state, code=code))

    def close_pairing(self) -> None:
        """Nobody looks at the code any more; it ends by itself."""
        self._show(replace(self.state, code=None))
