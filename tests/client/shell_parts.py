"""All a shell stands on, of this process: what the server and the machine would say is said by the test."""

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from client.api.event_stream import Link, StreamStatus
from client.api.outbox import Pending
from client.core.changes import Changes
from client.core.clock import Clock
from client.core.live import Live
from client.core.session import Presence, SessionState
from client.desk import Desk
from client.printing.spool import Job
from client.shell import Shell
from shared.errors import Unreachable
from shared.ids import WorkstationId
from tests.client.cashier.conftest import KnownSession
from tests.client.examples import me
from tests.client.fakes import FakeCalls

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Stream(QObject):
    queue = Signal(object)
    board = Signal(object)
    changed = Signal(object, object)
    connected = Signal()
    status_changed = Signal(object)

    def __init__(self):
        super().__init__()
        self.status = StreamStatus(Link.LIVE)
        self.retried = 0

    def watch(self, watches):
        self.watches = watches

    def becomes(self, link, heard=None):
        self.status = StreamStatus(link, heard)
        self.status_changed.emit(self.status)

    def retry_now(self):
        self.retried += 1


class Box(QObject):
    changed = Signal()
    answered_late = Signal(object, object)

    def __init__(self):
        super().__init__()
        self.pending: tuple[Pending, ...] = ()
        self.retried = 0

    def waits_for(self, *endpoints, attempts=1):
        self.pending = tuple(
            Pending(str(place), endpoint, "anna", NOON, attempts) for place, endpoint in enumerate(endpoints)
        )
        self.changed.emit()

    def retry_now(self):
        self.retried += 1


class Service(QObject):
    changed = Signal()
    job_failed = Signal(object)

    def __init__(self):
        super().__init__()
        self.jobs: tuple[Job, ...] = ()
        self.retried = 0

    def holds(self, *jobs):
        self.jobs = jobs
        self.changed.emit()

    def retry(self):
        self.retried += 1


class Printing(QObject):
    printed = Signal(str)
    refused = Signal(object)

    def __init__(self):
        super().__init__()
        self.service = Service()


class Drafts:
    def save(self, key, draft):
        """Nothing is typed here."""

    def load(self, key):
        return None

    def clear(self, key):
        """Nothing was kept."""


class SilentCalls(FakeCalls):
    """The pages' own questions are no matter here."""

    def send(self, call):
        self._answers.setdefault(call.endpoint, Unreachable())
        return super().send(call)


class Parts:
    """All a shell stands on, for one person at one kind of computer."""

    def __init__(self, role, kind, person=None):
        self.stream, self.box, self.printing, self.clock = Stream(), Box(), Printing(), Clock()
        session = KnownSession(role)
        if person is not None:
            session._show(SessionState(Presence.SIGNED_IN, person))
        anything = cast("Any", self)
        self.desk = Desk(
            workstation_id=WorkstationId(UUID(int=4)),
            workstation="Counter 2",
            kind=kind,
            calls=SilentCalls(),
            session=session,
            changes=Changes(anything.stream),
            live=Live(anything.stream),
            clock=self.clock,
            printing=anything.printing,
        )
        self.shell = Shell(self.desk, Drafts(), anything.stream, anything.box, person or me(role), "Test Hospital")
        self.frame = self.shell.frame

    @property
    def banners(self):
        return self.frame.banners.texts
