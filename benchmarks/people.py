"""Invented people by the hundred thousand, copied in; the same ones every time."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy import make_url

from server.core.crypto import KeyRing
from server.features.patients.searching import kept
from shared.ids import new_id

_NAMES: Final = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
MEN: Final[list[str]] = _NAMES["men"]
WOMEN: Final[list[str]] = _NAMES["women"]
LAST: Final[list[str]] = _NAMES["last"]
_CONSONANTS, _VOWELS = "bdfghjklmnprstwyz", "aeiou"
_BORN_FROM: Final = date(1935, 1, 1)
_BORN_WITHIN_DAYS: Final = 33_000
_COLUMNS: Final = (
    "id, patient_no, name, name_local, sex, birth_date, birth_precision, phone, phone_digits, email, kin_name, "
    "address, is_active, version, registered_at, name_folded, found_by"
)
_INDEXES: Final = tuple(
    f"ix_patients_{name}" for name in ("found_by", "by_name", "phone_digits", "phone_end", "phone_part")
)


@dataclass(frozen=True)
class Invented:
    patient_no: str
    name: str
    sex: str
    born: date
    phone: str


def invent(count: int, seed: int = 7) -> Iterator[Invented]:
    """Some names thousands have, a third of the parts nearly nobody; four in ten share their phone with family."""
    chance = random.Random(seed)
    phone = ""
    for number in range(count):
        if number % 5 not in {1, 3}:
            phone = f"01{chance.choice('3456789')}{chance.randrange(10**8):08d}"
        woman = chance.random() < 0.55
        yield Invented(
            f"P-{2015 + number * 10 // count}-{number % (count // 10 or 1) + 1:05d}",
            name_of(chance, woman=woman),
            "female" if woman else "male",
            _BORN_FROM + timedelta(days=chance.randrange(_BORN_WITHIN_DAYS)),
            phone,
        )


def name_of(chance: random.Random, *, woman: bool) -> str:
    first = _common(chance, WOMEN if woman else MEN)
    middle = (_common(chance, WOMEN if woman else MEN) if chance.random() < 0.6 else rare(chance),)
    return " ".join((first, *(middle if chance.random() < 0.5 else ()), _common(chance, LAST)))


def rare(chance: random.Random) -> str:
    syllables = (chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(chance.choice((2, 3))))
    return "".join(syllables).capitalize()


def load(owner_url: str, keys: KeyRing, count: int) -> None:
    """Filled without the slow indexes, which are made at the end."""
    nothing = [keys.encrypt(b"", f"patients.{column}") for column in ("email", "address")]
    url = make_url(owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
    words = set[str]()
    with psycopg.connect(url) as connection:
        made = connection.execute("SELECT indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(_INDEXES)])
        definitions = [definition for (definition,) in made]
        for index in _INDEXES:
            connection.execute(f"DROP INDEX {index}")
        with connection.cursor() as cursor, cursor.copy(f"COPY patients ({_COLUMNS}) FROM STDIN") as copy:
            for one in invent(count):
                found = kept(one.patient_no, one.name, "", one.born)
                words.update(found.words)
                copy.write_row(
                    (
                        new_id(), one.patient_no, one.name, "", one.sex, one.born, "day", one.phone, one.phone,
                        nothing[0], "", nothing[1], True, 1, "2020-01-01T00:00:00Z", found.name_folded, found.found_by,
                    )
                )  # fmt: skip
        connection.execute("INSERT INTO name_words SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", [sorted(words)])
        connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for definition in definitions:
            connection.execute(definition.encode())
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE patients, name_words")


def _common(chance: random.Random, names: list[str]) -> str:
    """The first ones far more often than the last."""
    if chance.random() < 0.12:
        return rare(chance)
    return names[int(len(names) * chance.random() ** 2.2)]
