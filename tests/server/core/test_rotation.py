"""A new key: what was encrypted under the old one is written anew while the server works, and reads the same."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.pq import TransactionStatus
from psycopg.types.json import Jsonb
from sqlalchemy import JSON, Column, LargeBinary, Table

from server.core.crypto import CannotDecrypt, KeyRing
from server.core.database import Database, Encrypted, EncryptedBytes, Sealed
from server.core.key_files import KeyFiles
from server.core.rotation import NEVER_REWRITTEN, MayNotRotate, Rotated, Rotation, SealedTable, place_in, sealed_tables
from server.schema import METADATA
from shared.ages import AgeUnit
from shared.contracts import patients
from shared.models.patients import Sex, TypedAge
from tests.support.server import Api
from tests.support.stores import Fresh, store_folder

TEXT = "Kurigram, behind the mosque"
NOT_SECRET = {
    "accounts.password_hash",
    "analyser_messages.digest",
    "audit_archives.digest",
    "audit_archives.sealed",
    "command_log.digest",
    "house_logos.image",
    "patients.email_index",
    "pairings.verifier",
    "seal_anchors.hash",
    "seals.entries",
    "seals.hash",
}
"""Bytes that are no ciphertext: hashes, blind indexes, and the picture that is on every paper."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """In a data directory of its own."""
    with store_folder() as home:
        yield home / "keys"


@pytest.fixture
def owning(fresh: Fresh) -> Iterator[Database]:
    database = Database(fresh.owner_url, pool_size=2)
    yield database
    database.close()


def rotate(database: Database, folder: Path) -> Rotated:
    return Rotation(database, KeyFiles(folder), METADATA, lambda *_: None).run()


def test_a_key_encrypts_only_once_it_is_named_and_every_process_hears_of_it(tmp_path: Path):
    files = KeyFiles(tmp_path)
    ring, other_process = KeyRing.load(tmp_path), KeyRing.load(tmp_path)
    before = ring.encrypt(b"x", "here")
    number = files.add()
    between = ring.encrypt(b"x", "here")
    files.name(number)
    after = ring.encrypt(b"x", "here")

    assert (before[0], between[0], after[0]) == (1, 1, 2)
    assert [other_process.decrypt(value, "here") for value in (before, between, after)] == [b"x"] * 3
    assert other_process.encrypting == 2
    assert ring.blind_index("x", "here") == KeyRing.load(tmp_path).blind_index("x", "here")


def test_keys_are_their_owners_alone_and_a_missing_one_is_said(tmp_path: Path):
    files = KeyFiles(tmp_path)
    ring = KeyRing.load(tmp_path)
    files.name(files.add())
    value = ring.encrypt(b"x", "here")

    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    (tmp_path / "data-2.key").unlink()
    with pytest.raises(CannotDecrypt):
        KeyRing.load(tmp_path).decrypt(value, "here")
    assert KeyRing.load(tmp_path).encrypting == 1  # restored in parts: what is there goes on


def test_all_that_is_kept_in_bytes_is_known_as_ciphertext_or_as_none():
    kept = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and not column.name.endswith("_hash")
    }

    assert kept - NOT_SECRET == set()


def test_after_it_nothing_is_under_the_old_key_and_everything_reads_the_same(
    owning: Database, owner: psycopg.Connection, folder: Path
):
    ring = KeyRing.load(folder)
    tables = sealed_tables(METADATA)
    for sealed in tables:
        fill(owner, ring, sealed)
    was = {sealed.table.name: opened(owner, ring, sealed) for sealed in tables}
    rotated = rotate(owning, folder)
    now = {sealed.table.name: opened(owner, ring, sealed) for sealed in tables}

    assert was == now
    assert all(rows for rows in now.values())
    assert rotated == Rotated(number=2, rows=len(tables), ended_earlier_one=False, unreadable=())
    assert {row[c.name][0] for sealed in tables for row in stored(owner, sealed) for c in sealed.columns} == {2}
    assert len(tables) > 15
    assert not {sealed.table.name for sealed in tables} & NEVER_REWRITTEN


def test_one_that_was_killed_is_brought_to_its_end(
    owning: Database, owner: psycopg.Connection, fresh: Fresh, folder: Path
):
    ring = KeyRing.load(folder)
    phone_links = next(sealed for sealed in sealed_tables(METADATA) if sealed.table.name == "phone_links")
    fill(owner, ring, phone_links, times=1000)
    # So slow that it is surely killed on its way.
    owner.execute(
        "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_sleep(0.001); RETURN NEW; END $$"
    )
    owner.execute("CREATE TRIGGER slowly BEFORE UPDATE ON phone_links FOR EACH ROW EXECUTE FUNCTION slowly()")
    owner.execute("ALTER TABLE phone_links ENABLE ALWAYS TRIGGER slowly")
    env = {
        **os.environ,
        "HMS_DATA_DIR": str(folder.parent),
        "HMS_DATABASE_URL": fresh.owner_url,
        "HMS_REDIS_URL": fresh.redis_url,
    }
    command = subprocess.Popen([sys.executable, "-m", "server", "keys", "rotate"], env=env, stdout=subprocess.DEVNULL)
    while not under(owner, 2):
        assert command.poll() is None
    command.send_signal(signal.SIGKILL)
    command.wait()
    half = under(owner, 1)
    owner.execute("DROP TRIGGER slowly ON phone_links")
    rotated = rotate(owning, folder)

    assert half
    assert (rotated.number, rotated.ended_earlier_one) == (2, True)
    assert not under(owner, 1)
    assert {value["key"] for value in opened(owner, ring, phone_links)} == {TEXT.encode()}
    assert rotate(owning, folder).number == 3


def test_what_somebody_changes_meanwhile_is_never_overwritten(
    api: Callable[[str], Api],
    owning: Database,
    fresh: Fresh,
    owner: psycopg.Connection,
    store_home: Path,
    tmp_path: Path,
):
    """Over the keys the running application holds: it takes the new one by itself, without a restart."""
    files = KeyFiles(store_home / "test-keys")
    old = KeyRing.load(shutil.copytree(store_home / "test-keys", tmp_path / "old"))
    reception = api("receptionist")
    held, other = (
        reception.send(
            patients.register(
                name=name, sex=Sex.MALE, age=TypedAge(amount=30, unit=AgeUnit.YEARS), address=TEXT, confirmed=True
            )
        ).id
        for name in ("Rahim Uddin", "Sukanta Das")
    )
    with psycopg.connect(fresh.owner_dsn) as somebody:

        def show(table: str, *_: int) -> None:
            if table == "command_log" and somebody.info.transaction_status is TransactionStatus.IDLE:
                moved = old.encrypt(b"Moved to Rangpur", "patients.address")
                somebody.execute("UPDATE patients SET address = %s WHERE id = %s", (moved, held))
            if table == "patients":
                somebody.commit()

        rotated = Rotation(owning, files, METADATA, show).run()
    later = reception.send(
        patients.register(
            name="Amina", sex=Sex.FEMALE, age=TypedAge(amount=30, unit=AgeUnit.YEARS), address=TEXT, confirmed=True
        )
    ).id

    told = [reception.send(patients.get(patient_id=patient)).address for patient in (held, other, later)]
    assert told == ["Moved to Rangpur", TEXT, TEXT]
    addresses = owner.execute("SELECT get_byte(address, 0) FROM patients").fetchall()
    assert {number for (number,) in addresses} == {rotated.number}


def test_a_key_that_was_added_and_copied_to_every_machine_is_the_next(owning: Database, folder: Path):
    files = KeyFiles(folder)
    KeyRing.load(folder)

    assert files.add() == 2
    assert KeyRing.load(folder).encrypting == 1
    assert rotate(owning, folder).number == 2
    assert sorted(files.read()) == [1, 2]


def test_a_second_machine_goes_on_with_the_key_of_the_first(owning: Database, owner: psycopg.Connection, folder: Path):
    """It has the key, and does not know yet that it counts."""
    ring = KeyRing.load(folder)
    fill(owner, ring, next(sealed for sealed in sealed_tables(METADATA) if sealed.table.name == "phone_links"))
    other = folder.parent / "other"
    rotate(owning, folder)
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns("data.current"))

    assert rotate(owning, other).number == 2
    assert under(owner, 1) == 0
    assert sorted(KeyFiles(other).read()) == [1, 2]


def test_what_no_key_opens_stays_and_is_named(owning: Database, owner: psycopg.Connection, folder: Path):
    ring = KeyRing.load(folder)
    phone_links = next(sealed for sealed in sealed_tables(METADATA) if sealed.table.name == "phone_links")
    fill(owner, ring, phone_links, times=2)
    owner.execute("UPDATE phone_links SET key = %s WHERE ctid = (SELECT min(ctid) FROM phone_links)", (b"\1broken",))
    rotated = rotate(owning, folder)

    assert [row.split()[0] for row in rotated.unreadable] == ["phone_links"]
    assert rotated.rows == 1
    assert rotate(owning, folder).number == 3


def test_the_servers_own_role_may_not_pass_the_guards(fresh: Fresh, folder: Path):
    database = Database(fresh.app_url, pool_size=2)
    try:
        with pytest.raises(MayNotRotate):
            rotate(database, folder)
    finally:
        database.close()
    assert KeyRing.load(folder).encrypting == 1


def under(owner: psycopg.Connection, number: int) -> int:
    (count,) = owner.execute("SELECT count(*) FROM phone_links WHERE get_byte(key, 0) = %s", (number,)).fetchone() or (
        0,
    )
    return int(count)


def fill(owner: psycopg.Connection, ring: KeyRing, sealed: SealedTable, times: int = 1) -> None:
    """Rows that refer to nothing, with something in every encrypted column."""
    columns = [column for column in sealed.table.columns if column.computed is None and column.identity is None]
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(sealed.table.name), names, sql.SQL(", ").join([sql.Placeholder()] * len(columns))
    )
    with owner.transaction(), owner.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(sealed.table.name)))  # the one row of settings
        rows = []
        for _ in range(times):
            row: dict[str, Any] = {}
            for column in columns:
                row[column.name] = value_for(ring, sealed.table, column, row)
            rows.append([row[column.name] for column in columns])
        cursor.executemany(statement, rows)


def value_for(ring: KeyRing, table: Table, column: Column[Any], row: dict[str, Any]) -> Any:
    if isinstance(column.type, Encrypted | EncryptedBytes | Sealed):
        return ring.encrypt(TEXT.encode(), place_in(column, row))
    if column.nullable:
        return None
    if isinstance(column.type, JSON):
        return Jsonb({})
    kind = column.type.python_type
    made: dict[type, Any] = {
        UUID: uuid4(),
        str: uuid4().hex[:12],
        int: 1,
        bool: True,
        bytes: uuid4().bytes,
        date: date(2026, 11, 26),
        datetime: datetime(2026, 11, 26, tzinfo=UTC),
        Decimal: Decimal(1),
        list: [],
    }
    return made.get(kind, "x")


def stored(owner: psycopg.Connection, sealed: SealedTable) -> list[dict[str, Any]]:
    names = [column.name for column in (*sealed.key, *sealed.columns)]
    statement = sql.SQL("SELECT {} FROM {} ORDER BY 1").format(
        sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(sealed.table.name)
    )
    return [dict(zip(names, row, strict=True)) for row in owner.execute(statement).fetchall()]


def opened(owner: psycopg.Connection, ring: KeyRing, sealed: SealedTable) -> list[dict[str, Any]]:
    return [
        {
            column.name: row[column.name] and ring.decrypt(row[column.name], place_in(column, row))
            for column in sealed.columns
        }
        for row in stored(owner, sealed)
    ]
