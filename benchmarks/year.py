"""A hospital's year, written behind the server's back: visits, bills, ledger, tests, stock; then seen to be whole."""

import argparse
import re
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy import make_url

from benchmarks.hospital import Hospital, open_hospital, say, say_last
from benchmarks.people import load as load_people
from server.catalogue.loader import load_catalogue
from server.core.clock import SystemClock, business_date
from server.core.crypto import KeyRing
from server.core.database import Database

_FILLED: Final = re.compile(r"(?:CREATE (?:UNLOGGED )?TABLE|INSERT INTO) ([\w.]+)")
_HERE: Final = Path(__file__).parent
_NOTES: Final = {
    "complaint": "consultations.complaint",
    "history": "consultations.history",
    "examination": "consultations.examination",
    "plan": "consultations.plan",
    "advice": "consultations.advice",
    "prescribed": "prescriptions.advice",
    "comment": "test_results.comment",
}
_MORE_DOCTORS: Final = """
    INSERT INTO departments (id, name, is_active)
    SELECT gen_random_uuid(), 'Department ' || n, true FROM generate_series(1, 8) n;
    INSERT INTO employees (id, full_name, degrees, department_id, is_doctor, is_active, fee_share)
    SELECT gen_random_uuid(), 'Dr ' || lpad(n::text, 2, '0'), 'MBBS', d.id, true, true, 0
    FROM generate_series(1, 27) n JOIN departments d ON d.name = 'Department ' || (1 + n % 8);
    INSERT INTO payers (id, code, name, kind, default_share, is_active, version)
    SELECT gen_random_uuid(), 'Y' || n, 'Insurer ' || n, 'insurer', 50, true, 1 FROM generate_series(1, 6) n
"""
# What the guards see to row by row, seen to at once: they were off while the year was written.
_WRONG: Final = {
    "postings that don't balance": """
        SELECT count(*) FROM (SELECT posting_id FROM ledger_entries GROUP BY posting_id, currency
        HAVING sum(amount) <> 0) unbalanced""",
    "postings of nothing": """
        SELECT count(*) FROM ledger_postings p
        WHERE NOT EXISTS (SELECT FROM ledger_entries e WHERE e.posting_id = p.id)""",
    "bills whose paid differs from the ledger": """
        SELECT count(*) FROM bills b WHERE paid <> coalesce((SELECT -sum(e.amount) FROM ledger_entries e
            JOIN ledger_postings p ON p.id = e.posting_id
            WHERE e.bill_id = b.id AND p.kind IN ('payment', 'refund_paid')
            AND e.account IN ('patient_dues', 'refunds_payable')), 0)""",
    "bills whose lines differ": """
        SELECT count(*) FROM bills b JOIN (SELECT bill_id, sum(amount) AS amount, sum(discount) AS discount
            FROM bill_items GROUP BY bill_id) i ON i.bill_id = b.id
        WHERE i.amount <> b.total OR i.discount <> b.discount""",
    "drawers that differ from the ledger": """
        SELECT count(*) FROM (SELECT cash_session_id FROM ledger_entries WHERE account = 'cash'
            GROUP BY cash_session_id HAVING sum(amount) <> 0) left_over""",
    "stock that differs from its moves": """
        SELECT count(*) FROM stock_levels l JOIN (SELECT store_id, batch_id, quarantined, sum(quantity) AS quantity
            FROM stock_moves GROUP BY store_id, batch_id, quarantined) m USING (store_id, batch_id, quarantined)
        WHERE m.quantity <> l.on_hand""",
    "serials with a gap": """
        SELECT count(*) FROM (SELECT doctor_id, appointment_date, serial_number FROM appointments
            WHERE serial_number IS NOT NULL EXCEPT SELECT doctor_id, date, n FROM queue_days,
            generate_series(1, last_serial) n) beyond""",
    "verified by who entered": """
        SELECT count(*) FROM result_versions v JOIN test_results r ON r.result_version_id = v.id
        WHERE r.entered_by = v.verified_by""",
}


