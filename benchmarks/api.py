"""Calls over TLS, and beside each the same statements through psycopg alone, in the same run."""

import argparse
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import make_url

from benchmarks.hospital import Hospital, figures, open_hospital, say, say_last
from benchmarks.people import LAST, WOMEN, load, rare
from benchmarks.wire import Load, measure, request_of
from server.core.crypto import KeyRing
from shared.contract import Call
from shared.contracts import appointments, patients, queue
from shared.models.patients import Sex, TypedAge
from tests.support.plans import Statement, listening
from tests.support.server import Api

CONNECTIONS = (1, 16)
QUEUE_ROWS = 60


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
        load(hospital.urls.owner_url, KeyRing.load(hospital.keys_dir), options.patients)
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
    return chance.choice((*WOMEN[:6], *LAST[:6])) if chance.random() < 1 / 3 else rare(chance)


def term(chance: random.Random) -> str:
    """What is typed at a counter: the beginning of a name, two parts in any order, a phone, a number, a mistake."""
    one, other = part_of_name(chance), part_of_name(chance)
    number, phone = f"P-2020-{chance.randrange(6_000):05d}", f"017{chance.randrange(10**5):05d}"
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


def replay(
    hospital: Hospital, transactions: Sequence[Sequence[Statement]], connections: int, database: str = "bare"
) -> Load:
    """The same transactions on another copy, nothing else around them."""
    url = make_url(hospital.url(database)).set(drivername="postgresql").render_as_string(hide_password=False)
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
                    _say(connection, statement, parameters)
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


def _say(connection: psycopg.Connection, statement: str, parameters: Any) -> None:
    if isinstance(parameters, list):  # one statement for many rows
        connection.cursor().executemany(statement.encode(), parameters)
        return
    cursor = connection.execute(statement.encode(), parameters or None)
    if cursor.description:
        cursor.fetchall()


if __name__ == "__main__":
    main()
