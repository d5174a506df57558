"""What a verification finds, in words for whoever runs the server."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from server.features.audit.seals import RowKey

_SHOWN: Final = 100
_RANDOM_BITS: Final = 80


class Kind(StrEnum):
    CHANGED = "was changed"
    MISSING = "is missing"
    ADDED = "was added behind the server's back"
    SWAPPED = "was swapped"
    WRITTEN_AGAIN = "was taken out and put back"
    BACKDATED = "bears a date of long before it was written"
    SEAL_CHANGED = "was changed"
    SEALS_MISSING = "are missing"
    ANCHOR = "is not what was anchored"
    NOTE = "is noted and does not lie there"
    FILE = "can't be read back"
    RECORD_CHANGED = "is not what was written"
    RECORD_MISSING = "is gone"
    RECORD_ADDED = "was never written by the server"


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was sealed."""

    kind: Kind
    what: str
    seal: int | None = None
    detail: str = ""

    def __str__(self) -> str:
        within = f" (seal {self.seal})" if self.seal is not None else ""
        return f"{self.what} {self.kind}{' with ' + self.detail if self.kind is Kind.SWAPPED else ''}{within}" + (
            f": {self.detail}" if self.detail and self.kind is not Kind.SWAPPED else ""
        )


@dataclass
class Report:
    """What was looked at, and what was found."""

    seals: int = 0
    rows: int = 0
    records: int = 0
    archived: Counter[str] = field(default_factory=Counter)
    """Rows that lie in files, by the file's name."""
    anchors: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def first_broken(self) -> int | None:
        return min((one.seal for one in self.findings if one.seal is not None), default=None)

    def lines(self) -> list[str]:
        """For people: what was checked, what lies elsewhere, and each finding."""
        told = [
            f"{self.rows} rows in {self.seals} seals checked"
            + (f", {self.records} records compared" if self.records else "")
            + f", {self.anchors} anchors compared."
        ]
        told += [
            f"{count} rows are archived in {name} and were not looked at: `hms-server archive verify` does."
            for name, count in self.archived.items()
        ]
        if not self.findings:
            return [*told, "Nothing was changed, removed or added."]
        told.append(f"{len(self.findings)} findings; the first broken seal is {self.first_broken or 'none'}:")
        told += [f"  {finding}" for finding in self.findings[:_SHOWN]]
        if len(self.findings) > _SHOWN:
            told.append(f"  and {len(self.findings) - _SHOWN} more:")
            told += [f"  {line}" for line in _by_day(self.findings[_SHOWN:])]
        return told


def moment_of(id_: UUID) -> datetime:
    """When a row was written, by its id; the end of all days where it is none of the server's."""
    try:
        return datetime.fromtimestamp((id_.int >> _RANDOM_BITS) / 1000, UTC)
    except (ValueError, OverflowError):
        return datetime.max.replace(tzinfo=UTC)


def row_name(key: RowKey) -> str:
    """As it is named in a finding."""
    return f"{key.log} row {key.id} of {moment_of(key.id):%Y-%m-%d %H:%M}"


def _by_day(findings: list[Finding]) -> list[str]:
    """A whole day that was cut is one line, not sixty thousand."""
    counts = Counter((one.what.split(" row ")[0], one.what.rpartition(" of ")[2][:10], one.kind) for one in findings)
    return [f"{count} of {log} of {day}: {kind}" for (log, day, kind), count in counts.items()]
