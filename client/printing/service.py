"""Printing as the client sees it: hand a document over, and it will come out, or you are told why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage
from ulid import ULID

from client.core.aio import Cancelled, Promise
from client.printing import fonts
from client.printing.background import Background
from client.printing.documents import Document, to_pdf
from client.printing.papers import DocumentKind, Paper
from client.printing.printers import FailureReason, FolderTarget, NotPrinted, Target, found_printers
from client.printing.raster import UnreadablePdf, render_pages
from client.printing.spool import Job, JobStatus, Spool

_RETRY_MS: Final = 15_000
_PRINTERS_AT_ONCE: Final = 4


@dataclass(frozen=True)
class Route:
    """Where a workstation prints one kind of document."""

    target: Target
    paper: Paper
    copies: int = 1


class NoPrinterChosen(Exception):  # a refusal, not a fault
    """This workstation has no printer for documents of this kind."""

    def __init__(self, kind: DocumentKind) -> None:
        super().__init__(kind)
        self.kind = kind


class PrintService(QObject):
    """Owns the spool: every job is on disk before anyone is told it will print, and leaves it when it has."""

    changed = Signal()
    job_failed = Signal(object)
    """A Job, at its first failure; the tries made by themselves after it only change the list."""

    def __init__(
        self,
        folder: Path,
        routes: Mapping[DocumentKind, Route],
        parent: QObject | None = None,
        *,
        retry_ms: int = _RETRY_MS,
    ) -> None:
        super().__init__(parent)
        fonts.register()
        self._spool = Spool(folder)
        self._routes = dict(routes)
        self._jobs = {job.id: job for job in self._spool.jobs()}
        self._in_hand: set[str] = set()
        """Jobs a worker is busy with: nothing else may touch them."""
        self._last_id = int(ULID.from_str(max(self._jobs))) if self._jobs else 0
        self._desk = Background(1, self)
        self._printers = Background(_PRINTERS_AT_ONCE, self)
        self._retries = QTimer(self)
        self._retries.setInterval(retry_ms)
        self._retries.timeout.connect(self.retry)
        self._retries.start()
        self._send_next()

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Everything not on paper yet, oldest first."""
        return tuple(self._jobs[key] for key in sorted(self._jobs))

    def set_routes(self, routes: Mapping[DocumentKind, Route]) -> None:
        self._routes = dict(routes)

    def leaves_file(self, kind: DocumentKind) -> bool:
        """Such a paper goes to a folder, where it stays: nothing for what nobody may read later."""
        route = self._routes.get(kind)
        return route is not None and isinstance(route.target, FolderTarget)

    def print(self, document: Document, kind: DocumentKind, *, title: str, open_drawer: bool = False) -> Promise[Job]:
        """Resolves when the document is safe on disk; it is printed from there."""
        answer: Promise[Job] = Promise()
        route = self._routes.get(kind)
        if route is None:
            answer.reject(NoPrinterChosen(kind))
            return answer
        job = Job(
            id=self._next_id(),
            kind=kind,
            title=title,
            target=route.target,
            copies=route.copies,
            open_drawer=open_drawer,
        )
        work = partial(self._spool_document, job, document, route.paper)
        self._desk.run(work).when_done(partial(self._spooled, answer))
        return answer

    def as_file(self, document: Document, paper: Paper = Paper.A4) -> Promise[bytes]:
        """The PDF itself, for whoever keeps it."""
        return self._desk.run(partial(to_pdf, document, paper))

    def preview(self, document: Document, kind: DocumentKind, width_px: int) -> Promise[list[QImage]]:
        route = self._routes.get(kind)
        paper = route.paper if route else Paper.A4
        return self._desk.run(partial(_preview, document, paper, width_px))

    def found(self) -> Promise[list[str]]:
        """The printers this computer's operating system knows."""
        return self._printers.run(found_printers)

    def retry(self) -> None:
        """Try the jobs again that failed, now instead of at the next quarter minute."""
        for job in self.jobs:
            if job.status is JobStatus.FAILED and not job.waits_for_a_person and job.id not in self._in_hand:
                self._jobs[job.id] = job.model_copy(update={"last_error": None})
        self._send_next()

    def print_again(self, job_id: str) -> None:
        """A person has looked at the printer and decided."""
        self._change(job_id, last_error=None, attempts=0)

    def send_to(self, job_id: str, target: Target) -> None:
        self._change(job_id, target=target, last_error=None, attempts=0)

    def cancel(self, job_id: str) -> bool:
        """False when it is being printed just now, or is gone."""
        if job_id not in self._jobs or job_id in self._in_hand:
            return False
        job = self._jobs.pop(job_id)
        self._desk.run(partial(self._spool.remove, job))
        self.changed.emit()
        self._send_next()
        return True

    def close(self) -> None:
        """What is not printed stays in the spool for the next start."""
        self._retries.stop()
        self._desk.close(finish=True)
        self._printers.close(finish=False)

    def _next_id(self) -> str:
        """Later than every other one, which a plain ULID is not within its millisecond."""
        self._last_id = max(int(ULID()), self._last_id + 1)
        return str(ULID.from_int(self._last_id))

    def _spool_document(self, job: Job, document: Document, paper: Paper) -> Job:
        self._spool.add(job, to_pdf(document, paper))
        return job

    def _spooled(self, answer: Promise[Job], done: Promise[Job]) -> None:
        try:
            job = done.result()
        except BaseException as error:  # noqa: BLE001  # whoever asked to print is told, whatever it is
            answer.reject(error)
            return
        self._jobs[job.id] = job
        self.changed.emit()
        self._send_next()
        answer.resolve(job)

    def _change(self, job_id: str, **update: object) -> None:
        if job_id not in self._jobs or job_id in self._in_hand:
            return
        job = self._jobs[job_id] = self._jobs[job_id].model_copy(update=update)
        self._in_hand.add(job_id)
        self._desk.run(partial(self._spool.save, job)).when_done(partial(self._changed_on_disk, job_id))
        self.changed.emit()

    def _changed_on_disk(self, job_id: str, _done: Promise[None]) -> None:
        self._in_hand.discard(job_id)
        self._send_next()

    def _send_next(self) -> None:
        """The oldest waiting job of each printer that is free; a failed one holds up those behind it."""
        heads: dict[str, Job] = {}
        for job in self.jobs:
            if not job.waits_for_a_person:
                heads.setdefault(job.target.lane, job)
        for job in heads.values():
            if job.status is JobStatus.QUEUED and job.id not in self._in_hand:
                self._send(job)

    def _send(self, job: Job) -> None:
        sending = self._jobs[job.id] = job.model_copy(update={"sending": True, "attempts": job.attempts + 1})
        self._in_hand.add(job.id)
        self._printers.run(partial(self._deliver, sending)).when_done(partial(self._delivered, job))
        self.changed.emit()

    def _deliver(self, job: Job) -> Job | None:
        """On a worker: the job that remains, or None when it is printed."""
        try:
            pdf = self._spool.pdf(job)
            self._spool.save(job)
            job.target.deliver(pdf, name=f"{job.kind}-{job.id}", copies=job.copies, open_drawer=job.open_drawer)
        except NotPrinted as failure:
            return self._kept(job, failure.reason)
        except (FileNotFoundError, UnreadablePdf):
            return self._kept(job, FailureReason.DOCUMENT_LOST)
        self._spool.remove(job)
        return None

    def _kept(self, job: Job, reason: FailureReason) -> Job:
        remaining = job.model_copy(update={"sending": False, "last_error": reason})
        self._spool.save(remaining)
        return remaining

    def _delivered(self, before: Job, done: Promise[Job | None]) -> None:
        self._in_hand.discard(before.id)
        try:
            remaining = done.result()
        except Cancelled:
            return  # the program ends before it was begun: it waits in the spool
        except OSError:
            remaining = before.model_copy(update={"last_error": FailureReason.SPOOL_UNWRITABLE})
        if remaining is None:
            del self._jobs[before.id]
        else:
            self._jobs[before.id] = remaining
            if remaining.attempts == 1:
                self.job_failed.emit(remaining)
        self.changed.emit()
        self._send_next()


def _preview(document: Document, paper: Paper, width_px: int) -> list[QImage]:
    return render_pages(to_pdf(document, paper), width_px)
