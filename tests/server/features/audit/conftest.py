"""A sealed day at the small hospital, built once; each test gets a copy of its own to tamper with."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from server.core.crypto import KeyRing
from server.core.database import Database, Encrypted
from server.core.stores import StoreUrls
from server.core.tls import Certificates
from server.features.audit.sealing import Sealer
from shared.contracts import appointments, charts
from tests.server.features.appointments.visits import waiting
from tests.support.house import TestHouse
from tests.support.server import Door, TurnedClock, application_on, people_of
from tests.support.stores import FURNISHED, Fresh, database_from, fresh_database

SEALED = "sealed_day"
VISITS = 12


@pytest.fixture(scope="session")
def sealed_day(
    furnished: TestHouse,
    store_urls: StoreUrls,
    admin: psycopg.Connection,
    keys: KeyRing,
    certificates: Certificates,
    store_home: Path,
) -> Path:
    """A template; where the anchors of its chain are."""
    Encrypted.keys = keys
    folder = store_home / "audit"
    place = database_from(store_urls, admin, FURNISHED, SEALED)
    database, clock = Database(place.app_url, pool_size=2), TurnedClock()
    sealer = Sealer(database, clock, [folder])
    with Door(application_on(database, place, clock, keys, certificates, store_home), clock) as door:
        api = people_of(door, furnished)
        for number in range(VISITS):
            visit = waiting(api("receptionist"), furnished.doctor, f"Patient {number}")
            api("doctor").send(charts.open_chart(patient_id=visit.patient.id))
            api("receptionist").send(
                appointments.cancel(appointment_id=visit.id, version=visit.version, reason="went home")
            )
            sealer.seal()
    sealer.seal()
    database.close()
    return folder


@pytest.fixture
def day(sealed_day: Path, store_urls: StoreUrls, admin: psycopg.Connection) -> Iterator[Fresh]:
    yield from fresh_database(store_urls, admin, SEALED)


@pytest.fixture
def sealed(day: Fresh) -> Iterator[Database]:
    """That day's database, as the server sees it."""
    database = Database(day.app_url, pool_size=2)
    yield database
    database.close()


@pytest.fixture
def superuser(day: Fresh) -> Iterator[psycopg.Connection]:
    """Whom no trigger stops."""
    with psycopg.connect(day.owner_dsn, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection
