"""Insurers, companies and patients' categories while they are kept up."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from shared.contract import Call
from shared.contracts import payers
from shared.errors import ApiError
from shared.models.payers import PatientCategory, Payer
from shared.topics import Topic


@dataclass(frozen=True)
class PayerState:
    payers: tuple[Payer, ...] = ()
    categories: tuple[PatientCategory, ...] = ()
    known: bool = False
    busy: bool = False
    problem: ApiError | None = None


class PayerDesk(QObject):
    """What is saved is answered by `saved` or `refused`."""

    state_changed = Signal(object)  # PayerState
    saved = Signal()
    refused = Signal(object)  # ApiError

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = PayerState()
        self._calls = calls
        changes.on({Topic.PAYERS}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        try:
            choices = await self._calls.send(payers.choices())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(
                replace(
                    self.state,
                    payers=tuple(choices.payers),
                    categories=tuple(choices.categories),
                    known=True,
                    problem=None,
                )
            )

    @slot
    async def save(self, call: Call[Any]) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True))
        try:
            await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, busy=False))
            self.refused.emit(problem)
            return
        self._show(replace(self.state, busy=False))
        self.saved.emit()
        self.refresh()

    def _show(self, state: PayerState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
