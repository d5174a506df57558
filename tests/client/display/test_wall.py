"""The wall is painted by hand: what is drawn is written down and looked at as rectangles."""

from datetime import time, timedelta
from itertools import combinations

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from client.api.event_stream import Link
from client.core.i18n import time_text
from client.core.notices import notice_text
from client.core.tongue import tongue
from client.views.display.canvas import CENTRE, LEFT, RIGHT, Canvas
from client.views.display.wall import Wall
from client.widgets.fonts import MEDIUM, REGULAR, font
from shared.languages import Language
from shared.models.boards import BoardNotice, NoticeKind
from shared.models.queue import SessionNotice, SessionPause
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
    paint = Canvas.text

    def note(canvas, box, text, px, weight=REGULAR, ink="#FFFFFF", align=LEFT):
        paint(canvas, box, text, px, weight, ink, align)
        if not text:
            return
        metrics = QFontMetricsF(font(round(px), weight, display=px > 30))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        wide, high = metrics.horizontalAdvance(shown), metrics.tightBoundingRect(shown).height()
        box, align = canvas._at(box), canvas._aligned(align)
        left = {RIGHT: box.right() - wide, CENTRE: box.center().x() - wide / 2}.get(align, box.left())
        where = QRectF(left, box.center().y() - high / 2, wide, high)
        lines.append(Drawn(text, shown == text, canvas._painter.transform().mapRect(where)))

    monkeypatch.setattr(Canvas, "text", note)
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
    nothing_lies_over_anything(paint, drawn, board(rooms), size)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_nothing_lies_over_anything_in_any_language(paint, drawn, language, size):
    nothing_lies_over_anything(paint, drawn, board(8, languages=(language,)), size)


def nothing_lies_over_anything(paint, drawn, snapshot, size):
    wall, _ = paint(snapshot, size)

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


def test_a_counter_is_named_as_the_house_names_it(paint, drawn):
    paint(
        board(last_calls=[call(0, room="", counter="Dispensing counter 1"), call(1, 60, room="", counter="Pharmacy 2")])
    )

    assert {"M-000", "Dispensing counter 1", "Pharmacy 2"} <= set(texts(drawn))


def test_an_older_call_no_longer_asks_anybody_to_come(paint, drawn):
    paint(board(last_calls=[call(0, seconds_ago=31)]))

    assert "Last called" in texts(drawn)
    assert "Please proceed" not in texts(drawn)


def test_a_room_without_anybody_waiting_says_so(paint, drawn):
    paint(board(rooms=[room(1, next=[], now_serving=None)]))

    assert {"–", "No one waiting"} <= set(texts(drawn))
    assert not {"NEXT SOON", "NOW SERVING", "CALLING"} & set(texts(drawn))


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160), (1080, 1920)])
@pytest.mark.parametrize("rooms", [1, 6, 9])
def test_the_next_three_stand_on_every_tile(paint, drawn, rooms, size):
    snapshot = board(rooms)

    paint(snapshot, size)

    written = " · ".join(line.text for line in drawn if line.whole)
    assert [token for tile in snapshot.rooms for token in tile.next if token not in written] == []


@pytest.mark.parametrize("size", [(1366, 768), (1080, 1920)])
@pytest.mark.parametrize(
    ("notice", "back_at", "lines"),
    [
        (SessionNotice.BREAK, NOON + timedelta(minutes=30), ["PAUSED", "On a break", "Back about {back}"]),
        (SessionNotice.EMERGENCY, None, ["PAUSED", "Called to an emergency", "Since {since}"]),
        (SessionNotice.ENDED, None, ["ENDED", "No more patients today"]),
    ],
)
def test_a_doctor_who_pauses_says_why_and_until_when(paint, drawn, size, notice, back_at, lines):
    pause = SessionPause(notice=notice, since=NOON, back_at=back_at)
    snapshot = board([room(number, pause=pause, calling=False, now_serving=None) for number in range(8)])

    nothing_lies_over_anything(paint, drawn, snapshot, size)

    times = {"since": time_text(NOON), "back": time_text(back_at) if back_at else ""}
    written = [line.text for line in drawn if line.whole]
    assert {line.format(**times) for line in lines} <= set(written)
    assert "NEXT SOON" not in written


