import socket
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from client.api.event_stream import TOPICS, EventStream, Link, Watch, board_watch, queue_watch
from client.api.transport import ServerAddress, Transport
from client.core.aio import Promise
from shared.errors import SignedOut
from shared.ids import EmployeeId, WorkstationId
from shared.topics import Topic
from tests.client.api.fixtures import DEVICE_TOKEN
from tests.client.api.toy_server import ToyServer
from tests.client.examples import DOCTOR, board, queue

QUEUE = queue_watch(DOCTOR)
NEIGHBOUR = EmployeeId(UUID(int=8))


def now():
    return datetime.now(UTC)


@pytest.fixture
def stream(transport):
    stream = EventStream(transport, now, silence=0.4)
    yield stream
    stream.watch(set())
    stream.deleteLater()


@pytest.fixture
def seen(stream):
    seen: list[object] = []
    stream.queue.connect(seen.append)
    stream.board.connect(seen.append)
    return seen


@pytest.fixture
def links(stream):
    links = []

    def note(status):
        links.append(status.link)

    stream.status_changed.connect(note)
    return links


@pytest.fixture
def live(stream, server, qtbot):
    stream.watch({QUEUE, TOPICS})
    qtbot.waitUntil(lambda: stream.status.link is Link.LIVE)
    return stream


def test_asks_for_what_is_watched_and_shows_its_present_state(stream, seen, server, qtbot):
    server.greeting = [("queue", queue(4).model_dump_json())]

    stream.watch({QUEUE, TOPICS})

    qtbot.waitUntil(lambda: seen == [queue(4)])
    assert server.requests[0].query["watch"] == sorted([QUEUE, TOPICS])
    assert server.requests[0].headers["workstation"] == DEVICE_TOKEN


def test_watches_that_change_together_are_one_connection(stream, server, qtbot):
    stream.watch({QUEUE})
    stream.watch({QUEUE, TOPICS})
    stream.watch({TOPICS})

    qtbot.waitUntil(lambda: stream.status.link is Link.LIVE)
    assert [request.query["watch"] for request in server.requests] == [[TOPICS]]


def test_stays_live_while_it_changes_what_it_watches(live, links, server, qtbot):
    live.watch({TOPICS})

    qtbot.waitUntil(lambda: [r.query["watch"] for r, _ in server.streams] == [[TOPICS]])
    assert links == []


def test_watching_nothing_ends_the_connection(live, server, qtbot):
    live.watch(set())

    qtbot.waitUntil(lambda: server.streams == [])
    assert live.status.link is Link.OFF


def test_refuses_more_than_the_server_takes(stream):
    with pytest.raises(ValueError, match="20"):
        stream.watch({Watch(f"queue:{n}") for n in range(21)})


def test_tells_what_changed_and_skips_topics_of_a_newer_server(live, server, qtbot):
    patient = UUID(int=3)

    with qtbot.waitSignal(live.changed) as changed:
        server.push("changed", {"topics": ["patients", "moon"], "ids": [str(patient)]})

    assert changed.args == [frozenset({Topic.PATIENTS}), frozenset({patient})]


def test_with_other_rights_it_is_opened_anew_and_never_called_stale(live, server, links, qtbot):
    with qtbot.waitSignals([live.session, live.connected]):
        server.push("session", {"reason": "permissions"})

    assert links == []


def test_tells_what_becomes_of_the_session(live, server, qtbot):
    with qtbot.waitSignal(live.session) as news:
        server.push("session", {"reason": "revoked"})

    assert news.args == ["revoked"]


def test_drops_a_queue_older_than_the_one_shown(live, seen, server, qtbot):
    later = queue(1, day=date(2026, 11, 24))
    for snapshot in (queue(5), queue(4), queue(2, NEIGHBOUR), later, queue(6)):
        server.push("queue", snapshot)

    qtbot.waitUntil(lambda: queue(6) in seen)
    assert seen == [queue(5), queue(2, NEIGHBOUR), later, queue(6)]


def test_drops_an_older_board(live, seen, server, qtbot):
    for version in (5, 4, 6):
        server.push("board", board(version))

    qtbot.waitUntil(lambda: board(6) in seen)
    assert seen == [board(5), board(6)]


def test_believes_a_server_that_counts_anew_after_its_restart(live, seen, server, qtbot):
    server.push("queue", queue(9))
    qtbot.waitUntil(lambda: seen == [queue(9)])
    server.greeting = [("queue", queue(1).model_dump_json())]

    server.cut_streams()

    qtbot.waitUntil(lambda: seen == [queue(9), queue(1)])


