"""Who is signed in at this computer, and what they may do."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any, Final, TypeVar

from pydantic import SecretStr
from PySide6.QtCore import QObject, QTimer, Signal

from client.api.backoff import full_jitter
from client.api.transport import Transport
from client.core.aio import Promise, slot, spawn
from shared.contract import Call, Endpoint
from shared.contracts import access, sign_in
from shared.errors import ApiError, SignedOut, Unavailable, Unreachable
from shared.models.access import Me, SetUp, SignedIn
from shared.models.sign_in import FinishOpenId
from shared.permissions import Access, Permission, Scope

Res = TypeVar("Res")

_RENEW_AFTER: Final = 0.8
"""The part of a token's life after which it is renewed."""


class Presence(StrEnum):
    SIGNED_OUT = "signed_out"
    SIGNED_IN = "signed_in"
    LOCKED = "locked"


class Ending(StrEnum):
    """Why nobody is signed in any more, for the sign-in screen to say."""

    BY_USER = "by_user"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class SessionState:
    presence: Presence = Presence.SIGNED_OUT
    me: Me | None = None
    ending: Ending | None = None


class Session(QObject):
    """Keeps the proofs of a session in memory only, and renews them before they end."""

    state_changed = Signal(object)  # SessionState

    def __init__(self, transport: Transport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._transport = transport
        self._state = SessionState()
        self._refresh_token = ""
        self._renewing: Promise[None] | None = None
        self._failures = 0
        self._renewal = QTimer(self)
        self._renewal.setSingleShot(True)
        self._renewal.timeout.connect(self._renew_in_time)

    @property
    def state(self) -> SessionState:
        return self._state

    @property
    def me(self) -> Me | None:
        return self._state.me

    def can(self, endpoint: Endpoint[..., Any, Any]) -> bool:
        """What the server will say, read from the same contract."""
        match endpoint.allow:
            case Permission() as permission:
                return self.scope(permission) is not None
            case Access.ANY_SESSION:
                return self._state.me is not None
            case Access.SIGNED_IN:
                return self._state.me is not None and not self._state.me.must_change_password
            case _:
                return True

    def scope(self, permission: Permission) -> Scope | None:
        """How far the user's permission reaches; None without it, and before a password of one's own is chosen."""
        me = self._state.me
        return None if me is None or me.must_change_password else me.permissions.get(permission)

    def sign_in(self, user_name: str, password: str) -> Promise[Me]:
        """Raises WrongCredentials, AccountLocked, SecondFactorNeeded, NotPaired."""
        return spawn(self._begin(access.sign_in(user_name=user_name, password=SecretStr(password))), self)

    def prove_second(self, challenge: str, code: str) -> Promise[Me]:
        """Raises WrongCode, ChallengeOver, AccountLocked."""
        call = sign_in.prove_second(challenge=SecretStr(challenge), code=SecretStr(code))
        return spawn(self._begin(call), self)

    def sign_in_by_provider(self, answer: FinishOpenId) -> Promise[Me]:
        """Raises OpenIdRefused, NotLinked, SecondFactorNeeded."""
        return spawn(self._begin(sign_in.finish_openid.bind(answer)), self)

    def set_up(self, request: SetUp) -> Promise[Me]:
        """Makes the first administrator, who is signed in then."""
        return spawn(self._begin(access.set_up.bind(request)), self)

    @slot
    async def sign_out(self) -> None:
        """At once on this screen; the server is told as soon as it hears."""
        told = self._transport.send(access.sign_out()) if self._transport.access_token else None
        self._end(Ending.BY_USER)
        try:
            if told is not None:
                await told
        except ApiError:
            return  # the proofs are thrown away here, and end there by themselves

    def lock(self) -> None:
        if self._state.presence is Presence.SIGNED_IN:
            self._show(replace(self._state, presence=Presence.LOCKED))

    def unlock(self, password: str) -> Promise[Me]:
        """Raises WrongCredentials, AccountLocked."""
        return spawn(self._unlock(password), self)

    @slot
    async def ask_me(self) -> None:
        """The user's permissions were changed: ask what they are now."""
        asked_for = self._state.me
        try:
            me = await self.send(access.me())
        except ApiError:
            return  # the next call shows whether the session still stands
        if self._is_still(asked_for):
            self._show(replace(self._state, me=me))

    def hear(self, news: str) -> None:
        """What the server pushes about this session."""
        if news == "revoked":
            self._end(Ending.REVOKED)
        elif news == "permissions":
            self.ask_me()

    def send(self, call: Call[Res], *, key: str | None = None) -> Promise[Res]:
        """Send in the user's name; an access token that has ended is renewed once, on the way."""
        return spawn(self._send(call, key), self)

    def renew(self) -> Promise[None]:
        """New proofs; everybody who asks meanwhile waits for the same ones."""
        renewing = self._renewing
        if renewing is None:
            renewing = self._renewing = spawn(self._renew(), self)
            renewing.when_done(self._renewed)
        # one of those who wait may be cancelled; that must not take the new proofs from the others
        own: Promise[None] = Promise()
        renewing.when_done(partial(_pass_on, own))
        return own

    async def _begin(self, call: Call[SignedIn]) -> Me:
        signed_in = await self._transport.send(call)
        self._hold(signed_in)
        self._show(SessionState(Presence.SIGNED_IN, signed_in.me))
        return signed_in.me

    async def _unlock(self, password: str) -> Me:
        asked_for = self._state.me
        me = await self.send(access.unlock(password=SecretStr(password)))
        if not self._is_still(asked_for):
            raise SignedOut  # the session was ended meanwhile: a late answer must not bring it back
        self._show(SessionState(Presence.SIGNED_IN, me))
        return me

    async def _send(self, call: Call[Res], key: str | None) -> Res:
        me, used = self._state.me, self._transport.access_token
        try:
            return await self._transport.send(call, key=key)
        except SignedOut:
            if not self._is_still(me):
                raise
        if self._transport.access_token == used:
            await self.renew()
        return await self._transport.send(call, key=key)

    def _is_still(self, me: Me | None) -> bool:
        """Nothing is sent in the name of whoever signed in meanwhile."""
        now = self._state.me
        return me is not None and now is not None and now.session_id == me.session_id

    async def _renew(self) -> None:
        asked_for = self._state.me
        if asked_for is None:
            raise SignedOut
        try:
            signed_in = await self._transport.send(access.refresh(refresh_token=SecretStr(self._refresh_token)))
        except (Unreachable, Unavailable):
            raise
        except ApiError:
            if self._is_still(asked_for):
                self._end(Ending.EXPIRED)
            raise SignedOut from None
        if not self._is_still(asked_for):
            raise SignedOut
        self._hold(signed_in)
        self._show(replace(self._state, me=signed_in.me))

    def _renewed(self, _promise: Promise[None]) -> None:
        self._renewing = None

    @slot
    async def _renew_in_time(self) -> None:
        try:
            await self.renew()
        except (Unreachable, Unavailable):
            self._failures += 1
            self._renewal.start(round(full_jitter(self._failures) * 1000))
        except ApiError:
            return  # the session has ended and said so

    def _hold(self, signed_in: SignedIn) -> None:
        self._failures = 0
        self._transport.access_token = signed_in.access_token
        self._refresh_token = signed_in.refresh_token
        self._renewal.start(round(signed_in.access_seconds * _RENEW_AFTER * 1000))

    def _end(self, ending: Ending) -> None:
        self._renewal.stop()
        self._transport.access_token = ""
        self._refresh_token = ""
        if self._state.presence is not Presence.SIGNED_OUT:
            self._show(SessionState(ending=ending))

    def _show(self, state: SessionState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)


def _pass_on(own: Promise[None], shared: Promise[None]) -> None:
    try:
        own.resolve(shared.result())
    except BaseException as error:  # noqa: BLE001  # whatever it is, whoever waits gets it
        own.reject(error)
