"""What the wall says aloud: each call once, each recall again, and nothing that is over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from PySide6.QtCore import QObject

from client.core.spoken import Utterance, utterance
from client.viewmodels.display.board import BoardState, BoardViewModel

MOST_LANGUAGES: Final = 2
"""More would keep the next number waiting longer than its patient listens."""


class Speaker(Protocol):
    """Says one announcement after the other, so that two rooms never talk at once."""

    def announce(self, utterances: Sequence[Utterance]) -> None: ...


class Announcements(QObject):
    """Speaks each call that is new on the board; those of before the wall was switched on are over."""

    def __init__(self, board: BoardViewModel, speaker: Speaker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speaker = speaker
        self._said_until: datetime | None = None
        board.state_changed.connect(self._hear)

    def _hear(self, state: BoardState) -> None:
        if state.board is None or state.is_old:
            return
        calls = sorted(state.board.last_calls, key=lambda call: call.called_at)
        for call in calls:
            is_new = self._said_until is None or call.called_at > self._said_until
            if is_new and state.is_fresh(call.called_at):
                languages = state.languages[:MOST_LANGUAGES]
                self._speaker.announce([utterance(language, call.token, call.room) for language in languages])
        if calls:
            self._said_until = max(calls[-1].called_at, self._said_until or calls[-1].called_at)
