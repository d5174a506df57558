"""A doctor's own phrases: found by the short code as it is typed, kept and dropped."""

import re
from dataclasses import dataclass, replace
from typing import Final

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.field_text import field_problems
from client.core.session import Session, SessionState
from shared.contracts import consultations
from shared.errors import ApiError, InvalidRequest
from shared.models.common import Nothing
from shared.models.consultations import Note, Phrase, SavePhrase
from shared.topics import Topic

# ";htn" and the sign that ends the word; not in the middle of one.
_TYPED: Final = re.compile(r"(?:^|(?<=\s));([a-z0-9]{1,20})\s$", re.IGNORECASE)


@dataclass(frozen=True)
class PhrasesState:
    phrases: tuple[Phrase, ...] = ()
    wrong: dict[str, str] | None = None
    """A sentence a field."""
    problem: ApiError | None = None

    def find(self, code: str) -> Phrase | None:
        return next((phrase for phrase in self.phrases if phrase.code == code.casefold()), None)

    def typed(self, before: str) -> tuple[str, Phrase] | None:
        """What stands before the cursor and means a phrase, and the phrase."""
        found = _TYPED.search(before)
        phrase = self.find(found[1]) if found else None
        return (found[0], phrase) if found and phrase else None


class Phrases(QObject):
    state_changed = Signal(object)  # PhrasesState
    saved = Signal(str)

    def __init__(self, calls: Calls, changes: Changes, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = PhrasesState()
        self._calls = calls
        self._session = session
        self._of = session.me.user_id if session.me else None
        changes.on({Topic.PHRASES}, self, self.refresh)
        session.state_changed.connect(self._follow)

    @latest
    async def refresh(self) -> None:
        if not self._session.can(consultations.phrases):
            return
        try:
            page = await self._calls.send(consultations.phrases.bind(Nothing()))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(PhrasesState(tuple(page.items)))

    @slot
    async def save(self, code: str, text: str, parts: Note) -> None:
        try:
            request = SavePhrase(code=code.casefold(), text=text, **parts.model_dump())
            await self._calls.send(consultations.save_phrase.bind(request))
        except (InvalidRequest, ValidationError) as error:
            self._show(replace(self.state, wrong=field_problems(error)))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, wrong=None, problem=None))
            self.saved.emit(request.code)
            self.refresh()

    @slot
    async def drop(self, code: str) -> None:
        try:
            await self._calls.send(consultations.drop_phrase(code=code))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self.refresh()

    def _follow(self, state: SessionState) -> None:
        """Another doctor at this computer has other words."""
        now = state.me.user_id if state.me else None
        if now != self._of:
            self._of = now
            self._show(PhrasesState())
            if now is not None:
                self.refresh()

    def _show(self, state: PhrasesState) -> None:
        self.state = state
        self.state_changed.emit(state)
