"""Where one is signed in, and the other provider's account that counts for one."""

from dataclasses import dataclass, replace

from pydantic import SecretStr
from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.browser_sign_in import BrowserSignIn, GivenUp
from client.core.calls import Calls
from client.core.session import Session
from shared.contract import Call
from shared.contracts import sign_in
from shared.errors import ApiError
from shared.ids import SessionId
from shared.models.access import SessionSummary
from shared.models.sign_in import OpenIdBegun, OpenIdLink


@dataclass(frozen=True)
class MySignInsState:
    known: bool = False
    sessions: tuple[SessionSummary, ...] = ()
    here: SessionId | None = None
    link: OpenIdLink | None = None
    busy: bool = False
    in_browser: bool = False
    problem: ApiError | None = None

    @property
    def others(self) -> int:
        return sum(1 for one in self.sessions if one.id != self.here)


class MySignIns(QObject):
    state_changed = Signal(object)  # MySignInsState

    def __init__(self, calls: Calls, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = MySignInsState(here=session.me.session_id if session.me else None)
        self._calls = calls
        self._browser = BrowserSignIn(calls.send, parent=self)

    @latest
    async def refresh(self) -> None:
        try:
            page = await self._calls.send(sign_in.my_sessions())
            link = await self._calls.send(sign_in.my_openid())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem, busy=False))
            return
        self._show(replace(self.state, known=True, sessions=tuple(page.items), link=link, busy=False))

    @slot
    async def end(self, session_id: SessionId) -> None:
        if session_id == self.state.here or self.state.busy:
            return  # here one signs out
        self._show(replace(self.state, busy=True, problem=None))
        try:
            await self._calls.send(sign_in.end_my_session(session_id=session_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        await self.refresh()

    @slot
    async def end_others(self) -> None:
        if self.state.busy or not self.state.others:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            await self._calls.send(sign_in.end_my_other_sessions())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        await self.refresh()

    @slot
    async def link(self, password: str) -> None:
        """Through the browser; a second time gives up the first."""

        def begin(redirect_uri: str) -> Call[OpenIdBegun]:
            return sign_in.begin_link(redirect_uri=redirect_uri, password=SecretStr(password))

        self._show(replace(self.state, in_browser=True, problem=None))
        try:
            answer = await self._browser.answer(begin)
            link = await self._calls.send(sign_in.link_openid.bind(answer))
        except GivenUp:
            self._show(replace(self.state, in_browser=False))
        except ApiError as problem:
            self._show(replace(self.state, in_browser=False, problem=problem))
        else:
            self._show(replace(self.state, in_browser=False, link=link))

    @slot
    async def unlink(self) -> None:
        try:
            link = await self._calls.send(sign_in.unlink_openid())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, link=link, problem=None))

    def _show(self, state: MySignInsState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
