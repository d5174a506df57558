"""The wall: drawn whole, in one unit, so that it fills any screen and reads from five metres."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, time_text, tr, trn
from client.core.zone import day_of
from client.viewmodels.display.board import BoardState, BoardViewModel
from client.widgets.fonts import BOLD, MEDIUM, REGULAR, SEMIBOLD, font
from client.widgets.icons import draw_icon
from client.widgets.tokens import WALL
from shared.models.queue import BoardCall, BoardRoom

_SHORT_SIDE: Final = 1080.0
_MARGIN: Final = 36.0
_TOP: Final = 156.0
_BOTTOM: Final = 98.0
_CALL_WIDE: Final = 560.0
_CALL_HIGH: Final = 770.0
_GAP: Final = 22.0
_TILE_WIDE: Final = 340.0
_ROOMY: Final = 180.0
_TILE_LOW: Final = 164.0
"""Smaller tiles could not be read from across the hall: further rooms take turns."""
_LOW: Final = 220.0
"""A tile lower than this puts less on each line."""
_TWO_LINES: Final = 70.0
_SHORTEST_WORD: Final = 90.0
_NUMBERS_SHARE: Final = 0.62
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter


class Wall(QWidget):
    """Paints a BoardState; one unit is a 1080th of the shorter side."""

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
        latest = state.latest
        spoken = tr("Now calling {token}, room {room}", token=latest.token, room=latest.room) if latest else ""
        if spoken != self.accessibleDescription():
            self.setAccessibleDescription(spoken)
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        unit = min(self.width(), self.height()) / _SHORT_SIDE
        painter.scale(unit, unit)
        _Painting(painter, self.state, self.width() / unit, self.height() / unit).draw()


class _Painting:
    """One picture: header, rooms, the call, footer."""

    def __init__(self, painter: QPainter, state: BoardState, wide: float, high: float) -> None:
        self._p = painter
        self._state = state
        self._wide = wide
        self._high = high

    def draw(self) -> None:
        ground = QLinearGradient(0, 0, 0, self._high)
        ground.setColorAt(0, QColor(WALL.ground))
        ground.setColorAt(1, QColor(WALL.ground_low))
        self._p.fillRect(QRectF(0, 0, self._wide, self._high), ground)
        self._header()
        call = QRectF(0, _TOP, _CALL_WIDE, self._high - _TOP - _BOTTOM)
        rooms = QRectF(_MARGIN, _TOP, self._wide - _CALL_WIDE - 2 * _MARGIN - 28, call.height())
        call.moveLeft(rooms.right() + 28)
        if self._high > self._wide:  # upright: the call above the rooms
            call = QRectF(_MARGIN, _TOP, self._wide - 2 * _MARGIN, _CALL_HIGH)
            rooms = QRectF(_MARGIN, call.bottom() + 28, call.width(), self._high - call.bottom() - 28 - _BOTTOM)
        self._rooms(rooms)
        self._call(call)
        self._footer(QRectF(0, self._high - 74, self._wide, 74))

    def _header(self) -> None:
        board, now = self._state.board, self._state.now
        draw_icon(self._p, QRect(36, 46, 72, 72), "hospital", WALL.logo)
        self._text(QRectF(132, 38, self._wide - 560, 52), board.hospital if board else "", 40, SEMIBOLD, WALL.text)
        self._text(
            QRectF(132, 90, self._wide - 560, 34), board.hospital_local if board else "", 24, REGULAR, WALL.quiet
        )
        right = QRectF(self._wide - 436, 28, 400, 62)
        self._text(right, time_text(now), 56, SEMIBOLD, WALL.text, _RIGHT)
        self._text(QRectF(right.left(), 90, 400, 34), date_text(day_of(now)), 24, REGULAR, WALL.quiet, _RIGHT)

    def _rooms(self, area: QRectF) -> None:
        rooms = self._state.rooms
        if not rooms:
            self._text(area, tr("No doctor is seeing patients now."), 36, REGULAR, WALL.quiet, _CENTRE)
            return
        columns, rows = _grid(area, len(rooms))
        pages = -(-len(rooms) // (columns * rows))
        if pages > 1:
            area = area.adjusted(0, 0, 0, -_GAP)
        first = self._state.page(pages) * columns * rows
        width = (area.width() - _GAP * (columns - 1)) / columns
        height = min(300.0, (area.height() - _GAP * (rows - 1)) / rows)
        for place, room in enumerate(rooms[first : first + columns * rows]):
            row, column = divmod(place, columns)
            box = QRectF(area.left() + column * (width + _GAP), area.top() + row * (height + _GAP), width, height)
            self._room(box, room)
        for page in range(pages if pages > 1 else 0):
            self._p.setPen(Qt.PenStyle.NoPen)
            self._p.setBrush(QColor(WALL.text if page == self._state.page(pages) else WALL.edge))
            self._p.drawEllipse(QPointF(area.center().x() + (page - (pages - 1) / 2) * 26, area.bottom() + 14), 7, 7)

    def _room(self, box: QRectF, room: BoardRoom) -> None:
        if self._state.is_old:
            room = room.model_copy(update={"now_serving": None, "calling": False, "next": []})
        hot = room.calling
        p = self._p
        p.setPen(QPen(QColor(WALL.hot_edge if hot else WALL.edge), 4 if hot else 1))
        p.setBrush(QColor(WALL.hot if hot else WALL.tile))
        p.drawRoundedRect(box.adjusted(1, 1, -1, -1), 22, 22)
        inner = box.adjusted(28, 22, -28, -18) if box.height() > _LOW else box.adjusted(20, 12, -20, -10)
        self._room_head(inner, room)
        if box.height() > _LOW:
            self._text(QRectF(inner.left(), inner.top() + 56, inner.width(), 44), room.doctor, 33, SEMIBOLD, WALL.text)
            self._room_foot(QRectF(inner.left(), inner.bottom() - 96, inner.width(), 96), room, 96)
        else:
            self._text(QRectF(inner.left(), inner.top() + 46, inner.width(), 40), room.doctor, 28, SEMIBOLD, WALL.text)
            foot = inner.height() - 88
            self._room_foot(QRectF(inner.left(), inner.bottom() - foot, inner.width(), foot), room, foot)

    def _room_head(self, line: QRectF, room: BoardRoom) -> None:
        p, hot = self._p, room.calling
        badge = tr("Room {room}", room=room.room)
        badge_wide = self._measure(badge, 27, SEMIBOLD) + 28
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(QColor(WALL.hot_badge if hot else WALL.badge))
        p.drawRoundedRect(QRectF(line.left(), line.top(), badge_wide, 46), 10, 10)
        self._text(QRectF(line.left(), line.top(), badge_wide, 46), badge, 27, SEMIBOLD, WALL.badge_text, _CENTRE)
        state = tr("CALLING") if hot else tr("NOW SERVING") if room.now_serving else tr("WAITING")
        if self._state.is_old:
            state = ""
        state_wide = self._measure(state, 19, SEMIBOLD) + 8
        quiet = WALL.hot_quiet if hot else WALL.quiet
        self._text(QRectF(line.left(), line.top(), line.width(), 46), state, 19, SEMIBOLD, quiet, _RIGHT)
        beside = QRectF(line.left() + badge_wide + 14, line.top(), line.width() - badge_wide - 24 - state_wide, 46)
        if beside.width() > _SHORTEST_WORD:
            self._text(beside, room.department, 26, REGULAR, quiet)

    def _room_foot(self, foot: QRectF, room: BoardRoom, most: float) -> None:
        """The number now, large, at the end; those after it before it."""
        token = room.now_serving or "–"
        size = most
        while self._measure(token, size, BOLD) > foot.width() * _NUMBERS_SHARE:
            size -= 4
        self._text(foot, token, size, BOLD, WALL.text if room.calling else WALL.number, _RIGHT)
        width = foot.width() - self._measure(token, size, BOLD) - 16
        quiet = WALL.hot_quiet if room.calling else WALL.quiet
        line = QRectF(foot.left(), foot.bottom() - 40, width, 36)
        if self._state.is_old:
            return
        if not room.next:
            nobody = tr("No one waiting")
            self._text(line, nobody if self._measure(nobody, 25, REGULAR) <= width else "–", 25, REGULAR, quiet)
            return
        if foot.height() > _TWO_LINES:
            self._text(line.translated(0, -32), tr("Next"), 21, REGULAR, quiet)
        self._text(line, self._fitting(room.next, width), 25, MEDIUM, WALL.text)

    def _fitting(self, tokens: list[str], width: float) -> str:
        """As many numbers as have room: half a number would be somebody else's."""
        shown = " · ".join(tokens)
        while len(tokens) > 1 and self._measure(shown, 25, MEDIUM) > width:
            tokens = tokens[:-1]
            shown = " · ".join(tokens)
        return shown

    def _call(self, box: QRectF) -> None:
        p = self._p
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(QColor(WALL.paper))
        p.drawRoundedRect(box, 26, 26)
        inner = box.adjusted(36, 32, -36, -28)
        if self._state.is_old and self._state.stale_since is not None:
            self._cut_off(inner, self._state.stale_since)
            return
        latest = self._state.latest
        if latest is None:
            self._text(inner, tr("Numbers called will stand here."), 32, REGULAR, WALL.paper_quiet, _CENTRE)
            return
        fresh = self._state.is_fresh(latest.called_at)
        draw_icon(p, QRect(round(inner.left()), round(inner.top()), 40, 40), "megaphone", WALL.paper_warm)
        words = tr("Please proceed") if fresh else tr("Last called")
        self._text(QRectF(inner.left() + 54, inner.top() - 4, inner.width(), 48), words, 34, SEMIBOLD, WALL.paper_warm)
        size = 158.0
        while self._measure(latest.token, size, BOLD) > inner.width() and size > 60:
            size -= 6
        self._text(
            QRectF(inner.left(), inner.top() + 56, inner.width(), 190), latest.token, size, BOLD, WALL.paper_text
        )
        to_room = tr("to Room {room}", room=latest.room)
        self._text(QRectF(inner.left(), inner.top() + 250, inner.width(), 80), to_room, 64, BOLD, WALL.paper_text)
        who = tr("{doctor} · {department}", doctor=latest.doctor, department=latest.department)
        self._text(QRectF(inner.left(), inner.top() + 334, inner.width(), 44), who, 28, MEDIUM, WALL.paper_quiet)
        if latest.calls > 1:
            again = trn("called once", "called {n} times", latest.calls)
            self._text(QRectF(inner.left(), inner.top() + 378, inner.width(), 36), again, 25, MEDIUM, WALL.paper_warm)
        p.setPen(QPen(QColor(WALL.paper_line), 2))
        line = inner.top() + 430
        p.drawLine(QPointF(inner.left(), line), QPointF(inner.right(), line))
        self._earlier(QRectF(inner.left(), line + 14, inner.width(), inner.bottom() - line - 14))

    def _cut_off(self, box: QRectF, since: datetime) -> None:
        draw_icon(
            self._p,
            QRect(round(box.center().x()) - 48, round(box.center().y()) - 170, 96, 96),
            "wifi-off",
            WALL.paper_warm,
        )
        lines = (
            (tr("The numbers are not up to date."), 30, SEMIBOLD, WALL.paper_text),
            (tr("Cut off since {time}", time=time_text(since)), 44, BOLD, WALL.paper_warm),
            (tr("Please listen for your number."), 30, MEDIUM, WALL.paper_quiet),
        )
        for place, (text, px, weight, ink) in enumerate(lines):
            row = QRectF(box.left(), box.center().y() - 40 + place * 64, box.width(), 60)
            self._text(row, text, px, weight, ink, _CENTRE)

    def _earlier(self, box: QRectF) -> None:
        earlier = self._state.earlier
        if not earlier:
            return
        self._text(QRectF(box.left(), box.top(), box.width(), 36), tr("Called before"), 24, SEMIBOLD, WALL.paper_quiet)
        for place, call in enumerate(earlier):
            self._earlier_row(QRectF(box.left(), box.top() + 44 + place * 56, box.width(), 50), call)

    def _earlier_row(self, row: QRectF, call: BoardCall) -> None:
        self._text(row, call.token, 36, SEMIBOLD, WALL.paper_text)
        beside = QRectF(row.left() + 210, row.top(), row.width() - 210, row.height())
        self._text(beside, tr("Room {room}", room=call.room), 32, REGULAR, WALL.paper_quiet)

    def _footer(self, box: QRectF) -> None:
        self._p.fillRect(box, QColor(WALL.foot))
        since = self._state.stale_since
        text = tr("Please keep your token ready. Your number is shown and called here.")
        ink = WALL.foot_text
        if since is not None:
            text = tr("Not updated since {time}. Please listen for your number.", time=time_text(since))
            ink = WALL.number
        self._text(box.adjusted(36, 0, -36, 0), text, 27, MEDIUM, ink)

    def _text(  # a helper of one picture: all its arguments differ each time
        self,
        box: QRectF,
        text: str,
        px: float,
        weight: int,
        ink: str,
        align: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        """One line; what is too long is shortened with … rather than cut."""
        drawn = font(round(px), weight, display=px > 30)
        self._p.setFont(drawn)
        self._p.setPen(QColor(ink))
        shown = QFontMetricsF(drawn).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        self._p.drawText(box, int(align), shown)

    def _measure(self, text: str, px: float, weight: int) -> float:
        return QFontMetricsF(font(round(px), weight, display=px > 30)).horizontalAdvance(text)


def _grid(area: QRectF, rooms: int) -> tuple[int, int]:
    """Columns and rows that show the most rooms readably; two columns as long as their tiles are not low."""
    most_columns = max(1, int((area.width() + _GAP) // (_TILE_WIDE + _GAP)))
    most_rows = max(1, int((area.height() + _GAP) // (_TILE_LOW + _GAP)))
    for columns in range(min(2, most_columns), most_columns + 1):
        rows = -(-rooms // columns)
        if columns == most_columns or (area.height() - _GAP * (rows - 1)) / rows >= _ROOMY:
            break
    return columns, min(rows, most_rows)
