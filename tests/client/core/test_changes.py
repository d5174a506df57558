from unittest.mock import Mock
from uuid import UUID

import pytest
from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.changes import Changes, Sight
from shared.topics import Topic


class FakeStream(QObject):
    changed = Signal(object, object)
    connected = Signal()

    def tell(self, *topics):
        self.changed.emit(frozenset(topics), frozenset({UUID(int=1)}))


class Screen(QObject):
    asked = 0

    @slot
    async def refresh(self):
        self.asked += 1


@pytest.fixture
def stream(qapp):
    return FakeStream()


@pytest.fixture
def changes(stream):
    return Changes(stream, debounce_ms=30)


@pytest.fixture
def screen(changes):
    screen = Screen()
    changes.on({Topic.BILLING, Topic.CASH}, screen, screen.refresh)
    return screen


def test_a_screen_asks_again_when_what_it_shows_has_changed(stream, screen, qtbot):
    stream.tell(Topic.CASH, Topic.STAFF)

    qtbot.waitUntil(lambda: screen.asked == 1)


def test_a_screen_is_left_alone_by_other_changes(stream, screen, qtbot):
    stream.tell(Topic.PATIENTS)

    qtbot.wait(80)
    assert screen.asked == 0


def test_a_burst_is_one_question(stream, screen, qtbot):
    for _ in range(5):
        stream.tell(Topic.BILLING)

    qtbot.wait(120)
    assert screen.asked == 1


def test_steady_changes_do_not_put_the_question_off(stream, screen, qtbot):
    def asked_while_it_goes_on():
        stream.tell(Topic.BILLING)
        return screen.asked >= 2

    qtbot.waitUntil(asked_while_it_goes_on)


def test_a_new_connection_makes_everybody_ask(stream, screen, qtbot):
    stream.connected.emit()

    qtbot.waitUntil(lambda: screen.asked == 1)


def test_a_screen_that_is_gone_is_not_called(stream, changes, qtbot):
    callback = Mock()
    owner = QObject()
    changes.on({Topic.BILLING}, owner, callback)

    stream.tell(Topic.BILLING)
    owner.deleteLater()

    qtbot.wait(80)
    callback.assert_not_called()
    stream.tell(Topic.BILLING)


def test_a_page_out_of_sight_asks_once_when_it_is_seen_again(stream, changes, qtbot):
    sight, screen = Sight(), Screen()
    changes.of_page(sight).on({Topic.BILLING}, screen, screen.refresh)

    stream.tell(Topic.BILLING)
    stream.tell(Topic.BILLING)
    qtbot.wait(80)
    assert screen.asked == 0
    sight.set_shown(shown=True)

    assert screen.asked == 1
    sight.set_shown(shown=False)
    sight.set_shown(shown=True)
    assert screen.asked == 1  # nothing had changed meanwhile


def test_a_page_in_sight_asks_as_ever(stream, changes, qtbot):
    sight, screen = Sight(), Screen()
    changes.of_page(sight).on({Topic.BILLING}, screen, screen.refresh)
    sight.set_shown(shown=True)

    stream.tell(Topic.BILLING)

    qtbot.waitUntil(lambda: screen.asked == 1)


def test_what_is_told_on_every_page_does_not_wait_for_its_own(stream, changes, qtbot):
    screen = Screen()
    changes.of_page(Sight()).on({Topic.REPORTS}, screen, screen.refresh, unseen=True)

    stream.tell(Topic.REPORTS)

    qtbot.waitUntil(lambda: screen.asked == 1)


def test_nobody_asks_over_a_connection_that_is_gone(stream, screen, qtbot):
    stream.tell(Topic.BILLING)
    stream.deleteLater()

    qtbot.wait(80)

    assert screen.asked == 0


def test_what_a_page_followed_with_goes_with_the_page(stream, changes, qtbot):
    page = QObject()
    of_page = changes.of_page(Sight(page))
    of_page.on({Topic.BILLING}, page, Mock())
    gone: list[bool] = []
    of_page.destroyed.connect(lambda: gone.append(True))

    page.deleteLater()

    qtbot.waitUntil(lambda: gone == [True])
    assert stream.findChildren(Changes) == [changes]
