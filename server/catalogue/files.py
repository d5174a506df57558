"""The files beside this module, and the ages written in them."""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from importlib import resources
from typing import Final

_AGE: Final = re.compile(r"(\d+)([dmy])")
# Days of a thousand: a birthday must not fall into the band before it.
_THOUSANDTH_DAYS: Final = {"d": 1000, "m": 30_437, "y": 365_250}


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of `data/<name>.csv` by their headings."""
    file = resources.files("server.catalogue") / "data" / f"{name}.csv"
    yield from csv.DictReader(file.read_text(encoding="utf-8").splitlines(), strict=True)


def several(cell: str) -> list[str]:
    return cell.split("|")


def number(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


def days(age: str, unbounded: int) -> int:
    """`28d`, `6m` or `12y` in days; `unbounded` where none is given."""
    if not age:
        return unbounded
    written = _AGE.fullmatch(age)
    if written is None:
        raise ValueError(f"{age!r} is no age such as 28d, 6m or 12y")
    return int(written[1]) * _THOUSANDTH_DAYS[written[2]] // 1000