def test_outlives_a_message_it_cannot_read(live, seen, server, qtbot):
    server.push("queue", {"nonsense": True})
    server.push("poem", {"line": 1})
    server.push("queue", queue(1))

    qtbot.waitUntil(lambda: seen == [queue(1)])


def test_comes_back_when_the_connection_is_cut(live, links, server, qtbot):
    with qtbot.waitSignal(live.connected):
        server.cut_streams()

    assert links[0] is Link.STALE
    assert links[-1] is Link.LIVE


def test_silence_is_noticed_told_and_ended(live, links, server, qtbot):
    server.mute = True

    qtbot.waitUntil(lambda: live.status.link is Link.STALE)
    since = live.status.last_heard_at
    server.mute = False
    qtbot.waitUntil(lambda: live.status.link is Link.LIVE)

    assert since is not None
    assert live.last_heard_at > since


def test_a_machine_that_answers_nothing_is_given_up_sooner_than_a_stream_that_falls_silent(authorities, qapp, qtbot):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = ServerAddress("127.0.0.1", silent.getsockname()[1])
        stream = EventStream(Transport([address], authorities[0].ca_pem, DEVICE_TOKEN), now, silence=60.0, opening=0.2)

        stream.watch({TOPICS})

        qtbot.waitUntil(lambda: stream.status.attempt >= 2, timeout=5000)
        stream.watch(set())
        qtbot.waitUntil(lambda: stream.status.link is Link.OFF)


def test_says_of_which_kind_a_message_was_that_it_cannot_read(stream, server, qtbot):
    told: list[str] = []
    stream.unreadable.connect(told.append)
    server.greeting = [("board", '{"hospital": "Of another version"}')]

    stream.watch({TOPICS})

    qtbot.waitUntil(lambda: told == ["board"])


def test_beats_keep_a_quiet_connection_alive(live, links, server, qtbot):
    qtbot.wait(600)  # longer than silence is borne, with beats only

    assert links == []
    assert len(server.streams) == 1


def test_counts_its_tries_until_the_server_is_there(authorities, server, qapp, qtbot):
    server.stop()
    transport = Transport([ServerAddress("127.0.0.1", server.port)], authorities[0].ca_pem, DEVICE_TOKEN)
    stream = EventStream(transport, now)
    stream.watch({TOPICS})
    qtbot.waitUntil(lambda: stream.status.attempt >= 2)
    first = stream.status

    again = ToyServer(authorities[0], server.port).start()
    stream.retry_now()

    qtbot.waitUntil(lambda: stream.status.link is Link.LIVE)
    stream.watch(set())
    qtbot.waitUntil(lambda: again.streams == [])
    again.stop()
    assert first.link is Link.CONNECTING


def test_finds_the_address_that_answers(authorities, address, server, qapp, qtbot):
    transport = Transport([ServerAddress("127.0.0.1", 9), address], authorities[0].ca_pem, DEVICE_TOKEN)
    stream = EventStream(transport, now)

    stream.watch({board_watch(WorkstationId(UUID(int=1)))})

    qtbot.waitUntil(lambda: stream.status.link is Link.LIVE)
    stream.watch(set())
    qtbot.waitUntil(lambda: server.streams == [])


class Tokens:
    """Renews as the test says, and counts."""

    def __init__(self, transport, token):
        self.asked = 0
        self._transport = transport
        self._token = token

    def renew(self):
        self.asked += 1
        promise: Promise[None] = Promise()
        if self._token:
            self._transport.access_token = self._token
            promise.resolve(None)
        else:
            promise.reject(SignedOut())
        return promise


def demands_access_2(request):
    if request.token != "access-2":
        raise SignedOut


def test_asks_for_a_new_token_when_the_old_one_has_ended(transport, server, qtbot):
    server.before = demands_access_2
    tokens = Tokens(transport, "access-2")
    stream = EventStream(transport, now, renew_token=tokens.renew)

    stream.watch({TOPICS})

    qtbot.waitUntil(lambda: stream.status.link is Link.LIVE)
    assert tokens.asked == 1
    stream.watch(set())
    qtbot.waitUntil(lambda: server.streams == [])


def test_does_not_hammer_a_server_that_goes_on_refusing(transport, server, qtbot):
    server.before = demands_access_2
    tokens = Tokens(transport, "access-1")
    stream = EventStream(transport, now, renew_token=tokens.renew)

    stream.watch({TOPICS})

    qtbot.waitUntil(lambda: stream.status.attempt >= 3, timeout=8000)
    assert tokens.asked == 1
    stream.watch(set())
