"""`python -m tests.client.display.pictures FOLDER`: the wall as it is shown in docs/screens.md."""

import os
import sys
from datetime import time, timedelta
from pathlib import Path
from typing import Any, cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from client.api.event_stream import Link
from client.core.live import Live
from client.viewmodels.display.board import BoardViewModel
from client.views.display.wall import Wall
from client.widgets.theme import theme
from shared.languages import Language
from shared.models.boards import BoardNotice, NoticeKind
from shared.models.queue import SessionNotice, SessionPause
from tests.client.display.conftest import HERE, NOON, FakeStream, SetClock, board, room

WIDE, UPRIGHT = (1366, 768), (768, 1366)


def draw(
    folder: Path, name: str, size: tuple[int, int], snapshot: Any, *, cut_off: bool = False, turns: int = 0
) -> None:
    clock, stream = SetClock(), FakeStream()
    live = Live(cast("Any", stream), topics=False)
    live.set_active(active=True)
    view_model = BoardViewModel(HERE, live, cast("Any", stream), clock)
    wall = Wall(view_model)
    wall.resize(*size)
    stream.board.emit(snapshot)
    if cut_off:
        stream.becomes(Link.STALE, NOON - timedelta(minutes=3))
    wall.grab().save(str(folder / f"wall_{name}.png"))


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _ = QApplication([])
    theme()
    quiet = [room(number, now_serving=None, calling=False, next=[], waiting=0) for number in (1, 2, 3, 5)]
    pause = SessionPause(notice=SessionNotice.BREAK, since=NOON, back_at=NOON + timedelta(minutes=30))
    rooms = [room(number) for number in range(5)]
    rooms.append(room(5, pause=pause))
    pharmacy = BoardNotice(kind=NoticeKind.PHARMACY_CLOSES, at=time(20, 30), doctor=None)
    arabic = (Language.ARABIC, Language.ENGLISH)
    draw(folder, "idle", WIDE, board(quiet, last_calls=[]))
    draw(folder, "calling", WIDE, board(rooms, notices=[pharmacy]))
    draw(folder, "cut_off", WIDE, board(rooms), cut_off=True)
    draw(folder, "portrait", UPRIGHT, board(rooms))
    draw(folder, "arabic", WIDE, board(rooms, languages=arabic, notices=[pharmacy]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
