"""Insurers, companies and patients' categories while they are kept up."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject

from client.core.aio import latest
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.upkeep import Upkeep, UpkeepState
from shared.contracts import payers
from shared.errors import ApiError
from shared.models.payers import PatientCategory, Payer
from shared.topics import Topic


@dataclass(frozen=True)
class PayerState(UpkeepState):
    payers: tuple[Payer, ...] = ()
    categories: tuple[PatientCategory, ...] = ()
    known: bool = False


class PayerDesk(Upkeep[PayerState]):
    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(calls, PayerState(), parent)
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
