"""One list that is searched as one types: diagnoses, medicines, tests, instructions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest
from client.core.calls import Calls
from client.viewmodels.consulting.quick_entry import parse
from shared.contract import Call
from shared.contracts import consultations, lab, prescriptions
from shared.errors import ApiError
from shared.models.common import Page

MOST: Final = 8


@dataclass(frozen=True)
class Found:
    """What was found for `line`, which is what was typed; `rows` of another line are never shown for it."""

    line: str = ""
    rows: tuple[Any, ...] = ()
    problem: ApiError | None = None
    is_usual: bool = False
    """Nothing was typed: these are the favourites."""


class Finder(QObject):
    """Asks for what is typed; the answer to an older line never comes after that to a newer one."""

    state_changed = Signal(object)  # Found

    def __init__(
        self,
        calls: Calls,
        ask: Callable[[str], Call[Page[Any]] | None],
        usual: Callable[[], Call[Page[Any]]] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.state = Found()
        self._calls = calls
        self._ask = ask
        self._usual = usual

    @latest
    async def offer_usual(self) -> None:
        """What is taken most, before anything is typed; without an answer there is nothing to offer."""
        if self._usual is None:
            return
        try:
            page = await self._calls.send(self._usual())
        except ApiError:
            return
        self._show(Found(rows=tuple(page.items), is_usual=True))

    @latest
    async def find(self, line: str) -> None:
        call = self._ask(line.strip())
        if call is None:
            self._show(Found(line))
            return
        try:
            page = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, line=line, rows=(), problem=problem))
        else:
            self._show(Found(line, tuple(page.items)))

    def _show(self, state: Found) -> None:
        self.state = state
        self.state_changed.emit(state)


def icd10(term: str) -> Call[Page[Any]] | None:
    return consultations.search_icd10(term=term, limit=MOST) if len(term) > 1 else None


def usual_diagnoses() -> Call[Page[Any]]:
    return consultations.favourites(limit=MOST)


def test_types(term: str) -> Call[Page[Any]] | None:
    return lab.test_types(term=term, limit=MOST) if term else None


def instructions(term: str) -> Call[Page[Any]] | None:
    return prescriptions.instructions(term=term, limit=MOST) if term else None


def medicines(term: str) -> Call[Page[Any]] | None:
    """By the words of the typed line that are no dose, frequency or duration."""
    words = parse(term).medicine
    return prescriptions.medicines(term=words, limit=MOST) if words else None
