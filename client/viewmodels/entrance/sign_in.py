"""Signing in, and the first administrator of a new hospital."""

from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr, ValidationError
from PySide6.QtCore import QObject, Signal

from client.api.transport import Transport
from client.core import numbers, zone
from client.core import settings as client_settings
from client.core.aio import latest, sleep, slot
from client.core.browser_sign_in import BrowserSignIn, GivenUp
from client.core.session import Ending, Session
from shared.contracts import access, fingerprint, sign_in
from shared.contracts.access import SecondFactorNeeded
from shared.contracts.sign_in import ChallengeOver, WrongCode
from shared.errors import ApiError, InvalidRequest
from shared.models.access import ServerInfo, SetUp
from shared.models.sign_in import Enrolment
from shared.rules.number_formats import NumberFormat

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
    openid_name: str = ""
    in_browser: bool = False
    """The person is with the other provider."""
    needed: SecondFactorNeeded | None = None
    enrolment: Enrolment | None = None


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
        self._browser = BrowserSignIn(transport.send, parent=self)

    @latest
    async def begin(self) -> None:
        """Asks the server who it is, until it answers."""
        self._show(
            replace(
                self.state,
                problem=None,
                busy=False,
                in_browser=False,
                needed=None,
                enrolment=None,
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
            self._take(server)
            return

    @latest
    async def hear_house(self) -> None:
        """What the hospital says of itself has changed while somebody is signed in."""
        try:
            server = await self._transport.send(access.server_info())
        except ApiError:
            return  # asked again with the next connection
        self._take(server)

    def rename(self, workstation: str) -> None:
        self._show(replace(self.state, workstation=workstation))

    def _take(self, server: ServerInfo) -> None:
        zone.live_by(server.timezone)
        numbers.write_by(NumberFormat(server.digit_groups))
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
                openid_name=server.openid_name,
            )
        )

    @slot
    async def sign_in(self, user_name: str, password: str) -> None:
        if self.state.busy or self.state.outdated:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            await self._session.sign_in(user_name.strip().lower(), password)
        except ValidationError:
            self._show(replace(self.state, busy=False, problem=access.WrongCredentials()))
        except access.SecondFactorNeeded as needed:
            self._remember(user_name)
            await self._ask_second(needed)
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._remember(user_name)
            self._show(replace(self.state, busy=False))

    @slot
    async def sign_in_by_provider(self) -> None:
        """Through the system's browser; who it was there, the provider tells the server."""
        if self.state.busy or self.state.outdated or not self.state.openid_name:
            return
        self._show(replace(self.state, busy=True, in_browser=True, problem=None))
        try:
            await self._session.sign_in_by_provider(await self._browser.answer())
        except GivenUp:
            self._show(replace(self.state, busy=False, in_browser=False))
        except access.SecondFactorNeeded as needed:
            await self._ask_second(needed)
        except ApiError as problem:
            self._show(replace(self.state, busy=False, in_browser=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False, in_browser=False))

    def leave_browser(self) -> None:
        self._browser.give_up()

    async def _ask_second(self, needed: access.SecondFactorNeeded) -> None:
        self._show(replace(self.state, busy=False, in_browser=False, needed=needed, enrolment=None))
        if not needed.enrolled:
            try:
                enrolment = await self._transport.send(sign_in.enrol(challenge=SecretStr(needed.challenge)))
            except ApiError as problem:
                self._show(replace(self.state, needed=None, problem=problem))
            else:
                self._show(replace(self.state, enrolment=enrolment))

    @slot
    async def prove_second(self, code: str) -> None:
        needed = self.state.needed
        if needed is None or self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            await self._session.prove_second(needed.challenge, code)
        except ValidationError:
            self._show(replace(self.state, busy=False, problem=WrongCode()))
        except ChallengeOver as problem:
            self._show(replace(self.state, busy=False, needed=None, enrolment=None, problem=problem))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False, needed=None, enrolment=None))

    def leave_second(self) -> None:
        """Somebody else signs in, or the same person again."""
        self._show(replace(self.state, needed=None, enrolment=None, problem=None))

    def _remember(self, user_name: str) -> None:
        kept = client_settings.load(self._directory).with_user(user_name.strip().lower())
        client_settings.save(kept, self._directory)

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
