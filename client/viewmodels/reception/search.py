"""Finding a patient by part of a name, of a phone, or by number."""

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.i18n import tr
from client.core.view_model import ViewModel
from shared.contracts import patients
from shared.errors import ApiError
from shared.models.patients import UNKNOWN, PatientSummary

_TELLS_UNKNOWN: Final = 3
_SHORTEST: Final = 2
"""One letter finds half the register."""


@dataclass(frozen=True)
class SearchState:
    """`answered` says that the hits belong to the term."""

    term: str = ""
    hits: tuple[PatientSummary, ...] = ()
    more: bool = False
    answered: bool = False
    problem: ApiError | None = None


class PatientSearch(ViewModel[SearchState]):
    found = Signal(object)  # PatientSummary: Enter was quicker than the answer, and only this one fits
    nobody_found = Signal(str)

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(SearchState(), parent)
        self._calls = calls

    @latest
    async def find(self, term: str) -> None:
        if len(term) < _SHORTEST:
            self._show(SearchState(term))
            return
        self._show(replace(self.state, term=term, answered=False))
        try:
            page = await self._calls.send(patients.search(term=_asked(term)))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(SearchState(term, tuple(page.items), page.more, answered=True))

    @slot
    async def settle(self, term: str) -> None:
        """Enter, or a scanner: go on by itself where there is no choice."""
        if not (self.state.answered and self.state.term == term):
            await self.find(term)
        if not self.state.answered:
            return
        if len(self.state.hits) == 1:
            self.found.emit(self.state.hits[0])
        elif not self.state.hits:
            self.nobody_found.emit(term)


def _asked(term: str) -> str:
    """The register calls people without a name unknown in one language; here it is typed in the user's."""
    unknown = tr("unknown")
    return UNKNOWN if len(term) >= _TELLS_UNKNOWN and unknown.startswith(term.casefold()) else term
