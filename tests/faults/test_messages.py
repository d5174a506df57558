"""kill -9 of the server while it sends: every reminder goes out once, or is listed."""

import time

import pytest

from tests.support.mail_drop import MailDrop
from tests.support.mailing import make_due, plan_reminders, tally
from tests.support.processes import ServerProcess, free_port

pytestmark = pytest.mark.alone

MESSAGES = 50
KILLS = 3


def test_a_killed_server_neither_forgets_a_reminder_nor_repeats_it(house, fresh, database, owner, store_home):
    home = store_home / "messages"
    drop = MailDrop(free_port(), home / "taken")
    server = ServerProcess.beside(fresh, home, store_home / "test-keys")
    log = server.log = store_home / "messages.log"

    def how_far():
        jobs = owner.execute("SELECT status, count(*), min(scheduled_at) FROM procrastinate_jobs GROUP BY status")
        return f"{tally(owner, drop.taken())}\njobs {jobs.fetchall()}\n{log.read_text()[-4000:]}"

    drop.start()
    server.port = free_port(drop.port)
    plan_reminders(database, house.doctor, MESSAGES, drop.port, most_tries=4)
    make_due(owner)
    server.start()
    try:
        for killed in range(KILLS):
            wait_until(lambda so_far=killed: len(drop.taken()) > (so_far + 1) * MESSAGES // (KILLS + 2), how_far)
            server.kill("worker")
        wait_until(lambda: "planned" not in tally(owner, drop.taken()).states, how_far)
    finally:
        server.stop()
        drop.kill()

    found = tally(owner, drop.taken())
    assert found.accepted_twice == 0
    assert found.said_accepted_and_was_not == found.said_failed_and_was_accepted == 0
    assert found.logged == found.accepted_once
    # In whose hand one was killed nobody knows: at most as many as were sent at once.
    assert found.accepted_once >= MESSAGES - 4 * KILLS
    assert set(found.states) <= {"accepted", "perhaps", "sending"}


def wait_until(condition, how_far, within=90.0):
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, how_far()
        time.sleep(0.02)
