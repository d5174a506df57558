"""Documents on disk until they are on paper: whatever is acknowledged survives the client."""

import logging
import os
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ulid import ULID

from client.printing.papers import DocumentKind
from client.printing.printers import FailureReason, FolderTarget, Target

_log: Final = logging.getLogger(__name__)


_FOR_A_PERSON: Final = frozenset(
    (FailureReason.INTERRUPTED, FailureReason.DOCUMENT_LOST, FailureReason.SPOOL_UNWRITABLE)
)


class JobStatus(StrEnum):
    QUEUED = "queued"
    PRINTING = "printing"
    FAILED = "failed"


class Job(BaseModel):
    """One document on its way to one printer."""

    model_config = ConfigDict(frozen=True)

    id: str
    """A ULID: in order of making, and free of anybody's name."""
    kind: DocumentKind
    title: str
    """For the list of jobs: a number, never a patient's name."""
    target: Target
    copies: int = Field(default=1, ge=1, le=20)
    open_drawer: bool = False
    attempts: int = 0
    last_error: FailureReason | None = None
    sending: bool = False

    @property
    def status(self) -> JobStatus:
        if self.sending:
            return JobStatus.PRINTING
        return JobStatus.FAILED if self.last_error else JobStatus.QUEUED

    @property
    def created_at(self) -> str:
        """When it was made, in UTC, as its own id tells."""
        return ULID.from_str(self.id).datetime.isoformat(timespec="seconds")

    @property
    def waits_for_a_person(self) -> bool:
        """Trying again by itself could print it twice, or would never help."""
        return self.last_error in _FOR_A_PERSON


class Spool:
    """A folder of pairs: the .pdf comes first and leaves last, so a .json always has its document."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, job: Job, pdf: bytes) -> None:
        """On disk, for good, when this returns."""
        self._folder.mkdir(parents=True, exist_ok=True)
        _write(self._pdf(job), pdf)
        self.save(job)

    def save(self, job: Job) -> None:
        _write(self._ticket(job), job.model_dump_json().encode())

    def pdf(self, job: Job) -> bytes:
        return self._pdf(job).read_bytes()

    def remove(self, job: Job) -> None:
        self._ticket(job).unlink(missing_ok=True)
        _sync(self._folder)
        self._pdf(job).unlink(missing_ok=True)

    def jobs(self) -> tuple[Job, ...]:
        """What an earlier run left, oldest first; a job it was just sending may or may not be on paper."""
        tickets = sorted(self._folder.glob("*.json")) if self._folder.is_dir() else []
        read = (self._read(ticket) for ticket in tickets)
        return tuple(_after_interruption(job) for job in read if job is not None)

    def _read(self, ticket: Path) -> Job | None:
        try:
            return Job.model_validate_json(ticket.read_bytes())
        except (ValidationError, OSError):
            _log.warning("unreadable print job %s stays in the spool folder", ticket.name)
            return None

    def _pdf(self, job: Job) -> Path:
        return self._folder / f"{job.id}.pdf"

    def _ticket(self, job: Job) -> Path:
        return self._folder / f"{job.id}.json"


def _after_interruption(job: Job) -> Job:
    if not job.sending:
        return job
    # A file written twice is the same file; paper printed twice is two receipts.
    repeatable = isinstance(job.target, FolderTarget)
    reason = None if repeatable else FailureReason.INTERRUPTED
    return job.model_copy(update={"sending": False, "last_error": reason})


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, even when the power fails."""
    partly = path.with_suffix(f"{path.suffix}.part")
    with partly.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partly.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows opens no folders; its journal keeps the rename
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
