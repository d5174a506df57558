"""kill -9 of each process in turn at random moments, while eight clients work: nothing lost, nothing done twice."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from tests.support.house import PASSWORD, TestHouse
from tests.support.processes import ServerProcess

pytestmark = pytest.mark.alone

CLIENTS = 8
KILLS = 20
LIVE_AGAIN_WITHIN = 5.0
TARGETS = ("worker", "postgres", "redis", "client", "supervisor")
# A killed database takes no stream with it; these do, so that each client must have connected anew.
ENDS_STREAMS = ("worker", "redis", "supervisor")
_LOOK_EVERY = 0.05


class Client:
    """A client's process, its folder, and what it noted so far."""

    def __init__(self, folder: Path, told: dict[str, Any]) -> None:
        folder.mkdir()
        (folder / "told.json").write_text(json.dumps(told))
        self._folder = folder
        self._read = 0
        self.notes: list[dict[str, Any]] = []
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.faults.client", str(self._folder)]
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        with (self._folder / "output").open("ab") as output:
            self.process = subprocess.Popen(command, env=env, stdout=output, stderr=output)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def finish(self) -> None:
        (self._folder / "finish").touch()

    def look(self) -> None:
        log = self._folder / "log.jsonl"
        whole = log.read_bytes()[self._read :] if log.exists() else b""
        whole = whole[: whole.rfind(b"\n") + 1]
        self._read += len(whole)
        self.notes += [json.loads(line) for line in whole.splitlines()]

    def live_since(self, moment: float, *, anew: bool) -> float | None:
        """When its stream was live and a command sent after `moment` was answered; None as long as not both are so."""
        links = [note for note in self.notes if note["what"] == "link"]
        if not links or links[-1]["link"] != "live" or (anew and links[-1]["at"] < moment):
            return None
        answers = [n["at"] for n in self.notes if n["what"] == "answered" and n["sent_at"] > moment]
        return max(links[-1]["at"], answers[0]) if answers else None

    def output(self) -> str:
        return (self._folder / "output").read_text()


class Ward:
    """The server and its clients."""

    def __init__(self, server: ServerProcess, house: TestHouse, home: Path) -> None:
        self.server = server
        self._random = random.Random()
        told = {
            "port": server.port,
            "ca_pem": server.ca_pem,
            "device": house.device_for("receptionist"),
            "user": house.user_name("receptionist"),
            "password": PASSWORD.get_secret_value(),  # told, since what makes the house loads half a server
            "quiet_doctor": str(house.employees["doctor_c"]),
        }
        doctors = [house.employees["doctor"], house.employees["doctor_b"]]
        self.clients = [
            Client(home / f"client-{n}", {**told, "doctor": str(doctors[n % len(doctors)])}) for n in range(CLIENTS)
        ]

    def wait_live(self, moment: float, *, anew: bool, killed: Client | None = None) -> list[float]:
        """When each client was live again."""
        deadline = time.monotonic() + 30.0
        while True:
            for client in self.clients:
                client.look()
            since = [client.live_since(moment, anew=anew or client is killed) for client in self.clients]
            live = [one for one in since if one is not None]
            if len(live) == len(self.clients):
                return live
            assert time.monotonic() < deadline, (since, [client.notes[-3:] for client in self.clients])
            time.sleep(_LOOK_EVERY)

    def kill(self, target: str) -> float:
        """The longest that a client took to be live again, since the kill or since the killed server answered."""
        moment = time.monotonic()
        killed = None
        if target == "client":
            killed = self._random.choice(self.clients)
            killed.kill()
            killed.start()
        else:
            self.server.kill(target)
        counted = moment
        if target == "supervisor":
            self.server.start()
            counted = self.server.wait_answering()
        return max(self.wait_live(moment, anew=target in ENDS_STREAMS, killed=killed)) - counted

    def finish(self) -> None:
        for client in self.clients:
            client.finish()
        for client in self.clients:
            client.process.wait(30)
            client.look()

    def close(self) -> None:
        for client in self.clients:
            if client.process.poll() is None:
                client.kill()


@pytest.fixture
def ward(store_home: Path) -> Iterator[Ward]:
    home = store_home / "faults"
    home.mkdir(mode=0o755)
    server = ServerProcess(home)
    server.log = home / "server.log"
    server.start()
    server.wait_answering()
    ward = Ward(server, server.furnish(), home)
    yield ward
    ward.close()
    server.stop()


def test_twenty_kills_lose_no_acknowledged_command_and_do_none_twice(ward: Ward):
    seed = int(os.environ.get("HMS_FAULTS_SEED", "0")) or random.randrange(1, 10**6)
    chance = random.Random(seed)
    targets = [*TARGETS] * (KILLS // len(TARGETS))
    chance.shuffle(targets)
    ward.wait_live(0.0, anew=False)
    slowest: dict[str, float] = {}

    for target in targets:
        time.sleep(chance.uniform(0.0, 0.5))  # the random moment itself, not a wait for something
        slowest[target] = max(slowest.get(target, 0.0), ward.kill(target))
    ward.finish()

    figures = ", ".join(f"{target} {seconds:.1f} s" for target, seconds in sorted(slowest.items()))
    sys.stdout.write(f"seed {seed}; live again at the latest after: {figures}\n")
    notes = [note for client in ward.clients for note in client.notes]
    assert not [note for note in notes if note["what"] in ("refused", "unhandled")], seed
    acknowledged = {note["key"]: note for note in notes if note["what"] == "answered"}
    assert len(acknowledged) > KILLS * CLIENTS
    check_stored(ward, acknowledged)
    assert max(slowest.values()) < LIVE_AGAIN_WITHIN, (seed, slowest)


def check_stored(ward: Ward, acknowledged: dict[str, dict[str, Any]]) -> None:
    """What clients were told is what the database has: each once, and no more."""
    registered = {note["id"] for note in acknowledged.values() if note["call"] == "POST /patients"}
    booked = {note["id"] for note in acknowledged.values() if note["call"] == "POST /appointments"}
    url = make_url(ward.server.urls.owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as database:
        keys = database.execute("SELECT count(*) FROM command_log").fetchone()
        names = Counter(name for (name,) in database.execute("SELECT name FROM patients"))
        people = [str(one) for (one,) in database.execute("SELECT id FROM patients")]
        visits = [str(one) for (one,) in database.execute("SELECT id FROM appointments")]
        serials = database.execute(
            "SELECT count(*), count(DISTINCT serial_number), max(serial_number) FROM appointments GROUP BY doctor_id"
        ).fetchall()
        begun = database.execute(
            "SELECT appointment_id, count(*) FROM appointment_events WHERE type = 'QUEUE_JOINED' GROUP BY 1"
        ).fetchall()
        waiting = database.execute("SELECT count(*) FROM outbox").fetchone()
    assert keys == (len(acknowledged),)
    assert max(names.values()) == 1
    assert (len(people), set(people)) == (len(registered), registered)
    assert (len(visits), set(visits)) == (len(booked), booked)
    assert all(count == distinct == last for count, distinct, last in serials), "serials without gap or double"
    assert sorted((str(visit), count) for visit, count in begun) == sorted((visit, 1) for visit in booked)
    assert waiting == (0,) or waiting is None or waiting[0] < CLIENTS
