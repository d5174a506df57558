"""What people ask of messages: which there are, another try, or none; and what patients wish."""

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.core.clock import day_begins
from server.core.context import Context
from server.features.patients.search_repository import PatientSearch
from server.features.reminders.jobs import look_at
from server.features.reminders.repository import ReminderRepository
from server.features.reminders.tables import MessagePreferenceRow, MessageRow
from server.features.reminders.visits import AskVisit, told
from server.features.reminders.wording import words_of, written
from shared.contracts.reminders import MessageStateConflict
from shared.errors import StaleVersion
from shared.ids import MessageId, PatientId
from shared.models.common import Page
from shared.models.reminders import (
    ListMessages,
    MessageAttempt,
    MessageDetails,
    MessageItem,
    MessageStanding,
    MessageState,
    MoveMessage,
    Preferences,
    SavePreferences,
    SendAllAgain,
    SkipReason,
    may_go_again,
)
from shared.permissions import Permission

_OVERDUE_AFTER: Final = timedelta(minutes=10)
_MOST_PATIENTS: Final = 50


class ReminderService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._messages = ReminderRepository(ctx.session)
        self._sees_patients = Permission.PATIENTS_VIEW in ctx.actor.permissions

    def messages(self, asked: ListMessages) -> Page[MessageItem]:
        found = None
        if asked.term:
            found = [one.id for one in PatientSearch(self._ctx.session).find(asked.term, _MOST_PATIENTS)]
            found = found if self._sees_patients else []
        between = None
        if asked.date is not None:
            house, zone = self._ctx.house, ZoneInfo(self._ctx.house.timezone)
            ends = day_begins(asked.date + timedelta(days=1), zone, house.day_starts)
            between = (day_begins(asked.date, zone, house.day_starts), ends)
        rows = self._messages.messages(asked, found, between, asked.limit + 1)
        return Page(items=[self._item(row) for row in rows[: asked.limit]], more=len(rows) > asked.limit)

    def message(self, message_id: MessageId, ask: AskVisit) -> MessageDetails:
        row = self._messages.get(message_id)
        attempts = [MessageAttempt.model_validate(one) for one in self._messages.attempts(row.id)]
        language = row.language or self._messages.wishes(row.patient_id).language or self._ctx.house.languages[0]
        details = MessageDetails(
            **dict(self._item(row)), language=language, address="", subject="", text="", attempts=attempts
        )
        if not self._sees_patients:
            return details
        own = self._messages.template(row.kind, row.channel, language)
        visit = ask(self._ctx, row.appointment_id, row.kind)
        facts = told(row.kind, visit, self._messages.messaging().rules)
        words = written(words_of(row.kind, row.channel, language, own), facts, row.patient.name, self._ctx.house)
        as_sent = row.state in (MessageState.ACCEPTED, MessageState.SENDING, MessageState.PERHAPS)
        return details.model_copy(
            update={
                "address": row.address if as_sent and row.address is not None else self._address(row),
                "subject": row.title if as_sent and row.title is not None else words.title,
                "text": row.text if as_sent and row.text is not None else words.text,
            }
        )

    def standing(self) -> MessageStanding:
        counts = self._messages.counts(self._ctx.now - _OVERDUE_AFTER)
        return MessageStanding(
            on=bool(self._messages.messaging().channels),
            planned=counts.planned,
            overdue=counts.overdue,
            failed=counts.failed,
            perhaps=counts.perhaps,
            oldest_due=counts.oldest_due,
        )

    def send_again(self, request: MoveMessage) -> MessageItem:
        """Now, by a person's word: that it may go out twice, whoever asks has been told."""
        row = self._locked(request)
        if not may_go_again(row.state, row.reason):
            raise MessageStateConflict(row.state)
        return self._sent_again(row)

    def send_all_again(self, request: SendAllAgain) -> Page[MessageItem]:
        """All or, where somebody was quicker with one, none; locked in one order, whoever asks."""
        rows = [self._locked(one) for one in sorted(request.messages, key=lambda one: one.message_id)]
        for row in rows:
            if row.state is not MessageState.FAILED:
                raise MessageStateConflict(row.state)
        return Page(items=[self._sent_again(row) for row in rows])

    def give_up(self, request: MoveMessage) -> MessageItem:
        row = self._locked(request)
        if row.state not in (MessageState.PLANNED, MessageState.FAILED, MessageState.PERHAPS):
            raise MessageStateConflict(row.state)
        row.state, row.reason = MessageState.SKIPPED, SkipReason.GIVEN_UP
        return self._moved(row)

    def preferences(self, patient_id: PatientId) -> Preferences:
        self._messages.contact(patient_id)
        wishes = self._messages.wishes(patient_id)
        return Preferences(patient_id=patient_id, language=wishes.language, sms=wishes.sms, email=wishes.email)

    def save_preferences(self, request: SavePreferences) -> Preferences:
        """What is planned goes by them when it is due."""
        self._messages.contact(request.patient_id)
        self._messages.replace_wishes(
            MessagePreferenceRow(
                patient_id=request.patient_id,
                language=request.language,
                no_sms=not request.sms,
                no_email=not request.email,
                said_at=self._ctx.now,
                recorded_by=self._ctx.person.employee_id,
            )
        )
        self._ctx.touched(request.patient_id)
        return self.preferences(request.patient_id)

    def _sent_again(self, row: MessageRow) -> MessageItem:
        row.state, row.reason = MessageState.PLANNED, None
        row.due_at, row.tries, row.waits_since = self._ctx.now, 0, None
        look_at(self._ctx.session, row.id, row.due_at)
        return self._moved(row)

    def _locked(self, request: MoveMessage) -> MessageRow:
        row = self._messages.get_locked(request.message_id)
        if row.version != request.version:
            raise StaleVersion(row.version)
        return row

    def _moved(self, row: MessageRow) -> MessageItem:
        self._messages.flush()
        self._ctx.touched(row.id)
        return self._item(row)

    def _address(self, row: MessageRow) -> str:
        address = self._messages.contact(row.patient_id).at(row.channel)
        return self._messages.messaging().dialled(row.channel, address)

    def _item(self, row: MessageRow) -> MessageItem:
        return MessageItem(
            id=row.id,
            kind=row.kind,
            channel=row.channel,
            state=row.state,
            reason=row.reason,
            due_at=row.due_at,
            accepted_at=row.accepted_at,
            tries=row.tries,
            waits_since=row.waits_since,
            patient_id=row.patient_id,
            patient_no=row.patient.patient_no,
            patient=row.patient.name if self._sees_patients else "",
            version=row.version,
        )
