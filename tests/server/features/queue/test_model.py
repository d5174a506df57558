"""Whatever people press, in whatever order, at five doctors: the queues are what a plain model of them says.

The model is a few lines of Python that know the house's rules; PostgreSQL, the log and every picture must agree with it
after each step, and what the model refuses, the server refuses.
"""

from collections import Counter
from dataclasses import dataclass, field

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from server.core.database import Database
from shared.contracts import appointments, queue
from shared.errors import Conflict, InvalidRequest
from shared.models.appointments import AppointmentStatus as S
from shared.models.appointments import Priority
from shared.models.queue import SessionNotice
from tests.support import ward
from tests.support.server import Api, TurnedClock

DOCTORS = 5
CURRENT = (S.CALLED, S.IN_CONSULTATION)
IN_LINE = (*CURRENT, S.WAITING, S.ON_HOLD)
NO_SHOW_AFTER = 3
CLASSES = list(Priority)

LUCK = st.integers(0, 2**16)
KEYS = [
    *["call_next", "enter"] * 2,
    *["call", "recall", "undo_call", "skip", "send_for_tests", "no_show", "return_to_queue"],
    *["transfer", "set_priority", "reorder", "pause", "resume", "resume"],
]
MOVES = {
    "QUEUE_CALLED",
    "QUEUE_RECALLED",
    "QUEUE_CALL_UNDONE",
    "ENTERED_ROOM",
    "QUEUE_SKIPPED",
    "SENT_FOR_TESTS",
    "QUEUE_NO_SHOW",
    "QUEUE_RETURNED",
    "QUEUE_TRANSFERRED",
    "QUEUE_PRIORITY_CHANGED",
    "QUEUE_REORDERED",
}


@dataclass
class Known:
    """A patient as the model has it."""

    id: object
    doctor: int
    serial: int
    position: int
    status: S = S.WAITING
    priority: Priority = Priority.NORMAL
    version: int = 0
    calls: int = 0


@dataclass
class Day:
    """A doctor's day as the model has it."""

    serials: int = 0
    positions: int = 0
    paused: bool = False
    given: list[int] = field(default_factory=list)


