"""Reports on their way: made beside the counters, in turns, within their time, and given up when nobody wants them."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from typing import Any

import psycopg
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.exc import OperationalError

from server.core.database import timed_out
from server.features.reports import runner, service
from shared.contracts import reports
from shared.errors import Forbidden, InvalidRequest, Unavailable
from shared.ids import ReportRunId, new_id
from shared.models.report_runs import RunState
from shared.models.reports import Figure, Grouping, ReportKind, StartReport
from shared.models.spreadsheets import SpreadsheetForm
from shared.permissions import Permission, Role, Scope, held_by
from shared.rules.reports import kinds_for, reach

TODAY, EMPTY = date(2026, 11, 22), date(2026, 6, 1)
TITLES = {"row": "Doctor", "attended": "Came", "total": "All", "before": "before"}
HEAD = ["Test Hospital", "Register", "=1+1", "Manager, 22 Nov 2026"]
REPORT: dict[str, Any] = {"kind": ReportKind.DIAGNOSES, "since": TODAY, "until": TODAY}


@pytest.fixture
def impatient(monkeypatch):
    """The first answer comes at once."""
    monkeypatch.setattr(runner, "QUICK_SECONDS", 0.05)


@pytest.fixture
def unhurried(monkeypatch):
    """The first answer has the report, however busy the machine is."""
    monkeypatch.setattr(runner, "QUICK_SECONDS", 60)


@contextmanager
def held_up(fresh):
    """Nobody can read a diagnosis: every report of them waits."""
    with psycopg.connect(fresh.owner_dsn) as owner:
        owner.execute("LOCK TABLE diagnoses IN ACCESS EXCLUSIVE MODE")
        yield


def until(manager, run, *states):
    """Asked again until it is so."""
    deadline = time.monotonic() + 20
    while run.state not in states:
        assert time.monotonic() < deadline, run
        run = manager.send(reports.progress(run_id=run.id))
    return run


def test_where_nothing_happened_there_are_reports_of_nothing(api, house):
    for kind in ReportKind:
        run = api(Role.MANAGER).send(reports.start(kind=kind, since=EMPTY, until=EMPTY, compare=True))

        assert (run.state, run.table.rows, run.table.more) == (RunState.DONE, [], False)
        assert not any(run.table.totals)


def test_what_takes_long_is_asked_after(api, house, fresh, impatient):
    manager = api(Role.MANAGER)
    with held_up(fresh):
        begun = until(manager, manager.send(reports.start(**REPORT)), RunState.RUNNING)

        assert (begun.table, begun.ahead) == (None, 0)
        assert 0 <= begun.share < 1
    done = until(manager, begun, RunState.DONE)

    assert (done.share, done.table.totals[0]) == (1, 0)


def test_one_that_is_cancelled_ends_at_once_and_its_backend_with_it(api, house, fresh, owner, impatient):
    manager = api(Role.MANAGER)
    busy = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND application_name LIKE 'hms report %%'"
    with held_up(fresh):
        one, other = (manager.send(reports.start(**REPORT)) for _ in range(2))
        for run in (one, other):
            until(manager, run, RunState.RUNNING)
        manager.send(reports.cancel(run_id=one.id))

        assert until(manager, one, RunState.CANCELLED).table is None
        deadline = time.monotonic() + 5
        while owner.execute(busy).fetchone() != (1,):
            assert time.monotonic() < deadline, "both are still being made"
        assert manager.send(reports.progress(run_id=other.id)).state is RunState.RUNNING
    until(manager, other, RunState.DONE)


def test_a_run_goes_by_the_id_that_was_named_and_is_started_once(api, house, owner, unhurried):
    named = ReportRunId(new_id())
    first = api(Role.MANAGER).send(reports.start(**REPORT, run_id=named))
    again = api(Role.MANAGER).send(reports.start(**REPORT, run_id=named))

    assert (first.id, again.table) == (named, first.table)
    assert owner.execute("SELECT id FROM report_runs").fetchall() == [(named,)]
    with pytest.raises(reports.ReportRunNotFound):
        api("doctor").send(reports.start(kind=ReportKind.DIAGNOSES, since=TODAY, until=TODAY, run_id=named))


def test_one_whose_start_is_not_answered_yet_can_be_cancelled(api, house, fresh, unhurried):
    manager, named = api(Role.MANAGER), ReportRunId(new_id())
    with held_up(fresh), ThreadPoolExecutor(1) as beside:
        begun = beside.submit(manager.send, reports.start(**REPORT, run_id=named))
        deadline = time.monotonic() + 10
        while True:
            try:
                manager.send(reports.cancel(run_id=named))
                break
            except reports.ReportRunNotFound:
                assert time.monotonic() < deadline

        assert begun.result(10).state is RunState.CANCELLED


@pytest.fixture
def making(database, clock, house, unhurried):
    """A run of what is given, under an id; it is over when this returns."""
    maker = runner.ReportRunner(database, clock)
    asked = StartReport(**REPORT, run_id=ReportRunId(new_id()))

    def make(read):
        maker.start(asked, house.employees["manager"], lambda found, _: read(maker, asked.run_id, found))

    yield make
    maker.close()


def test_one_that_is_cancelled_between_two_readings_is_not_read_on(making):
    reached = []

    def read(maker, run_id, found):
        found._read("SELECT 1", {})
        maker.cancel(run_id)
        reached.append("cancelled")
        found._read("SELECT 1", {})
        reached.append("read on")

    making(read)

    assert reached == ["cancelled"]


def test_a_cancellation_that_comes_between_two_statements_ends_the_next(making):
    """Whoever reads has asked already, and the database has nothing to interrupt yet."""
    ended = []

    def read(maker, run_id, found):
        found._read("SELECT 1", {})
        with ThreadPoolExecutor(1) as beside:
            cancelled = beside.submit(maker.cancel, run_id)
            time.sleep(0.2)  # the signal goes into nothing, which is what is tried here
            try:
                found._session.connection().exec_driver_sql("SELECT pg_sleep(5)")
            except OperationalError as error:
                ended.append(timed_out(error))
                raise
            finally:
                cancelled.result()

    making(read)

    assert ended == [True]


def test_two_are_made_at_once_and_others_wait_their_turn(api, house, fresh, impatient):
    manager = api(Role.MANAGER)
    with held_up(fresh):
        runs = [manager.send(reports.start(**REPORT)) for _ in range(4)]
        for run in runs[: runner.AT_ONCE]:
            until(manager, run, RunState.RUNNING)

        waiting = [manager.send(reports.progress(run_id=run.id)) for run in runs[runner.AT_ONCE :]]
        assert [(run.state, run.ahead) for run in waiting] == [(RunState.WAITING, 0), (RunState.WAITING, 1)]
        manager.send(reports.cancel(run_id=runs[2].id))
    until(manager, runs[3], RunState.DONE)
    assert manager.send(reports.progress(run_id=runs[2].id)).state is RunState.CANCELLED


def test_one_that_takes_more_than_its_time_is_given_up(api, house, fresh, impatient, monkeypatch):
    monkeypatch.setattr(runner, "BUDGET_SECONDS", 1)
    manager = api(Role.MANAGER)
    with held_up(fresh):
        until(manager, manager.send(reports.start(**REPORT)), RunState.TOO_LONG)


def test_a_run_is_that_of_who_asked(api, house):
    run = api(Role.MANAGER).send(reports.start(**REPORT))

    for call in (reports.progress(run_id=run.id), reports.cancel(run_id=run.id)):
        with pytest.raises(reports.ReportRunNotFound):
            api("doctor").send(call)
    with pytest.raises(reports.ReportRunNotFound):
        api(Role.MANAGER).send(reports.progress(run_id=ReportRunId(new_id())))


def test_one_whose_process_is_gone_ends_when_the_next_begins(api, house, owner):
    manager = api(Role.MANAGER)
    manager.send(reports.start(**REPORT))
    owner.execute(
        "INSERT INTO report_runs (id, kind, grouping, days, asked_by, asked_at, state) SELECT gen_random_uuid(), kind, "
        "grouping, days, asked_by, asked_at - interval '11 minutes', 'waiting' FROM report_runs"
    )

    assert until(manager, manager.send(reports.start(**REPORT)), RunState.DONE).ahead == 0

    assert owner.execute("SELECT state FROM report_runs ORDER BY asked_at").fetchall()[0] == ("failed",)


def test_all_of_a_report_has_one_time_together(database, clock):
    with runner.ReportRunner(database, clock).moment("a test", 1) as moment:
        moment._read("SELECT pg_sleep(0.7)", {})
        with pytest.raises(OperationalError, match="statement timeout"):
            moment._read("SELECT pg_sleep(0.7)", {})


def test_lists_are_read_in_turns_too_and_who_waits_too_long_is_told_so(api, house, owner, monkeypatch):
    monkeypatch.setattr(service, "_DOCUMENTS_SECONDS", 1)
    listing = reports.documents(**REPORT, column=Figure.DIAGNOSES)
    with owner.transaction():
        owner.execute("SELECT pg_advisory_xact_lock(7208444 + slot) FROM generate_series(0, 2) slot")
        with pytest.raises(Unavailable):
            api(Role.MANAGER).send(listing)

    assert api(Role.MANAGER).send(listing).number == 0


def test_nothing_is_written_in_the_moment_of_a_report(database, clock):
    reading = runner.ReportRunner(database, clock)

    with reading.moment("a test", 5) as moment, pytest.raises(Exception, match="read-only transaction"):
        moment._session.connection().exec_driver_sql("DELETE FROM report_runs")


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": date(2026, 11, 21)},
        {"since": date(2025, 11, 20)},
        {"by": Grouping.MODE},
        {"store_id": new_id()},
    ],
)
def test_what_a_kind_does_not_know_is_refused(api, house, wrong):
    asked = StartReport(**REPORT).model_copy(update=wrong)

    with pytest.raises(InvalidRequest):
        api(Role.MANAGER).send(reports.start.bind(asked))


def test_a_column_of_another_kind_has_no_documents(api, house):
    with pytest.raises(InvalidRequest):
        api(Role.MANAGER).send(reports.documents(**REPORT, column=Figure.TAKEN))
    with pytest.raises(InvalidRequest):
        api(Role.MANAGER).send(reports.documents(**REPORT, column=Figure.DIAGNOSES, after="yesterday"))


def test_nobody_sees_the_figures_of_others(api, house):
    for who, kind, doctor in (
        ("doctor", ReportKind.INCOME, None),
        ("doctor", ReportKind.WAITING, "doctor_b"),
        (Role.PHARMACIST, ReportKind.DIAGNOSES, None),
        (Role.RECEPTIONIST, ReportKind.DUES, None),
    ):
        of = {"doctor_id": house.employees[doctor]} if doctor else {}
        with pytest.raises(Forbidden):
            api(who).send(reports.start(kind=kind, since=TODAY, until=TODAY, **of))


def test_what_was_made_of_all_is_not_shown_to_who_reaches_the_own_figures_only_by_now(api, house, owner, unhurried):
    asked = reports.start(kind=ReportKind.REGISTER, since=TODAY, until=TODAY)
    owner.execute("INSERT INTO role_permissions SELECT id, 'patients:create', 'all' FROM roles WHERE name = 'doctor'")
    of_all = api("doctor").send(asked)
    owner.execute(
        "DELETE FROM role_permissions USING roles WHERE roles.id = role_id AND name = 'doctor'"
        " AND permission = 'patients:create'"
    )
    own = api("doctor").send(asked)
    assert (of_all.table.own, own.table.own) == (False, True)

    for call in (
        reports.progress(run_id=of_all.id),
        reports.export(run_id=of_all.id, form=SpreadsheetForm.CSV, head=[], titles={}),
    ):
        with pytest.raises(Forbidden):
            api("doctor").send(call)
    assert api("doctor").send(reports.progress(run_id=own.id)).table == own.table


def test_each_role_has_the_reports_of_its_work():
    stock = (ReportKind.CONSUMPTION, ReportKind.EXPIRY)
    desk = (ReportKind.REGISTER, ReportKind.NO_SHOWS, ReportKind.WAITING)

    assert kinds_for(held_by(Role.MANAGER)) == tuple(ReportKind)
    assert kinds_for(held_by(Role.PHARMACIST)) == stock
    assert kinds_for(held_by(Role.RECEPTIONIST)) == kinds_for(held_by(Role.NURSE)) == desk
    assert kinds_for(held_by(Role.PATHOLOGIST)) == (ReportKind.TESTS,)
    assert set(kinds_for(held_by(Role.LAB_TECHNICIAN))) == {ReportKind.TESTS, *stock}
    assert kinds_for(held_by(Role.ADMINISTRATOR)) == kinds_for(held_by(Role.CASHIER)) == ()
    assert reach(ReportKind.TESTS, held_by(Role.DOCTOR)) is Scope.OWN
    assert reach(ReportKind.DEPARTMENTS, held_by(Role.DOCTOR)) is None
    assert kinds_for({Permission.STOCK_VIEW: Scope.ALL}) == ()


class TestFile:
    def export(self, days, form, **asked):
        run = days.api(Role.MANAGER).send(
            reports.start(
                kind=ReportKind.REGISTER, by=Grouping.DOCTOR, since=TODAY.replace(day=20), until=TODAY, **asked
            )
        )
        call = reports.export(run_id=run.id, form=form, head=HEAD, titles=TITLES)
        return run.table, days.api(Role.MANAGER).send(call)

    def test_is_a_spreadsheet_with_its_head_its_numbers_and_their_total(self, days):
        table, file = self.export(days, SpreadsheetForm.XLSX, compare=True)

        rows = CalamineWorkbook.from_filelike(BytesIO(file.data)).get_sheet_by_index(0).to_python()
        assert [row[0] for row in rows[:4]] == HEAD
        assert rows[4][0] == "Manager, 2026-11-22 12:00 Asia/Dhaka"
        assert rows[5][:2] == ["Doctor", "Came"]
        assert rows[5][len(table.columns) + 1] == "Came (before)"
        assert [row[:2] for row in rows[6:]] == [
            *([row.label, row.cells[0]] for row in table.rows),
            ["All", table.totals[0]],
        ]
        assert file.name == "register-2026-11-20-2026-11-22.xlsx"

    def test_is_text_that_no_program_runs(self, days):
        table, file = self.export(days, SpreadsheetForm.CSV)

        lines = file.data.decode("utf-8-sig").splitlines()
        assert lines[2] == "'=1+1"
        assert lines[-1].startswith(f"All,{table.totals[0]},")

    def test_waits_for_the_report(self, api, house, fresh, impatient):
        manager = api(Role.MANAGER)
        with held_up(fresh):
            run = manager.send(reports.start(**REPORT))
            with pytest.raises(reports.ReportNotReady):
                manager.send(reports.export(run_id=run.id, form=SpreadsheetForm.CSV, head=[], titles={}))
