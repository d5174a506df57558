"""What is planned, moved and dropped as visits come about and change: in the transaction of that change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.core.clock import day_begins
from server.core.context import Context
from server.features.reminders.jobs import look_at
from server.features.reminders.repository import Contact, ReminderRepository, Wishes
from server.features.reminders.rules import not_quiet, remind_at
from server.features.reminders.tables import MessageRow
from shared.ids import AppointmentId, MessageId, PatientId, new_id
from shared.models.reminders import Channel, MessageKind, MessageState, SkipReason

_REMINDERS: Final = (MessageKind.APPOINTMENT, MessageKind.FOLLOW_UP)
_OF_THE_VISIT: Final = (*_REMINDERS, MessageKind.SESSION_MOVED)


@dataclass(frozen=True)
class Visit:
    """What is to be known of an appointment to plan its messages."""

    id: AppointmentId
    patient_id: PatientId
    day: date
    slot_at: datetime | None
    is_follow_up: bool = False

    @property
    def reminder(self) -> MessageKind:
        return MessageKind.FOLLOW_UP if self.is_follow_up else MessageKind.APPOINTMENT


class Reminders:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._messages = ReminderRepository(ctx.session)
        self._zone = ZoneInfo(ctx.house.timezone)
        self._messaging = self._messages.messaging()

    def booked(self, visit: Visit) -> None:
        """Who is booked so late that the reminder's hour has passed has just been told."""
        due_at = remind_at(visit.day, self._messaging.rules, self._zone)
        if self._tells(visit.reminder) and due_at > self._ctx.now:
            self._plan(visit, visit.reminder, due_at)

    def moved(self, visit: Visit, before: datetime | None, *, by_us: bool = False) -> None:
        """From the slot of `before`; `by_us` where the patient was not asked: the doctor is away."""
        self._drop(visit.id, _OF_THE_VISIT)
        self.booked(visit)
        if by_us and self._tells(MessageKind.SESSION_MOVED):
            ahead = [at for at in (before, visit.slot_at) if at is not None and at > self._ctx.now]
            self._plan(visit, MessageKind.SESSION_MOVED, self._ctx.now, min(ahead, default=None))

    def cancelled(self, visit: Visit, *, by_us: bool = False) -> None:
        self._drop(visit.id, _OF_THE_VISIT)
        if by_us and self._tells(MessageKind.SESSION_CANCELLED):
            self._plan(visit, MessageKind.SESSION_CANCELLED, self._ctx.now, visit.slot_at)

    def report_ready(self, visit: Visit, since: datetime) -> None:
        """All of a visit's tests are released, the last one then; nothing is said of them, and once only."""
        known = self._messages.last_told(visit.id, MessageKind.REPORT_READY)
        if known is not None and known >= since:
            return
        self._drop(visit.id, (MessageKind.REPORT_READY,))
        if self._tells(MessageKind.REPORT_READY):
            self._plan(visit, MessageKind.REPORT_READY, self._ctx.now)

    def _tells(self, kind: MessageKind) -> bool:
        return bool(self._messaging.channels) and kind in self._messaging.rules.kinds

    def _plan(self, visit: Visit, kind: MessageKind, due_at: datetime, needed_by: datetime | None = None) -> None:
        """By every channel that reaches the patient; where none does, once, for whoever looks at the list."""
        contact, wishes = self._messages.contact(visit.patient_id), self._messages.wishes(visit.patient_id)
        ways = [(way, why_not(way, contact, wishes)) for way in self._messaging.channels]
        open_ways = [way for way in ways if way[1] is None] or ways[:1]
        occasion = self._messages.occasions(visit.id, kind) + 1
        for channel, hindrance in open_ways:
            row = self._row(visit, kind, channel, occasion, due_at, needed_by)
            if hindrance is not None:
                row.state, row.reason = MessageState.SKIPPED, hindrance
            self._messages.add(row)
            if hindrance is None:
                look_at(self._ctx.session, row.id, row.due_at)

    def _row(
        self,
        visit: Visit,
        kind: MessageKind,
        channel: Channel,
        occasion: int,
        due_at: datetime,
        needed_by: datetime | None,
    ) -> MessageRow:
        return MessageRow(
            id=MessageId(new_id()),
            patient_id=visit.patient_id,
            appointment_id=visit.id,
            kind=kind,
            channel=channel,
            occasion=occasion,
            state=MessageState.PLANNED,
            planned_at=self._ctx.now,
            due_at=not_quiet(due_at, self._messaging.rules, self._zone, needed_by),
            needed_by=needed_by,
            expires_at=None if kind is MessageKind.REPORT_READY else self._ends(visit),
        )

    def _ends(self, visit: Visit) -> datetime:
        """The slot; the end of the day, where only that was agreed."""
        house = self._ctx.house
        return visit.slot_at or day_begins(visit.day + timedelta(days=1), self._zone, house.day_starts)

    def _drop(self, appointment_id: AppointmentId, kinds: Sequence[MessageKind]) -> None:
        """Nobody sends it again either; what is being handed over right now is not tried a second time."""
        if self._messaging.version == 0:
            return  # a house that never sent anything asks nothing
        for row in self._messages.not_sent_locked(appointment_id, kinds):
            if row.state is MessageState.SENDING:
                row.expires_at = self._ctx.now
            else:
                row.state, row.reason = MessageState.SKIPPED, SkipReason.DROPPED


def why_not(channel: Channel, contact: Contact, wishes: Wishes) -> SkipReason | None:
    """Why this patient is not told by it, if so."""
    if not contact.is_reached:
        return SkipReason.RECORD_AWAY
    if not wishes.takes(channel):
        return SkipReason.OPTED_OUT
    return None if contact.at(channel) else SkipReason.NO_ADDRESS
