"""The wall is painted by hand: what is drawn is written down and looked at as rectangles."""

from datetime import timedelta
from itertools import combinations

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from client.api.event_stream import Link
from client.core.i18n import time_text
from client.views.display import wall as wall_module
from client.views.display.wall import Wall
from client.widgets.fonts import font
from tests.client.display.conftest import NOON, board, call, room

SIZES = [(1280, 1024), (1366, 768), (1920, 1080), (1920, 1200), (3840, 2160), (1080, 1920)]


class Drawn:
    """One line of text and the ink it covers, in the widget's own pixels."""

    def __init__(self, text, whole, ink):
        self.text, self.whole, self.ink = text, whole, ink


@pytest.fixture
def drawn(monkeypatch):
    """All that the last painting wrote."""
    lines = []
    paint = wall_module._Painting._text

    def note(painting, box, text, px, weight, ink, align=wall_module._LEFT):
        paint(painting, box, text, px, weight, ink, align)
        if not text:
            return
        metrics = QFontMetricsF(font(round(px), weight, display=px > 30))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        wide, high = metrics.horizontalAdvance(shown), metrics.tightBoundingRect(shown).height()
        left = {
            Qt.AlignmentFlag.AlignRight: box.right() - wide,
            Qt.AlignmentFlag.AlignHCenter: box.center().x() - wide / 2,
        }.get(align & Qt.AlignmentFlag.AlignHorizontal_Mask, box.left())
        where = QRectF(left, box.center().y() - high / 2, wide, high)
        lines.append(Drawn(text, shown == text, painting._p.transform().mapRect(where)))

    monkeypatch.setattr(wall_module._Painting, "_text", note)
    return lines


@pytest.fixture
def paint(view_model, stream, shown, drawn):
    """The wall at a size with a board on it."""

    def paint(snapshot, size=(1366, 768)):
        wall = shown(Wall(view_model), *size)
        if snapshot is not None:
            stream.board.emit(snapshot)
        drawn.clear()
        picture = wall.grab()
        wall.setUpdatesEnabled(False)  # the next picture would be written down as well
        return wall, picture

    return paint


def texts(drawn):
    return [line.text for line in drawn]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("rooms", [1, 2, 6, 7, 8, 9, 12, 30])
def test_nothing_lies_over_anything_or_leaves_the_picture(paint, drawn, rooms, size):
    wall, _ = paint(board(rooms), size)

    inside = QRectF(wall.rect())
    assert [line.text for line in drawn if not inside.contains(line.ink)] == []
    assert [(a.text, b.text) for a, b in combinations(drawn, 2) if a.ink.intersects(b.ink)] == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("rooms", [1, 6, 8, 12])
def test_no_number_and_no_room_is_shortened(paint, drawn, rooms, size, view_model, clock):
    snapshot = board(rooms)
    tokens = {each.now_serving for each in snapshot.rooms} | {each.token for each in snapshot.last_calls}
    numbers = (tokens - {None}) | {f"Room {each.room}" for each in snapshot.rooms}

    written = []
    for _ in range(4):  # what has no place at once has its turn
        paint(snapshot, size)
        written += drawn
        clock.later(10)
        view_model._tick()

    assert [line.text for line in written if line.text in numbers and not line.whole] == []
    assert numbers <= set(texts(written))


def test_says_where_to_go_and_that_it_was_said_again(paint, drawn):
    paint(board(last_calls=[call(0, calls=3)]))

    assert {"Please proceed", "M-000", "to Room 100", "called 3 times"} <= set(texts(drawn))


def test_an_older_call_no_longer_asks_anybody_to_come(paint, drawn):
    paint(board(last_calls=[call(0, seconds_ago=31)]))

    assert "Last called" in texts(drawn)
    assert "Please proceed" not in texts(drawn)


def test_a_room_without_anybody_waiting_says_so(paint, drawn):
    paint(board(rooms=[room(1, next=[], now_serving=None)]))

    assert {"WAITING", "–", "No one waiting"} <= set(texts(drawn))


def test_only_whole_numbers_stand_under_next(paint, drawn):
    many = [f"M-{number:03d}" for number in range(1, 30)]

    paint(board(rooms=[room(1, next=many)]))

    shown = next(line for line in drawn if line.text.startswith("M-001"))
    assert shown.whole
    assert all(number in many for number in shown.text.split(" · "))


def test_before_the_first_word_of_the_server_there_is_a_wall_all_the_same(paint, drawn):
    paint(None)

    assert {"No doctor is seeing patients now.", "Numbers called will stand here."} <= set(texts(drawn))


def test_says_since_when_it_is_not_true_any_more(paint, drawn, stream):
    heard = NOON - timedelta(seconds=12)
    stream.becomes(Link.STALE, heard)

    paint(board())

    assert f"Not updated since {time_text(heard)}. Please listen for your number." in texts(drawn)
    assert "M-000" in texts(drawn)


@pytest.mark.parametrize("size", SIZES)
def test_cut_off_it_says_since_when_and_shows_no_number(paint, drawn, stream, size):
    snapshot = board(12)
    heard = NOON - timedelta(minutes=3)
    stream.becomes(Link.STALE, heard)

    wall, _ = paint(snapshot, size)

    assert f"Cut off since {time_text(heard)}" in texts(drawn)
    assert [line.text for line in drawn if not line.whole and "Cut off" in line.text] == []
    assert not [text for text in texts(drawn) for called in snapshot.last_calls if called.token in text]
    assert not [text for text in texts(drawn) for tile in snapshot.rooms for token in tile.next if token in text]
    inside = QRectF(wall.rect())
    assert [line.text for line in drawn if not inside.contains(line.ink)] == []


def test_a_blind_person_hears_the_call(paint):
    wall, _ = paint(board(last_calls=[call(0)]))

    assert wall.accessibleDescription() == "Now calling M-000, room 100"


def test_a_room_that_calls_looks_different(paint):
    wall, quiet = paint(board(rooms=[room(0, calling=False)], last_calls=[]))
    place = QPointF(60, wall.height() * 0.25).toPoint()
    before = quiet.toImage().pixelColor(place)

    _, hot = paint(board(version=2, rooms=[room(0, calling=True)], last_calls=[]))

    assert hot.toImage().pixelColor(place) != before
