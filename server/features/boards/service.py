"""Arranging the wall displays: which rooms each shows, and what all of them say."""

from server.core.context import Context
from server.features.boards.repository import BoardsRepository
from server.features.boards.tables import CounterCallRow, NoticeRow
from shared.errors import InvalidRequest
from shared.ids import RoomId, new_id
from shared.models.boards import (
    ArrangeDisplay,
    BoardSetup,
    DisplayRooms,
    Notice,
    PostNotices,
    RoomOnBoards,
)


class BoardsService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._boards = BoardsRepository(ctx.session)

    def setup(self) -> BoardSetup:
        chosen = self._boards.chosen_rooms()
        return BoardSetup(
            displays=[
                DisplayRooms(
                    workstation_id=one.id,
                    name=one.name,
                    room_ids=sorted(chosen.get(one.id, ())),
                    counters=one.shows_counters,
                )
                for one in self._boards.displays()
            ],
            rooms=self._rooms(),
            notices=[
                Notice(kind=row.kind, at=row.at, doctor_id=row.doctor_id)
                for row in self._boards.notices(self._ctx.today)
            ],
        )

    def arrange(self, request: ArrangeDisplay) -> BoardSetup:
        display = self._boards.lock_display(request.workstation_id)
        if not set(request.room_ids) <= {room.id for room in self._rooms()}:
            raise InvalidRequest({"room_ids": "one of these rooms is not in use"})
        display.shows_counters = request.counters
        self._boards.choose(request.workstation_id, request.room_ids)
        self._ctx.touched(request.workstation_id)
        return self.setup()

    def post_notices(self, request: PostNotices) -> BoardSetup:
        for notice in request.notices:
            if notice.doctor_id is not None:
                self._boards.check_doctor(notice.doctor_id)
        self._boards.replace_notices(
            NoticeRow(
                id=new_id(),
                kind=notice.kind,
                at=notice.at,
                doctor_id=notice.doctor_id,
                posted_on=self._ctx.today,
            )
            for notice in request.notices
        )
        return self.setup()

    def called(self, token: str) -> None:
        """To the counter that asks; the walls of the whole house show it."""
        self._boards.add_call(
            CounterCallRow(
                id=new_id(),
                day=self._ctx.today,
                token=token,
                workstation_id=self._ctx.device.id,
                called_at=self._ctx.now,
            )
        )

    def _rooms(self) -> list[RoomOnBoards]:
        rooms: dict[RoomId, tuple[str, list[str]]] = {}
        for room_id, name, doctor in self._boards.rooms():
            rooms.setdefault(room_id, (name, []))[1].extend([doctor] if doctor else [])
        return [RoomOnBoards(id=room, name=name, doctors=doctors) for room, (name, doctors) in rooms.items()]
