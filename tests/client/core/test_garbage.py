import gc
import threading

import pytest

from client.core.garbage import ScreenThreadGarbage

DROPPED = 20_000
"""More than the collector lets lie in any test."""


class Cycle:
    ended_in: list[threading.Thread]

    def __init__(self, ended_in):
        self.itself = self
        self.ended_in = ended_in

    def __del__(self):
        self.ended_in.append(threading.current_thread())


@pytest.fixture
def garbage(qapp):
    garbage = ScreenThreadGarbage()
    yield garbage
    garbage.deleteLater()
    gc.unfreeze()
    gc.enable()


def test_what_a_thread_drops_ends_on_the_screens_thread(garbage, qtbot):
    ended_in: list[threading.Thread] = []

    def work():
        for _ in range(DROPPED):
            Cycle(ended_in)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    qtbot.waitUntil(lambda: len(ended_in) == DROPPED)
    assert set(ended_in) == {threading.main_thread()}