def test_who_is_still_inside_keeps_the_number_while_the_doctor_pauses(paint, drawn):
    pause = SessionPause(notice=SessionNotice.PROCEDURE, since=NOON, back_at=None)

    paint(board([room(1, pause=pause)]))

    assert {"C-001", "In a procedure"} <= set(texts(drawn))


def test_only_whole_numbers_stand_under_next(paint, drawn):
    many = [f"M-{number:03d}" for number in range(1, 30)]

    paint(board(rooms=[room(1, next=many)]))

    shown = next(line for line in drawn if line.text.startswith("M-001"))
    assert shown.whole
    assert all(number in many for number in shown.text.split(" · "))


def test_notices_take_turns_at_the_foot_each_in_every_language(paint, drawn, clock, view_model):
    both = (Language.ENGLISH, Language.BENGALI)
    notices = [
        BoardNotice(kind=NoticeKind.PHARMACY_CLOSES, at=time(20, 30), doctor=None),
        BoardNotice(kind=NoticeKind.DOCTOR_AWAY, at=None, doctor="Dr. Farhana Rahman"),
    ]
    snapshot = board(1, languages=both, notices=notices)

    feet = []
    for _ in range(6):
        paint(snapshot)
        feet.append(drawn[-1].text)
        clock.later(10)
        view_model._tick()

    keep = "Please keep your token ready. Your number is shown and called here."
    english, bengali = (tongue(language) for language in both)
    for language in (english, bengali):
        assert {
            language.tr(keep),
            language.tr("The pharmacy closes at {time}.", time="20:30"),
            language.tr("{doctor} is not seeing patients today.", doctor="Dr. Farhana Rahman"),
        } <= set(feet)


@pytest.mark.parametrize("language", Language)
def test_every_notice_has_room_on_the_narrowest_wall_in_every_language(qapp, language):
    longest = "Prof. Dr. Sheikh Mohammad Abdullah Al-Mamun"
    sentences = [notice_text(tongue(language).tr, kind, time(20, 30), longest) for kind in NoticeKind]

    assert [text for text in sentences if Canvas.measure(text, 20, MEDIUM) > 1080 - 2 * 36] == []


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


def test_a_wall_whose_program_is_too_old_says_so_and_shows_no_number(paint, drawn, stream, view_model):
    snapshot = board(4)
    stream.board.emit(snapshot)
    stream.unreadable.emit("board")

    paint(None)

    assert "This display needs a newer program." in texts(drawn)
    assert not [text for text in texts(drawn) for called in snapshot.last_calls if called.token in text]


def test_a_wall_from_right_to_left_is_the_mirror_of_one_from_left_to_right(paint, drawn):
    wall, _ = paint(board(2), (1920, 1080))
    tokens = {line.text: line.ink for line in drawn if line.text.startswith(("M-000", "C-001"))}

    paint(board(2, version=2, languages=(Language.ARABIC,)), (1920, 1080))

    mirrored = {line.text: line.ink for line in drawn if line.text in tokens}
    assert mirrored.keys() == tokens.keys()
    for token, ink in tokens.items():
        assert mirrored[token].left() == pytest.approx(wall.width() - ink.right(), abs=1)
        assert mirrored[token].top() == pytest.approx(ink.top(), abs=1)


def test_the_hospitals_languages_take_turns_and_the_direction_stays(paint, drawn, clock, view_model):
    both = (Language.ARABIC, Language.ENGLISH)

    for expected in (*both, Language.ARABIC):
        paint(board(2, languages=both))
        assert view_model.state.language is expected
        assert tongue(expected).tr("Please proceed") in texts(drawn)
        assert next(line for line in drawn if line.text == "Shantinagar General Hospital").ink.left() > 600
        clock.later(10)
        view_model._tick()


def test_a_blind_person_hears_the_call(paint):
    wall, _ = paint(board(last_calls=[call(0)]))

    assert wall.accessibleDescription() == "Now calling M-000, room 100"


def test_a_room_that_calls_looks_different(paint):
    wall, quiet = paint(board(rooms=[room(0, calling=False)], last_calls=[]))
    place = QPointF(60, wall.height() * 0.25).toPoint()
    before = quiet.toImage().pixelColor(place)

    _, hot = paint(board(version=2, rooms=[room(0, calling=True)], last_calls=[]))

    assert hot.toImage().pixelColor(place) != before
