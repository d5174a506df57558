"""Commands that wait for their answer: kept before they are sent, sent until they are answered."""

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from pydantic import ValidationError
from PySide6.QtCore import QObject, QTimer, Signal
from ulid import ULID

from client.api.backoff import full_jitter
from client.api.outbox_store import Command, OutboxStore
from client.api.worker import Worker
from client.core.aio import Promise, slot
from shared.contract import Call, Endpoint
from shared.contracts import endpoints
from shared.errors import (
    ApiError,
    CertificateChanged,
    RateLimited,
    SignedOut,
    Unavailable,
    Unexpected,
    Unreachable,
)

Res = TypeVar("Res")

_UNANSWERED: Final = (Unreachable, Unavailable, RateLimited, CertificateChanged, SignedOut)
"""What leaves open whether the command was done: it is sent again, with the same key."""

_log = logging.getLogger(__name__)


class Send(Protocol):
    def __call__(self, call: Call[Res], *, key: str) -> Promise[Res]: ...


@dataclass(frozen=True)
class Pending:
    """A command without an answer, as people are told of it."""

    key: str
    endpoint: str
    user_id: str
    since: datetime
    attempts: int = 0
    readable: bool = True
    """False: made by another version or pairing of this client; kept, never sent."""


@dataclass
class _Entry:
    pending: Pending
    call: Call[Any] | None
    waiting: Promise[Any] | None = None


class Outbox(QObject):
    """Sends one user's commands one after the other, in the order they were made."""

    changed = Signal()
    answered_late = Signal(object, object)  # Pending, its answer or ApiError: nobody waited any more

    def __init__(
        self,
        path: Path,
        device_token: str,
        send: Send,
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._send = send
        self._now = now
        self._entries: dict[str, _Entry] = {}
        self._user_id: str | None = None
        self._loaded = False
        self._sending = False
        self._failures = 0
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._deliver)
        self._store = OutboxStore(path, device_token)
        self._worker = Worker("outbox", self)
        self._load()

    @property
    def pending(self) -> tuple[Pending, ...]:
        return tuple(entry.pending for entry in self._entries.values())

    def submit(self, call: Call[Res], user_id: str) -> Promise[Res]:
        """Done when the server has answered, however long that takes and whoever waits."""
        promise: Promise[Res] = Promise()
        self._keep(call, user_id, promise)
        return promise

    def resume(self, user_id: str) -> None:
        """This user is signed in: what they left behind goes first."""
        self._user_id = user_id
        self.retry_now()

    def pause(self) -> None:
        """Nobody is signed in: nothing can be sent in anybody's name."""
        self._user_id = None
        self._again.stop()

    def retry_now(self) -> None:
        self._failures = 0
        self._deliver()

    @slot
    async def forget(self, key: str) -> None:
        """Somebody decided that this command is not to be sent any more."""
        self._entries.pop(key, None)
        self.changed.emit()
        await self._worker.run(partial(self._store.remove, key))

    def close(self) -> None:
        self._worker.run(self._store.close)
        self._worker.close()

    @slot
    async def _load(self) -> None:
        try:
            commands = await self._worker.run(self._store.load)
        except (sqlite3.Error, OSError):
            _log.exception("the outbox cannot be read")
            commands = []
        known = {str(endpoint): endpoint for endpoint in endpoints()}
        earlier = {command.key: _Entry(*_restored(command, known)) for command in commands}
        self._entries = {**earlier, **self._entries}
        self._loaded = True
        if earlier:
            self.changed.emit()
        self._deliver()

    @slot
    async def _keep(self, call: Call[Any], user_id: str, promise: Promise[Any]) -> None:
        now = self._now()
        # by the server's time, not this computer's clock: the server refuses a key that looks a day old
        pending = Pending(str(ULID.from_datetime(now)), str(call.endpoint), user_id, now)
        request = call.request.model_dump_json().encode()
        command = Command(pending.key, pending.endpoint, user_id, pending.since, request)
        try:
            await self._worker.run(partial(self._store.add, command))
        except (sqlite3.Error, OSError):
            _log.exception("the outbox takes no command")
            promise.reject(Unexpected("this computer could not keep the command, so it was not sent"))
            return
        self._entries[pending.key] = _Entry(pending, call, promise)
        self.changed.emit()
        self._deliver()

    @slot
    async def _deliver(self) -> None:
        if self._sending:
            return
        self._sending = True
        self._again.stop()
        try:
            while (entry := self._next()) is not None:
                if not await self._delivered(entry):
                    break
        finally:
            self._sending = False

    def _next(self) -> _Entry | None:
        if not self._loaded or self._user_id is None:
            return None
        mine = (e for e in self._entries.values() if e.call and e.pending.user_id == self._user_id)
        return next(mine, None)

    async def _delivered(self, entry: _Entry) -> bool:
        """False when it must be waited for the server: those behind it stay where they are."""
        assert entry.call is not None
        try:
            answer = await self._send(entry.call, key=entry.pending.key)
        except _UNANSWERED as error:
            self._wait(entry, error)
            return False
        except ApiError as refusal:
            self._finish(entry, refusal)
        else:
            self._finish(entry, answer)
        return True

    def _wait(self, entry: _Entry, error: ApiError) -> None:
        entry.pending = replace(entry.pending, attempts=entry.pending.attempts + 1)
        seconds = full_jitter(self._failures)
        if isinstance(error, RateLimited):
            seconds = max(seconds, (error.until - self._now()).total_seconds())
        self._failures += 1
        self._again.start(round(seconds * 1000))
        self.changed.emit()

    def _finish(self, entry: _Entry, outcome: object) -> None:
        self._failures = 0
        self._entries.pop(entry.pending.key, None)
        self._forget_answered(entry.pending.key)
        self.changed.emit()
        if entry.waiting is None or entry.waiting.done():
            self.answered_late.emit(entry.pending, outcome)
        elif isinstance(outcome, ApiError):
            entry.waiting.reject(outcome)
        else:
            entry.waiting.resolve(outcome)

    @slot
    async def _forget_answered(self, key: str) -> None:
        try:
            await self._worker.run(partial(self._store.remove, key))
        except (sqlite3.Error, OSError):
            # sent once more after the next start: its key makes the server answer the same again
            _log.exception("an answered command stays in the outbox")


def _restored(command: Command, known: dict[str, Endpoint[..., Any, Any]]) -> tuple[Pending, Call[Any] | None]:
    call = None
    endpoint = known.get(command.endpoint)
    if endpoint is not None and command.request is not None:
        try:
            call = endpoint.bind(endpoint.request.model_validate_json(command.request))
        except ValidationError:
            _log.warning("a kept command does not fit this version: %s", command.endpoint)
    pending = Pending(command.key, command.endpoint, command.user_id, command.made_at, readable=call is not None)
    return pending, call
