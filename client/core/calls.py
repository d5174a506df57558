"""What view models see of the network."""

from typing import Protocol, TypeVar

from PySide6.QtCore import QObject

from client.api.outbox import Outbox
from client.core.aio import Promise
from client.core.session import Session, SessionState
from shared.contract import Call
from shared.errors import SignedOut

Res = TypeVar("Res")


class Calls(Protocol):
    def send(self, call: Call[Res]) -> Promise[Res]:
        """Raises the ApiErrors the call's contract names; a keyed command waits out an absent server."""
        ...


class NetworkCalls(QObject):
    """Commands go through the outbox, so that none is lost or done twice; the rest goes directly."""

    def __init__(self, session: Session, outbox: Outbox, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._outbox = outbox
        session.state_changed.connect(self._follow)

    def send(self, call: Call[Res]) -> Promise[Res]:
        if not call.endpoint.keyed:
            return self._session.send(call)
        me = self._session.me
        if me is not None:
            return self._outbox.submit(call, str(me.user_id))
        refused: Promise[Res] = Promise()
        refused.reject(SignedOut())
        return refused

    def _follow(self, state: SessionState) -> None:
        if state.me is None or state.me.must_change_password:
            self._outbox.pause()  # before a password is chosen the server takes no command, and would refuse what waits
        else:
            self._outbox.resume(str(state.me.user_id))
