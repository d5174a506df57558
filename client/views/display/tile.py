"""One doctor's tile on the wall: the room, who is in it, and who comes next."""

from typing import Final

from PySide6.QtCore import QRectF

from client.views.display.canvas import CENTRE, RIGHT, Canvas
from client.views.display.words import pause_lines
from client.widgets.fonts import BOLD, MEDIUM, REGULAR, SEMIBOLD
from client.widgets.tokens import WALL
from shared.models.queue import BoardRoom, SessionNotice, SessionPause

_LOW: Final = 220.0
"""A tile lower than this puts less on each line."""
_NEXT_PX: Final = 25.0
_NEXT_LINE: Final = 30.0
_DENSE_PX: Final = 21.0
_DENSE_LINE: Final = 23.0
_SHORTEST_WORD: Final = 90.0
_LARGEST: Final = 96.0
_SMALLEST: Final = 64.0
_NUMBERS_SHARE: Final = 0.62


def draw_tile(canvas: Canvas, box: QRectF, room: BoardRoom, *, old: bool) -> None:
    """An old one says which room it is and nothing that may have changed."""
    _Tile(canvas, box, room, old=old).draw()


class _Tile:
    def __init__(self, canvas: Canvas, box: QRectF, room: BoardRoom, *, old: bool) -> None:
        self._canvas = canvas
        self._say = canvas.tongue.tr
        self._box = box
        self._room = room
        self._old = old
        self._pause = None if old else room.pause
        self._hot = room.calling and not old
        self._quiet = WALL.hot_quiet if self._hot else WALL.quiet

    def draw(self) -> None:
        sheet = (WALL.hot, WALL.hot_edge, 4.0) if self._hot else (WALL.tile, WALL.edge, 1.0)
        self._canvas.sheet(self._box.adjusted(1, 1, -1, -1), sheet[0], 22, edge=sheet[1], thick=sheet[2])
        tall = self._box.height() > _LOW
        inner = self._box.adjusted(28, 22, -28, -18) if tall else self._box.adjusted(20, 12, -20, -10)
        self._head(QRectF(inner.left(), inner.top(), inner.width(), 46))
        below, high, px = (56, 44, 33) if tall else (46, 40, 28)
        name = QRectF(inner.left(), inner.top() + below, inner.width(), high)
        size = self._canvas.largest(self._room.doctor, px, SEMIBOLD, name.width(), 24)
        self._canvas.text(name, self._room.doctor, size, SEMIBOLD)
        foot = QRectF(inner)
        foot.setTop(name.bottom() + (4 if tall else 0))
        self._foot(foot)

    def _head(self, line: QRectF) -> None:
        badge = self._say("Room {room}", room=self._room.room)
        badge_wide = self._canvas.measure(badge, 27, SEMIBOLD) + 28
        sheet = QRectF(line.left(), line.top(), badge_wide, line.height())
        self._canvas.sheet(sheet, WALL.hot_badge if self._hot else WALL.badge, 10)
        self._canvas.text(sheet, badge, 27, SEMIBOLD, WALL.badge_text, CENTRE)
        state = self._state()
        self._canvas.text(line, state, 19, SEMIBOLD, self._quiet, RIGHT)
        beside = QRectF(line)
        beside.setLeft(sheet.right() + 14)
        beside.setRight(line.right() - self._canvas.measure(state, 19, SEMIBOLD) - 18)
        if beside.width() > _SHORTEST_WORD:
            self._canvas.text(beside, self._room.department, 26, REGULAR, self._quiet)

    def _state(self) -> str:
        if self._old:
            return ""
        if self._hot:
            return self._say("CALLING")
        if self._pause is not None:
            return self._say("ENDED") if self._pause.notice is SessionNotice.ENDED else self._say("PAUSED")
        if self._room.now_serving:
            return self._say("NOW SERVING")
        return self._say("NEXT SOON") if self._room.next else ""

    def _foot(self, foot: QRectF) -> None:
        """The number now, large, at the end; those after it before it."""
        if self._pause is not None and not self._room.now_serving:
            self._say_pause(foot, self._pause)
            return
        token = (None if self._old else self._room.now_serving) or "–"
        next_three = " · ".join(self._room.next)
        most = min(_LARGEST, foot.height())
        size = self._canvas.largest(token, most, BOLD, foot.width() * _NUMBERS_SHARE, 24)
        beside = foot.width() - self._canvas.measure(next_three, _NEXT_PX, MEDIUM) - 20
        smaller = self._canvas.largest(token, size, BOLD, beside, min(size, _SMALLEST))
        if self._canvas.measure(token, smaller, BOLD) <= beside:
            size = smaller
        number = QRectF(foot.left(), foot.bottom() - most, foot.width(), most)
        self._canvas.text(number, token, size, BOLD, WALL.text if self._hot else WALL.number, RIGHT)
        if self._pause is not None:
            self._say_pause(foot.adjusted(0, 0, -self._canvas.measure(token, size, BOLD) - 16, 0), self._pause)
        elif not self._old:
            wide = foot.width() - self._canvas.measure(token, size, BOLD) - 16
            self._next(QRectF(foot.left(), foot.top(), wide, foot.height()))

    def _say_pause(self, area: QRectF, pause: SessionPause) -> None:
        lines = pause_lines(self._canvas.tongue, pause)
        high = min(48.0, area.height() / len(lines))
        row = QRectF(area.left(), area.bottom() - high * len(lines) - 2, area.width(), high)
        for text in lines:
            size = self._canvas.largest(text, min(32.0, high * 0.8), MEDIUM, area.width(), 17)
            self._canvas.text(row, text, size, MEDIUM, WALL.number)
            row = row.translated(0, high)

    def _next(self, area: QRectF) -> None:
        tokens = self._room.next
        last = QRectF(area.left(), area.bottom() - _NEXT_LINE - 4, area.width(), _NEXT_LINE)
        if not tokens:
            nobody = self._say("No one waiting")
            size = self._canvas.largest(nobody, _NEXT_PX, REGULAR, area.width(), 17)
            if self._canvas.measure(nobody, size, REGULAR) <= area.width():
                self._canvas.text(last, nobody, size, REGULAR, self._quiet)
            return
        rows, line, px = self._rows(tokens, area)
        last = QRectF(area.left(), area.bottom() - line - (4 if line == _NEXT_LINE else 0), area.width(), line)
        for row, text in enumerate(reversed(rows)):
            self._canvas.text(last.translated(0, -line * row), text, px, MEDIUM)
        title = last.translated(0, -line * len(rows))
        if title.top() >= area.top():
            self._canvas.text(title, self._say("Next"), 21, REGULAR, self._quiet)

    def _rows(self, tokens: list[str], area: QRectF) -> tuple[list[str], float, float]:
        """In one line, else one below the other, else as many as have room: half a number would be somebody else's."""
        whole = " · ".join(tokens)
        if self._canvas.measure(whole, _NEXT_PX, MEDIUM) <= area.width():
            return [whole], _NEXT_LINE, _NEXT_PX
        line = min(_NEXT_LINE, (area.height() - 2) / len(tokens))
        if line >= _DENSE_LINE:
            return tokens, line, _NEXT_PX if line == _NEXT_LINE else _DENSE_PX
        return [self._fitting(tokens, area.width())], _NEXT_LINE, _NEXT_PX

    def _fitting(self, tokens: list[str], width: float) -> str:
        shown = tokens[:1]
        for token in tokens[1:]:
            if self._canvas.measure(" · ".join([*shown, token]), _NEXT_PX, MEDIUM) > width:
                break
            shown = [*shown, token]
        return " · ".join(shown)
