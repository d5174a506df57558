"""The large card of the wall: the number called, or since when no number can be vouched for."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRectF

from client.core.tongue import clock_text
from client.viewmodels.display.board import BoardState
from client.views.display.canvas import CENTRE, Canvas
from client.widgets.fonts import BOLD, MEDIUM, REGULAR, SEMIBOLD
from client.widgets.tokens import WALL
from shared.models.queue import BoardCall


def draw_call(canvas: Canvas, box: QRectF, state: BoardState) -> None:
    canvas.sheet(box, WALL.paper, 26)
    inner = box.adjusted(36, 32, -36, -28)
    if state.is_old and state.stale_since is not None:
        _draw_cut_off(canvas, inner, state.stale_since)
    elif state.outdated:
        _draw_outdated(canvas, inner)
    elif state.latest is None:
        nothing = canvas.tongue.tr("Numbers called will stand here.")
        canvas.text(inner, nothing, 32, REGULAR, WALL.paper_quiet, CENTRE)
    else:
        _draw_latest(canvas, inner, state.latest, fresh=state.is_fresh(state.latest.called_at))
        _draw_earlier(canvas, QRectF(inner.left(), inner.top() + 430, inner.width(), inner.height() - 430), state)


def _draw_latest(canvas: Canvas, box: QRectF, call: BoardCall, *, fresh: bool) -> None:
    say = canvas.tongue.tr
    canvas.icon(QRectF(box.left(), box.top(), 40, 40), "megaphone", WALL.paper_warm)
    words = say("Please proceed") if fresh else say("Last called")
    canvas.text(QRectF(box.left() + 54, box.top() - 4, box.width() - 54, 48), words, 34, SEMIBOLD, WALL.paper_warm)

    def row(top: float, high: float) -> QRectF:
        return QRectF(box.left(), box.top() + top, box.width(), high)

    size = canvas.largest(call.token, 158, BOLD, box.width(), 60)
    canvas.text(row(56, 190), call.token, size, BOLD, WALL.paper_text)
    to_room = call.counter or say("to Room {room}", room=call.room)
    canvas.text(row(250, 80), to_room, canvas.largest(to_room, 64, BOLD, box.width(), 36), BOLD, WALL.paper_text)
    who = (
        say("{doctor} · {department}", doctor=call.doctor, department=call.department)
        if call.department
        else call.doctor
    )
    canvas.text(row(334, 44), who, 28, MEDIUM, WALL.paper_quiet)
    if call.calls > 1:
        canvas.text(row(378, 36), say("called {n} times", n=call.calls), 25, MEDIUM, WALL.paper_warm)


def _draw_earlier(canvas: Canvas, box: QRectF, state: BoardState) -> None:
    canvas.line(box, WALL.paper_line)
    if not state.earlier:
        return
    title = QRectF(box.left(), box.top() + 14, box.width(), 36)
    canvas.text(title, canvas.tongue.tr("Called before"), 24, SEMIBOLD, WALL.paper_quiet)
    for place, call in enumerate(state.earlier):
        row = QRectF(box.left(), box.top() + 58 + place * 56, box.width(), 50)
        canvas.text(row, call.token, 36, SEMIBOLD, WALL.paper_text)
        beside = row.adjusted(210, 0, 0, 0)
        place_text = call.counter or canvas.tongue.tr("Room {room}", room=call.room)
        size = canvas.largest(place_text, 32, REGULAR, beside.width(), 20)
        canvas.text(beside, place_text, size, REGULAR, WALL.paper_quiet)


def _draw_outdated(canvas: Canvas, box: QRectF) -> None:
    say = canvas.tongue.tr
    lines = (
        (say("The numbers are not up to date."), 30, SEMIBOLD, WALL.paper_text),
        (say("This display needs a newer program."), 40, BOLD, WALL.paper_warm),
        (say("Please ask at reception."), 30, MEDIUM, WALL.paper_quiet),
    )
    _draw_warning(canvas, box, "triangle-alert", lines)


def _draw_cut_off(canvas: Canvas, box: QRectF, since: datetime) -> None:
    say = canvas.tongue.tr
    lines = (
        (say("The numbers are not up to date."), 30, SEMIBOLD, WALL.paper_text),
        (say("Cut off since {time}", time=clock_text(since)), 44, BOLD, WALL.paper_warm),
        (say("Please listen for your number."), 30, MEDIUM, WALL.paper_quiet),
    )
    _draw_warning(canvas, box, "wifi-off", lines)


def _draw_warning(canvas: Canvas, box: QRectF, icon: str, lines: Sequence[tuple[str, int, int, str]]) -> None:
    middle = box.center()
    canvas.icon(QRectF(middle.x() - 48, middle.y() - 170, 96, 96), icon, WALL.paper_warm)
    for place, (text, px, weight, ink) in enumerate(lines):
        row = QRectF(box.left(), middle.y() - 40 + place * 64, box.width(), 60)
        canvas.text(row, text, canvas.largest(text, px, weight, row.width(), 20), weight, ink, CENTRE)
