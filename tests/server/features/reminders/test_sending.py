"""What is handed over, and what becomes of a message when the other side says yes, no, not now, or nothing."""

import json
from datetime import time, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs
from xml.etree.ElementTree import fromstring

import psycopg
import pytest

from server.features.reminders import way
from server.features.reminders.handing import Handed
from server.features.reminders.mail import MailCarrier
from shared.contracts import appointments, reminders
from shared.contracts.reminders import MessageStateConflict
from shared.errors import Forbidden, StaleVersion
from shared.languages import Language
from shared.models.reminders import Channel, MessageKind, MessageState, MoveMessage, Outcome, Rules
from shared.permissions import Role
from tests.server.features.reminders.conftest import DAY, Office, again, attempts, due
from tests.support.post_office import DROP

DAY_BEFORE = DAY - timedelta(days=1)


def test_an_accepted_reminder_is_in_the_log_of_its_visit_once(office: Office):
    patient = office.patient()
    office.desk.send(reminders.save_preferences(patient_id=patient.id, language=Language.BENGALI, sms=True, email=True))
    visit = office.book(patient, follow_up=True)
    office.turn_to(DAY_BEFORE, time(10))
    assert "FOLLOWUP_REMINDER_SENT" not in office.events(visit.id)

    office.send_due()
    office.send_due()

    (message,) = office.messages()
    (letter,) = office.mail.taken
    assert letter["Message-ID"] == f"<{message.id}@hospital.example>"
    assert (letter["To"], letter["From"]) == ("asha@example.org", "Test Hospital <desk@hospital.example>")
    sent_at = parsedate_to_datetime(letter["Date"])
    assert timedelta() <= office.clock.now() - sent_at < timedelta(seconds=5)
    assert letter["Subject"] == "25/11/2026 তারিখে আপনার ফলো-আপ"
    assert "Dr doctor" in letter.get_content()
    assert "দিনের মধ্যে" in letter.get_content()
    assert office.events(visit.id)[-1:] == ["FOLLOWUP_REMINDER_SENT"]
    assert attempts(office, message) == [("begun", ""), ("accepted", "250")]
    shown = office.message(message.id)
    assert (shown.address, shown.text) == ("asha@example.org", letter.get_content().strip())


@pytest.mark.parametrize(("rcpt", "data"), [("451 busy", ""), ("", "452 full"), ("421 going down", "")])
def test_not_now_is_tried_again_later_and_not_for_ever(office: Office, rcpt, data):
    office.settle(Rules(email=True, most_tries=3))
    message = due(office)
    office.mail.rcpt, office.mail.data = rcpt, data

    office.send_due()
    office.send_due()
    assert office.mail.tries == 1
    waits = office.message(message.id)
    assert (waits.state, waits.tries) == (MessageState.PLANNED, 1)
    assert timedelta(seconds=40) < waits.due_at - office.clock.now() < timedelta(seconds=80)

    for _ in range(4):
        office.advance(timedelta(minutes=5))
        office.send_due()
    assert office.mail.tries == 3
    assert office.told() == [("follow_up", "failed", None)]

    office.mail.rcpt = office.mail.data = ""
    again(office, message)
    office.send_due()
    assert office.told() == [("follow_up", "accepted", None)]


def test_a_server_that_is_not_there_is_waited_for(office: Office, monkeypatch):
    office.mail.port, known = 1, office.mail.port
    office.settle()
    message = due(office)
    office.send_due()
    assert attempts(office, message) == [("unreachable", "")]

    office.mail.port = known
    office.settle()
    office.advance(timedelta(minutes=2))
    office.send_due()

    assert len(office.mail.taken) == 1


def test_never_is_failed_at_once_and_left_to_people(office: Office):
    message = due(office)
    office.mail.rcpt = "550 no such mailbox"

    office.send_due()
    office.advance(timedelta(hours=3))
    office.send_due()

    assert office.told() == [("follow_up", "failed", None)]
    assert attempts(office, message) == [("refused", "550")]
    assert office.mail.tries == 1
    given_up = office.message(message.id)
    with pytest.raises(StaleVersion):
        office.api(Role.MANAGER).send(reminders.give_up(message_id=message.id, version=given_up.version + 1))
    office.api(Role.MANAGER).send(reminders.give_up(message_id=message.id, version=given_up.version))
    assert office.told() == [("follow_up", "skipped", "given_up")]


def test_a_connection_lost_at_the_last_dot_is_listed_and_never_repeated_by_itself(office: Office):
    message = due(office)
    office.mail.data = DROP

    office.send_due()
    office.mail.data = ""
    office.advance(timedelta(hours=3))
    office.send_due()

    assert office.told() == [("follow_up", "perhaps", None)]
    assert attempts(office, message) == [("begun", ""), ("unknown", "")]
    assert office.mail.tries == 1
    again(office, message)
    office.send_due()
    assert office.told() == [("follow_up", "accepted", None)]
    with pytest.raises(MessageStateConflict):
        again(office, message)


