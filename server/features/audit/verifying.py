"""Whether the logs are what was sealed: every seal against the one before, every row against its seal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from server.core.database import Database, is_busy, ulid_floor
from server.core.stores import StoreError
from server.features.audit.anchors import Anchor
from server.features.audit.excuses import Excuses
from server.features.audit.findings import Finding, Kind, Report, row_name
from server.features.audit.seal_repository import SealRepository
from server.features.audit.seals import EVER, GENESIS, LOGS, RowKey, Seal
from server.features.audit.tables import SealRow

_SEALS: Final = 500
_ROWS: Final = 50_000
_HALF: Final = 2**32
_MOST: Final = timedelta(minutes=30)
"""For one question to the database: after an upgrade all there is may be in a few seals."""

# The longest transaction there is, and what a clock may be wrong by.
_AROUND: Final = timedelta(days=1)


class Stalled(StoreError):
    """The database did not answer."""

    def __init__(self, checked: int) -> None:
        super().__init__(
            f"PostgreSQL did not answer in time: somebody may hold the logs, or the disk is busy. Up to seal {checked} "
            "all was looked at, and nothing is said of what comes after. Try again, or begin later with --since."
        )


@dataclass
class _Suspects:
    """What differs, until it is known whether it was changed, swapped, or lies in another seal."""

    changed: dict[RowKey, tuple[bytes, bytes]] = field(default_factory=dict)
    """As sealed, and as it is."""
    missing: dict[RowKey, bytes] = field(default_factory=dict)
    added: set[RowKey] = field(default_factory=set)
    sealed_in: dict[RowKey, int] = field(default_factory=dict)


class Verifier:
    """Reads only, and disturbs nobody: what is not sealed yet is not judged."""

    def __init__(self, database: Database, *, since: datetime | None = None, anchors: Sequence[Anchor] = ()) -> None:
        self._database = database
        self._since = since
        self._anchors: Mapping[int, list[Anchor]] = _by_number(anchors)
        self._report = Report()
        self._excuses = Excuses(database)
        self._suspects = _Suspects()
        self._last = 0
        self._hash = GENESIS
        self._sealed_at = EVER

    def run(self) -> Report:
        """Raises Stalled."""
        try:
            self._run()
        except DBAPIError as error:
            if is_busy(error):
                raise Stalled(self._last) from error
            raise
        self._report.findings.sort(key=lambda one: (one.seal is None, one.seal or 0))
        return self._report

    def _run(self) -> None:
        with self._reading() as repository:
            self._place = repository.horizon().place
            self._arrival = repository.arrival(self._place)
            self._begin(repository)
        while rows := self._read():
            seals = [Seal.of(row) for row in rows]
            self._check_chain(rows, seals)
            self._check_rows(seals)
        self._check_anchors_beyond()
        with self._reading() as repository:
            self._look_for_added_among_old(repository)
        self._judge()

    @contextmanager
    def _reading(self) -> Iterator[SealRepository]:
        with self._database.transaction() as session:
            repository = SealRepository(session)
            repository.take_time(_MOST)
            yield repository

    def _begin(self, repository: SealRepository) -> None:
        """With the first seal, or with that of a day: the one before it is then taken as given."""
        first = repository.first_since(self._since) if self._since is not None else None
        before = repository.seals(first - 2, 1)[0] if first is not None and first > 1 else None
        if before is not None and before.number == (first or 0) - 1:
            self._last, self._hash = before.number, before.hash
            self._sealed_at = repository.up_to_date(before.number) or EVER

    def _read(self) -> Sequence[SealRow]:
        with self._reading() as repository:
            rows = repository.seals(self._last, _SEALS)
        taken, volume = 0, 0
        for row in rows:
            taken, volume = taken + 1, volume + row.rows
            if volume > _ROWS:
                break
        return rows[:taken]

    # The chain

    def _check_chain(self, rows: Sequence[SealRow], seals: Sequence[Seal]) -> None:
        """A seal must follow from the one before as it is, or as it was: one that was changed is named alone."""
        computed = self._hash
        for row, seal in zip(rows, seals, strict=True):
            if seal.number != self._last + 1:
                gap = f"Seals {self._last + 1} to {seal.number - 1}"
                self._report.findings.append(Finding(Kind.SEALS_MISSING, gap, self._last + 1))
                computed = row.hash
            else:
                follows = (seal.hash(self._hash), seal.hash(computed))
                computed = row.hash if row.hash in follows else follows[1]
                if row.hash not in follows:
                    self._report.findings.append(Finding(Kind.SEAL_CHANGED, f"Seal {seal.number}", seal.number))
            for anchor in self._anchors.get(seal.number, ()):
                self._report.anchors += 1
                if anchor.hash != row.hash:
                    what = f"Seal {seal.number}"
                    self._report.findings.append(Finding(Kind.ANCHOR, what, seal.number, anchor.said_by))
            self._last, self._hash = seal.number, row.hash
            self._report.seals += 1

    def _check_anchors_beyond(self) -> None:
        for number in sorted(number for number in self._anchors if number > self._last):
            self._report.anchors += 1
            said_by = self._anchors[number][0].said_by
            what = f"Seals {self._last + 1} to {number}"
            self._report.findings.append(Finding(Kind.SEALS_MISSING, what, self._last + 1, said_by))

    # The rows

    def _check_rows(self, seals: Sequence[Seal]) -> None:
        sealed = {seal.number: list(self._entries(seal)) for seal in seals}
        ids: dict[str, list[UUID]] = defaultdict(list)
        for entries in sealed.values():
            for key, _ in entries:
                ids[key.log].append(key.id)
        with self._reading() as repository:
            found = {log: repository.found(log, wanted) for log, wanted in ids.items()}
            self._look_for_added(repository, seals, ids)
        for seal in seals:
            self._report.rows += len(sealed[seal.number])
            self._check_dates(seal, sealed[seal.number])
            for key, digest in sealed[seal.number]:
                self._check_row(seal, key, digest, found[key.log].get(key.id))

    def _entries(self, seal: Seal) -> Iterator[tuple[RowKey, bytes]]:
        try:
            yield from seal.digests()
        except ValueError:
            return  # its hash has said so already

    def _check_row(self, seal: Seal, key: RowKey, digest: bytes, found: tuple[bytes, int] | None) -> None:
        if found is None:
            archive = self._excuses.of(key)
            if archive is not None:
                self._report.archived[archive.file_name] += 1
                self._report.rows -= 1
                return
            self._suspects.missing[key] = digest
            self._suspects.sealed_in[key] = seal.number
        elif found[0] != digest:
            self._suspects.changed[key] = (digest, found[0])
            self._suspects.sealed_in[key] = seal.number
        elif self._written_later(seal, found[1]) and not self._excuses.came_back(key):
            self._report.findings.append(Finding(Kind.WRITTEN_AGAIN, row_name(key), seal.number))

    def _written_later(self, seal: Seal, written: int) -> bool:
        """Whether a row lies where it does since after its seal; another database's, since after it was brought here.

        PostgreSQL notes the lower half of the transaction.
        """
        if seal.place == self._place:
            first, before = seal.from_transaction, seal.written_before
        elif self._arrival is not None:
            first, before = 0, self._arrival.written_before
        else:
            return False
        return before - first < _HALF and (written - first) % _HALF >= before - first

    def _check_dates(self, seal: Seal, entries: Iterable[tuple[RowKey, bytes]]) -> None:
        """A row that is written today as if it were of last week is sealed today: by that it is found."""
        if not seal.is_arrival:
            floor = ulid_floor(self._sealed_at - _AROUND)
            dated = (key for key, _ in entries if key.id < floor)
            self._report.findings += [Finding(Kind.BACKDATED, row_name(key), seal.number) for key in dated]
        if not seal.is_full:  # or what waited for a day is in the next one
            self._sealed_at = seal.at

    def _look_for_added(
        self, repository: SealRepository, seals: Sequence[Seal], ids: Mapping[str, Iterable[UUID]]
    ) -> None:
        """Rows of the sealed transactions that are in none of these seals."""
        spans = _spans(seal for seal in seals if seal.place == self._place and not seal.is_arrival)
        for log in LOGS:
            listed = set(ids.get(log, ()))
            for first, end in spans:
                strangers = repository.within(log, first, end) - listed
                self._suspects.added.update(RowKey(log, id_) for id_ in strangers)

    def _look_for_added_among_old(self, repository: SealRepository) -> None:
        """Rows that this database can't have written since it is sealed here: a backup's, a file's, or nobody's."""
        if self._arrival is None:
            return  # not sealed yet, not judged
        since = self._since or EVER
        for log in LOGS:
            strangers = repository.unsealed_old(log, self._arrival, ulid_floor(since), since - _AROUND)
            self._suspects.added.update(RowKey(log, id_) for id_ in strangers)

    # The judgement

    def _judge(self) -> None:
        was = {(key.log, sealed): key for key, (sealed, _) in self._suspects.changed.items()}
        for key, (sealed, now) in self._suspects.changed.items():
            other = was.get((key.log, now))
            if other is not None and other != key and self._suspects.changed[other][1] == sealed:
                self._tell(Kind.SWAPPED, key, f"{other.id}")
            else:
                self._tell(Kind.CHANGED, key)
        for key in self._suspects.missing:
            self._tell(Kind.MISSING, key)
        for key in sorted(self._excuses.unsealed(self._suspects.added)):
            self._report.findings.append(Finding(Kind.ADDED, row_name(key)))
        self._report.findings += self._excuses.findings

    def _tell(self, kind: Kind, key: RowKey, detail: str = "") -> None:
        self._report.findings.append(Finding(kind, row_name(key), self._suspects.sealed_in[key], detail))


def _spans(seals: Iterable[Seal]) -> list[tuple[int, int]]:
    """The transactions of these seals, in as few ranges as there are."""
    spans: list[tuple[int, int]] = []
    for seal in seals:
        if spans and spans[-1][1] == seal.from_transaction:
            spans[-1] = (spans[-1][0], seal.to_transaction)
        else:
            spans.append((seal.from_transaction, seal.to_transaction))
    return spans


def _by_number(anchors: Iterable[Anchor]) -> dict[int, list[Anchor]]:
    found: dict[int, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        found[anchor.number].append(anchor)
    return found
