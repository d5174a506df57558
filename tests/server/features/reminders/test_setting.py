"""Words, settings, and who sees what of messages."""

from typing import Any

import pytest

from shared.contracts import reminders
from shared.contracts.reminders import BadPattern, BadSender, ChannelNotSet, UnknownFields
from shared.errors import Forbidden, StaleVersion
from shared.models.reminders import Channel, MailServer, MessageKind, Rules, Security, SmsGateway
from shared.permissions import Role
from tests.server.features.reminders.conftest import DAY, Office
from tests.support.plans import indexes, listening

SMS: dict[str, Any] = {"kind": MessageKind.APPOINTMENT, "channel": Channel.SMS, "language": "en"}


def test_every_kind_has_words_in_every_language_that_all_its_fields_are_known_in(office: Office):
    found = office.desk.send(reminders.templates()).items

    assert len(found) == len(MessageKind) * len(Channel) * 4
    assert all(one.text and (one.subject or one.channel is Channel.SMS) for one in found)
    for one in found:  # what a house begins with passes what it could write itself
        office.api(Role.MANAGER).send(reminders.save_template(**one.model_dump(exclude={"own"})))


def test_the_houses_own_words_are_used_until_it_takes_them_back(office: Office):
    manager = office.api(Role.MANAGER)
    before = next(one for one in manager.send(reminders.templates()).items if one.channel is Channel.SMS)
    own = manager.send(reminders.save_template(**SMS, text="{name}, come on {date}."))
    assert (own.own, own.text) == (True, "{name}, come on {date}.")
    office.settle(Rules(sms=True))
    office.book(office.patient())
    (message,) = office.messages()
    assert office.message(message.id).text == "Asha Rahman, come on 25/11/2026."

    back = manager.send(reminders.save_template(**SMS, text=""))

    assert (back.own, back.text) == (False, before.text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{name} has {diagnosis}", ("diagnosis",)),
        ("{name.__class__}", ("name.__class__",)),
        ("{date:%d}", ("date",)),
        ("{name", ()),
    ],
)
def test_unknown_fields_are_refused(office: Office, text, names):
    with pytest.raises(UnknownFields) as refused:
        office.api(Role.MANAGER).send(reminders.save_template(**SMS, text=text))

    assert refused.value.names == names


def test_settings_are_checked_before_anything_is_sent_by_them(office: Office):
    manager = office.api(Role.MANAGER)
    known = manager.send(reminders.settings())
    assert known.has_sms_secret
    assert "s3cret" not in known.model_dump_json()
    kept: dict[str, Any] = {"rules": Rules(), "mail": MailServer(), "version": known.version}

    with pytest.raises(BadPattern):
        manager.send(reminders.save_settings(**kept, sms=SmsGateway(success_pattern="(")))
    with pytest.raises(BadPattern):
        manager.send(reminders.save_settings(**kept, sms=SmsGateway(success_codes="fine")))
    with pytest.raises(BadPattern):
        manager.send(reminders.save_settings(**kept, sms=SmsGateway(success_codes="200-99999999999")))
    with pytest.raises(UnknownFields):
        manager.send(reminders.save_settings(**kept, sms=SmsGateway(body='{"to": "{phone}"}')))
    for rules in (Rules(sms=True), Rules(email=True)):
        with pytest.raises(ChannelNotSet):
            manager.send(reminders.save_settings(**{**kept, "rules": rules}, sms=SmsGateway()))
    with pytest.raises(StaleVersion):
        manager.send(reminders.save_settings(**{**kept, "version": 99}, sms=SmsGateway()))
    assert manager.send(reminders.settings()) == known


@pytest.mark.parametrize(
    "sender", ["desk", "desk@", "@h.example", "Desk <desk@h.example>", "de sk@h.example", "ü@h.example", "d@hü.example"]
)
def test_a_sender_that_no_letter_can_come_from_is_refused_when_it_is_saved(office: Office, sender):
    manager = office.api(Role.MANAGER)
    known = manager.send(reminders.settings())
    mail = known.mail.model_copy(update={"sender": sender})

    with pytest.raises(BadSender):
        manager.send(reminders.save_settings(rules=known.rules, mail=mail, sms=known.sms, version=known.version))


def test_what_is_kept_for_one_server_is_told_to_no_other(office: Office):
    manager = office.api(Role.MANAGER)

    def saved(**changed: Any) -> tuple[bool, bool]:
        known = manager.send(reminders.settings())
        kept = {"rules": Rules(), "mail": known.mail, "sms": known.sms, "version": known.version}
        now = manager.send(reminders.save_settings(**{**kept, **changed}))
        return now.has_mail_password, now.has_sms_secret

    mail = MailServer(host="mail.example", sender="us@mail.example", security=Security.TLS)
    sms = SmsGateway(url="https://sms.example/send")
    assert saved(mail=mail, sms=sms, mail_password="s3cret", sms_secret="s3cret") == (True, True)
    assert saved(mail=mail.model_copy(update={"port": 465, "user": "us"})) == (True, True)
    assert saved(sms=sms.model_copy(update={"url": "https://sms.example/send?v=2"})) == (True, True)

    assert saved(sms=sms.model_copy(update={"url": "http://sms.example/send"})) == (True, False)
    assert saved(mail=mail.model_copy(update={"security": Security.PLAIN})) == (False, False)
    assert saved(sms=sms, mail=mail, mail_password="s3cret", sms_secret="s3cret") == (True, True)
    assert saved(sms=sms.model_copy(update={"url": "https://mine.example/"})) == (True, False)
    assert saved(mail=mail.model_copy(update={"host": "mine.example"})) == (False, False)
    assert saved(sms=sms, sms_secret="s3cret") == (False, True)
    to_me = sms.model_copy(update={"body": '{{"to": "{phone}", "text": "{text} {secret}"}}'})
    assert saved(sms=to_me) == (False, False)


def test_an_administrator_sees_that_messages_failed_and_not_whose(office: Office):
    office.book(office.patient())
    (message,) = office.messages()

    admin = office.api(Role.ADMINISTRATOR)
    (seen,) = admin.send(reminders.messages()).items
    details = admin.send(reminders.message(message_id=message.id))

    assert (seen.patient, details.text, details.address) == ("", "", "")
    assert office.messages()[0].patient == "Asha Rahman"
    assert admin.send(reminders.messages(term="Asha")).items == []
    with pytest.raises(Forbidden):
        office.desk.send(reminders.give_up(message_id=message.id, version=message.version))


def test_the_list_is_found_by_day_state_kind_and_patient_and_reads_no_more_than_it_shows(
    office: Office, database, owner
):
    office.book(office.patient())
    (message,) = office.messages()
    with listening(database) as said:
        cases: tuple[tuple[dict[str, Any], int], ...] = (
            ({"date": message.due_at.date()}, 1),
            ({"date": DAY}, 0),
            ({"state": "planned"}, 1),
            ({"state": "failed"}, 0),
            ({"kind": "follow_up"}, 0),
            ({"term": "Asha"}, 1),
            ({"term": "Badal"}, 0),
        )
        for asked, found in cases:
            assert len(office.desk.send(reminders.messages(**asked)).items) == found
    owner.execute("SET enable_seqscan = off")
    used = indexes(owner, said, "messages")
    assert {"ix_messages_due", "ix_messages_state"} <= used
    standing = office.desk.send(reminders.standing())
    assert (standing.on, standing.planned, standing.overdue, standing.failed) == (True, 1, 0, 0)
