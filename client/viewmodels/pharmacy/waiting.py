"""Who waits for medicines, found by token, name, number or scan."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.view_model import ViewModel
from shared.contracts import pharmacy
from shared.errors import ApiError
from shared.models.pharmacy import WaitingPrescription
from shared.rules.counter_scans import prescription_no_in
from shared.topics import Topic


@dataclass(frozen=True)
class WaitingState:
    """`more` says that the list is longer than what is shown of it."""

    term: str = ""
    rows: tuple[WaitingPrescription, ...] = ()
    more: bool = False
    known: bool = False
    problem: ApiError | None = None


class WaitingForMedicines(ViewModel[WaitingState]):
    """The list stays as it was while the server is away."""

    found = Signal(object)  # WaitingPrescription
    several = Signal()
    """Somebody has to choose."""
    not_found = Signal(str)
    """What was typed or scanned, and nobody waits with."""
    called = Signal(object)  # WaitingPrescription

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(WaitingState(), parent)
        self._calls = calls
        changes.on({Topic.PRESCRIPTIONS, Topic.PATIENTS}, self, self.refresh)

    @slot
    async def refresh(self) -> None:
        await self.search(self.state.term)

    @latest
    async def search(self, term: str) -> None:
        self._show(replace(self.state, term=term))
        try:
            page = await self._calls.send(pharmacy.waiting(term=_asked(term)))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, rows=tuple(page.items), more=page.more, known=True, problem=None))

    @slot
    async def find(self, term: str) -> None:
        """For Enter and for a scanner: never the row that happens to be marked from before."""
        if not term:
            return
        try:
            page = await self._calls.send(pharmacy.waiting(term=_asked(term)))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        named = _asked(term).upper()
        rows = [row for row in page.items if named in {row.token, row.prescription_no}] or page.items
        if len(rows) == 1:
            self.found.emit(rows[0])
        elif rows:
            self.several.emit()
        else:
            self.not_found.emit(term)

    @slot
    async def call(self, row: WaitingPrescription) -> None:
        """To this counter, on the walls."""
        try:
            await self._calls.send(pharmacy.call(prescription_id=row.prescription_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self.called.emit(row)


def _asked(term: str) -> str:
    return prescription_no_in(term) or term
