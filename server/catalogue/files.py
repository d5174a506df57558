"""The files beside this module."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from importlib import resources


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of `data/<name>.csv` by their headings."""
    file = resources.files("server.catalogue") / "data" / f"{name}.csv"
    yield from csv.DictReader(file.read_text(encoding="utf-8").splitlines(), strict=True)


def several(cell: str) -> list[str]:
    return cell.split("|")


def number(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None
