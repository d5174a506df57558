from collections import Counter
from uuid import UUID

import pytest

from client.viewmodels.queue.acts import Act, Why
from shared.contracts import queue
from shared.contracts.access import ApprovalNeeded
from shared.contracts.queue import DoctorBusy, NobodyWaiting
from shared.errors import StaleVersion
from shared.ids import ApprovalId
from shared.models.access import Approval
from shared.models.appointments import AppointmentStatus, HoldReason, Priority
from shared.models.queue import SessionNotice
from shared.permissions import Permission, Role
from tests.client.consulting.clinic import Clinic
from tests.client.consulting.examples import DOCTOR, NOW, OTHER_DOCTOR

Status = AppointmentStatus
APPROVAL = Approval(id=ApprovalId(UUID(int=9)), approved_by="Dr. Hassan", until=NOW)


def seen(line):
    """Who stands where on the screen."""
    return [(entry.token, entry.status) for entry in line.state.snapshot.entries]


def turn(line, token):
    return line.state.turn(next(e for e in line.state.snapshot.entries if e.token == token))


def three(clinic):
    for number, name in ((14, "Abdul Karim"), (15, "Sultana Akter"), (16, "Ratan Miah")):
        clinic.arrives(number, name)
    clinic.push()


def test_the_screen_shows_the_call_before_it_is_answered(clinic, moves, line, settle):
    three(clinic)

    moves.call_next(line.state.snapshot)
    at_once = seen(line)
    settle()

    assert at_once[0] == ("M-014", Status.CALLED)
    assert clinic.entries[turn(line, "M-014").appointment_id].status is Status.CALLED
    assert moves.state.sent == ()


def test_what_is_on_its_way_is_marked(clinic, moves, line, settle):
    three(clinic)
    marked = turn(line, "M-015").appointment_id

    moves.call(turn(line, "M-015"))
    on_its_way = moves.state.is_moving(marked)
    settle()

    assert on_its_way
    assert not moves.state.is_moving(marked)


def test_nothing_flickers_back_between_the_answer_and_the_push(clinic, moves, line, settle):
    three(clinic)
    pictures = []
    line.state_changed.connect(lambda _: pictures.append(seen(line)[0]))

    moves.call_next(line.state.snapshot)
    settle()
    clinic.push()

    assert Counter(pictures) == {("M-014", Status.CALLED): len(pictures)}


def test_a_faster_colleague_is_told_of_and_the_row_returns(clinic, moves, line, settle):
    three(clinic)
    entry = clinic.entries[turn(line, "M-014").appointment_id]
    clinic._moved(entry, Status.ON_HOLD, hold_reason=HoldReason.SKIPPED)  # at reception, and no push came

    moves.call(turn(line, "M-014"))
    at_once = seen(line)[0]
    settle()

    assert at_once == ("M-014", Status.CALLED)
    assert isinstance(moves.state.refused.error, StaleVersion)
    assert ("M-014", Status.ON_HOLD) in seen(line)


def test_the_push_has_the_last_word_over_what_was_expected(clinic, moves, line, settle):
    three(clinic)
    moves.call_next(line.state.snapshot)  # answered below, after another doctor's screen was quicker
    quicker = clinic.entries[turn(line, "M-014").appointment_id]
    clinic._moved(quicker, Status.IN_CONSULTATION)

    clinic.push()

    assert seen(line)[0] == ("M-014", Status.IN_CONSULTATION)
    settle()


def test_the_server_may_call_somebody_else_than_the_screen_expected(clinic, moves, line, settle):
    three(clinic)
    clinic.arrives(20, "Rahima Begum", priority=Priority.EMERGENCY)  # just now, and not on this screen yet

    moves.call_next(line.state.snapshot)
    settle()
    clinic.push()

    assert seen(line)[0] == ("M-020", Status.CALLED)
    assert ("M-014", Status.WAITING) in seen(line)


def test_keys_pressed_before_the_answer_go_one_after_the_other(clinic, moves, line, settle):
    three(clinic)

    moves.call_next(line.state.snapshot)
    moves.recall(turn(line, "M-014"))
    moves.enter(turn(line, "M-014"))
    at_once = seen(line)[0]
    settle()

    assert at_once == ("M-014", Status.IN_CONSULTATION)
    assert [clinic.calls.requests(e)[0].version for e in (queue.recall, queue.enter)] == [2, 3]
    assert seen(line)[0] == ("M-014", Status.IN_CONSULTATION)


