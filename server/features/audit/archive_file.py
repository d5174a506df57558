"""A month of the logs as a file: JSON lines, compressed, with the seals that cover them and a digest of it all."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Final

from server.features.audit.seals import LOGS

_FORM: Final = 1


class ArchiveRefused(Exception):
    """Why a month or a file is not taken, in a sentence for whoever runs the server."""


@dataclass(frozen=True)
class ArchiveFile:
    """What a file says it is, and is: its digest was right."""

    path: Path
    month: date
    digest: bytes
    rows: int

    def rows_of(self, log: str) -> Iterator[str]:
        """As they were written: what goes back into the database was not taken apart on the way."""
        mark = f"{log} "
        with gzip.open(self.path, "rt", encoding="utf-8") as file:
            for line in file:
                if line.startswith(mark):
                    yield line.removeprefix(mark)


def write_archive(path: Path, month: date, lines: Iterable[tuple[str, str]]) -> ArchiveFile:
    """Whole or not there. `lines` are each a log, or "seal", and a row of it as JSON. Raises ArchiveRefused."""
    if path.exists():
        raise ArchiveRefused(f"{path} is there already.")
    draft = path.with_suffix(".part")
    digest, rows = hashlib.sha256(), 0
    with gzip.open(draft, "wt", encoding="utf-8") as file:
        head = ("hms-logs", json.dumps({"form": _FORM, "month": f"{month:%Y-%m}"}))
        for kind, row in chain([head], lines):
            line = f"{kind} {row}\n"
            digest.update(line.encode())
            file.write(line)
            rows += kind in LOGS
        file.write(f"end {json.dumps({'rows': rows, 'sha256': digest.hexdigest()})}\n")
    draft.replace(path)
    return ArchiveFile(path, month, digest.digest(), rows)


def read_archive(path: Path) -> ArchiveFile:
    """Reads it to its end. Raises ArchiveRefused for a file that was cut or changed, or is none."""
    digest, rows, month, end = hashlib.sha256(), 0, None, None
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                kind, _, told = line.partition(" ")
                if kind == "end":
                    end = json.loads(told)
                    break
                if kind == "hms-logs":
                    month = date.fromisoformat(f"{json.loads(told)['month']}-01")
                digest.update(line.encode())
                rows += kind in LOGS
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise ArchiveRefused(f"{path} can't be read: it was cut, changed, or is no archive of the logs.") from error
    if month is None or end is None:
        raise ArchiveRefused(f"{path} is no archive of the logs, or its end is missing.")
    if end != {"rows": rows, "sha256": digest.hexdigest()}:
        raise ArchiveRefused(f"{path} was changed: its digest is another one.")
    return ArchiveFile(path, month, digest.digest(), rows)
