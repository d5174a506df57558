"""Asking a second person at this desk to agree to one act."""

from dataclasses import dataclass, replace
from uuid import UUID

from pydantic import SecretStr, ValidationError
from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from shared.contracts import access
from shared.errors import ApiError
from shared.models.access import Approve
from shared.permissions import Permission


@dataclass(frozen=True)
class SecondPersonState:
    busy: bool = False
    problem: ApiError | None = None


class SecondPerson(ViewModel[SecondPersonState]):
    """The password goes to the server once and is kept nowhere."""

    agreed = Signal(object)  # Approval

    def __init__(self, calls: Calls, permission: Permission, subject_id: UUID, parent: QObject | None = None) -> None:
        super().__init__(SecondPersonState(), parent)
        self._calls = calls
        self._permission = permission
        self._subject_id = subject_id

    @slot
    async def agree(self, user_name: str, password: str) -> None:
        if self.state.busy:
            return
        try:
            word = Approve(
                user_name=user_name.strip().lower(),
                password=SecretStr(password),
                permission=self._permission,
                subject_id=self._subject_id,
            )
        except ValidationError:
            self._show(SecondPersonState(problem=access.WrongCredentials()))
            return
        self._show(SecondPersonState(busy=True))
        try:
            approval = await self._calls.send(access.approve.bind(word))
        except ApiError as problem:
            self._show(SecondPersonState(problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.agreed.emit(approval)
