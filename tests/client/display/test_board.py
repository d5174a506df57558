from datetime import timedelta

from client.api.event_stream import Link, board_watch
from tests.client.display.conftest import HERE, NOON, board, call


def test_follows_its_own_board_and_nothing_else(view_model, stream):
    assert stream.watches == {board_watch(HERE)}


def test_shows_what_is_pushed(view_model, stream):
    stream.board.emit(board(rooms=3))

    assert view_model.state.board == board(rooms=3)
    assert len(view_model.state.rooms) == 3


def test_the_newest_call_is_the_large_one_and_the_four_before_it_stand_below(view_model, stream):
    stream.board.emit(board(calls=7))

    assert view_model.state.latest == call(0, calls=2)
    assert [each.token for each in view_model.state.earlier] == ["C-001", "G-002", "E-003", "M-004"]


def test_a_call_catches_the_eye_for_half_a_minute(view_model, stream, clock, qtbot):
    stream.board.emit(board(last_calls=[call(0, seconds_ago=0)]))
    called_at = view_model.state.latest.called_at

    clock.later(29)
    view_model._tick()
    fresh = view_model.state.is_fresh(called_at)
    clock.later(1)
    view_model._tick()

    assert fresh
    assert not view_model.state.is_fresh(called_at)


def test_a_number_that_is_called_again_catches_the_eye_again(view_model, stream, clock):
    stream.board.emit(board(last_calls=[call(0, seconds_ago=0)]))
    clock.later(300)

    stream.board.emit(board(version=2, last_calls=[call(0, calls=2, called_at=clock.now())]))

    assert view_model.state.is_fresh(view_model.state.latest.called_at)


def test_time_goes_on_by_itself(view_model, clock, qtbot):
    clock.later(60)

    with qtbot.waitSignal(view_model.state_changed, timeout=3000):
        pass

    assert view_model.state.now == NOON + timedelta(seconds=60)


def test_says_since_when_it_is_old_and_that_it_is_new_again(view_model, stream):
    heard = NOON - timedelta(seconds=40)

    stream.becomes(Link.STALE, heard)
    old = view_model.state.stale_since
    stream.becomes(Link.LIVE)

    assert old == heard
    assert view_model.state.stale_since is None


def test_a_number_is_old_after_fifteen_seconds_without_a_word(view_model, stream, clock):
    stream.board.emit(board())
    stream.last_heard_at = clock.now()

    clock.later(15)
    view_model._tick()
    true = view_model.state
    clock.later(1)
    view_model._tick()
    old = view_model.state
    stream.last_heard_at = clock.now()
    view_model._tick()

    assert (true.is_old, true.stale_since) == (False, None)
    assert (old.is_old, old.stale_since) == (True, NOON)
    assert not view_model.state.is_old


def test_what_was_shown_stays_while_the_server_is_away(view_model, stream):
    stream.board.emit(board())

    stream.becomes(Link.STALE, NOON)

    assert view_model.state.board == board()


def test_before_the_first_word_it_is_old_since_it_began_and_not_each_time_anew(view_model, stream, clock):
    stream.becomes(Link.CONNECTING)
    clock.later(60)
    stream.becomes(Link.CONNECTING)

    assert view_model.state.stale_since == NOON


def test_what_it_cannot_read_it_does_not_pass_off_as_true(view_model, stream):
    stream.board.emit(board())

    stream.unreadable.emit("board")
    old = view_model.state
    stream.board.emit(board(version=2))

    assert (old.is_old, old.outdated) == (True, True)
    assert not view_model.state.is_old
