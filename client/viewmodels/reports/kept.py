"""The reports that somebody keeps under a name, and those of them that are made by themselves."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.viewmodels.reports.statistics import choice_of
from shared.contracts import reports
from shared.errors import ApiError
from shared.models.reports import StartReport
from shared.models.saved_reports import ReportMail, SavedReport, Schedule
from shared.topics import Topic


@dataclass(frozen=True)
class KeptState:
    kept: tuple[SavedReport, ...] = ()
    busy: bool = False
    problem: ApiError | None = None


class Kept(QObject):
    state_changed = Signal(object)  # KeptState
    done = Signal()
    """It is kept, or forgotten."""

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self.state = KeptState()
        changes.on({Topic.SAVED_REPORTS}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        try:
            found = await self._calls.send(reports.saved())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(KeptState(tuple(found.items)))

    @slot
    async def keep(
        self, name: str, asked: StartReport, schedule: Schedule | None, before: SavedReport | None = None
    ) -> None:
        """All of it but the days; in the place of one that was kept before."""
        self._show(replace(self.state, busy=True, problem=None))
        try:
            await self._calls.send(
                reports.save(
                    saved_id=before.id if before is not None else None,
                    version=before.version if before is not None else None,
                    name=name,
                    choice=choice_of(asked),
                    compare=asked.compare,
                    schedule=schedule,
                )
            )
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._told()

    @slot
    async def forget(self, kept: SavedReport) -> None:
        self._show(replace(self.state, busy=True, problem=None))
        try:
            await self._calls.send(reports.forget(saved_id=kept.id, version=kept.version))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._told()

    @slot
    async def mail_again(self, mail: ReportMail) -> None:
        try:
            await self._calls.send(reports.mail_again(mail_id=mail.id, version=mail.version))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self.refresh()

    def _told(self) -> None:
        self._show(replace(self.state, busy=False))
        self.done.emit()
        self.refresh()

    def _show(self, state: KeptState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