def test_all_that_failed_are_sent_again_with_one_word_or_none(office: Office):
    for _ in range(3):
        office.book(office.patient(), follow_up=True)
    office.turn_to(DAY_BEFORE, time(10))
    office.mail.rcpt = "550 no such mailbox"
    office.send_due()
    failed = office.messages()
    asked = [MoveMessage(message_id=one.id, version=one.version) for one in failed]
    office.mail.rcpt = ""
    with pytest.raises(Forbidden):
        office.desk.send(reminders.send_all_again(messages=asked))

    again(office, failed[2])
    with pytest.raises(StaleVersion):
        office.api(Role.MANAGER).send(reminders.send_all_again(messages=asked))
    assert [one.state for one in office.messages()] == [MessageState.FAILED, MessageState.FAILED, MessageState.PLANNED]
    sent = office.api(Role.MANAGER).send(reminders.send_all_again(messages=asked[:2])).items
    office.send_due()

    assert [(one.state, one.tries) for one in sent] == 2 * [(MessageState.PLANNED, 0)]
    assert [one.state for one in office.messages()] == 3 * [MessageState.ACCEPTED]
    assert len(office.mail.taken) == 3


def test_what_perhaps_went_out_is_not_among_all_that_are_sent_again(office: Office):
    message = due(office)
    office.mail.data = DROP
    office.send_due()
    known = office.message(message.id)

    with pytest.raises(MessageStateConflict):
        office.api(Role.MANAGER).send(
            reminders.send_all_again(messages=[MoveMessage(message_id=known.id, version=known.version)])
        )


def test_what_failed_is_not_sent_again_once_its_visit_was_cancelled(office: Office):
    visit = office.book(office.patient(), follow_up=True)
    office.turn_to(DAY_BEFORE, time(10))
    office.mail.rcpt = "550 no such mailbox"
    office.send_due()

    office.desk.send(appointments.cancel(appointment_id=visit.id, version=visit.version, reason="travels"))

    (message,) = office.messages()
    assert office.told() == [("follow_up", "skipped", "dropped")]
    with pytest.raises(MessageStateConflict):
        again(office, message)


def test_two_who_prepare_the_same_message_send_it_once(office: Office, monkeypatch):
    message = due(office)
    prepare = MailCarrier._prepare

    def other_is_quicker(*given: Any) -> Handed | None:
        monkeypatch.setattr(MailCarrier, "_prepare", prepare)
        office.sender.send(message.id)
        return prepare(*given)

    monkeypatch.setattr(MailCarrier, "_prepare", other_is_quicker)
    office.send_due()

    assert len(office.mail.taken) == 1
    assert attempts(office, message) == [("begun", ""), ("accepted", "250")]


class _Killed(BaseException):
    """The process is gone, and with it whatever it would have written."""


def test_who_dies_with_the_dot_leaves_a_message_that_is_listed_once_it_must_be_dead(office: Office, monkeypatch):
    def die(*_: object, **__: object) -> Handed:
        raise _Killed

    message = due(office)
    with monkeypatch.context() as patched:
        patched.setattr(way.Step, "ended", die)
        with pytest.raises(_Killed):
            office.send_due()
    assert len(office.mail.taken) == 1
    assert office.told() == [("follow_up", "sending", None)]

    office.send_due()
    assert office.told() == [("follow_up", "sending", None)]
    office.advance(timedelta(minutes=2))
    office.send_due()

    assert office.told() == [("follow_up", "perhaps", None)]
    assert len(office.mail.taken) == 1
    assert attempts(office, message) == [("begun", ""), ("unknown", "")]


def test_who_dies_before_the_dot_leaves_a_message_that_is_sent(office: Office, monkeypatch):
    def die(*_: object) -> None:
        raise _Killed

    due(office)
    with monkeypatch.context() as patched:
        patched.setattr(way.Step, "begun", die)
        with pytest.raises(_Killed):
            office.send_due()
    assert office.mail.taken == []

    office.send_due()

    assert office.told() == [("follow_up", "accepted", None)]
    assert len(office.mail.taken) == 1


def test_what_is_cancelled_while_it_is_prepared_does_not_go_out(office: Office, monkeypatch):
    visit = office.book(office.patient(), follow_up=True)
    office.turn_to(DAY_BEFORE, time(10))
    prepare = MailCarrier._prepare

    def cancelled_meanwhile(*given: Any) -> Handed | None:
        known = office.desk.send(appointments.get(appointment_id=visit.id))
        office.desk.send(appointments.cancel(appointment_id=visit.id, version=known.version, reason="travels"))
        return prepare(*given)

    monkeypatch.setattr(MailCarrier, "_prepare", cancelled_meanwhile)
    office.send_due()

    assert office.mail.taken == []
    assert office.told() == [("follow_up", "skipped", "dropped")]


