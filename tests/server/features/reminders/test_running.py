"""The queue's worker itself, and a server process that is killed while it sends."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from server.core.clock import SystemClock
from server.core.house import Houses
from server.features.lab.telling import standing
from server.features.reminders.jobs import SENDER
from server.features.reminders.running import keep_sending
from server.features.reminders.sending import Sender
from tests.support.mailing import make_due, plan_reminders, tally


@contextmanager
def working(url: str, sender: Sender) -> Iterator[None]:
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(keep_sending(url, {SENDER: sender}, stop)))
    thread.start()
    yield
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


def eventually(condition: Callable[[], bool], within: float) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_is_due_goes_out_by_itself_and_its_jobs_are_gone(house, fresh, database, owner, mail):
    plan_reminders(database, house.doctor, 8, mail.port, most_tries=2)
    clock = SystemClock()
    with working(fresh.app_url, Sender(database, clock, Houses(clock), lambda _: None, standing)):
        make_due(owner)
        eventually(lambda: tally(owner, []).states == {"accepted": 8}, within=20)
        eventually(lambda: owner.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (0,), within=10)

    assert len(mail.taken) == 8
    assert tally(owner, []).logged == 8
