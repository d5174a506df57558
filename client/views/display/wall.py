"""The wall: drawn whole, in one unit, so that it fills any screen and reads from five metres."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.notices import notice_text
from client.core.tongue import clock_text, tongue
from client.core.zone import day_of
from client.viewmodels.display.board import BoardState, BoardViewModel
from client.views.display.call_card import draw_call
from client.views.display.canvas import CENTRE, RIGHT, Canvas
from client.views.display.tile import draw_tile
from client.widgets.fonts import MEDIUM, REGULAR, SEMIBOLD
from client.widgets.tokens import WALL

_MARGIN: Final = 36.0
_TOP: Final = 156.0
_BOTTOM: Final = 98.0
_CALL_WIDE: Final = 560.0
_CALL_HIGH: Final = 770.0
_BETWEEN: Final = 28.0
_GAP: Final = 22.0
_TILE_WIDE: Final = 340.0
_TILE_HIGH: Final = 300.0
_ROOMY: Final = 180.0
_TILE_LOW: Final = 164.0
"""Smaller tiles could not be read from across the hall: further rooms take turns."""


class Wall(QWidget):
    """Paints a BoardState in the hospital's languages, which take turns."""

    def __init__(self, view_model: BoardViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model = view_model
        view_model.setParent(self)
        self.setAccessibleName(tr("Queue display"))
        self.setMinimumSize(640, 360)
        view_model.state_changed.connect(self._render)

    @property
    def state(self) -> BoardState:
        return self._view_model.state

    def _render(self, state: BoardState) -> None:
        latest, say = state.latest, tongue(state.languages[0]).tr
        spoken = ""
        if latest is not None:
            place = latest.counter or latest.room
            spoken = say("Now calling {token}, room {room}", token=latest.token, room=place)
        if spoken != self.accessibleDescription():
            self.setAccessibleDescription(spoken)
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        state = self.state
        painter = QPainter(self)
        # The first language decides the direction, once for all: a wall that turns around each time could not be read.
        canvas = Canvas(painter, QRectF(self.rect()), tongue(state.language), mirrored=state.languages[0].right_to_left)
        _draw(canvas, state)
        painter.end()


def _draw(canvas: Canvas, state: BoardState) -> None:
    canvas.ground()
    _draw_header(canvas, state)
    call = QRectF(0, _TOP, _CALL_WIDE, canvas.high - _TOP - _BOTTOM)
    rooms = QRectF(_MARGIN, _TOP, canvas.wide - _CALL_WIDE - 2 * _MARGIN - _BETWEEN, call.height())
    call.moveLeft(rooms.right() + _BETWEEN)
    if canvas.high > canvas.wide:  # upright: the call above the rooms
        call = QRectF(_MARGIN, _TOP, canvas.wide - 2 * _MARGIN, _CALL_HIGH)
        top = call.bottom() + _BETWEEN
        rooms = QRectF(_MARGIN, top, call.width(), canvas.high - top - _BOTTOM)
    _draw_rooms(canvas, rooms, state)
    draw_call(canvas, call, state)
    _draw_footer(canvas, QRectF(0, canvas.high - 74, canvas.wide, 74), state)


def _draw_header(canvas: Canvas, state: BoardState) -> None:
    board = state.board
    clock, day = clock_text(state.now), canvas.tongue.date_text(day_of(state.now))
    wide = max(canvas.measure(clock, 56, SEMIBOLD), canvas.measure(day, 24, REGULAR)) + 4
    right = QRectF(canvas.wide - _MARGIN - wide, 28, wide, 62)
    canvas.text(right, clock, 56, SEMIBOLD, align=RIGHT)
    canvas.text(QRectF(right.left(), 90, wide, 34), day, 24, REGULAR, WALL.quiet, RIGHT)
    canvas.icon(QRectF(_MARGIN, 46, 72, 72), "hospital", WALL.logo)
    hospital, local = (board.hospital, board.hospital_local) if board else ("", "")
    name = QRectF(132, 38, right.left() - 132 - 24, 52)
    canvas.text(name, hospital, canvas.largest(hospital, 40, SEMIBOLD, name.width(), 24), SEMIBOLD)
    canvas.text(QRectF(name.left(), 90, name.width(), 34), local, 24, REGULAR, WALL.quiet)


def _draw_rooms(canvas: Canvas, area: QRectF, state: BoardState) -> None:
    rooms = state.rooms
    if not rooms:
        nobody = canvas.tongue.tr("No doctor is seeing patients now.")
        canvas.text(area, nobody, 36, REGULAR, WALL.quiet, CENTRE)
        return
    columns, rows = _grid(area, len(rooms))
    pages = -(-len(rooms) // (columns * rows))
    if pages > 1:
        area = area.adjusted(0, 0, 0, -_GAP)
    shown = state.page(pages)
    first = shown * columns * rows
    width = (area.width() - _GAP * (columns - 1)) / columns
    height = min(_TILE_HIGH, (area.height() - _GAP * (rows - 1)) / rows)
    for place, room in enumerate(rooms[first : first + columns * rows]):
        row, column = divmod(place, columns)
        box = QRectF(area.left() + column * (width + _GAP), area.top() + row * (height + _GAP), width, height)
        draw_tile(canvas, box, room, old=state.is_old)
    for page in range(pages if pages > 1 else 0):
        centre = QPointF(area.center().x() + (page - (pages - 1) / 2) * 26, area.bottom() + 14)
        canvas.dot(centre, WALL.text if page == shown else WALL.edge)


def _draw_footer(canvas: Canvas, box: QRectF, state: BoardState) -> None:
    canvas.sheet(box, WALL.foot)
    say, since = canvas.tongue.tr, state.stale_since
    text = say("Please keep your token ready. Your number is shown and called here.")
    if state.notice is not None:
        text = notice_text(say, state.notice.kind, state.notice.at, state.notice.doctor)
    if since is not None:
        text = say("Not updated since {time}. Please listen for your number.", time=clock_text(since))
    ink = WALL.foot_text if since is None else WALL.number
    inner = box.adjusted(_MARGIN, 0, -_MARGIN, 0)
    canvas.text(inner, text, canvas.largest(text, 27, MEDIUM, inner.width(), 20), MEDIUM, ink)


def _grid(area: QRectF, rooms: int) -> tuple[int, int]:
    """Columns and rows that show the most rooms readably; two columns as long as their tiles are not low."""
    most_columns = max(1, int((area.width() + _GAP) // (_TILE_WIDE + _GAP)))
    most_rows = max(1, int((area.height() + _GAP) // (_TILE_LOW + _GAP)))
    for columns in range(min(2, most_columns), most_columns + 1):
        rows = -(-rooms // columns)
        if columns == most_columns or (area.height() - _GAP * (rows - 1)) / rows >= _ROOMY:
            break
    return columns, min(rows, most_rows)
