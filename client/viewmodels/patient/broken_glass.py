"""Confidential records that were opened with a reason, until the manager has seen them."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from client.core.view_model import ViewModel
from shared.contracts import confidential
from shared.errors import ApiError
from shared.ids import BrokenGlassId
from shared.models.confidential import BrokenGlass
from shared.permissions import Permission, Scope
from shared.topics import Topic


@dataclass(frozen=True)
class BrokenGlassState:
    rows: tuple[BrokenGlass, ...] = ()
    more: bool = False
    all_shown: bool = False
    """Those that were seen, too."""
    problem: ApiError | None = None

    @property
    def unseen(self) -> int:
        return sum(1 for row in self.rows if row.seen_at is None)


class BrokenGlassWatch(ViewModel[BrokenGlassState]):
    """Live on every page of whoever is told of them."""

    def __init__(self, calls: Calls, changes: Changes, session: Session, parent: QObject | None = None) -> None:
        super().__init__(BrokenGlassState(), parent)
        self._calls = calls
        self.is_told = session.scope(Permission.PATIENTS_CONFIDE) is Scope.ALL
        if self.is_told:
            changes.on({Topic.BROKEN_GLASS}, self, self.refresh, unseen=True)

    @latest
    async def refresh(self) -> None:
        if not self.is_told:
            return
        asked = confidential.broken_glass(only_unseen=not self.state.all_shown)
        try:
            page = await self._calls.send(asked)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, rows=tuple(page.items), more=page.more, problem=None))

    def show_all(self, shown: bool) -> None:  # noqa: FBT001  # a setter
        self._show(replace(self.state, all_shown=shown))
        self.refresh()

    @slot
    async def see(self, broken_glass_id: BrokenGlassId) -> None:
        try:
            await self._calls.send(confidential.see(broken_glass_id=broken_glass_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self.refresh()