def load_year(
    connection: psycopg.Connection,
    keys: KeyRing,
    last_day: date,
    days: int,
    a_day: int,
    *,
    zone: str,
    day_starts: int,
    seed: int = 0,
    let_off: float = 0.05,
    credited: float = 0.005,
) -> None:
    """The visits of so many days and all that follows from them; another seed makes other days.

    `let_off` and `credited` are the shares of bills.
    """
    notes = ", ".join(f"%({name})s::bytea AS {name}" for name in _NOTES)
    told = {name: keys.encrypt(b"As it was a year long.", place) for name, place in _NOTES.items()}
    connection.execute("SET session_replication_role = replica")  # the guards let nobody write yesterday
    connection.execute(f"CREATE TEMP TABLE load_notes AS SELECT {notes}", told)
    connection.execute(
        "CREATE TEMP TABLE load_size AS SELECT %s::date AS first_day, %s AS days, %s AS a_day, %s::text AS zone, "
        "%s AS day_starts, %s::bigint AS seed, %s::float8 AS let_off, %s::float8 AS credited",
        (last_day - timedelta(days=days - 1), days, a_day, zone, day_starts, seed, let_off, credited),
    )
    for script in ("year.sql", "year_money.sql"):
        for statement in (_HERE / script).read_text(encoding="utf-8").split("--------\n"):
            begun = time.perf_counter()
            done = connection.execute(statement.encode())
            if filled := _FILLED.search(statement):
                connection.execute(f"ANALYZE {filled[1]}")  # what is joined next is planned by what it holds
            say(f"{time.perf_counter() - begun:6.1f} s  {max(done.rowcount, 0):>9,}  {_first_words(statement)}")
    connection.execute("SET session_replication_role = origin")


def wrongs(connection: psycopg.Connection) -> dict[str, int]:
    """What the guards and the references would not have let through."""
    found = {name: _number(connection, query) for name, query in _WRONG.items()}
    references = connection.execute(
        "SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text, b.attname FROM pg_constraint c "
        "JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1] "
        "JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = confkey[1] "
        "WHERE contype = 'f' AND cardinality(conkey) = 1 AND conparentid = 0"
    ).fetchall()
    for table, column, other, key in references:
        orphans = f"SELECT count(*) FROM {table} t LEFT JOIN {other} o ON o.{key} = t.{column} "
        found[f"{table}.{column} without its {other}"] = _number(
            connection, f"{orphans} WHERE t.{column} IS NOT NULL AND o.{key} IS NULL"
        )
    return {name: number for name, number in found.items() if number}


def _number(connection: psycopg.Connection, query: str) -> int:
    (number,) = connection.execute(query.encode()).fetchone() or (0,)
    return int(number)


def _first_words(statement: str) -> str:
    return " ".join(statement.strip().partition("\n")[0].removeprefix("-- ").split(" (")[0].split())


def build(hospital: Hospital, days: int, a_day: int, people: int) -> None:
    """Raises ValueError where what came out is not whole."""
    keys = KeyRing.load(hospital.keys_dir)
    database = Database(hospital.url(), pool_size=1)
    with database.transaction() as session:
        load_catalogue(session)
    database.close()
    load_people(hospital.urls.owner_url, keys, people)
    url = make_url(hospital.urls.owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        connection.execute(_MORE_DOCTORS)
        zone, starts = connection.execute("SELECT timezone, day_starts FROM settings").fetchone() or ("UTC", 4)
        # What is credited and paid out a day later has happened by now, too.
        last_day = business_date(SystemClock().now(), ZoneInfo(zone), starts) - timedelta(days=2)
        load_year(connection, keys, last_day, days, a_day, zone=zone, day_starts=starts)
        connection.commit()
        if wrong := wrongs(connection):
            raise ValueError(f"the year is not whole: {wrong}")
        connection.execute("DROP SCHEMA load CASCADE")
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
    (hospital.home / "year").write_text(f"{days} {a_day} {people}\n")


def is_built(hospital: Hospital) -> bool:
    return (hospital.home / "year").exists()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, required=True, help="folder that it is kept in, for benchmarks.reports")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--visits", type=int, default=1000, help="a day")
    parser.add_argument("--patients", type=int, default=60_000)
    options = parser.parse_args()
    begun = time.perf_counter()
    with open_hospital(options.keep) as hospital:
        if not is_built(hospital):
            build(hospital, options.days, options.visits, options.patients)
        url = make_url(hospital.urls.owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url) as connection:
            sizes = {
                table: _number(connection, f"SELECT count(*) FROM {table}")
                for table in (
                    "appointments",
                    "appointment_events",
                    "bills",
                    "ledger_entries",
                    "test_results",
                    "stock_moves",
                )
            }
            size = _number(connection, "SELECT pg_database_size(current_database()) / 1048576")
    say_last({"benchmark": "year", "seconds": round(time.perf_counter() - begun), "megabytes": size, "rows": sizes})


if __name__ == "__main__":
    main()
