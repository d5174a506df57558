"""What was changed and who looked: searched, read one by one, and taken out as a file."""

from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.clock import Clock
from client.core.i18n import trn
from client.core.zone import day_of
from shared.contracts import audit
from shared.errors import ApiError
from shared.ids import EmployeeId, WorkstationId
from shared.models.audit import (
    AuditChoices,
    AuditPart,
    AuditStanding,
    ChangeDetails,
    ChangeSummary,
    ExportChanges,
    ExportedPiece,
    ExportLooks,
    LookEntry,
    SearchChanges,
    SearchLooks,
)
from shared.models.spreadsheets import SpreadsheetForm

_OF_CHANGES: Final = frozenset({"table", "record", "call"})
_MOST: Final = 1_000_000
"""Rows of one file: more than spreadsheet programs open."""


@dataclass(frozen=True)
class AuditFilter:
    """By what is searched; the table and the call are of changes only."""

    first: date | None = None
    last: date | None = None
    employee_id: EmployeeId | None = None
    workstation_id: WorkstationId | None = None
    patient_no: str = ""
    table: str = ""
    record: str = ""
    call: str = ""


@dataclass(frozen=True)
class AuditState:
    part: AuditPart = AuditPart.CHANGES
    filter: AuditFilter = AuditFilter()
    choices: AuditChoices | None = None
    standing: AuditStanding | None = None
    changes: tuple[ChangeSummary, ...] = ()
    looks: tuple[LookEntry, ...] = ()
    more: bool = False
    change: ChangeDetails | None = None
    exporting: bool = False
    known: bool = False
    problem: ApiError | None = None


@dataclass(frozen=True)
class Exported:
    path: str
    rows: int
    whole: bool
    """Whether there is nothing that it left out."""


class AuditLog(QObject):
    state_changed = Signal(object)  # AuditState
    exported = Signal(object)  # Exported
    failed = Signal(object)
    """ApiError of an export; None where the file could not be written."""

    def __init__(self, calls: Calls, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self._clock = clock
        self.state = AuditState()

    @slot
    async def open(self) -> None:
        """By what can be searched, how the seal stands, and what happened today."""
        try:
            choices = await self._calls.send(audit.choices())
            standing = await self._calls.send(audit.standing())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        self._show(replace(self.state, choices=choices, standing=standing))
        if not self.state.known:
            today = day_of(self._clock.now())
            self.search(replace(self.state.filter, first=today, last=today))

    def show_part(self, part: AuditPart) -> None:
        if part is not self.state.part:
            self._show(replace(self.state, part=part, more=False, change=None))
            self.search(self.state.filter)

    def of_record(self) -> None:
        """All that ever happened to the record that is looked at."""
        change = self.state.change
        if change is not None:
            self.search(AuditFilter(table=change.table, record=change.record))

    @latest
    async def search(self, by: AuditFilter) -> None:
        self._show(replace(self.state, filter=by))
        try:
            if self.state.part is AuditPart.CHANGES:
                found = await self._calls.send(audit.changes.bind(SearchChanges(**asdict(by))))
                self._show(replace(self.state, changes=tuple(found.items), more=found.more, known=True, problem=None))
            else:
                seen = await self._calls.send(audit.looks.bind(SearchLooks(**_of_looks(by))))
                self._show(replace(self.state, looks=tuple(seen.items), more=seen.more, known=True, problem=None))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))

    @latest
    async def load_more(self) -> None:
        state = self.state
        if not state.more:
            return
        try:
            if state.part is AuditPart.CHANGES and state.changes:
                asked = SearchChanges(**asdict(state.filter), before=state.changes[-1].id)
                found = await self._calls.send(audit.changes.bind(asked))
                rows = (*state.changes, *found.items)
                self._show(replace(self.state, changes=rows, more=found.more))
            elif state.looks:
                further = SearchLooks(**_of_looks(state.filter), before=state.looks[-1].id)
                seen = await self._calls.send(audit.looks.bind(further))
                self._show(replace(self.state, looks=(*state.looks, *seen.items), more=seen.more))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))

    @latest
    async def choose(self, change_id: UUID) -> None:
        """From what to what."""
        try:
            change = await self._calls.send(audit.change(change_id=change_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, change=change, problem=None))

    @slot
    async def export(self, path: Path) -> None:
        """All that is found, by what the file is called: for a spreadsheet program, or CSV, which takes far more."""
        if self.state.exporting:
            return
        self._show(replace(self.state, exporting=True))
        unfinished = path.with_name(f"{path.name}.part")  # what breaks off must not look like all there is
        try:
            rows, whole = await self._write(unfinished, is_csv=path.suffix.lower() == ".csv")
            unfinished.replace(path)
        except BaseException as problem:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            if not isinstance(problem, ApiError | OSError):
                raise  # whoever asked has signed out
            self._show(replace(self.state, exporting=False))
            self.failed.emit(problem if isinstance(problem, ApiError) else None)
        else:
            self._show(replace(self.state, exporting=False))
            self.exported.emit(Exported(str(path), rows, whole))

    async def _write(self, path: Path, *, is_csv: bool) -> tuple[int, bool]:
        """A piece after the other; how many rows there are, and whether they are all."""
        part, by = self.state.part, self.state.filter  # another search may begin meanwhile
        form = SpreadsheetForm.CSV if is_csv else SpreadsheetForm.XLSX
        rows, before, most = 0, None, _MOST if is_csv else 1
        with path.open("wb") as file:
            while rows < most:
                piece = await self._ask_piece(part, by, form, before)
                file.write(piece.data)
                rows, before = rows + piece.rows, piece.further
                if before is None:
                    return rows, True
            if is_csv:
                file.write(f'"{_not_all(rows)}"\r\n'.encode())
        return rows, False

    async def _ask_piece(
        self, part: AuditPart, by: AuditFilter, form: SpreadsheetForm, before: UUID | None
    ) -> ExportedPiece:
        if part is AuditPart.CHANGES:
            asked = ExportChanges(**asdict(by), form=form, before=before)
            return await self._calls.send(audit.export_changes.bind(asked))
        return await self._calls.send(audit.export_looks.bind(ExportLooks(**_of_looks(by), form=form, before=before)))

    def _show(self, state: AuditState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)


def _of_looks(by: AuditFilter) -> dict[str, Any]:
    return {name: value for name, value in asdict(by).items() if name not in _OF_CHANGES}


def _not_all(rows: int) -> str:
    return trn("The newest row of what was found.", "The newest {n} rows of what was found: there are more.", rows)
