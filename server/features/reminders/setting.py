"""How the house sends messages, and in which words."""

import re
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from server.core.context import Context
from server.features.reminders.gateway import success_codes
from server.features.reminders.handing import Handed, Letter
from server.features.reminders.mail import sender_of
from server.features.reminders.repository import Messaging, ReminderRepository
from server.features.reminders.sending import carrier_of
from server.features.reminders.tables import MessageTemplateRow, MessagingRow
from server.features.reminders.wording import words_of
from shared.contracts.reminders import BadPattern, BadSender, ChannelNotSet, UnknownFields
from shared.errors import StaleVersion
from shared.ids import MessageId, new_id
from shared.languages import Language
from shared.models.common import Page
from shared.models.reminders import (
    Channel,
    MailServer,
    MessageKind,
    MessagingSettings,
    SaveMessaging,
    SaveTemplate,
    Security,
    SendTest,
    SmsGateway,
    Template,
    TrialOutcome,
)
from shared.rules.messages import FIELDS, GATEWAY_FIELDS, unknown_fields

_TEST: Final = "This is a test message."


class MessagingService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._messages = ReminderRepository(ctx.session)

    def templates(self) -> Page[Template]:
        own = {(row.kind, row.channel, row.language): row for row in self._messages.templates()}
        return Page(
            items=[
                words_of(kind, channel, language, own.get((kind, channel, language)))
                for kind in MessageKind
                for channel in Channel
                for language in Language
            ]
        )

    def save_template(self, request: SaveTemplate) -> Template:
        for text in (request.subject, request.text):
            _check(text, FIELDS)
        kind, channel, language = request.kind, request.channel, request.language
        known = self._messages.template(kind, channel, language)
        if request.text:
            self._messages.put_template(
                MessageTemplateRow(
                    kind=kind,
                    channel=channel,
                    language=language,
                    title=request.subject if channel is Channel.EMAIL else "",
                    text=request.text,
                    changed_by=self._ctx.person.employee_id,
                    changed_at=self._ctx.now,
                )
            )
        elif known is not None:
            self._messages.drop_template(known)
        return words_of(kind, channel, language, self._messages.template(kind, channel, language))

    def settings(self) -> MessagingSettings:
        known = self._messages.messaging()
        return MessagingSettings(
            rules=known.rules,
            mail=known.mail,
            sms=known.sms,
            has_mail_password=bool(known.mail_password),
            has_sms_secret=bool(known.sms_secret),
            version=known.version,
            departments=self._messages.departments(),
        )

    def save_settings(self, request: SaveMessaging) -> MessagingSettings:
        """From the next message on, without a restart."""
        _check_gateway(request.sms)
        _check_sender(request.mail)
        asked = Messaging(request.rules, request.mail, request.sms)
        for channel in asked.channels:
            if not asked.can_use(channel):
                raise ChannelNotSet(channel)
        row = self._messages.messaging_locked()
        found = row.version if row is not None else 0
        if request.version != found:
            raise StaleVersion(found)
        if row is None:
            row = MessagingRow(mail_password="", sms_secret="")
        before = self._messages.messaging()
        row.rules, row.mail, row.sms = _kept(request.rules), _kept(request.mail), _kept(request.sms)
        # What is kept for one server is not told to another, nor in the clear: who set that up would hear it.
        if request.mail_password is not None:
            row.mail_password = request.mail_password
        elif _told_by_mail(request.mail) != _told_by_mail(before.mail):
            row.mail_password = ""
        if request.sms_secret is not None:
            row.sms_secret = request.sms_secret
        elif _told_by_sms(request.sms) != _told_by_sms(before.sms):
            row.sms_secret = ""
        self._messages.add(row)
        return self.settings()

    def send_test(self, request: SendTest) -> TrialOutcome:
        """To whoever asks; nothing of it is kept."""
        known = self._messages.messaging()
        if not known.can_use(request.channel):
            raise ChannelNotSet(request.channel)
        handed = _tried(known, request, self._ctx.house.name, self._ctx.now)
        return TrialOutcome(outcome=handed.outcome, code=handed.code)


def _tried(known: Messaging, request: SendTest, hospital: str, at: datetime) -> Handed:
    address = known.dialled(request.channel, request.address)
    letter = Letter(MessageId(new_id()), address, hospital, f"{_TEST} {hospital}", hospital, at)
    return carrier_of(request.channel, known).hand_over(letter, lambda: None)


def _told_by_mail(server: MailServer) -> tuple[str, bool]:
    """Who hears the password, and whether those between do."""
    return server.host, server.security is Security.PLAIN


def _told_by_sms(gateway: SmsGateway) -> list[str]:
    """Scheme and host, all up to the third slash; and where the secret stands: in a text it would reach a telephone."""
    said = (gateway.url, gateway.headers, gateway.body)
    return [*gateway.url.split("/")[:3], *(text if "{secret}" in text else "" for text in said)]


def _check_gateway(gateway: SmsGateway) -> None:
    for text in (gateway.url, gateway.headers, gateway.body):
        _check(text, GATEWAY_FIELDS)
    try:
        success_codes(gateway.success_codes)
        re.compile(gateway.success_pattern)
    except (ValueError, OverflowError, RecursionError, re.error) as error:
        raise BadPattern from error


def _check_sender(server: MailServer) -> None:
    """Of one that letters could go by."""
    if not (server.host and server.sender):
        return
    try:
        sender_of("", server.sender)
    except ValueError as error:
        raise BadSender from error


def _check(text: str, known: tuple[str, ...]) -> None:
    try:
        unknown = unknown_fields(text, known)
    except ValueError as error:
        raise UnknownFields(()) from error
    if unknown:
        raise UnknownFields(unknown)


def _kept(part: BaseModel) -> dict[str, object]:
    return part.model_dump(mode="json")
