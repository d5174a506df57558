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


class Changes(QObject):
    _heard = Signal(object)  # frozenset[Topic]

    def __init__(self, stream: EventStream, debounce_ms: int = DEBOUNCE_MS) -> None:
        super().__init__(stream)
        self._debounce_ms = debounce_ms
        stream.changed.connect(self._pass_on)
        stream.connected.connect(self._catch_up)

    def on(self, topics: AbstractSet[Topic], owner: QObject, callback: Callable[[], object]) -> None:
        """Call back some moments after one of these changed, for as long as the owner lives."""
        follower = _Follower(frozenset(topics), self._debounce_ms, owner)
        follower.timer.timeout.connect(callback)
        # The owner may outlive the connection it would ask over.
        self.destroyed.connect(follower.timer.stop)
        self._heard.connect(follower.hear)

    def _pass_on(self, topics: frozenset[Topic], _ids: frozenset[UUID]) -> None:
        self._heard.emit(topics)

    def _catch_up(self) -> None:
        """What changed while there was no connection nobody said: everybody asks again."""
        self._heard.emit(frozenset(Topic))


class _Follower(QObject):
    def __init__(self, topics: frozenset[Topic], debounce_ms: int, owner: QObject) -> None:
        super().__init__(owner)
        self._topics = topics
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(debounce_ms)

    def hear(self, topics: frozenset[Topic]) -> None:
        # a running timer runs on: steady changes must not put the answer off for ever
        if self._topics & topics and not self.timer.isActive():
            self.timer.start()
