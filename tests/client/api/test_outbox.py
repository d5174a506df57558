import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from client.api.outbox import Outbox
from client.api.transport import Transport
from client.core.aio import Promise
from shared.contracts import queue
from shared.contracts.queue import NobodyWaiting
from shared.errors import CertificateChanged, RateLimited, SignedOut, Unavailable, Unexpected, Unreachable
from shared.ids import EmployeeId
from shared.models.common import Nothing
from tests.client.api.fixtures import DEVICE_TOKEN
from tests.client.examples import DOCTOR

ANNA, BELA = "anna", "bela"
NEIGHBOUR = EmployeeId(UUID(int=8))
CALL = f"POST /queues/{DOCTOR}/call-next"


def now():
    return datetime.now(UTC)


class Wire:
    """Takes what the outbox sends; the test answers."""

    def __init__(self):
        self.sent = []
        self.promises = []

    def send(self, call, *, key):
        self.sent.append((call.request.doctor_id, key))
        self.promises.append(Promise())
        return self.promises[-1]

    def answer(self, outcome):
        promise = self.promises[-1]
        if isinstance(outcome, Exception):
            promise.reject(outcome)
        else:
            promise.resolve(outcome)

    @property
    def keys(self):
        return [key for _, key in self.sent]


@pytest.fixture
def wire():
    return Wire()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.db"


@pytest.fixture
def open_outbox(path, wire, qapp):
    opened = []

    def open_one(token=DEVICE_TOKEN, send=None, user=ANNA):
        outbox = Outbox(path, token, send or wire.send, now)
        opened.append(outbox)
        if user:
            outbox.resume(user)
        return outbox

    yield open_one
    for outbox in opened:
        outbox.close()


@pytest.fixture
def outbox(open_outbox):
    return open_outbox()


def call_next(doctor_id=DOCTOR):
    return queue.call_next(doctor_id=doctor_id)


def rows(path):
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT key, endpoint, user_id, request FROM commands").fetchall()
    connection.close()
    return found


def test_a_command_is_on_the_disk_before_it_is_sent(outbox, path, open_outbox, qtbot):
    on_disk: list[str] = []

    def send(call, *, key):
        on_disk.extend(row[0] for row in rows(path))
        assert on_disk == [key]
        return Promise()

    open_outbox(send=send).submit(call_next(), ANNA)

    qtbot.waitUntil(lambda: bool(on_disk))


def test_what_is_kept_cannot_be_read_without_the_computers_secret(outbox, path, wire, qtbot):
    outbox.submit(call_next(), ANNA)
    qtbot.waitUntil(lambda: bool(wire.sent))

    ((_, endpoint, user, request),) = rows(path)
    assert (endpoint, user) == (str(queue.call_next), ANNA)
    assert str(DOCTOR).encode() not in request


def test_an_answer_settles_the_promise_and_frees_the_place(outbox, path, wire, qtbot):
    promise = outbox.submit(call_next(), ANNA)
    qtbot.waitUntil(lambda: bool(wire.sent))

    wire.answer(Nothing())

    qtbot.waitUntil(promise.done)
    qtbot.waitUntil(lambda: rows(path) == [])
    assert promise.result() == Nothing()
    assert outbox.pending == ()


def test_a_refusal_is_an_answer(outbox, path, wire, qtbot):
    promise = outbox.submit(call_next(), ANNA)
    qtbot.waitUntil(lambda: bool(wire.sent))

    wire.answer(NobodyWaiting())

    qtbot.waitUntil(promise.done)
    qtbot.waitUntil(lambda: rows(path) == [])
    with pytest.raises(NobodyWaiting):
        promise.result()


@pytest.mark.parametrize(
    "failure", [Unreachable(), Unavailable(), CertificateChanged(), RateLimited(now() - timedelta(seconds=1))]
)
def test_without_an_answer_it_is_sent_again_with_the_same_key(outbox, wire, failure, qtbot):
    promise = outbox.submit(call_next(), ANNA)
    qtbot.waitUntil(lambda: bool(wire.sent))

    wire.answer(failure)
    qtbot.waitUntil(lambda: len(wire.sent) == 2)

    assert len(set(wire.keys)) == 1
    assert not promise.done()
    assert [(p.endpoint, p.attempts) for p in outbox.pending] == [(str(queue.call_next), 1)]


def test_waits_as_long_as_the_server_asks(outbox, wire, qtbot):
    outbox.submit(call_next(), ANNA)
    qtbot.waitUntil(lambda: bool(wire.sent))

    wire.answer(RateLimited(now() + timedelta(hours=1)))
    qtbot.waitUntil(lambda: outbox.pending[0].attempts == 1)

    qtbot.wait(600)  # more than the longest first wait
    assert len(wire.sent) == 1


def test_one_goes_after_the_other_in_the_order_they_were_made(outbox, wire, qtbot):
    outbox.submit(call_next(DOCTOR), ANNA)
    outbox.submit(call_next(NEIGHBOUR), ANNA)
    qtbot.waitUntil(lambda: len(outbox.pending) == 2)

    wire.answer(Unavailable())
    qtbot.waitUntil(lambda: len(wire.sent) == 2)
    wire.answer(Nothing())
    qtbot.waitUntil(lambda: len(wire.sent) == 3)

    assert [doctor for doctor, _ in wire.sent] == [DOCTOR, DOCTOR, NEIGHBOUR]


