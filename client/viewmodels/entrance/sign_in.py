"""Signing in, and the first administrator of a new hospital."""

from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr, ValidationError
from PySide6.QtCore import QObject, Signal

from client.api.transport import Transport
from client.core import settings as client_settings
from client.core import zone
from client.core.aio import latest, sleep, slot
from client.core.session import Ending, Session
from shared.contracts import access, fingerprint
from shared.errors import ApiError, InvalidRequest
from shared.models.access import SetUp

_ASK_AGAIN_SECONDS = 2.0


@dataclass(frozen=True)
class SignInState:
    workstation: str = ""
    hospital: str = ""
    hospital_local: str = ""
    version: str = ""
    reached: bool = False
    needs_setup: bool = False
    outdated: bool = False
    last_users: tuple[str, ...] = ()
    ending: Ending | None = None
    busy: bool = False
    problem: ApiError | None = None
    idle_lock_minutes: int = 10


class SignInViewModel(QObject):
    state_changed = Signal(object)

    def __init__(
        self, session: Session, transport: Transport, workstation: str, directory: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.state = SignInState(workstation=workstation)
        self._session = session
        self._transport = transport
        self._directory = directory

    @latest
    async def begin(self) -> None:
        """Asks the server who it is, until it answers."""
        self._show(
            replace(
                self.state,
                problem=None,
                busy=False,
                ending=self._session.state.ending,
                last_users=client_settings.load(self._directory).last_users,
            )
        )
        while True:
            try:
                server = await self._transport.send(access.server_info())
            except ApiError as problem:
                self._show(replace(self.state, reached=False, problem=problem))
                await sleep(_ASK_AGAIN_SECONDS)
                continue
            zone.live_by(server.timezone)
            self._show(
                replace(
                    self.state,
                    reached=True,
                    problem=None,
                    hospital=server.hospital,
                    hospital_local=server.hospital_local,
                    version=server.version,
                    needs_setup=server.needs_setup,
                    # Another wire: what this client would send, that server might misread.
                    outdated=server.fingerprint != fingerprint(),
                    idle_lock_minutes=server.idle_lock_minutes,
                )
            )
            return

    @slot
    async def sign_in(self, user_name: str, password: str) -> None:
        if self.state.busy or self.state.outdated:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            await self._session.sign_in(user_name.strip().lower(), password)
        except ValidationError:
            self._show(replace(self.state, busy=False, problem=access.WrongCredentials()))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            kept = client_settings.load(self._directory).with_user(user_name.strip().lower())
            client_settings.save(kept, self._directory)
            self._show(replace(self.state, busy=False))

    @slot
    async def set_up(self, hospital: str, full_name: str, user_name: str, password: str) -> None:
        """The first administrator, who is signed in then."""
        if self.state.busy:
            return
        try:
            request = SetUp(
                hospital=hospital,
                full_name=full_name,
                user_name=user_name.strip().lower(),
                password=SecretStr(password),
            )
        except ValidationError as error:
            fields = {str(e["loc"][0]): e["msg"] for e in error.errors()}
            self._show(replace(self.state, problem=InvalidRequest(fields)))
            return
        before = self.state
        # The first page is built inside this call, and bears the hospital's name.
        self._show(replace(before, busy=True, problem=None, hospital=request.hospital))
        try:
            await self._session.set_up(request)
        except access.AlreadySetUp as problem:
            self._show(replace(before, busy=False, needs_setup=False, problem=problem))
        except ApiError as problem:
            self._show(replace(before, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False, needs_setup=False))

    def _show(self, state: SignInState) -> None:
        self.state = state
        self.state_changed.emit(state)
