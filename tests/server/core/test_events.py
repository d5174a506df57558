"""The event log only grows: refused to the server's role by right, and to its owner by trigger."""

from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy import make_url

from server.core.database import ulid_month_floor
from server.core.housekeeping import tidy
from tests.server.features.appointments.visits import waiting

ATTEMPTS = (
    "UPDATE {table} SET description = 'another'",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
    "TRUNCATE {table} CASCADE",
)
REFUSED = psycopg.errors.InsufficientPrivilege


@pytest.fixture
def events(api, house, owner):
    """Some events, and how to count them."""
    waiting(api("receptionist"), house.doctor)
    count = lambda: owner.execute("SELECT count(*) FROM appointment_events").fetchone()[0]  # noqa: E731 told at once
    assert count() == 3
    return count


@pytest.fixture
def server_role(fresh):
    url = make_url(fresh.app_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def partitions(owner):
    rows = owner.execute(
        "SELECT c.relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid "
        "WHERE inhparent = 'appointment_events'::regclass ORDER BY 1"
    )
    return [name for (name,) in rows]


def in_use(owner):
    return owner.execute("SELECT DISTINCT tableoid::regclass::text FROM appointment_events").fetchone()[0]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_neither_role_changes_the_log(events, owner, server_role, attempt):
    for connection in (owner, server_role):
        with pytest.raises(REFUSED):
            connection.execute(attempt.format(table="appointment_events"))

    assert events() == 3


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_neither_role_changes_a_partition_behind_its_back(events, owner, server_role, attempt):
    for connection in (owner, server_role):
        with pytest.raises(REFUSED):
            connection.execute(attempt.format(table=in_use(owner)))

    assert events() == 3


@pytest.mark.parametrize(
    "attempt",
    [
        "ALTER TABLE appointment_events DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "DROP TABLE appointment_events",
        "DROP TRIGGER only_grows ON appointment_events",
        "ALTER TABLE appointment_events DETACH PARTITION {table}",
        "INSERT INTO {table} SELECT * FROM appointment_events",
        "CREATE OR REPLACE FUNCTION hms_append_only() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
        "GRANT DELETE ON appointment_events TO hms_app",
    ],
)
def test_the_servers_role_cannot_take_the_guards_away(events, owner, server_role, attempt):
    server_role.add_notice_handler(lambda _: None)
    tried = (attempt.format(table=in_use(owner)), "DELETE FROM appointment_events")
    refused = 0
    for statement in tried:
        try:
            server_role.execute(statement)
        except psycopg.Error:
            refused += 1

    assert refused >= 1
    assert events() == 3


def test_partitions_are_made_three_months_ahead_and_guarded(database, owner, server_role):
    first = owner.execute("SELECT now() AT TIME ZONE 'UTC'").fetchone()[0].replace(day=1)
    months = [(first.year * 12 + first.month - 1 + ahead) for ahead in range(-1, 4)]

    expected = [f"appointment_events_{month // 12}_{month % 12 + 1:02d}" for month in months]

    assert partitions(owner) == sorted([*expected, "appointment_events_default"])
    for name in partitions(owner):
        for connection in (owner, server_role):
            with pytest.raises(REFUSED):
                connection.execute(f"TRUNCATE {name}")


def test_a_month_that_is_missing_is_made_by_housekeeping(database, clock, owner):
    last = [name for name in partitions(owner) if not name.endswith("default")][-1]
    owner.execute(f"DROP TABLE {last}")

    stray = tidy(database, clock.now())

    assert stray == 0
    assert last in partitions(owner)
    with pytest.raises(REFUSED):
        owner.execute(f"TRUNCATE {last}")


def test_an_event_lies_in_the_month_its_id_says(events, owner):
    place = in_use(owner)

    (when,) = owner.execute("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')").fetchone()

    assert place == f"appointment_events_{when}"


def test_the_server_and_the_database_agree_where_a_month_begins(owner):
    for year, month in ((2026, 11), (2026, 12), (2027, 1), (2096, 2)):
        begins = datetime(year, month, 1, tzinfo=UTC)

        (floor,) = owner.execute("SELECT hms_ulid_floor(%s)", (begins,)).fetchone()

        assert floor == ulid_month_floor(year, month)


def test_an_event_without_a_months_partition_is_kept_and_counted(events, database, clock, owner):
    stray = "0000" + "1" * 28
    owner.execute(
        "INSERT INTO appointment_events (id, appointment_id, patient_id, type, description, metadata, employee_id, "
        "workstation_id, performed_at) SELECT %s, appointment_id, patient_id, type, '', '{}', employee_id, "
        "workstation_id, performed_at FROM appointment_events LIMIT 1",
        (stray,),
    )

    assert tidy(database, clock.now()) == 1
