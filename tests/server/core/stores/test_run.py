import json
import os
import signal
import socket
import subprocess
import sys

import psutil
import pytest

from tests.server.core.stores.helpers import ask, database_answers, eventually, redis_answers

REDIS = ("valkey", "redis")  # whichever this machine has


class Server:
    """`hms-server run` as a process of its own, seen from a client."""

    def __init__(self, home, *, workers=1):
        self.command = [sys.executable, "-m", "tests.server.core.stores.supervisor"]
        self.env = {
            **os.environ,
            "HMS_DATA_DIR": str(home / "data"),
            "HMS_HOST": "127.0.0.1",
            "HMS_PHONE_PORT": "",
            "HMS_PORT": "0",
            "HMS_WORKERS": str(workers),
        }

    def spawn(self):
        self.process = subprocess.Popen(self.command, env=self.env, stdout=subprocess.PIPE, text=True)
        return self

    def wait_ready(self):
        assert self.process.stdout
        ready = self.process.stdout.readline()
        assert "ready" in ready
        self.port = int(ready.split()[-1])
        return self

    def start(self):
        return self.spawn().wait_ready()

    def ask_worker(self):
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            return json.loads(connection.makefile("rb").read())

    def descendants(self):
        return psutil.Process(self.process.pid).children(recursive=True)

    def store(self, name):
        return next(child.pid for child in self.descendants() if child.name().startswith(name))

    def end(self, number):
        self.process.send_signal(number)
        self.process.communicate(timeout=30)
        return self.process.returncode


@pytest.fixture
def server(store_home):
    server = Server(store_home).start()
    yield server
    if server.process.poll() is None:
        server.end(signal.SIGTERM)


@pytest.fixture(scope="module")
def lasting_server(shared_home):
    """For the tests after which it still runs."""
    server = Server(shared_home, workers=2).start()
    yield server
    server.end(signal.SIGTERM)


def all_gone(processes):
    return not any(process.is_running() for process in processes)


def test_a_worker_is_told_where_the_stores_are_and_listens_on_the_supervisors_socket(lasting_server):
    told = lasting_server.ask_worker()

    assert told["HMS_WORKER_INDEX"] in {"0", "1"}
    assert told["HMS_PORT"] == str(lasting_server.port)
    assert ask(told["HMS_DATABASE_URL"], "SELECT current_user") == "hms_app"
    assert ask(told["HMS_DATABASE_OWNER_URL"], "SELECT current_user") == "hms_owner"
    assert redis_answers(told["HMS_REDIS_URL"])


def test_a_killed_worker_comes_back_and_nobody_is_refused_meanwhile(server):
    killed = psutil.Process(server.ask_worker()["pid"])

    killed.kill()
    killed.wait(10)  # until then it may still take a connection, and drop it

    assert server.ask_worker()["pid"] != killed.pid


def test_killed_stores_answer_again_by_themselves(lasting_server):
    told = lasting_server.ask_worker()
    ask(told["HMS_DATABASE_OWNER_URL"], "CREATE TABLE kept AS SELECT 42 AS value")

    os.kill(lasting_server.store("postgres"), signal.SIGKILL)
    os.kill(lasting_server.store(REDIS), signal.SIGKILL)

    eventually(lambda: database_answers(told["HMS_DATABASE_URL"]))
    eventually(lambda: redis_answers(told["HMS_REDIS_URL"]))
    assert ask(told["HMS_DATABASE_OWNER_URL"], "SELECT value FROM kept") == 42


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_clean_stop_leaves_no_process(server, number):
    processes = server.descendants()

    code = server.end(number)

    assert code == 0
    assert len(processes) > 3
    assert all_gone(processes)


def test_everything_ends_with_a_killed_supervisor_and_starts_again_at_once(server):
    told = server.ask_worker()
    ask(told["HMS_DATABASE_OWNER_URL"], "CREATE TABLE kept AS SELECT 42 AS value")
    processes = server.descendants()

    server.end(signal.SIGKILL)
    server.start()

    eventually(lambda: all_gone(processes))
    told = server.ask_worker()
    assert ask(told["HMS_DATABASE_OWNER_URL"], "SELECT value FROM kept") == 42


def test_a_store_that_outlives_its_supervisor_is_waited_for(server):
    told = server.ask_worker()
    slow = server.store("postgres")
    os.kill(slow, signal.SIGSTOP)

    server.end(signal.SIGKILL)
    server.spawn()
    eventually(lambda: any(child.name().startswith(REDIS) for child in server.descendants()))
    eventually(lambda: redis_answers(told["HMS_REDIS_URL"]))
    os.kill(slow, signal.SIGCONT)
    server.wait_ready()

    assert server.ask_worker()["HMS_DATABASE_URL"] == told["HMS_DATABASE_URL"]


def test_everything_starts_again_after_all_was_killed_at_once(server):
    told = server.ask_worker()
    ask(told["HMS_DATABASE_OWNER_URL"], "CREATE TABLE kept AS SELECT 42 AS value")
    stores = [server.store("postgres"), server.store(REDIS)]

    server.process.kill()
    for pid in stores:
        os.kill(pid, signal.SIGKILL)
    server.end(signal.SIGKILL)
    server.start()

    assert ask(told["HMS_DATABASE_OWNER_URL"], "SELECT value FROM kept") == 42


def test_several_workers_share_the_port(lasting_server):
    workers = [child for child in lasting_server.descendants() if "worker.py" in " ".join(child.cmdline())]

    assert len(workers) == 2


def test_a_second_supervisor_on_the_data_directory_says_so_and_ends(lasting_server):
    second = subprocess.run(lasting_server.command, env=lasting_server.env, capture_output=True, text=True, check=False)

    assert second.returncode == 1
    assert "Another server is running" in second.stdout
    assert lasting_server.ask_worker()


def test_a_stop_while_it_still_starts_leaves_no_process(store_home):
    server = Server(store_home).spawn()
    eventually((store_home / "data" / "logs" / "redis.log").exists)
    eventually(server.descendants)
    processes = server.descendants()

    code = server.end(signal.SIGTERM)

    assert code == 0
    eventually(lambda: all_gone(processes))
