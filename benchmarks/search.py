"""Finding one of half a million while typing, over one connection; beside it the same SQL alone, and its plans."""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import psycopg
from sqlalchemy import make_url

from benchmarks.api import replay
from benchmarks.hospital import Hospital, figures, open_hospital, say, say_last
from benchmarks.people import LAST, MEN, Invented, invent, load
from benchmarks.wire import measure, request_of
from server.core.crypto import KeyRing
from shared.contract import Call
from shared.contracts import patients
from shared.models.patients import Sex
from tests.support.plans import Statement, indexes, listening
from tests.support.server import Api

_TARGET_MS: Final = 100
_SLIPS: Final = (
    ("m", "mm"),
    ("a", "e"),
    ("ee", "i"),
    ("i", "ee"),
    ("u", "oo"),
    ("o", "u"),
    ("z", "j"),
    ("k", "kh"),
    ("h", ""),
)
_OFFERED: Final = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=500_000)
    parser.add_argument("--requests", type=int, default=200, help="of each kind")
    options = parser.parse_args()
    result: dict[str, Any] = {"benchmark": "search", "patients": options.patients, "target_p95_ms": _TARGET_MS}
    with open_hospital() as hospital:
        begun = time.perf_counter()
        load(hospital.urls.owner_url, KeyRing.load(hospital.keys_dir), options.patients)
        result["loaded_in_s"] = round(time.perf_counter() - begun)
        say(f"{options.patients} patients in {result['loaded_in_s']} s")
        kinds = {kind: [make() for _ in range(options.requests)] for kind, make in _kinds(options.patients).items()}
        statements = heard(hospital, kinds)
        with hospital.server() as server, hospital.application() as (door, _):
            desk = hospital.signed_in(door, "receptionist")
            for kind, calls in kinds.items():
                sent = [request_of(call, desk) for call in calls]
                measure(server.port, sent[:20], 1)
                served = measure(server.port, sent, 1)
                bare = replay(hospital, statements[kind], 1, "")
                line = {
                    **figures(served.each),
                    "sql_p50_ms": figures(bare.each)["p50_ms"],
                    "sql_p95_ms": figures(bare.each)["p95_ms"],
                    "ratio": round(served.per_second / bare.per_second, 3),
                    "indexes": plans(hospital, statements[kind][:_OFFERED]),
                }
                say(f"{kind:<16} " + "  ".join(f"{name} {value}" for name, value in line.items()))
                result[kind] = line
    say_last(result)


def _kinds(count: int) -> dict[str, Callable[[], Call[Any]]]:
    """What is typed at a counter, kind by kind; of people who are there, unless said otherwise."""
    chance = random.Random(11)
    known = _sample(count, chance)

    def somebody() -> Invented:
        return chance.choice(known)

    def search(term: Callable[[], str]) -> Callable[[], Call[Any]]:
        return lambda: patients.search(term=term(), limit=_OFFERED)

    def two_words() -> str:
        parts = somebody().name.split()
        chance.shuffle(parts)
        return " ".join(parts[:2])

    def begun(length: int) -> Callable[[], str]:
        return lambda: chance.choice(somebody().name.split())[:length]

    def misspelt() -> str:
        return " ".join(_slip(chance, part) for part in somebody().name.split()[:2])

    def mistyped() -> str:
        return " ".join(_swapped(chance, part) for part in somebody().name.split()[:2])

    def as_typed() -> Call[Any]:
        one = somebody()
        typed = one.name[: chance.randrange(3, len(one.name) + 1)]
        told = chance.random()
        return patients.look_alikes(
            name=typed,
            sex=Sex(one.sex) if told > 0.3 else None,
            born=one.born if told > 0.5 else None,
            phone=one.phone if told > 0.8 else "",
        )

    common = ["md", "mohammad", "khatun", "begum", "akter", "hossain", "mst rahima", "begum khatun", "md hossain"]
    return {
        "two_words": search(two_words),
        "prefix_2": search(begun(2)),
        "prefix_3": search(begun(3)),
        "prefix_4": search(begun(4)),
        "common": search(lambda: chance.choice(common)),
        "two_prefixes": search(lambda: " ".join(part[:3] for part in two_words().split())),
        "misspelt": search(misspelt),
        "mistyped": search(mistyped),
        "phone": search(lambda: somebody().phone),
        "phone_end": search(lambda: somebody().phone[-chance.randrange(4, 7) :]),
        "phone_begun": search(lambda: somebody().phone[: chance.randrange(3, 8)]),
        "phone_part": search(lambda: somebody().phone[3:][: chance.randrange(3, 6)]),
        "number": search(lambda: somebody().patient_no),
        "number_scanned": search(lambda: somebody().patient_no.replace("-", "")),
        "number_begun": search(lambda: f"p{somebody().patient_no[1 : chance.randrange(6, 10)]}"),
        "serial": search(lambda: somebody().patient_no.rpartition("-")[2]),
        "name_and_phone": search(lambda: f"{(one := somebody()).name.split()[0]} {one.phone[-4:]}"),
        "nobody": search(
            lambda: f"{chance.choice('qx')}{chance.choice(MEN)[::-1].lower()} {chance.choice(LAST)[::-1]}"
        ),
        "look_alikes": as_typed,
    }


def _sample(count: int, chance: random.Random) -> list[Invented]:
    kept = set(chance.sample(range(count), min(count, 2000)))
    return [one for place, one in enumerate(invent(count)) if place in kept]


def _slip(chance: random.Random, word: str) -> str:
    """As somebody writes it who only heard it."""
    fitting = [(heard, written) for heard, written in _SLIPS if heard in word[1:]]
    if not fitting:
        return word
    heard, written = chance.choice(fitting)
    return word[0] + word[1:].replace(heard, written, 1)


def _swapped(chance: random.Random, word: str) -> str:
    """Two neighbours in the wrong order."""
    if len(word) < 4:
        return word
    place = chance.randrange(1, len(word) - 2)
    return f"{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}"


def heard(hospital: Hospital, kinds: dict[str, list[Call[Any]]]) -> dict[str, list[list[Statement]]]:
    """What each call says to the database."""
    found: dict[str, list[list[Statement]]] = {}
    with hospital.application() as (door, database):
        desk: Api = hospital.signed_in(door, "receptionist")
        for kind, calls in kinds.items():
            found[kind] = []
            for call in calls:
                with listening(database) as statements:
                    desk.send(call)
                found[kind].append(statements)
    return found


def plans(hospital: Hospital, transactions: Sequence[Sequence[Statement]]) -> list[str]:
    url = make_url(hospital.url()).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, options="-c timezone=UTC") as connection:
        return sorted(set[str]().union(*(indexes(connection, each, "patients", "name_words") for each in transactions)))


if __name__ == "__main__":
    main()
