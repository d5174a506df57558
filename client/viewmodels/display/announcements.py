"""What the wall says aloud: each call once, each recall again, and nothing that is over."""

from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QObject

from client.core.i18n import tr
from client.viewmodels.display.board import BoardState, BoardViewModel
from shared.models.queue import BoardCall


class Speaker(Protocol):
    """Says one announcement after the other, so that two rooms never talk at once."""

    def announce(self, words: str) -> None: ...


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
                self._speaker.announce(_words(call))
        if calls:
            self._said_until = max(calls[-1].called_at, self._said_until or calls[-1].called_at)


def _words(call: BoardCall) -> str:
    """The number letter by letter: engines read M-027 as they like."""
    token = " ".join(letter for letter in call.token if letter.isalnum())
    return tr("Number {token}. Please go to room {room}.", token=token, room=call.room)
