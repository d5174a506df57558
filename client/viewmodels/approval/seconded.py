"""What is kept up at a desk, some of it with the word of a second person."""

from typing import Any

from PySide6.QtCore import Signal

from client.core.upkeep import KeptT, Upkeep
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.approval.with_word import with_word
from shared.contract import Call
from shared.contracts.access import ApprovalNeeded
from shared.errors import ApiError
from shared.models.access import Approval


class SecondedUpkeep(Upkeep[KeptT]):
    """What was refused for want of a second person is offered by `second_wanted`, and sent again with their word."""

    second_wanted = Signal(object, object)  # the Call, SecondPerson

    def save_with(self, call: Call[Any], approval: Approval) -> None:
        self.save(with_word(call, approval.id))

    def _second_person(self, call: Call[Any]) -> SecondPerson | None:
        """For whom or what the call is about; None where nobody else's word would do."""
        raise NotImplementedError  # each knows its own calls

    def _refuse(self, call: Call[Any], problem: ApiError) -> None:
        second = self._second_person(call) if isinstance(problem, ApprovalNeeded) else None
        if second is None:
            super()._refuse(call, problem)
        else:
            self.second_wanted.emit(call, second)
