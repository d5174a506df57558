from datetime import UTC, datetime

import pytest

from client.api.outbox import Outbox
from client.core.calls import NetworkCalls
from client.core.session import Session
from shared.contracts import access, queue
from shared.contracts.queue import NobodyWaiting
from shared.errors import SignedOut
from shared.models.common import Nothing
from tests.client.api.fixtures import DEVICE_TOKEN
from tests.client.examples import DOCTOR, me, signed_in

CALL = f"POST /queues/{DOCTOR}/call-next"


@pytest.fixture
def session(transport, server):
    server.handlers["POST /sign-in"] = signed_in()
    return Session(transport)


@pytest.fixture
def outbox(session, tmp_path):
    outbox = Outbox(tmp_path / "outbox.db", DEVICE_TOKEN, session.send, lambda: datetime.now(UTC))
    yield outbox
    outbox.close()


@pytest.fixture
def calls(session, outbox):
    return NetworkCalls(session, outbox)


@pytest.fixture
def anna(calls, session, run):
    run(session.sign_in("anna", "long enough"))
    return calls


def call_next():
    return queue.call_next(doctor_id=DOCTOR)


def test_a_question_goes_directly(anna, outbox, server, run):
    server.handlers["GET /me"] = me()

    assert run(anna.send(access.me())) == me()
    assert "command-key" not in server.sent("GET /me")[0].headers
    assert outbox.pending == ()


def test_a_command_goes_through_the_outbox_with_a_key(anna, server, run):
    server.handlers[CALL] = NobodyWaiting()

    with pytest.raises(NobodyWaiting):
        run(anna.send(call_next()))

    (sent,) = server.sent(CALL)
    assert len(sent.headers["command-key"]) == 26


def test_a_command_without_anybody_signed_in_is_refused_and_not_kept(calls, outbox, run):
    with pytest.raises(SignedOut):
        run(calls.send(call_next()))

    assert outbox.pending == ()


def test_a_command_with_an_ended_token_keeps_its_key(anna, server, run):
    def handle(request):
        if request.token != "access-2":
            raise SignedOut
        return Nothing()

    server.before = None
    server.handlers[CALL] = handle
    server.handlers["POST /sessions/refresh"] = signed_in("access-2")
    promise = anna.send(call_next())

    with pytest.raises(Exception, match="contract"):  # the toy's answer is no queue entry
        run(promise)

    keys = [request.headers["command-key"] for request in server.sent(CALL)]
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert len(server.done) == 1


def test_what_was_left_waits_until_its_user_is_back(anna, session, outbox, server, run, qtbot):
    server.handlers["POST /sign-out"] = Nothing()
    server.handlers[CALL] = NobodyWaiting()
    server.faults.append("unavailable")
    promise = anna.send(call_next())
    qtbot.waitUntil(lambda: bool(server.sent(CALL)))
    run(session.sign_out())
    before = len(server.sent(CALL))
    assert len(outbox.pending) == 1

    run(session.sign_in("anna", "long enough"))

    qtbot.waitUntil(promise.done)
    assert len(server.sent(CALL)) == before + 1
