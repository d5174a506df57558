"""Old months of the logs: out into a file, read again and compared, then dropped; and back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date
from pathlib import Path
from typing import Final

from server.core.clock import Clock
from server.core.database import Database
from server.features.audit.archive_file import ArchiveFile, ArchiveRefused, read_archive, write_archive
from server.features.audit.archive_repository import ArchiveRepository
from server.features.audit.seals import LOGS
from server.features.audit.tables import AuditArchive

KEPT_MONTHS: Final = 24
"""How long the logs stay in the database, unless somebody insists."""


class Archiving:
    """Needs the database's owner. Raises ArchiveRefused, and then nothing was changed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def standing(self) -> list[str]:
        """Each month, where it lies."""
        with self._repository() as repository:
            here = {one.month: one.size for one in repository.months()}
            filed = {one.month: one for one in repository.archives()}
        lines = []
        for month in sorted({*here, *filed}):
            archive = filed.get(month)
            if month in here:
                back = f", brought back from {archive.file_name}" if archive is not None else ""
                lines.append(f"{month:%Y-%m}  in the database, {here[month] // 1024:,} kB{back}")
            elif archive is not None:
                day = f"{archive.archived_at:%Y-%m-%d}"
                lines.append(f"{month:%Y-%m}  in {archive.file_name}, {archive.rows} rows, since {day}")
        return lines

    def export(self, month: date, folder: Path) -> ArchiveFile:
        """The file, read again and compared with the database. What is in the database stays there."""
        folder.mkdir(parents=True, exist_ok=True)
        with self._repository() as repository:
            self._check_here(repository, month)
            path = folder / f"hms-logs-{month:%Y-%m}.jsonl.gz"
            write_archive(path, month, _lines(repository, month))
        return self.verify(path)

    def verify(self, path: Path) -> ArchiveFile:
        """The file against itself and against the seals; and against the database, while the month is there too."""
        file = read_archive(path)
        with self._repository() as repository:
            self._compare(repository, file)
        return file

    def detach(self, month: date, path: Path, *, force: bool = False) -> ArchiveFile:
        """Drops what was seen to be in the file."""
        today = self._clock.now().astimezone(UTC).date()
        age = (today.year - month.year) * 12 + today.month - month.month
        if age < 1:
            raise ArchiveRefused(f"{month:%Y-%m} is not over.")
        if age < KEPT_MONTHS and not force:
            raise ArchiveRefused(f"{month:%Y-%m} is younger than {KEPT_MONTHS} months; --force takes it all the same.")
        file = read_archive(path)
        if file.month != month:
            raise ArchiveRefused(f"{path} is of {file.month:%Y-%m}.")
        with self._repository() as repository:
            self._check_here(repository, month)
            self._compare(repository, file)
            for log in LOGS:
                repository.drop(log, month)
            repository.note(
                AuditArchive(
                    month=month,
                    file_name=path.name,
                    digest=file.digest,
                    sealed=repository.sealed(month)[1],
                    rows=file.rows,
                    archived_at=self._clock.now(),
                    restored_at=None,
                )
            )
        return file

    def restore(self, path: Path) -> ArchiveFile:
        """Back into the database, where it is searched and verified as before."""
        file = read_archive(path)
        with self._repository() as repository:
            if repository.is_here(file.month):
                raise ArchiveRefused(f"{file.month:%Y-%m} is in the database.")
            archive = repository.archive(file.month)
            if archive is None or archive.digest != file.digest:
                raise ArchiveRefused(f"{path} is not the file into which {file.month:%Y-%m} was put.")
            self._compare(repository, file)
            for log in LOGS:
                repository.restore(log, file.month, file.rows_of(log))
            archive.restored_at = self._clock.now()
        return file

    @contextmanager
    def _repository(self) -> Iterator[ArchiveRepository]:
        with self._database.transaction() as session:
            repository = ArchiveRepository(session)
            repository.take_time()
            yield repository

    def _check_here(self, repository: ArchiveRepository, month: date) -> None:
        if not repository.is_here(month):
            raise ArchiveRefused(f"{month:%Y-%m} is not in the database.")

    def _compare(self, repository: ArchiveRepository, file: ArchiveFile) -> None:
        is_here = repository.is_here(file.month)
        for log in LOGS:
            repository.put_beside(log, file.rows_of(log))
            unsealed = repository.unlike_seals(log, file.month)
            if unsealed is not None:
                raise ArchiveRefused(f"{log} row {unsealed} in the file is not what was sealed.")
            unlike = repository.unlike_database(log, file.month) if is_here else None
            if unlike is not None:
                raise ArchiveRefused(f"{log} row {unlike} in the file is not what is in the database.")


def _lines(repository: ArchiveRepository, month: date) -> Iterator[tuple[str, str]]:
    for row in repository.seals(month):
        told = {"number": row.number, "place": row.place, "at": row.at.isoformat()}
        told |= {"from": str(row.from_transaction), "to": str(row.to_transaction), "before": str(row.written_before)}
        yield "seal", json.dumps(told | {"entries": row.entries.hex(), "hash": row.hash.hex()})
    for log in LOGS:
        for line in repository.rows(log, month):
            yield log, line
