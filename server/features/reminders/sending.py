"""One message to a patient on its way: whom it reaches, when nobody is disturbed, and what its visit's log says."""

from datetime import datetime
from zoneinfo import ZoneInfo

from server.core.clock import Clock
from server.core.context import Context
from server.core.database import Database
from server.core.house import Houses
from server.features.reminders.gateway import SmsCarrier
from server.features.reminders.handing import Carrier, Handed, Letter
from server.features.reminders.jobs import look_at
from server.features.reminders.mail import MailCarrier
from server.features.reminders.planning import why_not
from server.features.reminders.repository import Contact, Messaging, ReminderRepository, Wishes
from server.features.reminders.rules import not_quiet
from server.features.reminders.tables import MessageAttemptRow, MessageRow
from server.features.reminders.visits import AskVisit, Standing, told
from server.features.reminders.way import Announce, Sending, Step
from server.features.reminders.wording import words_of, written
from shared.events import EventType
from shared.ids import MessageId
from shared.models.reminders import Channel, MessageKind, MessageState, SkipReason
from shared.topics import Topic


class Sender(Sending[MessageId, MessageRow]):
    """Of messages to patients."""

    def __init__(self, database: Database, clock: Clock, houses: Houses, announce: Announce, ask: AskVisit) -> None:
        super().__init__(database, clock, houses, announce, lambda ctx: _MessageStep(ctx, ask))


class _MessageStep(Step[MessageId, MessageRow]):
    def __init__(self, ctx: Context, ask: AskVisit) -> None:
        super().__init__(ctx)
        self._ask = ask
        self._messages = ReminderRepository(ctx.session)
        self._messaging = self._messages.messaging()

    @property
    def _most_tries(self) -> int:
        return self._messaging.rules.most_tries

    def _locked(self, key: MessageId) -> MessageRow:
        return self._messages.get_locked(key)

    def _carrier(self, row: MessageRow) -> Carrier:
        return carrier_of(row.channel, self._messaging)

    def _prepared(self, row: MessageRow) -> tuple[Letter, Carrier] | None:
        contact, wishes = self._messages.contact(row.patient_id), self._messages.wishes(row.patient_id)
        visit = self._ask(self._ctx, row.appointment_id, row.kind)
        hindrance = self._hindrance(row, visit) or why_not(row.channel, contact, wishes)
        if hindrance is not None:
            self._move(row, MessageState.SKIPPED)
            row.reason = hindrance
            return None
        now, rules, zone = self._ctx.now, self._messaging.rules, ZoneInfo(self._ctx.house.timezone)
        quiet_until = not_quiet(now, rules, zone, row.needed_by)
        if quiet_until > now:
            self._put_off(row, quiet_until)
            return None
        return self._letter(row, contact, wishes, visit), self._carrier(row)

    def _hindrance(self, row: MessageRow, visit: Standing) -> SkipReason | None:
        if row.expires_at is not None and self._ctx.now >= row.expires_at:
            return SkipReason.TOO_LATE
        if not visit.is_so:
            return SkipReason.DROPPED
        if not self._messaging.uses(row.channel) or row.kind not in self._messaging.rules.kinds:
            return SkipReason.SWITCHED_OFF
        return None

    def _waits_until(self, row: MessageRow, since: datetime) -> datetime | None:
        return None if row.expires_at is not None else super()._waits_until(row, since)

    def _letter(self, row: MessageRow, contact: Contact, wishes: Wishes, visit: Standing) -> Letter:
        row.language = wishes.language or self._ctx.house.languages[0]
        own = self._messages.template(row.kind, row.channel, row.language)
        template = words_of(row.kind, row.channel, row.language, own)
        facts = told(row.kind, visit, self._messaging.rules)
        words = written(template, facts, contact.name, self._ctx.house)
        row.address = self._messaging.dialled(row.channel, contact.at(row.channel))
        row.title, row.text = words.title, words.text
        return Letter(row.id, row.address, words.title, words.text, self._ctx.house.name, self._ctx.now)

    def _accepted(self, row: MessageRow) -> None:
        self._messages.ensure_machine(self._ctx.now)
        event = EventType.FOLLOWUP_REMINDER_SENT if row.kind is MessageKind.FOLLOW_UP else EventType.MESSAGE_SENT
        self._ctx.record(
            event,
            row.appointment_id,
            row.patient_id,
            kind=row.kind.value,
            channel=row.channel.value,
            message=str(row.id),
        )
        self._ctx.touched(row.appointment_id)

    def _look_at(self, row: MessageRow, at: datetime) -> None:
        look_at(self._ctx.session, row.id, at)

    def _attempted(self, row: MessageRow, handed: Handed) -> None:
        attempt = MessageAttemptRow(message_id=row.id, at=self._ctx.now, outcome=handed.outcome, code=handed.code)
        self._messages.add(attempt)

    def _moved(self, row: MessageRow) -> None:
        row.reason = None
        self._ctx.announcement.topics.add(Topic.REMINDERS)
        self._ctx.touched(row.id)


def carrier_of(channel: Channel, messaging: Messaging) -> Carrier:
    if channel is Channel.EMAIL:
        return MailCarrier(messaging.mail, messaging.mail_password)
    return SmsCarrier(messaging.sms, messaging.sms_secret)
