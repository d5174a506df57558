"""Rows that may be missing: those of a month that went into a file, as a whole and as it was sealed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from server.core.database import Database
from server.features.audit.archive_file import ArchiveRefused, read_archive
from server.features.audit.archive_repository import ArchiveRepository
from server.features.audit.findings import Finding, Kind, Report, moment_of
from server.features.audit.seals import RowKey
from server.features.audit.tables import AuditArchive


class Excuses:
    """A note alone excuses nothing: it must say what the seals say, and have been written before the triggers' eyes."""

    def __init__(self, database: Database) -> None:
        self.findings: Final[list[Finding]] = []
        self._database = database
        self._notes: dict[date, AuditArchive | None] = {}
        self._holds: dict[date, bool] = {}

    def of(self, key: RowKey) -> AuditArchive | None:
        """The file in which this row lies."""
        return self._excusing(_month(moment_of(key.id)))

    def came_back(self, key: RowKey) -> bool:
        """Whether its month was brought back from a file: its rows lie where they do since then."""
        return self._is_back(_month(moment_of(key.id)))

    def unsealed(self, keys: Iterable[RowKey]) -> set[RowKey]:
        """Without those that came back and are sealed, if elsewhere: the number they bear counts otherwise here."""
        unsealed: set[RowKey] = set()
        back: dict[tuple[str, date], set[UUID]] = defaultdict(set)
        for key in keys:
            month = _month(moment_of(key.id))
            if self._is_back(month):
                back[key.log, month].add(key.id)
            else:
                unsealed.add(key)
        with self._database.transaction() as session:
            repository = ArchiveRepository(session)
            repository.take_time()
            for (log, month), ids in back.items():
                unsealed |= {RowKey(log, id_) for id_ in repository.unsealed(log, month, ids)}
        return unsealed

    def _excusing(self, month: date) -> AuditArchive | None:
        note = self._note(month)
        if note is None or note.restored_at is not None:
            return None
        if note.month not in self._holds:
            wrong = self._wrong_with(note)
            self._holds[note.month] = not wrong
            if wrong:
                self.findings.append(Finding(Kind.NOTE, _named(note), detail=wrong))
        return note if self._holds[note.month] else None

    def _is_back(self, month: date) -> bool:
        note = self._note(month)
        return note is not None and note.restored_at is not None

    def _note(self, month: date) -> AuditArchive | None:
        if month not in self._notes:  # as it stands when a row is missed: months are put away meanwhile
            with self._database.transaction() as session:
                self._notes[month] = ArchiveRepository(session).archive(month)
        return self._notes[month]

    def _wrong_with(self, note: AuditArchive) -> str:
        written = _month(note.archived_at)
        if written <= note.month:
            return "it was written before the month was over"
        with self._database.transaction() as session:
            repository = ArchiveRepository(session)
            repository.take_time()
            if repository.is_here(note.month):
                return "the month is in the database"
            if repository.sealed(note.month) != (note.rows, note.sealed):
                return "it is not of what was sealed in this month"
            logged = repository.is_logged(note) if repository.is_here(written) else None
        if logged is None:  # that month of the log lies in a file itself
            logged = self._excusing(written) is not None
        return "" if logged else "the log knows nothing of it"


def compare_files(database: Database, folder: Path, report: Report) -> None:
    """Adds the files of archived months that are not in this folder, or are not those that were put away."""
    with database.transaction() as session:
        notes = [note for note in ArchiveRepository(session).archives() if note.restored_at is None]
    report.findings += [Finding(Kind.FILE, _named(note), detail=wrong) for note, wrong in _wrong_files(notes, folder)]


def _wrong_files(notes: Sequence[AuditArchive], folder: Path) -> list[tuple[AuditArchive, str]]:
    wrong = []
    for note in notes:
        path = folder / note.file_name
        try:
            if read_archive(path).digest != note.digest:
                wrong.append((note, f"{path} is another file"))
        except ArchiveRefused as refused:
            wrong.append((note, str(refused)))
    return wrong


def _month(moment: datetime) -> date:
    return moment.astimezone(UTC).date().replace(day=1)


def _named(note: AuditArchive) -> str:
    return f"{note.month:%Y-%m} in {note.file_name}"
