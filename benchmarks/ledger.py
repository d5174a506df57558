"""Anything at the counters, a hundred thousand times through the services; then documents, ledger and reports agree."""

import argparse
import multiprocessing
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.agreement import disagreements
from benchmarks.cashiers import TurnedClock
from benchmarks.hospital import open_hospital, say, say_last
from benchmarks.till import Till
from server.core.crypto import KeyRing
from server.core.database import Database, Encrypted
from server.core.house import House
from tests.support.house import TestHouse

_OFTEN: Final = 10_000
_TOGETHER: Final = 20
"""Actions in one transaction: what is measured is the booking, not the disk."""
_FIRST: Final = datetime(2026, 11, 23, 6, tzinfo=UTC)


@dataclass(frozen=True)
class Task:
    """So many actions in a book of their own."""

    url: str
    keys_dir: Path
    house: TestHouse
    seed: int
    actions: int


@dataclass(frozen=True)
class Done:
    acts: Counter[str]
    found: list[str]


def book(task: Task) -> Done:
    """In a process of its own: one core books no faster than it can think."""
    Encrypted.keys = KeyRing.load(task.keys_dir)
    database = Database(task.url, pool_size=1)
    till = Till(task.house, House(cash_step=Decimal("0.05")), Random(task.seed), TurnedClock(_FIRST))
    found: list[str] = []
    begun = time.perf_counter()
    for before in range(0, task.actions, _TOGETHER):
        with database.transaction() as session:
            for _ in range(_TOGETHER):
                till.step(session)
        number = before + _TOGETHER
        if number % _OFTEN == 0 or number >= task.actions:
            with database.transaction() as session:
                found += disagreements(till, session)
            spent = time.perf_counter() - begun
            say(f"seed {task.seed}: {number} actions in {spent:.0f} s, {len(found)} disagreements")
    database.close()
    return Done(till.done, found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actions", type=int, default=100_000, help="in all books together")
    parser.add_argument("--books", type=int, default=2, help="each in a process and a database of its own")
    parser.add_argument("--seed", type=int, default=1, help="of the first book; the others follow")
    options = parser.parse_args()
    share = options.actions // options.books
    with open_hospital() as hospital:
        tasks = []
        for seed in range(options.seed, options.seed + options.books):
            hospital.copy(f"book_{seed}")
            tasks.append(Task(hospital.url(f"book_{seed}"), hospital.keys_dir, hospital.house, seed, share))
        begun = time.perf_counter()
        with ProcessPoolExecutor(options.books, mp_context=multiprocessing.get_context("spawn")) as pool:
            books = list(pool.map(book, tasks))
        spent = time.perf_counter() - begun
    acts = sum((each.acts for each in books), Counter[str]())
    found = [each for done in books for each in done.found]
    say_last(
        {
            "benchmark": "ledger",
            "actions": share * options.books,
            "books": options.books,
            "seed": options.seed,
            "seconds": round(spent),
            "per_second": round(share * options.books / spent),
            "refused": sum(count for name, count in acts.items() if name.endswith("refused")),
            "done": {name: count for name, count in sorted(acts.items()) if not name.endswith("refused")},
            "disagreements": len(found),
            "first": found[:3],
        }
    )


if __name__ == "__main__":
    main()
