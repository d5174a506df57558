from datetime import UTC, datetime, timedelta

import pytest

from shared.contracts import appointments, queue
from shared.contracts.appointments import AppointmentNotFound, AppointmentStateConflict, DoctorNotFound
from shared.contracts.queue import DoctorBusy, NobodyWaiting
from shared.errors import Forbidden, InvalidRequest, StaleVersion
from shared.ids import AppointmentId, EmployeeId, new_id
from shared.models.appointments import AppointmentStatus, Priority
from tests.server.features.appointments.visits import booked, events_of, waiting
from tests.server.features.queue.steps import step

REASON = "was at the pharmacy"


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def doctor(api):
    return api("doctor")


@pytest.fixture
def called(desk, doctor, house):
    waiting(desk, house.doctor)
    return doctor.send(queue.call_next(doctor_id=house.doctor))


def test_the_next_is_who_has_waited_longest_in_the_first_class(desk, doctor, house):
    waiting(desk, house.doctor, "Asha Rahman")
    waiting(desk, house.doctor, "Badal Khan", Priority.PRIORITY)
    waiting(desk, house.doctor, "Chitra Das", Priority.EMERGENCY)
    waiting(desk, house.doctor, "Dipa Roy", Priority.EMERGENCY)

    order = []
    for _ in range(4):
        entry = doctor.send(queue.call_next(doctor_id=house.doctor))
        order.append(entry.name)
        doctor.send(queue.skip(**step(entry)))

    assert order == ["Chitra Das", "Dipa Roy", "Badal Khan", "Asha Rahman"]


def test_a_call_says_when_and_how_often(called, clock, desk):
    assert (called.status, called.token, called.calls) == (AppointmentStatus.CALLED, "A-001", 1)
    assert clock.now() - called.called_at < timedelta(seconds=1)


def test_an_empty_queue_has_nobody_to_call(desk, doctor, house):
    booked(desk, house.doctor)

    with pytest.raises(NobodyWaiting):
        doctor.send(queue.call_next(doctor_id=house.doctor))


def test_one_at_a_time(desk, doctor, house, called):
    other = waiting(desk, house.doctor, "Badal Khan")

    with pytest.raises(DoctorBusy) as at_next:
        doctor.send(queue.call_next(doctor_id=house.doctor))
    doctor.send(queue.enter(**step(called)))
    with pytest.raises(DoctorBusy) as at_call:
        doctor.send(queue.call(appointment_id=other.id, version=other.version))

    for refusal in (at_next, at_call):
        assert (refusal.value.appointment_id, refusal.value.token) == (called.appointment_id, "A-001")


def test_this_one_may_be_called_out_of_turn(desk, doctor, house):
    waiting(desk, house.doctor, "Asha Rahman")
    second = waiting(desk, house.doctor, "Badal Khan")

    entry = doctor.send(queue.call(appointment_id=second.id, version=second.version))

    assert (entry.name, entry.status) == ("Badal Khan", AppointmentStatus.CALLED)


def test_recall_counts_and_renews_the_call(doctor, called, clock, desk):
    clock.advance(timedelta(minutes=1))

    again = doctor.send(queue.recall(**step(called)))

    assert (again.status, again.calls) == (AppointmentStatus.CALLED, 2)
    assert again.called_at - called.called_at > timedelta(seconds=59)


def test_an_undone_call_leaves_the_patient_where_he_was(desk, doctor, house, called):
    waiting(desk, house.doctor, "Badal Khan")

    back = doctor.send(queue.undo_call(**step(called)))

    assert (back.status, back.position, back.calls, back.called_at) == (AppointmentStatus.WAITING, 1, 0, None)
    assert back.waiting_since == called.waiting_since
    assert doctor.send(queue.call_next(doctor_id=house.doctor)).name == "Asha Rahman"


def test_who_is_on_hold_comes_back_to_the_old_place(desk, doctor, house, called):
    waiting(desk, house.doctor, "Badal Khan")
    held = doctor.send(queue.skip(**step(called), reason="not in the room"))
    assert held.status is AppointmentStatus.ON_HOLD

    back = doctor.send(queue.return_to_queue(**step(held)))

    assert (back.status, back.position) == (AppointmentStatus.WAITING, 1)
    assert doctor.send(queue.call_next(doctor_id=house.doctor)).name == "Asha Rahman"


def test_who_is_put_on_hold_from_the_room_leaves_it(desk, doctor, called, house):
    inside = doctor.send(queue.enter(**step(called)))

    doctor.send(queue.skip(**step(inside)))

    visit = desk.send(appointments.get(appointment_id=called.appointment_id))
    assert events_of(desk, visit)[3:] == ["QUEUE_CALLED", "ENTERED_ROOM", "QUEUE_SKIPPED"]
    with pytest.raises(NobodyWaiting):
        doctor.send(queue.call_next(doctor_id=house.doctor))


