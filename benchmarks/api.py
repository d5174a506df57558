"""Calls over TLS, and beside each the same statements through psycopg alone, in the same run."""

import argparse
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import event, make_url

from benchmarks.hospital import Hospital, figures, open_hospital, say, say_last
from benchmarks.wire import Load, measure, request_of
from server.core.crypto import KeyRing
from server.core.database import Database
from server.features.patients.searching import search_text
from shared.contract import Call
from shared.contracts import appointments, patients, queue
from shared.ids import new_id
from shared.models.patients import Sex, TypedAge
from tests.support.server import Api

CONNECTIONS = (1, 16)
QUEUE_ROWS = 60
_COMMON = (
    "Amina",
    "Rahim",
    "Fatema",
    "Karim",
    "Nusrat",
    "Hasan",
    "Salma",
    "Rahman",
    "Khatun",
    "Hossain",
    "Begum",
    "Das",
)
_CONSONANTS, _VOWELS = "bdfghjklmnprstwyz", "aeiou"

Statement = tuple[str, Any]


@dataclass(frozen=True)
class Task:
    """One kind of call, often enough for each number of connections."""

    name: str
    writes: bool
    calls: dict[int, list[Call[Any]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=50_000)
    parser.add_argument("--requests", type=int, default=400, help="of each kind, over each number of connections")
    options = parser.parse_args()
    result: dict[str, Any] = {"benchmark": "api", "patients": options.patients}
    with open_hospital() as hospital:
        load_patients(hospital, options.patients)
        with hospital.application() as (door, _):
            desk = hospital.signed_in(door, "receptionist")
            tasks = prepare(hospital, desk, options.requests)
        keys = {id(call): door.new_key() for task in tasks for calls in task.calls.values() for call in calls}
        for copy in ("captured", "bare"):
            hospital.copy(copy)
        statements = capture(hospital, desk, tasks, keys)
        with hospital.server() as server:
            for task in tasks:
                for connections in CONNECTIONS:
                    calls = task.calls[connections]
                    sent = [request_of(call, desk, keys[id(call)] if call.endpoint.keyed else "") for call in calls]
                    served = measure(server.port, sent, connections)
                    bare = replay(hospital, [statements[id(call)] for call in calls], connections)
                    result[f"{task.name} x{connections}"] = shown(task, connections, served, bare)
    say_last(result)


def shown(task: Task, connections: int, served: Load, bare: Load) -> dict[str, float]:
    line = {
        "per_second": round(served.per_second, 1),
        **figures(served.each),
        "sql_per_second": round(bare.per_second, 1),
        "sql_p50_ms": figures(bare.each)["p50_ms"],
        "ratio": round(served.per_second / bare.per_second, 3),
    }
    say(f"{task.name:<10} x{connections:<3} " + "  ".join(f"{name} {value}" for name, value in line.items()))
    return line


def load_patients(hospital: Hospital, count: int) -> None:
    """Invented people, copied in; the same ones every time."""
    chance = random.Random(7)
    keys = KeyRing.load(hospital.keys_dir)
    nothing = [keys.encrypt(b"", f"patients.{column}") for column in ("email", "address")]
    columns = (
        "id, patient_no, name, name_local, sex, birth_date, birth_precision, phone, phone_digits, email, kin_name, "
        "address, is_active, version, registered_at, search"
    )
    url = make_url(hospital.urls.owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        with connection.cursor() as cursor, cursor.copy(f"COPY patients ({columns}) FROM STDIN") as copy:
            for number in range(count):
                name = " ".join(part_of_name(chance) for _ in range(chance.choice((2, 3))))
                number_shown, phone = f"P-2020-{number:05d}", f"017{chance.randrange(10**8):08d}"
                copy.write_row(
                    (
                        new_id(), number_shown, name, "", "female", "1980-01-01", "day", phone, phone, nothing[0], "",
                        nothing[1], True, 1, "2020-01-01T00:00:00Z", search_text(number_shown, name, "", phone),
                    )
                )  # fmt: skip
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE patients")


def prepare(hospital: Hospital, desk: Api, count: int) -> list[Task]:
    """A queue of sixty, appointments that wait for their check-in, and the calls to be measured."""
    house = hospital.house
    chance = random.Random(8)

    def registration(number: int) -> Call[Any]:
        name = f"{part_of_name(chance)} {part_of_name(chance)} {part_of_name(chance)}"
        return patients.register(
            name=name, sex=Sex.FEMALE, age=TypedAge(amount=30), phone=f"018{number:08d}", confirmed=True
        )

    def visit(number: int, doctor: str, *, check_in: bool) -> Call[Any]:
        card = desk.send(registration(900_000 + number))
        booked = desk.send(appointments.book(patient_id=card.id, doctor_id=house.employees[doctor], check_in=check_in))
        return appointments.check_in(appointment_id=booked.id, version=booked.version)

    for number in range(QUEUE_ROWS):
        visit(number, "doctor", check_in=True)
    numbers = iter(range(QUEUE_ROWS, 10**6))

    def made(make: Callable[[int], Call[Any]]) -> dict[int, list[Call[Any]]]:
        return {connections: [make(next(numbers)) for _ in range(count)] for connections in CONNECTIONS}

    return [
        Task("register", True, made(registration)),
        Task("check_in", True, made(lambda number: visit(number, "doctor_b", check_in=False))),
        Task("search", False, made(lambda _: patients.search(term=term(chance)))),
        Task("queue", False, made(lambda _: queue.of_doctor(doctor_id=house.doctor))),
    ]


def part_of_name(chance: random.Random) -> str:
    """Every third is one that many people have."""
    if chance.random() < 1 / 3:
        return chance.choice(_COMMON)
    syllables = (chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(chance.choice((2, 3))))
    return "".join(syllables).capitalize()


def term(chance: random.Random) -> str:
    """What is typed at a counter: the beginning of a name, two parts in any order, a phone, a number, a mistake."""
    one, other = part_of_name(chance), part_of_name(chance)
    number, phone = f"P-2020-{chance.randrange(60_000):05d}", f"017{chance.randrange(10**5):05d}"
    return chance.choice((one[:4], f"{one} {other[:3]}", f"{other} {one}", one.replace("a", "e"), phone, number))


def capture(hospital: Hospital, desk: Api, tasks: Sequence[Task], keys: dict[int, str]) -> dict[int, list[Statement]]:
    """Does each call once on a copy, and keeps what it said to the database."""
    found: dict[int, list[Statement]] = {}
    with hospital.application("captured") as (door, database):
        person = Api(door, desk.device, desk.bearer)
        for task in tasks:
            for calls in task.calls.values():
                for call in calls:
                    with listening(database) as statements:
                        person.send(call, key=keys[id(call)])
                    found[id(call)] = statements
    return found


@contextmanager
def listening(database: Database) -> Iterator[list[Statement]]:
    """The statements of requests alone: not of the sweeper, nor of the pictures that are drawn afterwards."""
    heard: dict[int, list[Statement]] = {}

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        heard.setdefault(threading.get_ident(), []).append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", hear)
    statements: list[Statement] = []
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)
        own = [said for said in heard.values() if any("sessions" in statement for statement, _ in said)]
        statements += [one for said in own for one in said if " outbox" not in one[0] or "INSERT" in one[0]]


def replay(hospital: Hospital, transactions: Sequence[Sequence[Statement]], connections: int) -> Load:
    """The same transactions on another copy, nothing else around them."""
    url = make_url(hospital.url("bare")).set(drivername="postgresql").render_as_string(hide_password=False)
    waiting, each = iter(transactions), list[float]()
    lock = threading.Lock()

    def work(connection: psycopg.Connection) -> None:
        while True:
            with lock:
                statements = next(waiting, None)
            if statements is None:
                return
            begun = time.perf_counter()
            with connection.transaction():
                for statement, parameters in statements:
                    cursor = connection.execute(statement.encode(), parameters or None)
                    if cursor.description:
                        cursor.fetchall()
            each.append(time.perf_counter() - begun)

    opened = [psycopg.connect(url, options="-c timezone=UTC") for _ in range(connections)]
    threads = [threading.Thread(target=work, args=(connection,)) for connection in opened]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    together = time.perf_counter() - begun
    for connection in opened:
        connection.close()
    if len(each) != len(transactions):
        raise RuntimeError("a statement was refused; see above")
    return Load(each, together)


if __name__ == "__main__":
    main()
