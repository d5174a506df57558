"""Each report and what is behind it over a generated year; and the counters while the heaviest is made."""

import argparse
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy import make_url, text

from benchmarks.api import Task
from benchmarks.counter import payment
from benchmarks.hospital import Hospital, figures, open_hospital, say, say_last
from benchmarks.wire import measure, request_of
from benchmarks.year import build, is_built
from server.core.database import Database
from server.core.house import load_house
from server.features.reports.making import given
from server.features.reports.repository import documents_sql, figures_of, table_sql
from shared.contract import Call
from shared.contracts import appointments, billing, cash, dashboard, reports
from shared.errors import ApiError
from shared.models.billing import BillDetails
from shared.models.report_runs import ReportRun, RunState
from shared.models.reports import GROUPINGS, ListDocuments, ReportKind, ReportRequest, StartReport
from tests.support.desk import Desk
from tests.support.plans import named_in
from tests.support.processes import ServerProcess
from tests.support.server import Api

_ROUNDS: Final = 3
_CONNECTIONS: Final = 4
_TURNS: Final = 4
_MOST_SECONDS: Final = 2.0
_MOST_GROWTH: Final = 1.25


def more_calls(day: date) -> dict[str, Call[Any]]:
    """What else must answer over a year as quickly: the dashboard, and what is behind its bars."""
    return {
        "dashboard today": dashboard.show(),
        "dashboard": dashboard.show(day=day),
        "dashboard visits": dashboard.visits(day=day),
        "dashboard tests": dashboard.tests(day=day),
    }


@dataclass(frozen=True)
class Timed:
    """One kind by one grouping over the year."""

    asked: StartReport
    seconds: list[float]
    behind: list[float]
    indexes: list[str]

    @property
    def name(self) -> str:
        return f"{self.asked.kind} by {self.asked.grouping}"

    def shown(self) -> dict[str, Any]:
        return {
            "p50_s": round(statistics.median(self.seconds), 2),
            "max_s": round(max(self.seconds), 2),
            "behind_p50_s": round(statistics.median(self.behind), 2),
            "behind_max_s": round(max(self.behind), 2),
            "indexes": self.indexes,
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, required=True, help="the folder of benchmarks.year; made where it is new")
    parser.add_argument("--only", type=ReportKind, help="one kind, and no counters")
    parser.add_argument("--counters", type=int, default=300, help="check-ins and payments in each round; 0 for none")
    options = parser.parse_args()
    result: dict[str, Any] = {"benchmark": "reports"}
    with open_hospital(options.keep) as hospital:
        if not is_built(hospital):
            build(hospital, 365, 1000, 60_000)
        since, until = _days_of(hospital)
        result["days"] = (until - since).days + 1
        timed = []
        with hospital.application() as (door, database):
            manager = hospital.signed_in(door, "manager")
            for kind in [options.only] if options.only else ReportKind:
                for by in GROUPINGS[kind]:
                    timed.append(time_one(manager, database, StartReport(kind=kind, by=by, since=since, until=until)))
                    say(f"{timed[-1].name:28} {timed[-1].shown()}")
            others = {
                name: max(_seconds(manager, call) for _ in range(_ROUNDS)) for name, call in more_calls(until).items()
            }
            half = StartReport(kind=ReportKind.DOCTORS, since=until - timedelta(days=181), until=until, compare=True)
            begun = time.perf_counter()
            made(manager, half)
            others["half a year beside the half before"] = time.perf_counter() - begun
        result["others_s"] = {name: round(seconds, 2) for name, seconds in others.items()}
        result["reports"] = {one.name: one.shown() for one in timed}
        heaviest = max(timed, key=lambda one: statistics.median(one.seconds))
        result["slowest"] = [heaviest.name, round(max(max(one.seconds) for one in timed), 2)]
        if options.counters and not options.only:
            result["counters"] = beside(hospital, heaviest.asked, options.counters)
    result["too_slow"] = too_slow(result)
    say_last(result)


def too_slow(result: dict[str, Any]) -> list[str]:
    """What took two seconds, and which counter became a quarter slower."""
    told = {name: one["max_s"] for name, one in result["reports"].items()}
    behind = {f"behind {name}": one["behind_max_s"] for name, one in result["reports"].items()}
    slow = [name for name, seconds in (told | behind | result["others_s"]).items() if seconds >= _MOST_SECONDS]
    return slow + [name for name, one in result.get("counters", {}).items() if one["p95_ratio"] >= _MOST_GROWTH]


def time_one(manager: Api, database: Database, asked: StartReport) -> Timed:
    """A report is asked for three times, and so are the documents behind its first figure: of all, and of one row."""
    seconds, behind = [], []
    column = next(iter(figures_of(asked)))
    days: dict[str, Any] = {"kind": asked.kind, "by": asked.by, "since": asked.since, "until": asked.until}
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        run = made(manager, asked)
        seconds.append(time.perf_counter() - begun)
        if run.table is None:
            raise RuntimeError(f"{asked.kind}: {run.state}")
        rows = (None, *(row.key for row in run.table.rows[:1]))
        behind += [_seconds(manager, reports.documents(**days, column=column, row=row)) for row in rows]
    return Timed(asked, seconds, behind, _indexes(database, asked))


