"""`python -m tests.client.display.pictures FOLDER`: the wall as it is shown in docs/screens.md."""

import os
import sys
from dataclasses import replace
from datetime import timedelta
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
from tests.client.display.conftest import HERE, NOON, FakeStream, SetClock, board, call, room

FULL_HD, LARGE, UPRIGHT = (1920, 1080), (3840, 2160), (1080, 1920)


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
    clock.later(10 * turns)
    view_model._show(replace(view_model.state, now=clock.now()))
    wall.grab().save(str(folder / f"wall_{name}.png"))


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    _ = QApplication([])
    theme()
    quiet = [room(number, now_serving=None, calling=False, next=[], waiting=0) for number in (1, 2, 3, 5)]
    arabic = (Language.ARABIC, Language.ENGLISH)
    draw(folder, "idle", FULL_HD, board(quiet, last_calls=[]))
    draw(folder, "calling", FULL_HD, board(6))
    draw(folder, "cut_off", FULL_HD, board(6), cut_off=True)
    draw(folder, "portrait", UPRIGHT, board(6))
    draw(folder, "arabic", FULL_HD, board(6, languages=arabic))
    draw(folder, "arabic_english", FULL_HD, board(6, languages=arabic), turns=1)
    draw(folder, "arabic_cut_off", FULL_HD, board(6, languages=arabic), cut_off=True)
    draw(folder, "arabic_portrait", UPRIGHT, board(6, languages=arabic))
    draw(folder, "bengali", FULL_HD, board(8, languages=(Language.BENGALI,)))
    draw(folder, "hindi", FULL_HD, board(12, languages=(Language.HINDI,)))
    draw(folder, "4k", LARGE, board(9))
    assert call is not None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
