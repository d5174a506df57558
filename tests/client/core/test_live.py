from uuid import UUID

import pytest
from PySide6.QtCore import QObject, Signal

from client.api.event_stream import TOPICS, board_watch, queue_watch
from client.core.live import Live
from shared.ids import EmployeeId, WorkstationId
from tests.client.examples import DOCTOR, board, queue

NEIGHBOUR = EmployeeId(UUID(int=8))
WALL = WorkstationId(UUID(int=3))


class FakeStream(QObject):
    queue = Signal(object)
    board = Signal(object)
    watches: frozenset[str] = frozenset()

    def watch(self, watches):
        self.watches = watches


@pytest.fixture
def stream(qapp):
    return FakeStream()


@pytest.fixture
def live(stream):
    live = Live(stream)
    live.set_active(True)
    return live


def test_follows_nothing_while_nobody_is_signed_in(live, stream):
    owner = QObject()
    live.show_queue(DOCTOR, owner, [].append)

    live.set_active(False)

    assert stream.watches == frozenset()


def test_brings_each_its_own_queue(live, stream):
    owner, neighbour = QObject(), QObject()
    other: list[object] = []
    shown: list[object] = []
    live.show_queue(DOCTOR, owner, shown.append)
    live.show_queue(NEIGHBOUR, neighbour, other.append)

    stream.queue.emit(queue(1))

    assert stream.watches == {TOPICS, queue_watch(DOCTOR), queue_watch(NEIGHBOUR)}
    assert (shown, other) == ([queue(1)], [])


def test_who_comes_second_sees_at_once_what_the_first_one_sees(live, stream):
    owner, second = QObject(), QObject()
    shown: list[object] = []
    live.show_queue(DOCTOR, owner, [].append)
    stream.queue.emit(queue(1))

    live.show_queue(DOCTOR, second, shown.append)

    assert shown == [queue(1)]


def test_another_doctor_takes_the_place_of_the_first(live, stream):
    owner = QObject()
    shown: list[object] = []
    live.show_queue(DOCTOR, owner, shown.append)

    live.show_queue(NEIGHBOUR, owner, shown.append)
    stream.queue.emit(queue(1))

    assert stream.watches == {TOPICS, queue_watch(NEIGHBOUR)}
    assert shown == []


def test_what_was_not_followed_for_a_while_is_not_shown_as_new(live, stream):
    owner = QObject()
    shown: list[object] = []
    live.show_queue(DOCTOR, owner, [].append)
    stream.queue.emit(queue(1))
    live.show_nothing(owner)

    live.show_queue(DOCTOR, owner, shown.append)

    assert shown == []


def test_a_queue_is_followed_until_its_last_viewer_is_gone(live, stream, qtbot):
    first, second = QObject(), QObject()
    live.show_queue(DOCTOR, first, [].append)
    live.show_queue(DOCTOR, second, [].append)

    first.deleteLater()
    qtbot.wait(20)
    assert queue_watch(DOCTOR) in stream.watches
    second.deleteLater()

    qtbot.waitUntil(lambda: stream.watches == {TOPICS})


def test_a_display_shows_its_board(live, stream):
    owner = QObject()
    shown: list[object] = []
    second = QObject()
    live.show_board(WALL, owner, shown.append)
    live.show_board(WALL, second, [].append)

    stream.board.emit(board(1))

    assert board_watch(WALL) in stream.watches
    assert shown == [board(1)]


def test_a_display_hears_of_its_board_and_nothing_else(stream):
    live, owner = Live(stream, topics=False), QObject()
    shown: list[object] = []

    live.set_active(True)
    live.show_board(WALL, owner, shown.append)

    assert stream.watches == {board_watch(WALL)}
