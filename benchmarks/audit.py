"""What the audit costs a command, and a day's load by eight writers that is sealed and verified all the while."""

import argparse
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import psycopg
from sqlalchemy import make_url

from benchmarks.hospital import Hospital, open_hospital, say_last
from server.core.database import Database
from server.features.audit.findings import Report
from server.features.audit.seals import LOGS
from server.features.audit.verifying import Verifier
from shared.contract import Call
from shared.contracts import appointments, charts, patients
from shared.models.patients import Sex, TypedAge
from tests.support.server import Api, Door

Res = TypeVar("Res")
_WRITERS: Final = 8
_ROUNDS: Final = 10
_PAUSE_S: Final = 2.0
_SIGNED_IN_FOR: Final = 200
"""Visits: long before the access ends."""
_TABLES: Final = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'audited'"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rows", type=int, default=60_000, help="of the day in the three logs, by all writers together"
    )
    parser.add_argument(
        "--commands", type=int, default=40, help="of each kind, in each of ten rounds with and without; 0 for none"
    )
    options = parser.parse_args()
    result: dict[str, Any] = {"benchmark": "audit"}
    with open_hospital() as hospital, hospital.application() as (door, database):
        if options.commands:
            result |= price(hospital, hospital.signed_in(door, "receptionist"), options.commands)
        result |= load(hospital, database, door, options.rows)
        result |= size(hospital)
    say_last(result)


def price(hospital: Hospital, desk: Api, count: int) -> dict[str, float]:
    """The same commands with the triggers and without, in turns: what else the machine does meets both alike."""
    took: dict[tuple[str, bool], list[float]] = {}
    for number in range(2 * _ROUNDS):
        audited = number % 2 == 0
        with triggers(hospital, audited=audited):
            for kind, seconds in visit(hospital, desk, number, count):
                took.setdefault((kind, audited), []).append(seconds)
    told: dict[str, float] = {}
    for kind in ("register", "book", "check_in", "cancel"):
        with_it, without = (statistics.median(took[kind, audited]) for audited in (True, False))
        told[f"{kind} p50_ms"] = round(with_it * 1000, 2)
        told[f"{kind} unaudited p50_ms"] = round(without * 1000, 2)
        told[f"{kind} ratio"] = round(with_it / without, 3)
    return told


def visit(hospital: Hospital, desk: Api, round_: int, count: int) -> Iterator[tuple[str, float]]:
    """What each command of a visit took."""
    for number in range(count):
        name = f"Patient {round_} {number}"
        card, took = timed(desk, patients.register(name=name, sex=Sex.FEMALE, age=TypedAge(amount=30), confirmed=True))
        yield "register", took
        booked, took = timed(desk, appointments.book(patient_id=card.id, doctor_id=hospital.house.doctor))
        yield "book", took
        arrived, took = timed(desk, appointments.check_in(appointment_id=booked.id, version=booked.version))
        yield "check_in", took
        cancel = appointments.cancel(appointment_id=arrived.id, version=arrived.version, reason="went home")
        yield "cancel", timed(desk, cancel)[1]


def timed(desk: Api, call: Call[Res]) -> tuple[Res, float]:
    begun = time.perf_counter()
    answer = desk.send(call)
    return answer, time.perf_counter() - begun


def load(hospital: Hospital, database: Database, door: Door, rows: int) -> dict[str, Any]:
    """Eight at once, the sealer of the server beside them, and a verification after the other."""
    doctors = [hospital.house.employees[who] for who in ("doctor", "doctor_b", "doctor_c")]
    checks: list[Report] = []
    failures: list[Exception] = []
    done = threading.Event()

    def write(writer: int, visits: int) -> None:
        for number in range(visits):
            if number % _SIGNED_IN_FOR == 0:
                desk, doctor = (hospital.signed_in(door, who) for who in ("receptionist", "doctor"))
            name = f"Writer {writer} {number}"
            card = desk.send(patients.register(name=name, sex=Sex.MALE, age=TypedAge(amount=40), confirmed=True))
            place = doctors[(writer + number) % len(doctors)]
            booked = desk.send(appointments.book(patient_id=card.id, doctor_id=place, check_in=True))
            doctor.send(charts.open_chart(patient_id=card.id))
            desk.send(appointments.cancel(appointment_id=booked.id, version=booked.version, reason="went home"))

    def keep_writing(writer: int, visits: int) -> None:
        try:
            write(writer, visits)
        except Exception as failure:  # noqa: BLE001 told with the figures
            failures.append(failure)

    def look() -> None:
        while not done.wait(_PAUSE_S):
            checks.append(Verifier(database).run())

    write(_WRITERS, 1)  # the first of a day makes what the others find
    before = logged(hospital)
    write(_WRITERS, 1)
    visits = -(-rows // ((logged(hospital) - before) * _WRITERS))
    writers = [threading.Thread(target=keep_writing, args=(number, visits)) for number in range(_WRITERS)]
    watcher = threading.Thread(target=look)
    begun = time.perf_counter()
    for thread in (*writers, watcher):
        thread.start()
    for thread in writers:
        thread.join()
    took = time.perf_counter() - begun
    done.set()
    watcher.join()
    time.sleep(2)  # the sealer comes every second
    begun = time.perf_counter()
    report = Verifier(database).run()
    verifying = time.perf_counter() - begun
    return {
        "writers": _WRITERS,
        "writers_failed": [repr(failure) for failure in failures],
        "visits": visits * _WRITERS,
        "visits_per_second": round(visits * _WRITERS / took, 1),
        "rows": logged(hospital) - before,
        "rows_per_second": round((logged(hospital) - before) / took, 1),
        "rows_sealed": report.rows,
        "seals": report.seals,
        "verifications_meanwhile": len(checks),
        "false_alarms": sum(len(check.findings) for check in (*checks, report)),
        "verify_seconds": round(verifying, 2),
        "verified_per_second": round(report.rows / verifying),
    }


def logged(hospital: Hospital) -> int:
    with psycopg.connect(dsn(hospital)) as owner:
        counts = owner.execute(" UNION ALL ".join(f"SELECT count(*) FROM {log}" for log in LOGS).encode())
        return sum(count for (count,) in counts)


def size(hospital: Hospital) -> dict[str, float]:
    with psycopg.connect(dsn(hospital)) as owner:
        rows, stored = owner.execute(
            "SELECT (SELECT count(*) FROM audit_log), (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits "
            "WHERE inhparent = 'audit_log'::regclass)"
        ).fetchone() or (1, 0)
    return {"audit_rows": rows, "bytes_a_row": round(float(stored) / rows)}


@contextmanager
def triggers(hospital: Hospital, *, audited: bool) -> Iterator[None]:
    with psycopg.connect(dsn(hospital), autocommit=True) as owner:
        for (table,) in owner.execute(_TABLES).fetchall():
            owner.execute(f"ALTER TABLE {table} {'ENABLE' if audited else 'DISABLE'} TRIGGER audited".encode())
        yield
        for (table,) in owner.execute(_TABLES).fetchall():
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER audited".encode())


def dsn(hospital: Hospital) -> str:
    return make_url(hospital.urls.owner_url).set(drivername="postgresql").render_as_string(hide_password=False)


if __name__ == "__main__":
    main()
