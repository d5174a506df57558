"""Whatever people press, in whatever order: the queue stays a queue."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts import appointments, queue
from shared.errors import ApiError
from shared.models.appointments import AppointmentStatus, Priority
from shared.rules.appointment_moves import may
from tests.server.features.appointments.visits import waiting
from tests.server.features.patients.people import registered

CURRENT = {AppointmentStatus.CALLED, AppointmentStatus.IN_CONSULTATION}
MOVES = ("call", "recall", "undo_call", "skip", "no_show", "return_to_queue", "enter")
PRESSES = st.lists(
    st.tuples(st.sampled_from((*MOVES, "call_next", "arrive", "arrive", "cancel")), st.integers(0, 2**16)),
    min_size=1,
    max_size=12,
)


class Ward:
    """One doctor's morning, and the people who press its buttons."""

    def __init__(self, api, house, database):
        self.desk, self.doctor = api("receptionist"), api("doctor")
        self.doctor_id = house.doctor
        self.database = database
        self.arrived = 0

    def visits(self):
        return self.desk.send(appointments.of_day(doctor_id=self.doctor_id)).items

    def press(self, button, luck):
        """Presses it for somebody; what the server refuses, it refuses."""
        chance = random.Random(luck)
        if button == "arrive":
            self.arrived += 1
            waiting(self.desk, self.doctor_id, f"Patient {self.arrived}", chance.choice(list(Priority)))
        elif button == "call_next":
            self.doctor.send(queue.call_next(doctor_id=self.doctor_id))
        elif visits := self.visits():
            visit = chance.choice(visits)
            who = {"appointment_id": visit.id, "version": visit.version}
            if button == "cancel":
                self.desk.send(appointments.cancel(**who, reason="went home"))
            else:
                reason = {"reason": "came back"} if button == "return_to_queue" else {}
                self.doctor.send(getattr(queue, button)(**who, **reason))


@pytest.fixture
def ward(api, house, database):
    ward = Ward(api, house, database)
    registered(ward.desk, "Nobody yet")
    return ward


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(PRESSES)
def test_any_moves_keep_one_current_serials_without_gap_and_positions_apart(ward, presses):
    for button, luck in presses:
        before = {visit.id: visit.status for visit in ward.visits()}
        try:
            ward.press(button, luck)
        except ApiError:
            assert {visit.id: visit.status for visit in ward.visits()} == before
            continue
        after = {visit.id: visit.status for visit in ward.visits()}
        for visit_id, found in before.items():
            assert after[visit_id] is found or may(found, after[visit_id])

    visits = ward.visits()
    entries = ward.doctor.send(queue.of_doctor(doctor_id=ward.doctor_id)).entries
    positions = [entry.position for entry in entries]
    assert sum(visit.status in CURRENT for visit in visits) <= 1
    assert sorted(visit.serial_number for visit in visits) == list(range(1, len(visits) + 1))
    assert len(set(positions)) == len(positions)