def made(manager: Desk | Api, asked: StartReport) -> ReportRun:
    """To its end, asked after as the client does."""
    run = manager.send(reports.start.bind(asked))
    while run.state in (RunState.WAITING, RunState.RUNNING):
        time.sleep(0.05)  # as a client that asks after its report
        run = manager.send(reports.progress(run_id=run.id))
    return run


def beside(hospital: Hospital, heaviest: StartReport, count: int) -> dict[str, Any]:
    """Check-in and pay, quiet and beside the report, in turns."""
    taken: dict[str, dict[bool, list[float]]] = {}
    with hospital.application() as (door, _):
        people = {who: hospital.signed_in(door, who) for who in ("receptionist", "cashier")}
        rounds = [(prepare(hospital, people, count), is_beside) for is_beside in (False, True) * _TURNS]
        keys = {id(call): door.new_key() for tasks, _ in rounds for task in tasks.values() for call in task.calls[1]}
    with hospital.server() as server:
        for tasks, is_beside in rounds:
            with made_over_and_over(server, hospital, heaviest) if is_beside else _nothing():
                for who, task in tasks.items():
                    calls = task.calls[1]
                    sent = [request_of(call, people[who], keys[id(call)]) for call in calls]
                    load = measure(server.port, sent, _CONNECTIONS)
                    taken.setdefault(task.name, {False: [], True: []})[is_beside] += load.each
    shown: dict[str, Any] = {}
    for name, each in taken.items():
        quiet, loaded = figures(each[False]), figures(each[True])
        growth = loaded["p95_ms"] / quiet["p95_ms"] - 1
        shown[name] = {"quiet": quiet, "beside": loaded, "p95_ratio": round(growth + 1, 2)}
        say(f"{name}: {shown[name]}")
    return shown


def prepare(hospital: Hospital, people: dict[str, Api], count: int) -> dict[str, Task]:
    """Visits booked for today, and bills that are issued and not paid."""
    desk, cashier = people["receptionist"], people["cashier"]
    try:
        cashier.send(cash.open_session(opening_float=Decimal(1000)))
    except ApiError:
        say("the drawer is open already")
    patients = _patients(hospital, count)
    booked = [
        desk.send(
            appointments.book(patient_id=patient, doctor_id=hospital.house.doctor, over_book=True, despite_clash=True)
        )
        for patient in patients
    ]
    bills = [_owed(cashier, patient) for patient in patients]
    check_ins = [appointments.check_in(appointment_id=one.id, version=one.version) for one in booked]
    return {
        "receptionist": Task("check-in", True, {1: list(check_ins)}),
        "cashier": Task("pay", True, {1: [payment(bill) for bill in bills]}),
    }


def _owed(cashier: Api, patient: Any) -> BillDetails:
    """As `payment` takes it: before it was issued."""
    draft = cashier.send(billing.open_draft(patient_id=patient))
    draft = cashier.send(
        billing.add_typed(bill_id=draft.id, version=draft.version, description="Dressing", unit_price=Decimal(150))
    )
    cashier.send(billing.issue(bill_id=draft.id, version=draft.version))
    return draft


@contextmanager
def made_over_and_over(server: ServerProcess, hospital: Hospital, asked: StartReport) -> Iterator[None]:
    manager, stop = Desk(server, hospital.house, "manager"), threading.Event()

    def work() -> None:
        while not stop.is_set():
            made(manager, asked)

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(1)  # the first one is on its way
    try:
        yield
    finally:
        stop.set()
    thread.join()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _seconds(api: Api, call: Call[Any]) -> float:
    begun = time.perf_counter()
    api.send(call)
    return time.perf_counter() - begun


def _indexes(database: Database, asked: StartReport) -> list[str]:
    """What the plans of the table and of the documents behind it name."""
    what = asked.model_dump(include={*ReportRequest.model_fields})
    behind = ListDocuments(**what, column=next(iter(figures_of(asked))))
    named = set[str]()
    with database.moment() as session:
        bound = {**given(asked.period, load_house(session), session.execute(text("SELECT now()")).scalar_one())}
        session.execute(text("SET LOCAL max_parallel_workers_per_gather = 0"))
        for sql in (table_sql(asked), documents_sql(behind, figures_of(asked)[behind.column])):
            (plan,) = session.execute(text(f"EXPLAIN (FORMAT JSON) {sql}"), {**bound, "row": None}).one()
            named.update(named_in(plan))
    return sorted(named)


def _days_of(hospital: Hospital) -> tuple[date, date]:
    """Of the generated year: not of what counters have done since."""
    days = int((hospital.home / "year").read_text().split()[0])
    (last,) = _rows(hospital, "SELECT max(date) FROM queue_days WHERE last_serial > 0 AND date < current_date - 1")[0]
    return last - timedelta(days=days - 1), last


def _patients(hospital: Hospital, count: int) -> list[Any]:
    """Other ones every time, who have nothing open."""
    query = (
        "SELECT id FROM patients p WHERE patient_no LIKE 'P-%' AND NOT EXISTS (SELECT FROM appointments a WHERE "
        f"a.patient_id = p.id AND a.appointment_date >= current_date - 1) ORDER BY random() LIMIT {count}"
    )
    return [row[0] for row in _rows(hospital, query)]


def _rows(hospital: Hospital, query: str) -> list[Any]:
    url = make_url(hospital.urls.owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


if __name__ == "__main__":
    main()
