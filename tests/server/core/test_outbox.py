"""What was committed is announced, though the process that should have done it is gone."""

from datetime import timedelta

import pytest

from server.core import announcer, outbox
from server.core.context import Announcement
from shared.ids import EmployeeId, new_id
from tests.server.features.patients.people import registered
from tests.support.stream import Screens, eventually


@pytest.fixture
def screens(client):
    screens = Screens(client)
    yield screens
    screens.close_all()


@pytest.fixture
def left(owner):
    return lambda: owner.execute("SELECT count(*) FROM outbox").fetchone()[0]


def test_an_announcement_is_forgotten_once_it_was_made(api, left):
    registered(api("receptionist"), "Asha Rahman")

    eventually(lambda: left() == 0)


@pytest.fixture
def never_announced(monkeypatch):
    """As if every process died between its commit and its announcement. Asked for first, before there is a server."""
    monkeypatch.setattr(announcer.Announcer, "announce", lambda *_: None)
    monkeypatch.setattr(announcer, "SWEEP_SECONDS", 0.05)


def test_an_announcement_lost_between_commit_and_publish_is_made_by_the_sweeper(
    never_announced, api, screens, clock, left
):
    stream = screens.open(api("doctor"), "topics")
    card = registered(api("receptionist"), "Asha Rahman")
    assert left() == 1

    clock.advance(timedelta(seconds=3))

    eventually(lambda: stream.of("changed"))
    assert stream.of("changed")[0]["ids"] == [str(card.id)]
    eventually(lambda: left() == 0)


def test_a_young_announcement_is_left_to_the_request_that_made_it(database, clock, house):
    with database.transaction() as session:
        posted = outbox.post(session, Announcement(topics={"patients"}), clock.now())

    young = outbox.left_behind(database, clock.now())
    old = outbox.left_behind(database, clock.now() + timedelta(seconds=3))

    assert young == []
    assert old == [posted]


def test_an_announcement_is_the_same_after_it_was_written():
    announcement = Announcement(
        {EmployeeId(new_id())}, {"patients", "queue"}, {new_id(), new_id()}, {new_id(): "revoked"}
    )

    assert outbox._decode(outbox.encode(announcement)) == announcement


def test_a_refused_command_announces_nothing(api, left, owner):
    answer = api("receptionist").raw("POST", "/patients", content=b"{}")

    assert answer.status_code >= 400
    assert left() == 0
