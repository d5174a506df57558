import gc
import threading

import pytest

from client.core.garbage import ScreenThreadGarbage


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
        for _ in range(5_000):
            Cycle(ended_in)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    qtbot.waitUntil(lambda: len(ended_in) == 5_000)
    assert set(ended_in) == {threading.main_thread()}
