"""Reports that somebody keeps, and those that make themselves."""

from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise

import pytest
from python_calamine import CalamineWorkbook

from server.features.reports.runner import ReportRunner
from server.features.reports.scheduling import Scheduler
from shared.contracts import reports
from shared.contracts.reports import NoReportsFolder, ReportNameTaken, SavedReportNotFound
from shared.errors import Forbidden, StaleVersion
from shared.models.reports import Grouping, ReportChoice, ReportKind, ReportPeriod
from shared.models.saved_reports import Outcome, Rhythm, Schedule
from shared.models.spreadsheets import SpreadsheetForm
from shared.permissions import Role
from tests.support.server import application_on, people_of

REGISTER = ReportChoice(kind=ReportKind.REGISTER, by=Grouping.DAY)
DAILY = Schedule(rhythm=Rhythm.DAILY, form=SpreadsheetForm.XLSX)
TODAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "reports"


@pytest.fixture
def application(fresh, database, clock, keys, certificates, store_home, folder):
    return application_on(database, fresh, clock, keys, certificates, store_home, folder)


def kept(api, **content):
    return api(Role.MANAGER).send(reports.save(**{"name": "Daily register", "choice": REGISTER, **content}))


def test_what_is_kept_is_one_s_own_and_can_be_changed(api, house):
    first = kept(api)

    second = kept(
        api,
        saved_id=first.id,
        version=first.version,
        name="By age",
        choice=REGISTER.model_copy(update={"by": Grouping.AGE}),
    )
    with pytest.raises(StaleVersion):
        kept(api, saved_id=first.id, version=first.version)
    with pytest.raises(SavedReportNotFound):
        api("doctor").send(reports.forget(saved_id=first.id, version=second.version))

    (found,) = api(Role.MANAGER).send(reports.saved()).items
    assert (found.name, found.choice.by, found.schedule, found.last) == ("By age", Grouping.AGE, None, None)
    assert api("doctor").send(reports.saved()).items == []


def test_a_name_is_taken_until_its_report_is_removed(api, house):
    first = kept(api)
    with pytest.raises(ReportNameTaken):
        kept(api)

    api(Role.MANAGER).send(reports.forget(saved_id=first.id, version=first.version))

    assert kept(api).id == first.id
    assert len(api(Role.MANAGER).send(reports.saved()).items) == 1


def test_nobody_keeps_what_may_not_be_seen(api, house):
    with pytest.raises(Forbidden):
        api(Role.PHARMACIST).send(reports.save(name="Mine", choice=REGISTER))
    with pytest.raises(Forbidden):
        api(Role.RECEPTIONIST).send(reports.save(name="Mine", choice=REGISTER, schedule=DAILY))


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (Rhythm.DAILY, (date(2026, 11, 21), date(2026, 11, 21))),
        (Rhythm.WEEKLY, (date(2026, 11, 9), date(2026, 11, 15))),
        (Rhythm.MONTHLY, (date(2026, 10, 1), date(2026, 10, 31))),
    ],
)
def test_a_rhythm_is_of_days_that_are_over(rhythm, expected):
    assert rhythm.last_before(TODAY) == ReportPeriod(since=expected[0], until=expected[1])
    assert rhythm.over(TODAY, TODAY) == []
    later = rhythm.over(TODAY - timedelta(days=50), TODAY)
    assert later == sorted(later, key=lambda period: period.since)
    assert all(before.until + timedelta(days=1) == after.since for before, after in pairwise(later))


def test_what_is_due_is_made_once_and_what_was_missed_is_made_up(api, house, database, clock, folder, owner):
    scheduler = Scheduler(database, ReportRunner(database, clock), clock, folder)
    kept(api, schedule=DAILY, compare=True)
    assert not scheduler.make_next()

    clock.advance(timedelta(days=2))
    made = [scheduler.make_next() for _ in range(3)]

    assert made == [True, True, False]
    files = sorted(path.name for path in folder.iterdir())
    assert [name.split(" ")[2] for name in files] == ["2026-11-22", "2026-11-23"]
    rows = CalamineWorkbook.from_filelike(BytesIO((folder / files[0]).read_bytes())).get_sheet_by_index(0).to_python()
    words = [str(row[0]) for row in rows]
    assert words[0] == "Test Hospital"
    assert "Manager" in words[3]
    assert rows[4][:2] == ["Day", "Attended"]
    told = owner.execute("SELECT outcome, file FROM scheduled_files ORDER BY since").fetchall()
    assert told == [(Outcome.MADE, file) for file in files]


def test_two_processes_make_what_is_due_once(api, house, database, clock, folder):
    scheduler = Scheduler(database, ReportRunner(database, clock), clock, folder)
    kept(api, schedule=DAILY)
    clock.advance(timedelta(days=1))

    with database.transaction() as session:
        assert session.connection().exec_driver_sql("SELECT pg_try_advisory_xact_lock(7208450)").scalar_one()
        assert not scheduler.make_next()

    assert scheduler.make_next()


def test_what_its_keeper_may_not_see_any_more_is_not_made(api, house, database, clock, folder, owner):
    scheduler = Scheduler(database, ReportRunner(database, clock), clock, folder)
    kept(api, schedule=DAILY)
    clock.advance(timedelta(days=1))
    owner.execute("UPDATE users SET is_active = false WHERE user_name = 'manager'")

    assert scheduler.make_next()
    assert not scheduler.make_next()
    assert owner.execute("SELECT outcome FROM scheduled_files").fetchall() == [(Outcome.NO_RIGHT,)]


def test_a_report_that_this_version_does_not_know_fails_alone_and_can_be_forgotten(
    client, api, house, database, clock, folder, owner
):
    scheduler = Scheduler(database, ReportRunner(database, clock), clock, folder)
    unknown, _ = kept(api, name="Weather", schedule=DAILY), kept(api, schedule=DAILY)
    owner.execute("""UPDATE saved_reports SET choice = '{"kind": "weather"}' WHERE name = 'Weather'""")
    clock.advance(timedelta(days=1))

    assert [scheduler.make_next() for _ in range(3)] == [True, True, False]

    manager = people_of(client, house)(Role.MANAGER)
    told = manager.send(reports.saved()).items
    assert [(one.name, one.choice, one.last and one.last.outcome) for one in told] == [
        ("Daily register", REGISTER, Outcome.MADE),
        ("Weather", None, Outcome.FAILED),
    ]
    manager.send(reports.forget(saved_id=unknown.id, version=unknown.version))
    assert len(manager.send(reports.saved()).items) == 1


class TestWithoutAFolder:
    @pytest.fixture
    def folder(self):
        return None

    def test_nothing_has_a_rhythm(self, api, house):
        with pytest.raises(NoReportsFolder):
            kept(api, schedule=DAILY)
