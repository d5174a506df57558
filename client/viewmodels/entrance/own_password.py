"""Choosing a password of one's own: the first after a one-time one, or another."""

from dataclasses import dataclass, field

from pydantic import SecretStr, ValidationError
from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.field_text import field_problems
from client.core.session import Session
from shared.contracts import access
from shared.errors import ApiError, InvalidRequest
from shared.models.access import ChangePassword


@dataclass(frozen=True)
class OwnPasswordState:
    busy: bool = False
    problem: ApiError | None = None
    wrong: dict[str, str] = field(default_factory=dict)
    """What is wrong with a field, in words."""


class OwnPassword(QObject):
    """Both go to the server once and are kept nowhere."""

    state_changed = Signal(object)  # OwnPasswordState
    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = OwnPasswordState()
        self._session = session

    @slot
    async def change(self, password: str, new_password: str) -> None:
        if self.state.busy:
            return
        try:
            request = ChangePassword(password=SecretStr(password), new_password=SecretStr(new_password))
        except ValidationError as error:
            self._show(OwnPasswordState(wrong=field_problems(error)))
            return
        self._show(OwnPasswordState(busy=True))
        try:
            await self._session.send(access.change_password.bind(request))
        except InvalidRequest as problem:
            self._show(OwnPasswordState(wrong=field_problems(problem)))
        except ApiError as problem:
            self._show(OwnPasswordState(problem=problem))
        else:
            self._show(OwnPasswordState())
            self.changed.emit()
            self._session.ask_me()

    def _show(self, state: OwnPasswordState) -> None:
        self.state = state
        self.state_changed.emit(state)
