"""The laboratory's catalogue while it is kept up: a list of tests, one of them open, and its history."""

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.history import History
from client.core.i18n import tr
from client.core.upkeep import Upkeep, UpkeepState
from client.viewmodels.files.transfer import FileCalls, FileTransfer
from shared.contract import Call
from shared.contracts import test_catalogue
from shared.errors import ApiError
from shared.ids import CatalogueChangeId, LabId, TestTypeId
from shared.models.common import LONGEST_REASON, Page
from shared.models.test_catalogue import CatalogueChange, CatalogueLab, CatalogueTest, TestDetails
from shared.topics import Topic

_MOST = 500


@dataclass(frozen=True)
class CatalogueState(UpkeepState):
    term: str = ""
    lab_id: LabId | None = None
    """Whose tests are shown; None is everybody's."""
    labs: tuple[CatalogueLab, ...] = ()
    tests: tuple[CatalogueTest, ...] = ()
    more: bool = False
    known: bool = False
    chosen: TestTypeId | None = None
    details: TestDetails | None = None


class Catalogue(Upkeep[CatalogueState]):
    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(calls, CatalogueState(), parent)
        self.history = History(calls, _changes, self)
        changes.on({Topic.TEST_CATALOGUE}, self, self.refresh)

    def transfer(self, file: Path) -> FileTransfer:
        """The history says which file its changes are from."""
        reason = tr("Imported from {file}", file=file.name)[:LONGEST_REASON]
        return FileTransfer(
            self._calls,
            FileCalls(
                export=lambda _: test_catalogue.export(),
                attempt=lambda data: test_catalogue.try_import(data=data, reason=reason),
                import_=lambda data: test_catalogue.import_file(data=data, reason=reason),
            ),
        )

    @slot
    async def refresh(self) -> None:
        try:
            labs = await self._calls.send(test_catalogue.labs())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        self._show(replace(self.state, labs=tuple(labs.items)))
        self.history.refresh()
        await self.search(self.state.term)
        if self.state.chosen is not None:
            await self.open(self.state.chosen)

    @latest
    async def search(self, term: str) -> None:
        self._show(replace(self.state, term=term))
        try:
            page = await self._calls.send(test_catalogue.tests(term=term, lab_id=self.state.lab_id, limit=_MOST))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, tests=tuple(page.items), more=page.more, known=True, problem=None))

    def choose_lab(self, lab_id: LabId | None) -> None:
        self._show(replace(self.state, lab_id=lab_id))
        self.search(self.state.term)

    @latest
    async def open(self, test_type_id: TestTypeId) -> None:
        if test_type_id != self.state.chosen:
            self._show(replace(self.state, chosen=test_type_id, details=None))
        try:
            details = await self._calls.send(test_catalogue.test(test_type_id=test_type_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, details=details, problem=None))

    def _with(self, answer: object, state: CatalogueState) -> CatalogueState:
        """What it is of is shown as it stands then."""
        return replace(state, chosen=answer.id, details=answer) if isinstance(answer, TestDetails) else state


def _changes(test: CatalogueTest | None, before: CatalogueChangeId | None) -> Call[Page[CatalogueChange]]:
    """Of all, the laboratories are among them."""
    return test_catalogue.history(test_type_id=test.id if test is not None else None, before=before)
