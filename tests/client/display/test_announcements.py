"""The hall hears each call: a chime, the words twice, one after the other, and a recall always again."""

from datetime import timedelta

import pytest

from client.api.event_stream import Link
from client.core.spoken import utterance
from client.viewmodels.display.announcements import Announcements
from shared.languages import Language
from tests.client.display.conftest import NOON, board, call


class Listener:
    def __init__(self):
        self.heard = []

    def announce(self, utterances):
        self.heard.append(utterances)


@pytest.fixture
def hall(view_model):
    listener = Listener()
    view_model.kept = Announcements(view_model, listener)
    return listener


def words(token, room, *languages):
    return [utterance(language, token, str(room)) for language in languages or (Language.ENGLISH,)]


def test_a_call_is_said_once_however_often_the_board_comes(hall, stream, view_model):
    stream.board.emit(board(last_calls=[call(0, seconds_ago=1)]))
    stream.board.emit(board(version=2, last_calls=[call(0, seconds_ago=1)]))
    view_model._tick()

    assert hall.heard == [words("M-000", 100)]


def test_a_recall_is_said_again(hall, stream, clock):
    stream.board.emit(board(last_calls=[call(0, seconds_ago=0)]))
    clock.later(20)

    stream.board.emit(board(version=2, last_calls=[call(0, calls=2, called_at=clock.now())]))

    assert hall.heard == [words("M-000", 100)] * 2


def test_two_calls_at_once_are_said_in_the_order_of_calling(hall, stream):
    stream.board.emit(board(last_calls=[call(1, seconds_ago=1), call(0, seconds_ago=2)]))

    assert hall.heard == [words("M-000", 100), words("C-001", 101)]


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

    assert hall.heard == [words("M-000", 100), words("G-002", 102)]


def test_a_counter_has_a_name_that_the_hall_reads_on_the_wall(hall, stream):
    stream.board.emit(board(last_calls=[call(0, seconds_ago=1, room="", counter="Dispensing counter 1")]))

    assert hall.heard == [words("M-000", "")]


def test_a_call_is_said_in_the_hospitals_first_two_languages(hall, stream):
    languages = (Language.BENGALI, Language.ENGLISH, Language.ARABIC)

    stream.board.emit(board(last_calls=[call(0, seconds_ago=1)], languages=languages))

    assert hall.heard == [words("M-000", 100, Language.BENGALI, Language.ENGLISH)]
