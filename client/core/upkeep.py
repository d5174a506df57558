"""What is kept up at a desk: one change at a time, each answered, then read anew."""

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from client.core.aio import Task, slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from shared.contract import Call
from shared.errors import ApiError
from shared.models.common import Explained


@dataclass(frozen=True)
class UpkeepState:
    busy: bool = False
    """A change is on its way."""
    problem: ApiError | None = None
    """Why nothing could be read."""


ResT = TypeVar("ResT")
KeptT = TypeVar("KeptT", bound=UpkeepState)


def explained(call: Call[ResT], why: str) -> Call[ResT]:
    """With why it is asked for, where it says anything and the call says nothing yet."""
    if not why or not isinstance(call.request, Explained) or call.request.reason:
        return call
    return Call(call.endpoint, call.request.model_copy(update={"reason": why}))


class Upkeep(ViewModel[KeptT]):
    """What is saved is answered by `saved` or `refused`; what is read stays while the server is away."""

    saved = Signal(object)  # the answer
    refused = Signal(object)  # ApiError
    not_sent = Signal()  # the one before is still on its way

    def __init__(self, calls: Calls, state: KeptT, parent: QObject | None = None) -> None:
        super().__init__(state, parent)
        self._calls = calls
        self._why = ""

    def because(self, why: str) -> None:
        """What whoever has a sheet open says of why; it goes with what the sheet asks for."""
        self._why = why.strip()

    def refresh(self) -> Task[None]:
        raise NotImplementedError  # each reads its own

    @slot
    async def save(self, call: Call[Any]) -> None:
        if self.state.busy:
            self.not_sent.emit()
            return
        call = explained(call, self._why)
        self._show(replace(self.state, busy=True))
        try:
            answer = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, busy=False))
            self._refuse(call, problem)
            return
        self._show(self._with(answer, replace(self.state, busy=False)))
        self.saved.emit(answer)
        self.refresh()

    def _with(self, _answer: object, state: KeptT) -> KeptT:
        """What the answer itself says is shown at once."""
        return state

    def _refuse(self, _call: Call[Any], problem: ApiError) -> None:
        self.refused.emit(problem)
