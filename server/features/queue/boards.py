"""The live pictures of the wall displays: the house is read once, and each display gets its rooms of it."""

import itertools
import threading
from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from server.core.clock import Clock
from server.core.database import Database
from server.core.house import House, Houses
from server.core.push import BuildSnapshot, Snapshot
from server.features.appointments.repository import pause_of
from server.features.boards.repository import BoardsRepository
from server.features.queue.repository import LAST_CALLS, AnyRow, QueueRepository
from server.features.queue.snapshots import today
from server.features.schedules.sittings import Sitting, Sittings
from shared.ids import EmployeeId, RoomId, WorkstationId
from shared.models.boards import BoardNotice
from shared.models.queue import BoardCall, BoardRoom, BoardSnapshot

# More moves than a hospital makes in a day: the board's version grows over midnight too, though the moves start anew.
_MOVES_A_DAY: Final = 1_000_000


@dataclass(frozen=True)
class HouseBoard:
    """All that any display of the house may show."""

    whole: BoardSnapshot
    """Without rooms and calls: these are each display's own."""
    day: date
    rooms: list[tuple[RoomId, BoardRoom]]
    calls: list[tuple[RoomId | None, BoardCall]]
    chosen: Mapping[WorkstationId, set[RoomId]]
    counters: AbstractSet[WorkstationId]

    def of(self, workstation_id: WorkstationId) -> BoardSnapshot:
        """The rooms chosen for this display; all, where none were."""
        chosen = self.chosen.get(workstation_id)
        rooms = [tile for room, tile in self.rooms if not chosen or room in chosen]
        counters = workstation_id in self.counters
        calls = [call for room, call in self.calls if not chosen or room in chosen or (counters and call.counter)]
        return self.whole.model_copy(update={"rooms": rooms, "last_calls": calls[:LAST_CALLS]})


def house_board(session: Session, house: House, now: datetime) -> HouseBoard:
    """With each doctor in the room that is planned for now, and each call to where the doctor sat then."""
    day = today(now, house)
    queue, boards = QueueRepository(session), BoardsRepository(session)
    version = day.toordinal() * _MOVES_A_DAY + queue.moves_of_day(day) + boards.calls_of_day(day)
    waiting: dict[EmployeeId, list[AnyRow]] = defaultdict(list)
    for row in queue.first_waiting(day):
        waiting[row.doctor_id].append(row)
    sittings = Sittings(session, house, day)
    sits = [(row, sittings.at(row.id, now, Sitting(row.room_id, row.room))) for row in queue.rooms(day)]
    return HouseBoard(
        whole=BoardSnapshot(
            hospital=house.name,
            hospital_local=house.name_local,
            languages=house.languages,
            version=version,
            rooms=[],
            last_calls=[],
            notices=[BoardNotice(kind=row.kind, at=row.at, doctor=row.doctor) for row in boards.notices(day)],
        ),
        day=day,
        rooms=[
            (sitting.room_id, _board_room(row, sitting.room, waiting[row.id]))
            for row, sitting in sorted(sits, key=lambda each: each[1].room)
            if sitting.room_id is not None
        ],
        calls=sorted(
            [
                *(_call(row, sittings) for row in queue.last_calls(day)),
                *((None, _counter_call(row)) for row in boards.counter_calls(day, LAST_CALLS)),
            ],
            key=lambda each: each[1].called_at,
            reverse=True,
        ),
        chosen=boards.chosen_rooms(),
        counters=boards.with_counters(),
    )


def _board_room(row: AnyRow, room: str, waiting: list[AnyRow]) -> BoardRoom:
    return BoardRoom(
        doctor=row.doctor,
        department=row.department,
        room=room,
        pause=pause_of(row.notice, row.paused_since, row.back_at),
        now_serving=row.now_serving,
        calling=row.calling,
        called_at=row.called_at,
        calls=row.calls,
        next=[line.token for line in waiting],
        waiting=waiting[0].waiting if waiting else 0,
    )


def _call(row: AnyRow, sittings: Sittings) -> tuple[RoomId | None, BoardCall]:
    sat = sittings.at(row.doctor_id, row.called_at, Sitting(row.room_id, row.room))
    return sat.room_id, BoardCall.model_validate(row).model_copy(update={"room": sat.room})


def _counter_call(row: AnyRow) -> BoardCall:
    return BoardCall(
        token=row.token,
        room="",
        doctor="",
        department="",
        called_at=row.called_at,
        calls=row.calls,
        counter=row.counter,
    )


class HouseBoards:
    """Reads the house once for all displays that are drawn at the same time."""

    def __init__(self, database: Database, clock: Clock, houses: Houses) -> None:
        self._database = database
        self._clock = clock
        self._houses = houses
        self._turns = itertools.count()
        self._one_reads = threading.Lock()
        self._newest: tuple[int, HouseBoard] | None = None

    def current(self) -> HouseBoard:
        """As the house is now: one whose reading began after this was asked, whoever began it."""
        asked = next(self._turns)
        with self._one_reads:
            if self._newest is None or self._newest[0] < asked:
                self._newest = (next(self._turns), self._read())
            return self._newest[1]

    def _read(self) -> HouseBoard:
        with self._database.moment() as session:
            house = self._houses.current(session)
            return house_board(session, house, self._clock.now())


def board_builder(database: Database, clock: Clock, houses: Houses) -> BuildSnapshot:
    """Draws a wall display for the push hub."""
    boards = HouseBoards(database, clock, houses)

    def build(workstation_id: UUID) -> Snapshot:
        board = boards.current()
        picture = board.of(WorkstationId(workstation_id))
        return Snapshot((board.day.isoformat(), picture.version), picture.model_dump_json().encode())

    return build