def test_a_refusal_takes_back_what_was_built_on_it(clinic, moves, line, settle):
    three(clinic)
    clinic.calls.answers(queue.call_next, DoctorBusy(turn(line, "M-016").appointment_id, "M-016"))

    moves.call_next(line.state.snapshot)
    moves.enter(turn(line, "M-014"))
    settle()

    assert clinic.calls.requests(queue.enter) == []
    assert isinstance(moves.state.refused.error, DoctorBusy)
    assert [status for _, status in seen(line)] == [Status.WAITING] * 3


def test_a_bug_in_a_call_does_not_leave_the_keys_dead(clinic, moves, line, settle, caplog):
    three(clinic)
    clinic.calls._answers.pop(queue.call_next)

    moves.call_next(line.state.snapshot)
    settle()

    assert moves.state.sent == ()
    assert caplog.records
    caplog.clear()


def test_goes_the_whole_way_and_back_from_tests(clinic, moves, line, settle):
    three(clinic)

    def step(move):
        move(turn(line, "M-014"))
        settle()
        clinic.push()
        return next(status for token, status in seen(line) if token == "M-014")

    way = (moves.call, moves.recall, moves.undo_call, moves.call, moves.enter, moves.send_for_tests)
    statuses = [step(move) for move in way]
    held = clinic.entries[turn(line, "M-014").appointment_id].hold_reason
    statuses.append(step(moves.bring_back))

    assert statuses == [
        Status.CALLED,
        Status.CALLED,
        Status.WAITING,
        Status.CALLED,
        Status.IN_CONSULTATION,
        Status.ON_HOLD,
        Status.WAITING,
    ]
    assert held is HoldReason.TESTS
    assert [token for token, _ in seen(line)] == ["M-014", "M-015", "M-016"]


def test_the_screen_says_at_once_why_somebody_is_held(clinic, moves, line):
    clinic.let_in(clinic.arrives(14, "Abdul Karim"))
    clinic.push()

    moves.send_for_tests(turn(line, "M-014"))

    assert line.state.snapshot.entries[0].hold_reason is HoldReason.TESTS


def test_the_transferred_leave_the_list_at_once(clinic, moves, line, settle):
    three(clinic)

    moves.transfer(turn(line, "M-014"), OTHER_DOCTOR, "wrong department")
    at_once = seen(line)
    settle()
    clinic.push()

    (asked,) = clinic.calls.requests(queue.transfer)
    assert (asked.doctor_id, asked.reason) == (OTHER_DOCTOR.id, "wrong department")
    assert [token for token, _ in at_once] == [token for token, _ in seen(line)] == ["M-015", "M-016"]


def test_reordering_shows_the_new_order_at_once(clinic, moves, line, settle):
    three(clinic)
    first = turn(line, "M-014").appointment_id

    moves.reorder(turn(line, "M-016"), first)
    at_once = [token for token, _ in seen(line)]
    settle()
    answered = [token for token, _ in seen(line)]
    clinic.push()

    assert at_once == answered == ["M-016", "M-014", "M-015"]
    assert [token for token, _ in seen(line)] == at_once


def test_a_class_of_ones_own_goes_before_the_others_at_once(clinic, moves, line, settle):
    three(clinic)

    moves.set_priority(turn(line, "M-016"), Priority.EMERGENCY, "fainted")
    at_once = [token for token, _ in seen(line)]
    settle()

    assert at_once == ["M-016", "M-014", "M-015"]
    (asked,) = clinic.calls.requests(queue.set_priority)
    assert (asked.priority, asked.reason, asked.approval_id) == (Priority.EMERGENCY, "fainted", None)


def test_the_session_pauses_resumes_and_ends(clinic, moves, line, settle):
    three(clinic)
    pictures = []

    for move in (lambda: moves.pause(DOCTOR.id, SessionNotice.PRAYER), lambda: moves.resume(DOCTOR.id)):
        move()
        pictures.append(line.state.snapshot.pause and line.state.snapshot.pause.notice)
        settle()
        pictures.append(line.state.snapshot.pause and line.state.snapshot.pause.notice)
    moves.end_day(DOCTOR.id)
    at_once = seen(line)
    settle()

    assert pictures == [SessionNotice.PRAYER, SessionNotice.PRAYER, None, None]
    assert at_once == seen(line) == []
    assert line.state.snapshot.pause.notice is SessionNotice.ENDED


