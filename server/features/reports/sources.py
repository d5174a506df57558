"""How a report is described: the documents it is made of, what its rows are of, and what is told of them.

A figure and the documents behind it come from the same rows, so that they cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from shared.models.reports import CellKind, Figure, Grouping, Meaning, ReportDocumentKind


@dataclass(frozen=True)
class Measure:
    """`amount` is what each document that `behind` lets through adds; `total` is what they come to. All are SQL.

    A total is made of rows that are folded: `n` of them are alike, and columns of the source's `added` are sums.
    `is_spread`: no fold can tell it, it is taken of the documents one by one.
    `is_now`: it is of what lies in the stores at this moment, so that nothing can be said of days before.
    """

    kind: CellKind
    total: str
    behind: str = "true"
    amount: str = "1"
    summable: bool = True
    is_spread: bool = False
    is_now: bool = False


@dataclass(frozen=True)
class Named:
    """Where a key's name stands; asked for once a row, when all is counted."""

    table: str
    label: str
    by: str = "id"


@dataclass(frozen=True)
class Key:
    """What a row is of; `folded` is what it is told from, where that is quicker to go by than the key itself.

    `nothing` stands for the row of what has none; `in_order` where rows go by their key, not by the first figure.
    """

    key: str
    named: Named | None = None
    folded: str = ""
    kind: type = str
    nothing: str = ""
    in_order: bool = False

    @property
    def fold(self) -> str:
        return self.folded or self.key

    @property
    def of_fold(self) -> str:
        return self.key if self.folded else "folded"

    def is_row(self, row: str) -> tuple[str, str | UUID]:
        """The condition, with what is bound in it as `row`. Raises ValueError where no key looks like that."""
        if row == self.nothing:
            return f"coalesce({self.key}::text, :row) = :row", row
        return f"{self.key} = :row", self.kind(row)


class Reads(Enum):
    """How documents are listed and counted."""

    TWICE = "twice"
    """To be counted, and to be listed: an index may have them in order already."""
    ONCE = "once"
    """Each takes long to work out."""
    BY_PARTS = "by_parts"
    """Several rows are one document, found by its ident: what it says is read of the page only."""


@dataclass(frozen=True)
class Source:
    """`documents` is a SELECT of kind, id, number, at, patient_id, words, and of whatever the rest speaks of.

    `flags` are what figures tell documents apart by, `added` what they sum; `ident` tells one document from another.
    Whose `clinical` documents are is not for everybody who sees figures.
    """

    meaning: Meaning
    documents: str
    keys: Mapping[Grouping, Key]
    figures: Mapping[Figure, Measure]
    flags: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    ident: str = "id"
    reads: Reads = Reads.TWICE
    clinical: tuple[ReportDocumentKind, ...] = ()


EMPLOYEE = Named("employees", "full_name")
BY_DOCTOR = Key("doctor_id", EMPLOYEE, kind=UUID)
BY_DEPARTMENT = Key("department_id", Named("departments", "name"), kind=UUID)
BY_DAY = Key("day", in_order=True)


def counted(behind: str = "true") -> Measure:
    return Measure(CellKind.COUNT, f"coalesce(sum(n) FILTER (WHERE {behind}), 0)", behind)


def summed(kind: CellKind, column: str, behind: str = "true", *, sign: str = "") -> Measure:
    """Of one of the source's `added`. Quantities of several medicines make no sum."""
    total = f"coalesce(sum({sign}{column}) FILTER (WHERE {behind}), 0)"
    return Measure(kind, total, behind, f"{sign}{column}", summable=kind is not CellKind.QUANTITY)


def share(part: str, whole: str) -> Measure:
    """In per cent. Its documents are the whole, each a hundred or nothing: the figure is their mean."""
    amount = f"CASE WHEN {part} THEN 100 ELSE 0 END"
    parts, all_of_it = (f"sum(n) FILTER (WHERE {behind})" for behind in (f"({whole}) AND ({part})", whole))
    total = f"round(100.0 * coalesce({parts}, 0) / {all_of_it}, 1)"
    return Measure(CellKind.PER_CENT, total, whole, amount, summable=False)


def percentile(part: float, minutes: str, behind: str) -> Measure:
    within = f"percentile_cont({part}) WITHIN GROUP (ORDER BY {minutes}) FILTER (WHERE {behind})"
    total = f"round(({within})::numeric, 1)"
    return Measure(CellKind.MINUTES, total, behind, f"{minutes}::numeric", summable=False, is_spread=True)