class TestNoShow:
    @pytest.fixture
    def absent(self, doctor, called):
        entry = called
        for _ in range(2):
            entry = doctor.send(queue.recall(**step(entry)))
        return doctor.send(queue.no_show(**step(entry)))

    def test_takes_three_calls(self, doctor, called):
        twice = doctor.send(queue.recall(**step(called)))

        with pytest.raises(AppointmentStateConflict) as refusal:
            doctor.send(queue.no_show(**step(twice)))

        assert refusal.value.status_found is AppointmentStatus.CALLED
        thrice = doctor.send(queue.recall(**step(twice)))
        assert doctor.send(queue.no_show(**step(thrice))).status is AppointmentStatus.NO_SHOW

    def test_comes_back_at_the_end_with_a_reason(self, desk, doctor, house, absent):
        waiting(desk, house.doctor, "Badal Khan")

        back = doctor.send(queue.return_to_queue(**step(absent, REASON)))

        assert (back.status, back.position) == (AppointmentStatus.WAITING, 3)
        visit = desk.send(appointments.get(appointment_id=back.appointment_id))
        last = desk.send(appointments.timeline(appointment_id=visit.id)).items[-1]
        assert (last.type.value, last.description) == ("QUEUE_RETURNED", REASON)

    def test_does_not_come_back_without_one(self, doctor, absent):
        with pytest.raises(InvalidRequest) as refusal:
            doctor.send(queue.return_to_queue(**step(absent)))

        assert set(refusal.value.fields) == {"reason"}

    def test_does_not_come_back_on_another_day(self, house, absent, clock, api, owner):
        clock.set(datetime(2026, 11, 23, 6, tzinfo=UTC))
        owner.execute(
            "UPDATE employees SET department_id = (SELECT department_id FROM employees WHERE id = %s) WHERE id = %s",
            (house.doctor, house.employees["nurse"]),
        )

        with pytest.raises(AppointmentStateConflict) as refusal:
            api("nurse").send(queue.return_to_queue(**step(absent, REASON)))

        assert refusal.value.status_found is AppointmentStatus.NO_SHOW

    def test_does_not_come_back_when_booked_anew(self, desk, doctor, house, absent):
        desk.send(appointments.book(patient_id=absent.patient_id, doctor_id=house.doctor, check_in=True))

        with pytest.raises(AppointmentStateConflict) as refusal:
            doctor.send(queue.return_to_queue(**step(absent, REASON)))

        assert refusal.value.status_found is AppointmentStatus.NO_SHOW


def test_every_move_makes_a_newer_picture(desk, doctor, house, called):
    def version():
        return doctor.send(queue.of_doctor(doctor_id=house.doctor)).version

    seen = [version()]
    recalled = doctor.send(queue.recall(**step(called)))
    seen.append(version())
    back = doctor.send(queue.undo_call(**step(recalled)))
    seen.append(version())
    called = doctor.send(queue.call(**step(back)))
    seen.append(version())
    doctor.send(queue.enter(**step(called)))
    seen.append(version())

    assert seen == sorted(set(seen))


@pytest.mark.parametrize("move", [queue.call, queue.recall, queue.undo_call, queue.skip, queue.no_show, queue.enter])
def test_a_stale_version_moves_nobody(desk, doctor, called, house, move):
    doctor.send(queue.recall(**step(called)))
    before = doctor.send(queue.of_doctor(doctor_id=house.doctor))

    with pytest.raises(StaleVersion) as refusal:
        doctor.send(move(**step(called)))

    assert refusal.value.version == called.version + 1
    assert doctor.send(queue.of_doctor(doctor_id=house.doctor)) == before


@pytest.mark.parametrize("move", [queue.recall, queue.undo_call, queue.skip, queue.no_show, queue.enter])
def test_only_who_was_called_can_be_recalled_or_enter(desk, doctor, house, move):
    visit = waiting(desk, house.doctor)

    with pytest.raises(AppointmentStateConflict) as refusal:
        doctor.send(move(appointment_id=visit.id, version=visit.version))

    assert refusal.value.status_found is AppointmentStatus.WAITING


class TestWhoMayCall:
    def test_another_doctor_may_not(self, api, called, house):
        with pytest.raises(Forbidden):
            api("doctor_b").send(queue.recall(**step(called)))
        with pytest.raises(Forbidden):
            api("doctor_b").send(queue.call_next(doctor_id=house.doctor))

    def test_a_nurse_may_in_her_own_department(self, api, called, house, owner):
        with pytest.raises(Forbidden):
            api("nurse").send(queue.recall(**step(called)))
        owner.execute(
            "UPDATE employees SET department_id = (SELECT department_id FROM employees WHERE id = %s) WHERE id = %s",
            (house.doctor, house.employees["nurse"]),
        )

        assert api("nurse").send(queue.recall(**step(called))).calls == 2

    def test_reception_may_for_every_doctor(self, desk, called):
        assert desk.send(queue.recall(**step(called))).calls == 2

    def test_a_manager_may_not(self, api, called):
        with pytest.raises(Forbidden):
            api("manager").send(queue.recall(**step(called)))


def test_nobody_is_moved_who_is_not_there(doctor):
    with pytest.raises(AppointmentNotFound):
        doctor.send(queue.recall(appointment_id=AppointmentId(new_id()), version=1))
    with pytest.raises(DoctorNotFound):
        doctor.send(queue.call_next(doctor_id=EmployeeId(new_id())))
    with pytest.raises(DoctorNotFound):
        doctor.send(queue.of_doctor(doctor_id=EmployeeId(new_id())))
