"""Whoever holds the loaded application: real processes, killed and told to stop."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

# Says who it is, then works until it is told to stop; `lives` is how long it does so by itself.
_PROGRAM = """
import os, sys, time
from pathlib import Path
from server.keeper import keep

def work():
    with Path(sys.argv[1]).open("a") as said:
        said.write(f"{os.getpid()}\\n")
    time.sleep(float(sys.argv[2]))  # its work: until it is killed or told to stop
    return 3

sys.exit(keep(work))
"""


def pids(said: Path, count: int) -> list[int]:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        lines = said.read_text().splitlines() if said.exists() else []
        if len(lines) >= count:
            return [int(line) for line in lines]
        time.sleep(0.01)  # another process writes it: asked again, for ten seconds at most
    raise AssertionError(f"{count} did not begin")


@pytest.fixture
def said(tmp_path):
    return tmp_path / "said"


def kept(said: Path, lives: float = 60) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _PROGRAM, str(said), str(lives)])


def test_a_killed_worker_is_followed_by_another_and_the_last_word_stops_both(said):
    keeper = kept(said)
    (first,) = pids(said, 1)
    os.kill(first, signal.SIGKILL)
    _, second = pids(said, 2)
    keeper.send_signal(signal.SIGTERM)

    assert second != first
    assert keeper.wait(5) == signal.SIGTERM
    assert not psutil.pid_exists(second)


def test_a_worker_that_dies_where_it_began_is_left_to_the_supervisor_with_its_code(said):
    keeper = kept(said, lives=0)

    assert keeper.wait(10) == 3
    assert len(pids(said, 1)) == 1


def test_one_that_is_killed_again_and_again_where_it_began_is_left_to_the_supervisor(said):
    keeper = kept(said)
    for count in (1, 2, 3):
        os.kill(pids(said, count)[-1], signal.SIGKILL)

    assert keeper.wait(10) == signal.SIGKILL


def test_without_its_keeper_no_worker_goes_on(said):
    keeper = kept(said)
    (worker,) = pids(said, 1)
    process = psutil.Process(worker)
    keeper.kill()
    keeper.wait()

    process.wait(5)