@pytest.mark.parametrize(
    ("act", "status", "why"),
    [
        (Act.CALL, Status.WAITING, None),
        (Act.CALL, Status.ON_HOLD, Why.OTHER_STATE),
        (Act.RECALL, Status.CALLED, None),
        (Act.RECALL, Status.WAITING, Why.OTHER_STATE),
        (Act.RETURN, Status.ON_HOLD, None),
        (Act.SEND_FOR_TESTS, Status.CALLED, Why.OTHER_STATE),
        (Act.TRANSFER, Status.IN_CONSULTATION, Why.OTHER_STATE),
    ],
)
def test_only_what_the_state_allows_is_offered(clinic, moves, line, act, status, why):
    clinic.arrives(14, "Abdul Karim", status=status)
    clinic.push()

    assert moves.why_not(act, turn(line, "M-014"), None) is why


def test_says_beforehand_why_nobody_can_be_called(clinic, moves, line):
    clinic.push()
    empty = moves.why_not(Act.CALL_NEXT, None, line.state.snapshot)
    clinic.let_in(clinic.arrives(14, "Abdul Karim"))
    clinic.push()
    busy = moves.why_not(Act.CALL_NEXT, None, line.state.snapshot)
    moves.pause(DOCTOR.id, SessionNotice.BREAK)
    away = moves.why_not(Act.CALL_NEXT, None, line.state.snapshot)

    assert (empty, busy, away) == (Why.NOBODY_WAITS, Why.DOCTOR_BUSY, Why.PAUSED)


@pytest.mark.parametrize("role", [Role.MANAGER])
def test_a_role_without_the_right_is_told_so(clinic, moves):
    assert moves.why_not(Act.CALL_NEXT, None, clinic.snapshot()) is Why.NOT_ALLOWED


def test_a_refusal_is_gone_with_the_next_move(clinic, moves, line, settle):
    three(clinic)
    clinic.calls.answers(queue.call_next, NobodyWaiting())
    moves.call_next(line.state.snapshot)
    settle()
    refused = moves.state.refused

    moves.call(turn(line, "M-015"))

    assert isinstance(refused.error, NobodyWaiting)
    assert moves.state.refused is None
    settle()


class TestWithASecondPerson:
    """Reception gives a place before others only with somebody else's word."""

    @pytest.fixture
    def role(self):
        return Role.RECEPTIONIST

    def test_nothing_is_sent_before_somebody_agrees(self, clinic, moves, line, settle):
        three(clinic)

        moves.set_priority(turn(line, "M-016"), Priority.PRIORITY, "pregnant")
        waiting = moves.state.unapproved
        nothing = clinic.calls.requests(queue.set_priority)
        moves.go_on_with(APPROVAL)
        settle()

        assert (waiting.act, nothing) == (Act.PRIORITY, [])
        (asked,) = clinic.calls.requests(queue.set_priority)
        assert asked.approval_id == APPROVAL.id
        assert [token for token, _ in seen(line)] == ["M-016", "M-014", "M-015"]

    def test_without_a_word_everything_stays(self, clinic, moves, line):
        three(clinic)
        moves.set_priority(turn(line, "M-016"), Priority.PRIORITY, "pregnant")

        moves.go_without()

        assert moves.state.unapproved is None
        assert [token for token, _ in seen(line)] == ["M-014", "M-015", "M-016"]

    def test_the_server_may_ask_for_the_word_too(self, clinic, moves, line, settle):
        three(clinic)
        clinic.session.me = Clinic(Role.DOCTOR).session.me  # whose rights were cut meanwhile
        clinic.calls.answers(queue.set_priority, ApprovalNeeded(Permission.QUEUE_PRIORITY))

        moves.set_priority(turn(line, "M-016"), Priority.PRIORITY, "pregnant")
        settle()

        assert moves.state.unapproved.act is Act.PRIORITY
        assert moves.state.refused is None