def test_nothing_is_sent_in_another_users_name(outbox, wire, qtbot):
    outbox.submit(call_next(), ANNA)
    qtbot.waitUntil(lambda: bool(wire.sent))
    wire.answer(SignedOut())

    outbox.resume(BELA)
    outbox.submit(call_next(NEIGHBOUR), BELA)
    qtbot.waitUntil(lambda: len(wire.sent) == 2)
    wire.answer(Nothing())
    qtbot.waitUntil(lambda: [p.user_id for p in outbox.pending] == [ANNA])
    outbox.resume(ANNA)

    qtbot.waitUntil(lambda: len(wire.sent) == 3)
    assert [doctor for doctor, _ in wire.sent] == [DOCTOR, NEIGHBOUR, DOCTOR]


def test_an_answer_for_a_page_long_closed_is_told_as_late(outbox, wire, qtbot):
    promise = outbox.submit(call_next(), ANNA)
    qtbot.waitUntil(lambda: bool(wire.sent))
    promise.cancel()

    with qtbot.waitSignal(outbox.answered_late) as late:
        wire.answer(NobodyWaiting())

    pending, outcome = late.args
    assert pending.endpoint == str(queue.call_next)
    assert isinstance(outcome, NobodyWaiting)


def test_says_so_when_this_computers_disk_takes_nothing(tmp_path, wire, run, qapp):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    outbox = Outbox(blocked / "outbox.db", DEVICE_TOKEN, wire.send, now)
    outbox.resume(ANNA)

    with pytest.raises(Unexpected):
        run(outbox.submit(call_next(), ANNA))

    assert wire.sent == []
    outbox.close()


def test_a_command_left_behind_is_sent_in_another_process_with_its_key(path, wire, open_outbox, qtbot):
    code = f"""
import sys
from pathlib import Path
from uuid import UUID
from PySide6.QtCore import QCoreApplication
from client.api.outbox import Outbox
from client.core.aio import Promise
from shared.contracts import queue
from tests.client.api.test_outbox import now
app = QCoreApplication([])
def send(call, *, key):
    print(key, flush=True)
    import os; os._exit(9)
outbox = Outbox(Path({str(path)!r}), {DEVICE_TOKEN!r}, send, now)
outbox.resume({ANNA!r})
outbox.submit(queue.call_next(doctor_id=UUID({str(DOCTOR)!r})), {ANNA!r})
app.exec()
"""
    crashed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert crashed.returncode == 9, crashed.stderr

    outbox = open_outbox()
    qtbot.waitUntil(lambda: bool(wire.sent))
    with qtbot.waitSignal(outbox.answered_late) as late:
        wire.answer(Nothing())

    assert wire.sent == [(DOCTOR, crashed.stdout.strip())]
    assert late.args[1] == Nothing()
    qtbot.waitUntil(lambda: rows(path) == [])


@pytest.fixture
def left_behind(path, qtbot):
    first = Outbox(path, DEVICE_TOKEN, lambda _call, *, key: Promise(), now)
    first.submit(call_next(), ANNA)
    qtbot.waitUntil(lambda: path.exists() and len(first.pending) == 1)
    first.close()


def test_waits_for_its_own_user_after_a_restart(left_behind, wire, open_outbox, qtbot):
    outbox = open_outbox(user=BELA)

    qtbot.waitUntil(lambda: len(outbox.pending) == 1)
    assert wire.sent == []


def test_what_an_update_made_unreadable_is_kept_and_reported(left_behind, path, wire, open_outbox, qtbot):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE commands SET endpoint = 'POST /leeches'")
    connection.close()

    outbox = open_outbox()

    qtbot.waitUntil(lambda: len(outbox.pending) == 1)
    assert (outbox.pending[0].endpoint, outbox.pending[0].readable) == ("POST /leeches", False)
    assert wire.sent == []
    assert len(rows(path)) == 1


def test_what_another_pairing_kept_is_reported_and_can_be_forgotten(left_behind, path, open_outbox, run, qtbot):
    outbox = open_outbox(token="another pairing")
    qtbot.waitUntil(lambda: len(outbox.pending) == 1)
    assert not outbox.pending[0].readable

    run(outbox.forget(outbox.pending[0].key))

    assert outbox.pending == ()
    assert rows(path) == []


def test_a_damaged_file_is_put_aside_and_work_goes_on(path, wire, open_outbox, qtbot):
    path.write_bytes(b"this was a database once" * 100)

    open_outbox().submit(call_next(), ANNA)

    qtbot.waitUntil(lambda: bool(wire.sent))
    assert path.with_suffix(".broken").read_bytes().startswith(b"this was")


def test_an_answer_lost_on_the_wire_is_asked_for_again_and_done_once(server, address, authorities, open_outbox, qtbot):
    server.handlers[CALL] = Nothing()
    server.faults.extend(["drop after", "drop after", "unavailable"])
    transport = Transport([address], authorities[0].ca_pem, DEVICE_TOKEN)
    answers: list[Promise[object]] = []

    outbox = open_outbox(send=lambda call, *, key: transport.send(call, key=key))
    promise = outbox.submit(call_next(), ANNA)
    promise.when_done(answers.append)

    qtbot.waitUntil(lambda: bool(answers), timeout=8000)
    keys = [request.headers["command-key"] for request in server.sent(CALL)]
    assert len(keys) == 4
    assert len(set(keys)) == 1
    assert server.done == [CALL]
    assert len(answers) == 1