class Queues(RuleBasedStateMachine):
    """Set up by the test below: the callers and the database."""

    desk: Api
    nurse: Api
    owner: psycopg.Connection
    database: Database
    clock: TurnedClock
    all_that_happened: Counter[str]

    def __init__(self):
        super().__init__()
        with self.database.transaction() as session:
            self.doctors = ward.doctors(session, DOCTORS)
            self.people = ward.crowd(session, 60, self.clock.now())
        self.days = [Day() for _ in range(DOCTORS)]
        self.known: list[Known] = []
        self.events: Counter[str] = Counter()
        self.touched: set[int] = set()
        self.shown = [0] * DOCTORS

    def teardown(self):
        self.all_that_happened.update(self.events)

    # What people press

    @initialize(doctors=st.lists(st.integers(0, DOCTORS - 1), min_size=8, max_size=12))
    def morning(self, doctors):
        for doctor in doctors:
            self.arrive(doctor)

    @rule(doctor=st.integers(0, DOCTORS - 1))
    def come(self, doctor):
        self.arrive(doctor)

    @rule(key=st.sampled_from(KEYS), luck=LUCK)
    def press(self, key, luck):
        """One rule for all keys: of many rules hypothesis leaves most out of each run."""
        getattr(self, key)(luck)

    def arrive(self, doctor):
        given = self.desk.send(
            appointments.book(patient_id=self.people.pop(), doctor_id=self.doctors[doctor], check_in=True)
        )
        serial, position = self._next_place(doctor)
        self.known.append(Known(given.id, doctor, serial, position, version=given.version))
        self._happened(doctor, "APPOINTMENT_REGISTERED", "APPOINTMENT_ASSIGNED", "QUEUE_JOINED")

    def call_next(self, luck):
        doctor = luck % DOCTORS
        waiting = self._line(doctor, S.WAITING)
        expected = bool(waiting) and not self._current(doctor) and not self.days[doctor].paused
        entry = self._press(queue.call_next(doctor_id=self.doctors[doctor]), expected)
        if entry:
            assert entry.appointment_id == waiting[0].id
            waiting[0].version = entry.version
            self._called(waiting[0])

    def call(self, luck):
        one = self._any(luck, S.WAITING)
        free = not self._current(one.doctor) and not self.days[one.doctor].paused
        if self._move(queue.call, one, allowed=one.status is S.WAITING and free):
            self._called(one)

    def recall(self, luck):
        self._recall(self._any(luck, S.CALLED))

    def undo_call(self, luck):
        one = self._any(luck, S.CALLED)
        if self._move(queue.undo_call, one, allowed=one.status is S.CALLED):
            one.status, one.calls = S.WAITING, 0
            self._happened(one.doctor, "QUEUE_CALL_UNDONE")

    def enter(self, luck):
        one = self._any(luck, S.CALLED)
        if self._move(queue.enter, one, allowed=one.status is S.CALLED):
            one.status = S.IN_CONSULTATION
            self._happened(one.doctor, "ENTERED_ROOM")

    def skip(self, luck):
        one = self._any(luck, *CURRENT)
        if self._move(queue.skip, one, allowed=one.status in CURRENT):
            one.status = S.ON_HOLD
            self._happened(one.doctor, "QUEUE_SKIPPED")

    def send_for_tests(self, luck):
        one = self._any(luck, S.IN_CONSULTATION)
        if self._move(queue.send_for_tests, one, allowed=one.status is S.IN_CONSULTATION):
            one.status = S.ON_HOLD
            self._happened(one.doctor, "SENT_FOR_TESTS")

    def no_show(self, luck):
        one = self._any(luck, S.CALLED)
        while luck % 4 and one.status is S.CALLED and one.calls < NO_SHOW_AFTER:
            self._recall(one)
        if self._move(queue.no_show, one, allowed=one.status is S.CALLED and one.calls >= NO_SHOW_AFTER):
            one.status = S.NO_SHOW
            self._happened(one.doctor, "QUEUE_NO_SHOW")

    def return_to_queue(self, luck):
        one = self._any(luck, S.ON_HOLD, S.NO_SHOW)
        found = one.status
        if self._move(queue.return_to_queue, one, allowed=found in (S.ON_HOLD, S.NO_SHOW), reason="was outside"):
            if found is S.NO_SHOW:
                one.position = self._next_position(one.doctor)
            one.status = S.WAITING
            self._happened(one.doctor, "QUEUE_RETURNED")

    def transfer(self, luck):
        to = luck % DOCTORS
        one = self._any(luck, S.WAITING, S.CALLED, S.ON_HOLD)
        allowed = one.status in (S.WAITING, S.CALLED, S.ON_HOLD) and to != one.doctor
        if self._move(queue.transfer, one, allowed=allowed, doctor_id=self.doctors[to]):
            left, one.doctor = one.doctor, to
            one.serial, one.position = self._next_place(to)
            one.status, one.calls = S.WAITING, 0
            self.touched.add(left)
            self._happened(to, "QUEUE_TRANSFERRED")

    def set_priority(self, luck):
        priority = CLASSES[luck % len(CLASSES)]
        one = self._any(luck, S.WAITING)
        allowed = one.status is S.WAITING and priority is not one.priority
        if self._move(queue.set_priority, one, by=self.nurse, allowed=allowed, priority=priority, reason="in pain"):
            one.priority = priority
            self._happened(one.doctor, "QUEUE_PRIORITY_CHANGED")

    def reorder(self, luck):
        one = self._any(luck, S.WAITING)
        before = None if luck % 3 else self._any(luck // 5, S.WAITING, of=one.doctor)
        side_by_side = before is None or (
            before is not one
            and before.status is S.WAITING
            and (before.doctor, before.priority) == (one.doctor, one.priority)
        )
        allowed = one.status is S.WAITING and side_by_side
        if self._move(queue.reorder, one, allowed=allowed, before=before and before.id):
            line = [each for each in self._line(one.doctor, *IN_LINE) if each.priority is one.priority]
            positions = [each.position for each in line]
            line.remove(one)
            waiting = [each for each in line if each.status is S.WAITING]
            behind = line.index(waiting[-1]) + 1 if waiting else positions.index(one.position)
            line.insert(line.index(before) if before else behind, one)
            for each, position in zip(line, positions, strict=True):
                each.position = position
            self._happened(one.doctor, "QUEUE_REORDERED")

    def pause(self, luck):
        doctor = luck % DOCTORS
        self._press(queue.pause(doctor_id=self.doctors[doctor], notice=SessionNotice.BREAK), expected=True)
        self.days[doctor].paused = True
        self.touched.add(doctor)

    def resume(self, luck):
        doctor = luck % DOCTORS
        if self._press(queue.resume(doctor_id=self.doctors[doctor]), expected=self.days[doctor].paused):
            self.days[doctor].paused = False
            self.touched.add(doctor)

    # What must be so after each of them

    @invariant()
    def postgresql_has_what_the_model_has(self):
        rows = self.owner.execute(
            "SELECT id, doctor_id, serial_number, queue_position, status, priority, version FROM appointments "
            "WHERE doctor_id = ANY (%s)",
            (self.doctors,),
        ).fetchall()
        assert sorted(rows) == sorted(
            (p.id, self.doctors[p.doctor], p.serial, p.position, p.status, p.priority, p.version) for p in self.known
        )
        for column in (2, 3):
            assert len({(row[1], row[column]) for row in rows}) == len(rows), "serials and positions are nobody else's"
        current = Counter(row[1] for row in rows if row[4] in CURRENT)
        assert not current or max(current.values()) == 1

    @invariant()
    def the_log_has_one_event_a_move_and_serials_without_gap(self):
        logged = self.owner.execute(
            "SELECT type, count(*) FROM appointment_events WHERE appointment_id = ANY (%s) GROUP BY type",
            ([one.id for one in self.known],),
        ).fetchall()
        assert dict(logged) == self.events
        for doctor, day in zip(self.doctors, self.days, strict=True):
            last = self.owner.execute("SELECT last_serial FROM queue_days WHERE doctor_id = %s", (doctor,)).fetchone()
            assert day.given == list(range(1, (last[0] if last else 0) + 1))

    @invariant()
    def each_picture_shows_it(self):
        for doctor in self.touched:
            picture = self.desk.send(queue.of_doctor(doctor_id=self.doctors[doctor]))
            shown = [(entry.appointment_id, entry.status, entry.version) for entry in picture.entries]
            line = [*self._current(doctor), *self._line(doctor, S.WAITING), *self._line(doctor, S.ON_HOLD)]
            assert shown == [(one.id, one.status, one.version) for one in line]
            assert (picture.pause is not None) == self.days[doctor].paused
            assert picture.version > self.shown[doctor], "an older picture never wins over a newer one"
            self.shown[doctor] = picture.version
        self.touched.clear()

    # How the model does it

    def _press(self, call, expected, by=None):
        """The answer; None where it is refused, as it must be."""
        try:
            answer = (by or self.desk).send(call)
        except (Conflict, InvalidRequest):
            if expected:
                raise
            return None
        assert expected, call
        return answer

    def _move(self, endpoint, one, *, allowed, by=None, **said):
        entry = self._press(endpoint(appointment_id=one.id, version=one.version, **said), allowed, by)
        if entry:
            one.version = entry.version
        return entry

    def _recall(self, one):
        if self._move(queue.recall, one, allowed=one.status is S.CALLED):
            one.calls += 1
            self._happened(one.doctor, "QUEUE_RECALLED")

    def _called(self, one):
        one.status, one.calls = S.CALLED, 1
        self._happened(one.doctor, "QUEUE_CALLED")

    def _happened(self, doctor, *events):
        self.events.update(events)
        self.touched.add(doctor)

    def _any(self, luck, *states, of=None):
        """Mostly somebody the move is for; sometimes anybody, to be refused."""
        fitting = [one for one in self.known if one.status in states and of in (None, one.doctor)]
        among = fitting if fitting and luck % 8 else self.known
        return among[luck // 8 % len(among)]

    def _line(self, doctor, *states):
        line = [one for one in self.known if one.doctor == doctor and one.status in states]
        return sorted(line, key=lambda one: (CLASSES.index(one.priority), one.position))

    def _current(self, doctor):
        return self._line(doctor, *CURRENT)

    def _next_position(self, doctor):
        self.days[doctor].positions += 1
        return self.days[doctor].positions

    def _next_place(self, doctor):
        day = self.days[doctor]
        day.serials += 1
        day.given.append(day.serials)
        return day.serials, self._next_position(doctor)


@pytest.mark.usefixtures("house")
def test_any_moves_at_five_doctors_keep_the_queues_what_they_should_be(api, owner, database, clock):
    desk, nurse = api("receptionist"), api("nurse")

    class Ward(Queues):
        pass

    Ward.desk, Ward.nurse, Ward.owner, Ward.database, Ward.clock = desk, nurse, owner, database, clock
    Ward.all_that_happened = Counter()
    run_state_machine_as_test(
        Ward,
        settings=settings(
            max_examples=5,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    seldom = {move: Ward.all_that_happened[move] for move in MOVES if Ward.all_that_happened[move] < 2}
    assert not seldom, "a model of moves that hardly happen proves nothing"
