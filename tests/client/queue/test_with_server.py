"""The same view models before the real server: what a screen expects is what the server does."""

from typing import Any, cast

import pytest
from PySide6.QtTest import QTest

from client.core.aio import Promise
from client.core.clock import Clock
from client.core.live import Live
from client.viewmodels.queue.live_queue import LiveQueue
from client.viewmodels.queue.moves import QueueMoves
from client.views.queue.words import refusal_text
from shared.ages import AgeUnit
from shared.contracts import appointments, patients, queue, staff
from shared.contracts.queue import SessionPaused
from shared.errors import ApiError, StaleVersion
from shared.models.appointments import AppointmentStatus, Priority
from shared.models.patients import Sex, TypedAge
from shared.models.queue import SessionNotice
from shared.permissions import Role
from tests.client.consulting.clinic import FakeSession
from tests.client.examples import me
from tests.client.fakes import FakeStream


class ServerCalls:
    """Asks the server in this process; the answer comes when the test lets it."""

    def __init__(self, api):
        self._api = api
        self._waiting = []

    def send(self, call):
        promise: Promise[Any] = Promise()
        self._waiting.append((promise, call))
        return promise

    def deliver(self):
        waiting, self._waiting = self._waiting, []
        for promise, call in waiting:
            try:
                promise.resolve(self._api.send(call))
            except ApiError as refusal:
                promise.reject(refusal)


class Screen:
    """A doctor's: its queue, and the push that a test sends when it likes."""

    def __init__(self, api, doctor_id):
        self.calls: Any = ServerCalls(api)
        self.stream = cast("Any", FakeStream())
        self._api, self._doctor_id = api, doctor_id
        live, clock = Live(self.stream), Clock()
        live.set_active(True)
        session: Any = FakeSession(me(Role.DOCTOR))
        self.moves = QueueMoves(self.calls, session, clock)
        self.line: Any = LiveQueue(self.calls, live, self.moves, clock)
        self.line.follow(doctor_id)
        self.push()

    def push(self):
        self.stream.queue.emit(self._api.send(queue.of_doctor(doctor_id=self._doctor_id)))

    def turn(self, place):
        return self.line.state.turn(self.line.state.snapshot.entries[place])

    @property
    def seen(self):
        return [(e.token, e.status, e.hold_reason, e.priority, e.position) for e in self.line.state.snapshot.entries]


@pytest.fixture
def desk(api, house):
    desk = api(Role.RECEPTIONIST)
    for name in ("Abdul Karim", "Sultana Akter", "Ratan Miah"):
        who = desk.send(
            patients.register(name=name, sex=Sex.FEMALE, age=TypedAge(amount=40, unit=AgeUnit.YEARS), confirmed=True)
        )
        desk.send(appointments.book(patient_id=who.id, doctor_id=house.doctor, check_in=True))
    return desk


@pytest.fixture
def screen(qapp, api, house, desk):
    return Screen(api(Role.DOCTOR), house.doctor)


@pytest.fixture
def settle(screen, qtbot):
    def run():
        def quiet():
            screen.calls.deliver()
            QTest.qWait(1)
            return not screen.moves.state.sent and not screen.calls._waiting

        for _ in range(3):  # a refusal is followed by a question a turn later
            qtbot.waitUntil(quiet)

    return run


def test_what_the_screen_expects_is_what_the_server_does(screen, settle, api, house):
    moves, doctors = screen.moves, api(Role.DOCTOR).send(staff.doctors()).items
    other = next(doctor for doctor in doctors if doctor.id == house.employees["doctor_b"])
    steps = (
        lambda: moves.call_next(screen.line.state.snapshot),
        lambda: moves.recall(screen.turn(0)),
        lambda: moves.enter(screen.turn(0)),
        lambda: moves.send_for_tests(screen.turn(0)),
        lambda: moves.reorder(screen.turn(1), screen.turn(0).appointment_id),
        lambda: moves.set_priority(screen.turn(1), Priority.EMERGENCY, "fainted"),
        lambda: moves.bring_back(screen.turn(2)),
        lambda: moves.transfer(screen.turn(0), other, "wrong department"),
        lambda: moves.pause(house.doctor, SessionNotice.ROUND),
        lambda: moves.resume(house.doctor),
        lambda: moves.end_day(house.doctor),
    )

    for number, step in enumerate(steps):
        step()
        expected = screen.seen
        settle()
        answered = screen.seen
        screen.push()
        assert (expected, answered) == (screen.seen, screen.seen), number
        assert screen.moves.state.refused is None


def test_two_screens_one_is_quicker_and_the_other_sees_it(screen, settle, desk, house):
    first = screen.turn(0)
    desk.send(queue.transfer(**_based_on(first), doctor_id=house.employees["doctor_b"], reason=None))

    screen.moves.call(first)
    at_once = screen.seen[0][1]
    settle()

    assert at_once is AppointmentStatus.CALLED
    assert "not in a queue that is yours" in refusal_text(screen.moves.state.refused)
    assert len(screen.seen) == 2


def test_a_patient_whom_somebody_else_put_on_hold_is_called_no_more(screen, settle, desk):
    first = screen.turn(0)
    called = desk.send(queue.call(**_based_on(first)))
    desk.send(queue.skip(appointment_id=called.appointment_id, version=called.version))

    screen.moves.call(first)
    settle()

    assert isinstance(screen.moves.state.refused.error, StaleVersion)
    assert screen.seen[-1][1] is AppointmentStatus.ON_HOLD


def test_a_pause_made_at_reception_refuses_the_doctors_call(screen, settle, desk, house):
    desk.send(queue.pause(doctor_id=house.doctor, notice=SessionNotice.EMERGENCY))

    screen.moves.call_next(screen.line.state.snapshot)
    settle()

    assert isinstance(screen.moves.state.refused.error, SessionPaused)
    assert screen.line.state.snapshot.pause.notice is SessionNotice.EMERGENCY


def _based_on(turn):
    return {"appointment_id": turn.appointment_id, "version": turn.version}
