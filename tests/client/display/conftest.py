from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import QObject, Signal

from client.api.event_stream import Link, StreamStatus, Watch
from client.core.clock import Clock
from client.core.live import Live
from client.viewmodels.display.board import BoardViewModel
from shared.ids import WorkstationId
from shared.languages import Language
from shared.models.queue import BoardCall, BoardRoom, BoardSnapshot
from tests.client.widgets.conftest import look, shown

__all__ = ["look", "shown"]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HERE = WorkstationId(UUID(int=4))
DEPARTMENTS = ("Medicine", "Cardiology", "Obstetrics & Gynaecology", "Ear, Nose & Throat")
DOCTORS = ("Dr. Farhana Rahman", "Dr. Imtiaz Chowdhury", "Prof. Dr. Sheikh Mohammad Abdullah Al-Mamun", "Dr. Li")


class SetClock(Clock):
    """Stands until it is turned."""

    def __init__(self):
        super().__init__()
        self.moment = NOON

    def now(self):
        return self.moment

    def later(self, seconds):
        self.moment += timedelta(seconds=seconds)


class FakeStream(QObject):
    queue = Signal(object)
    board = Signal(object)
    status_changed = Signal(object)
    unreadable = Signal(str)

    def __init__(self):
        super().__init__()
        self.status = StreamStatus(Link.LIVE)
        self.last_heard_at: datetime | None = None
        self.watches: frozenset[Watch] = frozenset()

    def watch(self, watches):
        self.watches = watches

    def becomes(self, link, heard=None):
        self.status = StreamStatus(link, heard)
        self.status_changed.emit(self.status)


def call(number, seconds_ago=5, calls=1, **changes):
    place = number % 4
    made = BoardCall(
        token=f"{'MCGE'[place]}-{number:03d}",
        room=str(100 + number),
        doctor=DOCTORS[place],
        department=DEPARTMENTS[place],
        called_at=NOON - timedelta(seconds=seconds_ago),
        calls=calls,
    )
    return made.model_copy(update=changes)


def room(number, **changes):
    """Each fourth is just calling, each fifth has nobody waiting."""
    place = number % 4
    calling = place == 0
    waiting = [] if number % 5 == 3 else [f"{'MCGE'[place]}-{number + ahead:03d}" for ahead in range(1, 4)]
    tile = BoardRoom(
        doctor=DOCTORS[place],
        department=DEPARTMENTS[place],
        room=str(100 + number),
        pause=None,
        now_serving=None if number % 7 == 5 else f"{'MCGE'[place]}-{number:03d}",
        calling=calling,
        called_at=NOON,
        calls=1,
        next=waiting,
        waiting=len(waiting),
    )
    return tile.model_copy(update=changes)


def board(rooms=4, calls=5, version=1, languages=(Language.ENGLISH,), **changes):
    rooms = [room(number) for number in range(rooms)] if isinstance(rooms, int) else rooms
    snapshot = BoardSnapshot(
        hospital="Shantinagar General Hospital",
        hospital_local="শান্তিনগর জেনারেল হাসপাতাল",
        languages=languages,
        version=version,
        rooms=rooms,
        notices=[],
        last_calls=[call(number, 5 + 60 * number, calls=2 if number == 0 else 1) for number in range(calls)],
    )
    return snapshot.model_copy(update=changes)


@pytest.fixture
def clock():
    return SetClock()


@pytest.fixture
def stream(qapp):
    return FakeStream()


@pytest.fixture
def live(stream):
    live = Live(cast("Any", stream), topics=False)
    live.set_active(active=True)
    return live


@pytest.fixture
def view_model(live, stream, clock):
    return BoardViewModel(HERE, live, cast("Any", stream), clock)
