"""A mail server or gateway that is away, or takes nothing from the house: messages wait for it."""

import smtplib
from datetime import time, timedelta

import pytest

from server.features.reminders.mail import MailCarrier
from shared.contracts import reminders
from shared.models.reminders import MessageState, Rules
from tests.server.features.reminders.conftest import Office, again, attempts, due


def wrong_password(*_: object) -> None:
    raise smtplib.SMTPAuthenticationError(535, b"wrong")


def test_a_wrong_password_or_a_server_that_is_away_fails_no_message_however_long(office: Office, monkeypatch):
    """Tried less and less often, and counted as overdue all the while; its visit alone ends the wait."""
    office.settle(Rules(email=True, most_tries=1, quiet_from=time(), quiet_until=time()))
    message = due(office)
    began = None
    waits: list[timedelta] = []
    with monkeypatch.context() as patched:
        patched.setattr(MailCarrier, "_connected", wrong_password)
        while sum(waits, timedelta()) < timedelta(hours=12):
            office.send_due()
            known = office.message(message.id)
            began = began or known.waits_since
            assert (known.state, known.tries, known.waits_since) == (MessageState.PLANNED, 0, began)
            waits.append(known.due_at - office.clock.now())
            office.advance(waits[-1])
    assert waits[0] < timedelta(seconds=80)
    assert all(timedelta(seconds=40) < wait < timedelta(minutes=75) for wait in waits)
    assert len(waits) < 30
    assert set(attempts(office, message)) == {("turned_away", "535")}
    standing = office.desk.send(reminders.standing())
    assert (standing.overdue, standing.oldest_due) == (1, began)

    office.send_due()
    assert office.told() == [("follow_up", "accepted", None)]
    assert office.message(message.id).waits_since is None


@pytest.mark.parametrize("sender", ["Desk", "desk@", "d@hü.example"])
def test_a_sender_that_no_letter_can_come_from_fails_none(office: Office, owner, sender):
    """Kept before it was looked at."""
    message = due(office)
    owner.execute("UPDATE messaging SET mail = mail || jsonb_build_object('sender', %s::text)", (sender,))

    office.send_due()
    assert office.told() == [("follow_up", "planned", None)]
    assert attempts(office, message) == [("turned_away", "")]

    office.settle()
    office.advance(timedelta(minutes=2))
    office.send_due()
    assert office.told() == [("follow_up", "accepted", None)]


def test_a_message_that_is_never_too_late_waits_for_its_server_three_days(office: Office, monkeypatch, owner):
    message = due(office)
    owner.execute("UPDATE messages SET expires_at = NULL")
    monkeypatch.setattr(MailCarrier, "_connected", wrong_password)
    office.send_due()

    office.advance(timedelta(days=2, hours=23))
    office.send_due()
    assert office.told() == [("follow_up", "planned", None)]
    office.advance(timedelta(hours=2))
    office.send_due()
    assert office.told() == [("follow_up", "failed", None)]

    again(office, message)
    office.send_due()
    anew = office.message(message.id)
    assert anew.state is MessageState.PLANNED
    assert anew.waits_since is not None
    assert office.clock.now() - anew.waits_since < timedelta(minutes=1)


def test_an_answer_about_the_recipient_ends_the_wait_and_counts(office: Office, monkeypatch):
    message = due(office)
    with monkeypatch.context() as patched:
        patched.setattr(MailCarrier, "_connected", wrong_password)
        office.send_due()
    office.mail.rcpt = "451 greylisted"
    office.advance(timedelta(minutes=2))

    office.send_due()

    waits = office.message(message.id)
    assert (waits.state, waits.tries, waits.waits_since) == (MessageState.PLANNED, 1, None)
