"""Twenty desks check a thousand people in with five doctors who call, skip and transfer at random: nothing is lost."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import make_url

from server.core.clock import SystemClock
from server.core.crypto import KeyRing
from server.core.database import Database, Encrypted
from shared.ids import PatientId
from tests.faults.storm import Storm
from tests.support import ward
from tests.support.processes import ServerProcess
from tests.support.stream import eventually

pytestmark = pytest.mark.alone

DESKS = 20
CHECK_INS = 50
DOCTORS = 5


class Ground:
    """A server of its own with five doctors and a thousand patients."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server
        house = server.furnish()
        self.urls = server.urls
        Encrypted.keys = KeyRing.load(server.data / "keys")
        database = Database(self.urls.app_url, pool_size=1)
        with database.transaction() as session:
            doctors = ward.doctors(session, DOCTORS)
            self.people: list[PatientId] = ward.crowd(session, DESKS * CHECK_INS, SystemClock().now())
        database.close()
        self.storm = Storm(self.server, house, doctors)

    @property
    def dsn(self) -> str:
        return make_url(self.urls.owner_url).set(drivername="postgresql").render_as_string(hide_password=False)

    def kill_redis_twice(self) -> None:
        """Killed while all are at work; then emptied, and killed again."""
        for _ in range(2):
            time.sleep(1.0)  # into the storm, not a wait for something
            self.server.kill("redis")
            with Redis.from_url(self.urls.redis_url) as redis:
                eventually(lambda: _answers(redis), within=10)
                redis.flushall()


def _answers(redis: Redis) -> bool:
    try:
        return bool(redis.ping())
    except RedisError:
        return False


@pytest.fixture
def ground(store_home: Path) -> Iterator[Ground]:
    home = store_home / f"storm-{uuid4().hex}"
    home.mkdir(mode=0o755)
    server = ServerProcess(home)
    server.log = home / "server.log"
    server.start()
    with ExitStack() as closing_time:
        closing_time.callback(server.stop)
        server.wait_answering(within=60.0)
        ground = Ground(server)
        closing_time.pop_all()
    yield ground
    server.stop()
    ground.storm.close()


def test_nothing_is_lost_or_doubled_under_a_thousand_check_ins_while_redis_is_killed_and_emptied(ground: Ground):
    storm = ground.storm

    storm.rage(ground.people, DESKS, meanwhile=ground.kill_redis_twice)

    assert storm.failures == [], "no request fails, whatever happens to Redis"
    assert storm.events["QUEUE_JOINED"] == DESKS * CHECK_INS
    assert storm.events["QUEUE_TRANSFERRED"] > 0
    assert storm.streams_ended >= DOCTORS, "every screen has connected again"
    check_stored(ground)
    check_shown(ground)


def check_stored(ground: Ground) -> None:
    """The log has each acknowledged move once; what was given was given once, and without gap."""
    with psycopg.connect(ground.dsn) as database:
        logged: dict[str, int] = dict(
            database.execute("SELECT type, count(*) FROM appointment_events GROUP BY type").fetchall()
        )
        last: dict[str, int] = dict(
            database.execute(
                "SELECT full_name, last_serial FROM queue_days JOIN employees ON id = doctor_id"
            ).fetchall()
        )
        # Who stands there, and who was sent away from there: these tokens are bare numbers.
        given = database.execute(
            "SELECT full_name, serial_number FROM appointments a JOIN employees e ON e.id = a.doctor_id UNION ALL "
            "SELECT metadata->>'from_doctor', (metadata->>'from_token')::int FROM appointment_events "
            "WHERE type = 'QUEUE_TRANSFERRED'"
        ).fetchall()
        places = database.execute(
            "SELECT count(*), count(DISTINCT (doctor_id, serial_number)), count(DISTINCT (doctor_id, queue_position)) "
            "FROM appointments"
        ).fetchone()
        current = database.execute(
            "SELECT count(*) FROM appointments WHERE status IN ('called', 'in_consultation') GROUP BY doctor_id"
        ).fetchall()
    assert logged == dict(ground.storm.events)
    assert sorted(given) == sorted((name, serial) for name, top in last.items() for serial in range(1, top + 1))
    assert places == (DESKS * CHECK_INS,) * 3
    assert all(count == 1 for (count,) in current)


def check_shown(ground: Ground) -> None:
    """The last picture of every screen is what PostgreSQL has."""
    with psycopg.connect(ground.dsn, autocommit=True) as database:
        for doctor in ground.storm.doctors:
            version = database.execute("SELECT version FROM queue_days WHERE doctor_id = %s", (doctor,)).fetchone()
            assert version is not None
            eventually(lambda: ground.storm.picture(doctor).version == version[0], within=15)  # noqa: B023 at once
            rows = database.execute(
                "SELECT id, token, status, version FROM appointments WHERE doctor_id = %s AND status IN "
                "('called', 'in_consultation', 'waiting', 'on_hold') ORDER BY CASE status WHEN 'called' THEN 0 "
                "WHEN 'in_consultation' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 END, queue_position",
                (doctor,),
            ).fetchall()
            shown = ground.storm.picture(doctor).entries
            assert [(e.appointment_id, e.token, e.status, e.version) for e in shown] == rows
