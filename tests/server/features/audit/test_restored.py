"""A hospital goes on in another cluster, whose transactions count from elsewhere: nothing alarms, all is sealed."""

import shutil
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from server import backup
from server.core.clock import SystemClock
from server.core.database import Database
from server.core.settings import Settings
from server.core.stores import Stores
from server.features.audit.findings import Kind
from server.features.audit.seal_repository import SealRepository
from server.features.audit.sealing import Sealer
from server.features.audit.verifying import Verifier
from server.migrate import migrate
from tests.support.stores import store_folder


@pytest.fixture
def settings(tmp_path, store_home, certificates, keys) -> Settings:
    shutil.copytree(store_home / "test-keys", tmp_path / "data" / "keys")
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def machine():
    """Another one, as new."""
    with store_folder() as home:
        stores = Stores(Settings(data_dir=home / "data"), durable=False)
        yield stores.start()
        stores.stop()


def connected(url: str) -> psycopg.Connection:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def transaction(connection: psycopg.Connection) -> int:
    return number(connection, "SELECT pg_current_xact_id()::text::bigint")


def test_what_was_brought_is_sealed_once_wherever_the_counter_stands(
    day, sealed, superuser, settings, machine, tmp_path
):
    superuser.execute("SET session_replication_role = origin")
    superuser.execute("UPDATE settings SET phone = 'unsealed as yet'")
    rows = count(superuser, "audit_log")
    made, _ = backup.back_up(settings, day.owner_url, tmp_path / "disk", SystemClock().now())
    highest = number(superuser, "SELECT max(transaction_id) FROM audit_log")

    with connected(machine.owner_url) as owner:
        assert transaction(owner) < highest
        go_on(settings, machine, made, owner, rows, past=highest)

        assert transaction(owner) > highest
        go_on(settings, machine, made, owner, rows, past=highest + 100)


def go_on(settings: Settings, machine, made: Path, owner: psycopg.Connection, rows: int, *, past: int) -> None:
    """Restore, verify, write on until the numbers of what was brought are passed, and tamper."""
    backup.put_back(settings, machine.owner_url, made)
    migrate(machine.owner_url)
    database = Database(machine.app_url, pool_size=2)
    sealer = Sealer(database, SystemClock())
    assert Verifier(database).run().findings == []  # before the first seal here

    sealer.seal()
    arrived = Verifier(database).run()
    assert arrived.findings == []
    assert arrived.rows == count(owner)
    owner.execute(f"DO $$ BEGIN WHILE pg_current_xact_id()::text::bigint < {past} LOOP COMMIT; END LOOP; END $$")
    for turn in range(3):
        owner.execute("UPDATE settings SET phone = %s", [f"{turn}"])
        with database.transaction() as session:
            assert SealRepository(session).unsealed_since() is not None
        sealer.seal()
        with database.transaction() as session:
            assert SealRepository(session).unsealed_since() is None
    gone_on = Verifier(database).run()
    assert gone_on.findings == []
    assert gone_on.rows == count(owner) == arrived.rows + 3
    assert count(owner, "audit_log") >= rows + 3

    owner.execute("SET session_replication_role = replica")
    owner.execute("CREATE TEMP TABLE aside AS SELECT * FROM access_log ORDER BY id LIMIT 2")
    owner.execute("DELETE FROM access_log WHERE id = (SELECT id FROM aside ORDER BY id LIMIT 1)")
    owner.execute("UPDATE aside SET id = gen_random_uuid() WHERE id <> (SELECT id FROM aside ORDER BY id LIMIT 1)")
    owner.execute("INSERT INTO access_log SELECT * FROM aside")
    kinds = sorted(found.kind for found in Verifier(database).run().findings)
    owner.execute("DROP TABLE aside")
    owner.execute("SET session_replication_role = origin")
    database.close()
    assert kinds == sorted([Kind.ADDED, Kind.WRITTEN_AGAIN])


def count(owner: psycopg.Connection, *logs: str) -> int:
    logs = logs or ("appointment_events", "access_log", "audit_log")
    return sum(number(owner, f"SELECT count(*) FROM {log}") for log in logs)


def number(connection: psycopg.Connection, statement: str) -> int:
    ((found,),) = connection.execute(statement.encode()).fetchall()
    return int(found)
