"""A few days of a hospital at random, for all tests of reports: nothing changes them."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from benchmarks.people import load as load_people
from benchmarks.year import load_year, wrongs
from server.core.crypto import KeyRing
from server.core.database import Database
from server.core.house import Houses
from server.core.stores import StoreUrls
from server.core.tls import Certificates
from server.features.reports.mailing import ReportMailer
from server.features.reports.runner import ReportRunner
from server.features.reports.scheduling import Scheduler
from shared.contracts import reports
from shared.models.report_runs import ReportPerson, RunState
from shared.models.reports import ReportDocument, ReportKind, ReportTable
from shared.permissions import Role
from tests.server.features.reports.office import Office
from tests.support import post_office
from tests.support.house import TestHouse
from tests.support.server import NOON, Api, Door, TurnedClock, application_on, people_of
from tests.support.stores import LABORATORY, fresh_database

LAST = date(2026, 11, 21)
SINCE, UNTIL = LAST - timedelta(days=3), LAST - timedelta(days=1)
"""In the middle of what there is: a day before, and one after, belong to nothing that is asked for."""
_HERE = Path(__file__).parent


@dataclass
class Days:
    """The manager's desk, and what the owner of the database sees behind it."""

    seed: int
    api: Callable[[str | Role], Api]
    house: TestHouse
    owner: psycopg.Connection

    def table(self, kind: ReportKind, *, who: str | Role = Role.MANAGER, **asked: Any) -> ReportTable:
        call = reports.start(kind=kind, **{"since": SINCE, "until": UNTIL, **asked})
        run = self.api(who).send(call)
        assert run.state is RunState.DONE
        assert run.table is not None
        return run.table

    def documents(self, kind: ReportKind, *, who: str | Role = Role.MANAGER, **asked: Any) -> list[ReportDocument]:
        """Those of all pages."""
        asked = {"since": SINCE, "until": UNTIL, **asked}
        page = self.api(who).send(reports.documents(kind=kind, **asked))
        found = page.items
        while page.next:
            page = self.api(who).send(reports.documents(kind=kind, **asked, after=page.next))
            found += page.items
        assert len(found) == page.number
        assert sum(one.amount for one in found) == pytest.approx(page.total)
        return found

    def people(self, *, who: str | Role = Role.MANAGER) -> list[ReportPerson]:
        return self.api(who).send(reports.people()).items

    def forget_looks(self) -> None:
        """Those of today: of what was opened by now, not of the days that were made."""
        with self.owner.transaction():
            self.owner.execute("SET LOCAL session_replication_role = replica")
            self.owner.execute("DELETE FROM access_log WHERE looked_at >= %s", [NOON.date()])

    def counted(self, query: str) -> list[Any]:
        """Read from the documents themselves."""
        given = {"since": SINCE, "until": UNTIL, "today": NOON.date()}
        return self.owner.execute(query.encode(), given).fetchall()


@pytest.fixture(scope="package")
def days(
    store_urls: StoreUrls,
    admin: psycopg.Connection,
    laboratory: str,
    furnished: TestHouse,
    keys: KeyRing,
    certificates: Certificates,
    store_home: Path,
) -> Iterator[Days]:
    seed = random.SystemRandom().randrange(1_000_000)
    places = fresh_database(store_urls, admin, LABORATORY)
    place = next(places)
    load_people(place.owner_url, keys, 400)
    with psycopg.connect(place.owner_dsn, autocommit=True) as owner:
        owner.execute((_HERE / "before.sql").read_bytes())
        load_year(owner, keys, LAST, 5, 70, zone="Asia/Dhaka", day_starts=4, seed=seed, let_off=0.2, credited=0.2)
        owner.execute("SET session_replication_role = replica")
        owner.execute((_HERE / "after.sql").read_bytes())
        owner.execute("SET session_replication_role = origin")
        assert wrongs(owner) == {}, f"seed {seed}"
        database, clock = Database(place.app_url, pool_size=4), TurnedClock()
        application = application_on(database, place, clock, keys, certificates, store_home)
        with Door(application, clock) as door:
            yield Days(seed, people_of(door, furnished), furnished, owner)
        database.close()
    next(places, None)


@pytest.fixture
def mail() -> Iterator[post_office.MailServer]:
    with post_office.mail_server() as server:
        yield server


@pytest.fixture
def office(client, house, clock, database, owner, mail, folder) -> Office:
    scheduler = Scheduler(database, ReportRunner(database, clock), clock, folder)
    mailer = ReportMailer(database, clock, Houses(clock), lambda _: None)
    made = Office(client, house, clock, scheduler, mailer, owner, mail)
    made.settle(mail.port)
    return made
