"""What a seal is made of. Here and nowhere in the database: whoever owns that could make its functions lie."""

import hashlib
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple
from uuid import UUID

from server.features.audit.tables import SealRow

LOGS: Final = ("appointment_events", "access_log", "audit_log")
"""By their place here a seal names them: only ever added to."""

DIGEST_BYTES: Final = 16
_ENTRY: Final = struct.Struct(f"B16s{DIGEST_BYTES}s")
ENTRY_BYTES: Final = _ENTRY.size
MOST_ROWS: Final = 5_000
"""About so many in one seal, and more where one transaction wrote more. Never to be raised: see `is_full`."""
EVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Before all that is sealed: its lowest id is the lowest there is."""
GENESIS: Final = hashlib.sha256(b"hms").digest()


class RowKey(NamedTuple):
    """A row of a log."""

    log: str
    id: UUID

    def __str__(self) -> str:
        return f"{self.log} {self.id}"


@dataclass(frozen=True)
class Seal:
    """One link of the chain, and what it covers."""

    number: int
    place: str
    from_transaction: int
    to_transaction: int
    written_before: int
    entries: bytes
    at: datetime

    @classmethod
    def of(cls, row: SealRow) -> "Seal":
        return cls(
            number=row.number,
            place=row.place,
            from_transaction=row.from_transaction,
            to_transaction=row.to_transaction,
            written_before=row.written_before,
            entries=row.entries,
            at=row.at,
        )

    @property
    def is_arrival(self) -> bool:
        """Whether it covers what was there already when sealing began in this database."""
        return self.from_transaction == 0

    @property
    def is_full(self) -> bool:
        """Whether more may have waited when it was made, of however old a chain."""
        return self.rows >= MOST_ROWS

    @property
    def rows(self) -> int:
        return len(self.entries) // _ENTRY.size

    def digests(self) -> Iterator[tuple[RowKey, bytes]]:
        """What each row was. Raises ValueError where the entries were cut."""
        try:
            for log, id_, digest in _ENTRY.iter_unpack(self.entries):
                yield RowKey(LOGS[log], UUID(bytes=id_)), digest
        except (struct.error, IndexError) as error:
            raise ValueError(f"the entries of seal {self.number} can't be read") from error

    def hash(self, previous: bytes) -> bytes:
        """SHA-256 of the seal before and all of this one."""
        head = [
            self.number,
            self.place,
            self.from_transaction,
            self.to_transaction,
            self.written_before,
            round(self.at.timestamp() * 1_000_000),
        ]
        return hashlib.sha256(previous + json.dumps(head).encode() + b"\0" + self.entries).digest()
