"""The words of messages: chosen, typed, and tried on an invented patient meanwhile."""

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.view_model import ViewModel
from shared.contracts import access, reminders
from shared.errors import ApiError
from shared.languages import Language
from shared.models.reminders import Channel, MessageKind, Template
from shared.rules.messages import filled, sms_parts, unknown_fields
from shared.topics import Topic

_EXAMPLE: Final = {
    "name": "Rahima Khatun",
    "doctor": "Dr Nasrin Akter",
    "date": "24/12/2026",
    "time": "10:40",
    "place": "Room 12",
}


@dataclass(frozen=True)
class TemplateState:
    templates: tuple[Template, ...] = ()
    kind: MessageKind = MessageKind.APPOINTMENT
    channel: Channel = Channel.SMS
    language: Language = Language.ENGLISH
    subject: str = ""
    text: str = ""
    hospital: str = ""
    busy: bool = False
    problem: ApiError | None = None

    @property
    def kept(self) -> Template | None:
        place = (self.kind, self.channel, self.language)
        return next((one for one in self.templates if (one.kind, one.channel, one.language) == place), None)

    @property
    def is_changed(self) -> bool:
        return self.kept is not None and (self.subject, self.text) != (self.kept.subject, self.kept.text)

    @property
    def unknown(self) -> tuple[str, ...] | None:
        """Fields that are none; None where a brace has no other."""
        try:
            return unknown_fields(self.subject) + unknown_fields(self.text)
        except ValueError:
            return None

    @property
    def can_save(self) -> bool:
        return self.is_changed and self.unknown == () and bool(self.text.strip()) and not self.busy

    @property
    def preview(self) -> str:
        """As an invented patient would read it; empty while it could not be filled in."""
        return filled(self.text, {**_EXAMPLE, "hospital": self.hospital}) if self.unknown == () else ""

    @property
    def preview_subject(self) -> str:
        return filled(self.subject, {**_EXAMPLE, "hospital": self.hospital}) if self.unknown == () else ""

    @property
    def parts(self) -> int:
        return sms_parts(self.preview)


class TemplateDesk(ViewModel[TemplateState]):
    """What is being typed is not disturbed by what others save."""

    saved = Signal(object)  # Template

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(TemplateState(), parent)
        self._calls = calls
        changes.on({Topic.REMINDERS}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        try:
            house = await self._calls.send(access.server_info())
            found = await self._calls.send(reminders.templates())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        typing = self.state.is_changed
        state = replace(self.state, templates=tuple(found.items), hospital=house.hospital, problem=None)
        self._show(state if typing else _begun(state))

    def choose(
        self,
        *,
        kind: MessageKind | None = None,
        channel: Channel | None = None,
        language: Language | None = None,
    ) -> None:
        state = self.state
        self._show(
            _begun(
                replace(
                    state,
                    kind=kind or state.kind,
                    channel=channel or state.channel,
                    language=language or state.language,
                )
            )
        )

    def type(self, subject: str, text: str) -> None:
        self._show(replace(self.state, subject=subject, text=text))

    def save(self) -> None:
        if self.state.can_save:
            self._save(self.state.subject, self.state.text)

    def take_back(self) -> None:
        """The house's own words give way to those it came with."""
        if self.state.kept is not None and self.state.kept.own:
            self._save("", "")

    @slot
    async def _save(self, subject: str, text: str) -> None:
        state = self.state
        self._show(replace(state, busy=True, problem=None))
        call = reminders.save_template(
            kind=state.kind, channel=state.channel, language=state.language, subject=subject, text=text
        )
        try:
            kept = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
            return
        others = (one for one in self.state.templates if one != state.kept)
        self._show(_begun(replace(self.state, templates=(*others, kept), busy=False)))
        self.saved.emit(kept)


def _begun(state: TemplateState) -> TemplateState:
    kept = state.kept
    return state if kept is None else replace(state, subject=kept.subject, text=kept.text)