def test_at_night_it_waits_for_the_morning_and_after_the_visit_it_is_too_late(office: Office):
    due(office)
    office.turn_to(DAY_BEFORE, time(22))
    office.send_due()
    assert office.mail.tries == 0

    office.turn_to(DAY, time(8))
    office.send_due()
    assert len(office.mail.taken) == 1

    office.book(office.patient(), day=DAY + timedelta(days=2))
    office.turn_to(DAY + timedelta(days=4), time(12))
    office.send_due()
    assert office.told()[-1] == ("appointment", "skipped", "too_late")
    assert len(office.mail.taken) == 1


class TestSms:
    RULES = Rules(sms=True)

    def test_goes_out_as_the_house_described_its_gateway(self, office: Office):
        office.settle(
            self.RULES,
            url=f"{office.gateway.url}?to={{phone}}",
            headers="Content-Type: application/json\nAuthorization: Bearer {secret}",
            country_code="880",
            success_pattern="queued",
        )
        message = due(office)

        office.send_due()

        (asked,) = office.gateway.asked
        assert asked.path == "/send?to=8801711000111"
        assert (asked.headers["authorization"], asked.headers["idempotency-key"]) == ("Bearer s3cret", str(message.id))
        assert json.loads(asked.body) == {"to": "8801711000111", "text": office.message(message.id).text}
        assert office.told() == [("follow_up", "accepted", None)]

    @pytest.mark.parametrize(
        ("content_type", "body", "text_of"),
        [
            ("application/JSON; charset=utf-8", '{{"text": "{text}"}}', lambda body: json.loads(body)["text"]),
            ("Text/XML", "<sms><text>{text}</text></sms>", lambda body: fromstring(body).findtext("text")),
            ("application/xml", "<sms text='{text}'/>", lambda body: fromstring(body).get("text")),
            ("application/soap+xml", '<sms text="{text}"/>', lambda body: fromstring(body).get("text")),
            ("application/X-WWW-Form-Urlencoded", "text={text}", lambda body: parse_qs(body)["text"][0]),
            ("text/plain", "{text}", str),
        ],
    )
    def test_arrives_as_it_was_written_whatever_form_the_gateway_takes(
        self, office: Office, content_type, body, text_of
    ):
        office.settle(self.RULES, headers=f"Content-Type: {content_type}", body=body)
        own: dict[str, Any] = {"kind": MessageKind.FOLLOW_UP, "channel": Channel.SMS, "language": "en"}
        office.api(Role.MANAGER).send(reminders.save_template(**own, text="{name}, you're expected"))
        office.book(office.patient(name='Asha & "Sons" <Rahman>'), follow_up=True)
        office.turn_to(DAY_BEFORE, time(10))

        office.send_due()

        (asked,) = office.gateway.asked
        assert text_of(asked.body) == 'Asha & "Sons" <Rahman>, you\'re expected'

    @pytest.mark.parametrize(
        ("answer", "idempotent", "state", "tries"),
        [
            ((500, "broken"), False, "planned", 1),
            ((503, "busy"), False, "planned", 0),
            ((429, "slow down"), False, "planned", 0),
            ((401, "wrong secret"), False, "planned", 0),
            ((400, "no such number"), False, "failed", 1),
            ((200, "no credit"), False, "failed", 1),
            ((302, "elsewhere"), False, "failed", 1),
            ((504, "somebody between us"), False, "perhaps", 1),
            (DROP, False, "perhaps", 1),
            (DROP, True, "planned", 1),
            ((504, "somebody between us"), True, "planned", 1),
        ],
    )
    def test_is_repeated_only_where_it_cannot_go_out_twice(self, office: Office, answer, idempotent, state, tries):
        office.settle(self.RULES, idempotent=idempotent, success_pattern="queued")
        due(office)
        office.gateway.answers = [answer]

        office.send_due()
        assert office.told() == [("follow_up", state, None)]
        assert office.messages()[0].tries == tries
        office.advance(timedelta(minutes=2))
        office.send_due()

        keys = [asked.headers["idempotency-key"] for asked in office.gateway.asked]
        assert len(keys) == (2 if state == "planned" else 1)
        assert len(set(keys)) == 1


def test_nothing_of_a_patient_lies_open_in_what_is_kept(office: Office, owner: psycopg.Connection):
    due(office)
    office.send_due()

    lying = "".join(
        str(owner.execute(f"SELECT * FROM {table}").fetchall())
        for table in ("messages", "message_attempts", "procrastinate_jobs", "messaging")
    )
    assert not [word for word in ("Asha", "asha@", "01711", "Dr doctor", "s3cret") if word in lying]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("UPDATE message_attempts SET code = '250'")


def test_a_test_message_says_what_came_of_it(office: Office):
    office.mail.rcpt = "550 no such mailbox"

    heard = office.api(Role.MANAGER).send(reminders.send_test(channel=Channel.EMAIL, address="it@hospital.example"))

    assert (heard.outcome, heard.code) == (Outcome.REFUSED, "550")
    assert office.told() == []
