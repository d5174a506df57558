"""Tells those who show something that it has changed."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from client.api.event_stream import EventStream
from shared.topics import Topic

DEBOUNCE_MS: Final = 150
"""A burst of changes is one question to the server."""


class Sight(QObject):
    """Whether a page can be seen."""

    came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_shown = False

    def set_shown(self, *, shown: bool) -> None:
        if shown != self.is_shown:
            self.is_shown = shown
            if shown:
                self.came.emit()


class Changes(QObject):
    _heard = Signal(object)  # frozenset[Topic]

    def __init__(self, stream: EventStream, debounce_ms: int = DEBOUNCE_MS, sight: Sight | None = None) -> None:
        super().__init__(sight or stream)  # a page's goes with the page: each sign-in has thirty
        self._stream = stream
        self._debounce_ms = debounce_ms
        self._sight = sight
        stream.changed.connect(self._pass_on)
        stream.connected.connect(self._catch_up)

    def of_page(self, sight: Sight) -> "Changes":
        """For a page that is not always seen: it asks when it comes into sight, not each time before."""
        return Changes(self._stream, self._debounce_ms, sight)

    def on(
        self, topics: AbstractSet[Topic], owner: QObject, callback: Callable[[], object], *, unseen: bool = False
    ) -> None:
        """Call back some moments after one of these changed, for as long as the owner lives.

        `unseen`: also while its page is not seen, for what is told on every page.
        """
        follower = _Follower(frozenset(topics), self._debounce_ms, None if unseen else self._sight, owner)
        follower.due.connect(callback)
        # The owner may outlive the connection it would ask over.
        self.destroyed.connect(follower.timer.stop)
        self._heard.connect(follower.hear)

    def _pass_on(self, topics: frozenset[Topic], _ids: frozenset[UUID]) -> None:
        self._heard.emit(topics)

    def _catch_up(self) -> None:
        """What changed while there was no connection nobody said: everybody asks again."""
        self._heard.emit(frozenset(Topic))


class _Follower(QObject):
    due = Signal()

    def __init__(self, topics: frozenset[Topic], debounce_ms: int, sight: Sight | None, owner: QObject) -> None:
        super().__init__(owner)
        self._topics = topics
        self._sight = sight
        self._missed = False
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(debounce_ms)
        self.timer.timeout.connect(self.due)
        if sight is not None:
            sight.came.connect(self._make_up)

    def hear(self, topics: frozenset[Topic]) -> None:
        if not self._topics & topics:
            return
        if self._sight is not None and not self._sight.is_shown:
            self._missed = True
        elif not self.timer.isActive():  # a running timer runs on: steady changes must not put the answer off for ever
            self.timer.start()

    def _make_up(self) -> None:
        if self._missed:
            self._missed = False
            self.due.emit()
