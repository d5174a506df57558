"""The hall hears each call: a chime, the words twice, one after the other, and a recall always again."""

import wave
from datetime import timedelta

import pytest

from client.api.event_stream import Link
from client.core import voice as voice_module
from client.core.voice import Voice, write_chime
from client.viewmodels.display.announcements import Announcements
from tests.client.display.conftest import NOON, board, call


class Listener:
    def __init__(self):
        self.heard = []

    def announce(self, words):
        self.heard.append(words)


@pytest.fixture
def hall(view_model):
    listener = Listener()
    view_model.kept = Announcements(view_model, listener)
    return listener


def words(token, room):
    return f"Number {token}. Please go to room {room}."


def test_a_call_is_said_once_however_often_the_board_comes(hall, stream, view_model):
    stream.board.emit(board(last_calls=[call(0, seconds_ago=1)]))
    stream.board.emit(board(version=2, last_calls=[call(0, seconds_ago=1)]))
    view_model._tick()

    assert hall.heard == [words("M 0 0 0", 100)]


def test_a_recall_is_said_again(hall, stream, clock):
    stream.board.emit(board(last_calls=[call(0, seconds_ago=0)]))
    clock.later(20)

    stream.board.emit(board(version=2, last_calls=[call(0, calls=2, called_at=clock.now())]))

    assert hall.heard == [words("M 0 0 0", 100)] * 2


def test_two_calls_at_once_are_said_in_the_order_of_calling(hall, stream):
    stream.board.emit(board(last_calls=[call(1, seconds_ago=1), call(0, seconds_ago=2)]))

    assert hall.heard == [words("M 0 0 0", 100), words("C 0 0 1", 101)]


def test_a_wall_that_is_switched_on_does_not_say_the_calls_of_before(hall, stream):
    stream.board.emit(board(last_calls=[call(0, seconds_ago=31)]))

    assert hall.heard == []


def test_what_was_called_while_the_wall_was_cut_off_is_said_if_it_still_counts(hall, stream, clock):
    stream.board.emit(board(last_calls=[call(0, seconds_ago=0)]))
    stream.becomes(Link.STALE, NOON)
    clock.later(60)
    stream.becomes(Link.LIVE)

    just_now, before = NOON + timedelta(seconds=55), NOON + timedelta(seconds=20)
    stream.board.emit(board(version=3, last_calls=[call(2, called_at=just_now), call(1, called_at=before)]))

    assert hall.heard == [words("M 0 0 0", 100), words("G 0 0 2", 102)]


@pytest.fixture
def loudspeaker(tmp_path, monkeypatch):
    """Real programs that write down what they are told to play and to say, and when they begin and end."""
    told = tmp_path / "told"
    for name in ("player", "engine"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\nfor last; do :; done\necho "$last" >> {told}\nsleep 0.05\necho . >> {told}\n')
        program.chmod(0o755)
    monkeypatch.setattr(voice_module, "PLAYERS", [("no-such-player",), (str(tmp_path / "player"),)])
    monkeypatch.setattr(voice_module, "ENGINES", [(str(tmp_path / "engine"), "-s", "140")])
    return told


def test_each_announcement_chimes_is_said_twice_and_waits_for_the_one_before(qtbot, loudspeaker):
    voice = Voice()

    with qtbot.waitSignal(voice.silent, timeout=10_000):
        voice.announce("one")
        voice.announce("two")

    lines = loudspeaker.read_text().splitlines()
    assert lines[1::2] == ["."] * 6  # each ended before the next began
    heard = ["chime" if line.endswith("chime.wav") else line for line in lines[::2]]
    assert heard == ["chime", "one", "one", "chime", "two", "two"]


def test_a_computer_without_a_loudspeaker_stays_silent_and_goes_on(qtbot, monkeypatch):
    monkeypatch.setattr(voice_module, "PLAYERS", [])
    monkeypatch.setattr(voice_module, "ENGINES", [])
    voice = Voice()

    with qtbot.waitSignal(voice.silent, timeout=1000):
        voice.announce("one")


def test_an_engine_that_hangs_is_ended_so_that_the_next_call_is_heard(qtbot, loudspeaker, tmp_path):
    hanging = tmp_path / "engine"
    hanging.write_text("#!/bin/sh\nexec sleep 600\n")
    voice = Voice()
    voice._patience.setInterval(200)

    with qtbot.waitSignal(voice.silent, timeout=10_000):
        voice.announce("one")


def test_the_chime_is_a_sound_of_about_a_second(tmp_path):
    write_chime(tmp_path / "chime.wav")

    with wave.open(str(tmp_path / "chime.wav")) as sound:
        assert 0.8 < sound.getnframes() / sound.getframerate() < 1.5
        assert max(sound.readframes(4000)) > 0
