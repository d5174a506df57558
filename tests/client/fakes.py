"""Stand-ins that do what the test says, when the test says so."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel
from PySide6.QtCore import QObject, Signal

from client.core.aio import Promise
from shared.contract import Call, Endpoint
from shared.errors import ApiError
from shared.topics import Topic

Req = TypeVar("Req", bound=BaseModel)
Res = TypeVar("Res")


class FakeCalls:
    """Answers calls from what the test said; `deliver` lets the answers arrive."""

    def __init__(self) -> None:
        self.sent: list[Call[Any]] = []
        self._answers: dict[Endpoint[..., Any, Any], object] = {}
        self._waiting: list[tuple[Promise[Any], object]] = []

    def answers(
        self, endpoint: Endpoint[..., Req, Res], with_: Res | ApiError | Callable[[Req], Res | ApiError]
    ) -> None:
        """`with_` may be a function of the request; a function may raise the ApiError too."""
        self._answers[endpoint] = with_

    def requests(self, endpoint: Endpoint[..., Req, Any]) -> list[Req]:
        """What was sent to this endpoint, in order."""
        return [call.request for call in self.sent if call.endpoint is endpoint]  # type: ignore[misc]  # its own request

    def send(self, call: Call[Res]) -> Promise[Res]:
        self.sent.append(call)
        promise: Promise[Res] = Promise()
        answer = self._answers[call.endpoint]
        if callable(answer):
            try:
                answer = answer(call.request)
            except ApiError as refusal:
                answer = refusal
        self._waiting.append((promise, answer))
        return promise

    def deliver(self) -> None:
        """In the order the calls were sent; coroutines go on in the next turn of the event loop."""
        waiting, self._waiting = self._waiting, []
        for promise, answer in waiting:
            if isinstance(answer, ApiError):
                promise.reject(answer)
            else:
                promise.resolve(answer)


class FakeStream(QObject):
    """The pushes of a server that a test is itself."""

    queue = Signal(object)
    board = Signal(object)
    changed = Signal(object, object)
    connected = Signal()
    watches: frozenset[Any] = frozenset()

    def watch(self, watches: frozenset[Any]) -> None:
        self.watches = watches

    def tell(self, *topics: Topic) -> None:
        self.changed.emit(frozenset(topics), frozenset())
