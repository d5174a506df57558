"""The messages to patients: what is planned, what went out, and what a person has to look at."""

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.view_model import ViewModel
from shared.contract import Call
from shared.contracts import reminders
from shared.errors import ApiError
from shared.ids import MessageId
from shared.models.reminders import (
    ListMessages,
    MessageDetails,
    MessageItem,
    MessageKind,
    MessageStanding,
    MessageState,
    MoveMessage,
)
from shared.topics import Topic


@dataclass(frozen=True)
class MessagesState:
    """It begins with what failed: that is what somebody has to look at."""

    state: MessageState | None = MessageState.FAILED
    kind: MessageKind | None = None
    day: date | None = None
    term: str = ""
    rows: tuple[MessageItem, ...] = ()
    more: bool = False
    standing: MessageStanding | None = None
    message: MessageDetails | None = None
    busy: bool = False
    problem: ApiError | None = None

    @property
    def can_send(self) -> bool:
        return self.message is not None and self.message.may_go_again and not self.busy

    @property
    def failed(self) -> tuple[MessageItem, ...]:
        """Of those that are shown: what certainly did not go out."""
        return tuple(row for row in self.rows if row.state is MessageState.FAILED)

    @property
    def can_give_up(self) -> bool:
        open_states = (MessageState.PLANNED, MessageState.FAILED, MessageState.PERHAPS)
        return self.message is not None and self.message.state in open_states and not self.busy


class MessageList(ViewModel[MessagesState]):
    moved = Signal(object)  # MessageItem
    went_again = Signal(int)
    """So many at once."""

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(MessagesState(), parent)
        self._calls = calls
        changes.on({Topic.REMINDERS, Topic.APPOINTMENTS}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        state = self.state
        asked = ListMessages(date=state.day, state=state.state, kind=state.kind, term=state.term)
        try:
            standing = await self._calls.send(reminders.standing())
            found = await self._calls.send(reminders.messages.bind(asked))
            wanted = self.state.message.id if self.state.message is not None else None
            shown = next((row.id for row in found.items if row.id == wanted), None)
            shown = shown or next((row.id for row in found.items), None)
            message = await self._message(shown)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        self._show(
            replace(
                self.state,
                rows=tuple(found.items),
                more=found.more,
                standing=standing,
                message=message,
                problem=None,
            )
        )

    async def _message(self, message_id: MessageId | None) -> MessageDetails | None:
        if message_id is None:
            return None
        return await self._calls.send(reminders.message(message_id=message_id))

    def show_state(self, state: MessageState | None) -> None:
        self._ask(replace(self.state, state=state))

    def show_kind(self, kind: MessageKind | None) -> None:
        self._ask(replace(self.state, kind=kind))

    def show_day(self, day: date | None) -> None:
        self._ask(replace(self.state, day=day))

    def find(self, term: str) -> None:
        self._ask(replace(self.state, term=term))

    @latest
    async def choose(self, message_id: MessageId) -> None:
        if self.state.message is not None and self.state.message.id == message_id:
            return
        try:
            message = await self._calls.send(reminders.message(message_id=message_id))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, message=message, problem=None))

    def send_again(self, message: MessageDetails) -> None:
        if message.may_go_again and not self.state.busy:
            self._move(reminders.send_again(message_id=message.id, version=message.version))

    @slot
    async def send_all_again(self) -> None:
        """Those that failed, of all that are shown."""
        again = [MoveMessage(message_id=row.id, version=row.version) for row in self.state.failed]
        if not again or self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            await self._calls.send(reminders.send_all_again(messages=again))
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.went_again.emit(len(again))
        self.refresh()

    def give_up(self) -> None:
        message = self.state.message
        if message is not None and self.state.can_give_up:
            self._move(reminders.give_up(message_id=message.id, version=message.version))

    @slot
    async def _move(self, call: Call[MessageItem]) -> None:
        self._show(replace(self.state, busy=True, problem=None))
        try:
            item = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.moved.emit(item)
        self.refresh()

    def _ask(self, state: MessagesState) -> None:
        if state != self.state:
            self._show(state)
            self.refresh()
