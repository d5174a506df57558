"""Another doctor, another class, another place."""

from datetime import timedelta

import pytest

from shared.contracts import appointments, consultations, queue
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.contracts.appointments import AlreadyBooked, AppointmentStateConflict, DoctorNotFound
from shared.contracts.queue import OtherClass
from shared.errors import Forbidden, InvalidRequest, StaleVersion
from shared.ids import EmployeeId, new_id
from shared.models.appointments import AppointmentStatus, HoldReason, Priority
from shared.permissions import Permission, Role
from tests.server.features.appointments.visits import agreed, booked, events_of, waiting
from tests.server.features.queue.steps import step

WHY = "the skin clinic sees this"


def order(desk, doctor_id):
    return [entry.name for entry in desk.send(queue.of_doctor(doctor_id=doctor_id)).waiting]


class TestTransfer:
    @pytest.fixture
    def other(self, house):
        return house.employees["doctor_b"]

    def test_gives_a_new_token_at_the_end_of_the_other_queue(self, desk, house, other):
        visit = waiting(desk, house.doctor, "Asha Rahman")
        waiting(desk, other, "Badal Khan")

        moved = desk.send(queue.transfer(**step(visit, WHY), doctor_id=other))

        assert (moved.token, moved.position, moved.status) == ("B-002", 2, AppointmentStatus.WAITING)
        assert order(desk, house.doctor) == []
        assert order(desk, other) == ["Badal Khan", "Asha Rahman"]
        now = desk.send(appointments.get(appointment_id=visit.id))
        assert (now.doctor_id, now.serial_number, now.version) == (other, 2, visit.version + 1)

    def test_is_one_event_that_keeps_what_was(self, desk, house, other):
        visit = waiting(desk, house.doctor)

        desk.send(queue.transfer(**step(visit, WHY), doctor_id=other))

        told = desk.send(appointments.timeline(appointment_id=visit.id)).items[-1]
        assert events_of(desk, visit)[-2:] == ["QUEUE_JOINED", "QUEUE_TRANSFERRED"]
        assert told.description == WHY
        assert told.metadata == {
            "token": "B-001",
            "serial": 1,
            "position": 1,
            "doctor": "Dr doctor_b",
            "from_doctor": "Dr doctor",
            "from_token": "A-001",
        }

    def test_the_consultation_goes_on_under_the_other_doctor(self, api, desk, doctor, house, other):
        waiting(desk, house.doctor)
        inside = doctor.send(queue.enter(**step(doctor.send(queue.call_next(doctor_id=house.doctor)))))
        note = {"complaint": "fever", "history": "", "examination": "", "plan": "", "advice": ""}
        doctor.send(consultations.save_note(appointment_id=inside.appointment_id, version=1, **note))
        sent = doctor.send(queue.send_for_tests(**step(inside)))
        moved = desk.send(queue.transfer(**step(sent), doctor_id=other))
        second = api("doctor_b")
        second.send(queue.enter(**step(second.send(queue.call(**step(moved))))))

        second.send(consultations.complete(appointment_id=moved.appointment_id, version=2))

        (visit,) = second.send(consultations.background(patient_id=moved.patient_id)).visits.items
        assert visit.doctor == "Dr doctor_b"

    def test_leaves_the_old_serial_used(self, desk, house, other):
        visit = waiting(desk, house.doctor)
        desk.send(queue.transfer(**step(visit), doctor_id=other))

        assert waiting(desk, house.doctor, "Badal Khan").token == "A-002"

    def test_from_a_call_or_from_hold_the_patient_waits_uncalled(self, desk, doctor, house, other):
        waiting(desk, house.doctor, "Asha Rahman")
        waiting(desk, house.doctor, "Badal Khan")
        held = doctor.send(queue.call_next(doctor_id=house.doctor))
        held = doctor.send(queue.skip(**step(held)))
        called = doctor.send(queue.call_next(doctor_id=house.doctor))

        for entry in (called, held):
            moved = desk.send(queue.transfer(**step(entry), doctor_id=other))
            assert (moved.status, moved.calls, moved.called_at) == (AppointmentStatus.WAITING, 0, None)
            assert (moved.hold_reason, moved.waiting_since) == (None, entry.waiting_since)

    def test_is_refused_from_the_room_and_before_check_in(self, desk, doctor, house, other):
        visit = booked(desk, house.doctor, "Asha Rahman")
        waiting(desk, house.doctor, "Badal Khan")
        inside = doctor.send(queue.call_next(doctor_id=house.doctor))
        inside = doctor.send(queue.enter(**step(inside)))

        for entry in (visit, inside):
            with pytest.raises(AppointmentStateConflict):
                desk.send(queue.transfer(**step(entry), doctor_id=other))

    def test_is_refused_where_the_patient_waits_already(self, desk, house, other):
        visit = waiting(desk, house.doctor)
        there = desk.send(appointments.book(patient_id=visit.patient.id, doctor_id=other, check_in=True))

        with pytest.raises(AlreadyBooked) as refusal:
            desk.send(queue.transfer(**step(visit), doctor_id=other))
        with pytest.raises(InvalidRequest):
            desk.send(queue.transfer(**step(visit), doctor_id=house.doctor))
        with pytest.raises(DoctorNotFound):
            desk.send(queue.transfer(**step(visit), doctor_id=EmployeeId(new_id())))

        assert refusal.value.appointment_id == there.id
        assert waiting(desk, other, "Badal Khan").token == "B-002"

    def test_the_second_of_two_is_told_that_it_moved(self, desk, house, other):
        visit = waiting(desk, house.doctor)
        desk.send(queue.transfer(**step(visit), doctor_id=other))

        with pytest.raises(StaleVersion):
            desk.send(queue.transfer(**step(visit), doctor_id=house.employees["doctor_c"]))

    def test_a_doctor_sends_away_his_own_patients_only(self, api, desk, house, other):
        visit = waiting(desk, house.doctor)

        with pytest.raises(Forbidden):
            api("doctor_b").send(queue.transfer(**step(visit), doctor_id=other))

        assert api("doctor").send(queue.transfer(**step(visit), doctor_id=other)).token == "B-001"


class TestPriority:
    def test_a_nurse_puts_somebody_before_others_with_a_reason(self, api, desk, house):
        waiting(desk, house.doctor, "Asha Rahman")
        visit = waiting(desk, house.doctor, "Badal Khan")

        urgent = api(Role.NURSE).send(queue.set_priority(**step(visit, "fits"), priority=Priority.EMERGENCY))

        assert (urgent.priority, urgent.position, urgent.version) == (Priority.EMERGENCY, 2, visit.version + 1)
        assert order(desk, house.doctor) == ["Badal Khan", "Asha Rahman"]
        told = desk.send(appointments.timeline(appointment_id=visit.id)).items[-1]
        assert (told.type.value, told.description) == ("QUEUE_PRIORITY_CHANGED", "fits")
        assert told.metadata == {"token": "A-002", "priority": "emergency", "from_priority": "normal"}

    def test_reception_needs_a_second_person_for_this_patient(self, desk, house):
        visit = waiting(desk, house.doctor, "Asha Rahman")
        other = waiting(desk, house.doctor, "Badal Khan")
        with pytest.raises(ApprovalNeeded):
            desk.send(queue.set_priority(**step(visit, "fits"), priority=Priority.PRIORITY))
        word = agreed(desk, "nurse", Permission.QUEUE_PRIORITY, visit.id)
        with pytest.raises(ApprovalNotValid):
            desk.send(queue.set_priority(**step(other, "fits"), priority=Priority.PRIORITY, approval_id=word))

        given = desk.send(queue.set_priority(**step(visit, "fits"), priority=Priority.PRIORITY, approval_id=word))

        told = desk.send(appointments.timeline(appointment_id=visit.id)).items[-1]
        assert given.priority is Priority.PRIORITY
        assert told.metadata["approved_by"] == str(house.employees["nurse"])

    def test_the_class_there_is_is_not_given_again(self, doctor, desk, house):
        visit = waiting(desk, house.doctor)

        with pytest.raises(InvalidRequest):
            doctor.send(queue.set_priority(**step(visit, "fits"), priority=Priority.NORMAL))

    def test_who_was_called_meanwhile_keeps_the_class(self, doctor, desk, house):
        waiting(desk, house.doctor)
        called = doctor.send(queue.call_next(doctor_id=house.doctor))

        with pytest.raises(AppointmentStateConflict):
            doctor.send(queue.set_priority(**step(called, "fits"), priority=Priority.PRIORITY))


class TestReorder:
    @pytest.fixture
    def line(self, desk, house):
        return [waiting(desk, house.doctor, name) for name in ("Asha", "Badal", "Chitra", "Dipa")]

    def test_puts_somebody_right_before_another(self, desk, house, line):
        moved = desk.send(queue.reorder(**step(line[3]), before=line[1].id))

        assert order(desk, house.doctor) == ["Asha", "Dipa", "Badal", "Chitra"]
        assert (moved.position, moved.version) == (2, line[3].version + 1)
        assert events_of(desk, line[3])[-1] == "QUEUE_REORDERED"
        assert events_of(desk, line[1])[-1] == "QUEUE_JOINED"

    def test_puts_somebody_behind_all(self, desk, house, line):
        desk.send(queue.reorder(**step(line[0])))

        assert order(desk, house.doctor) == ["Badal", "Chitra", "Dipa", "Asha"]

    def test_lets_the_others_screens_move_them_still(self, desk, house, line):
        desk.send(queue.reorder(**step(line[3]), before=line[0].id))
        desk.send(queue.reorder(**step(line[0]), before=None))

        assert order(desk, house.doctor) == ["Dipa", "Badal", "Chitra", "Asha"]

    def test_keeps_the_place_of_who_is_on_hold(self, desk, doctor, house, line):
        called = doctor.send(queue.call(**step(line[1])))
        held = doctor.send(queue.skip(**step(called)))
        desk.send(queue.reorder(**step(line[3]), before=line[0].id))

        doctor.send(queue.return_to_queue(**step(held)))

        assert order(desk, house.doctor) == ["Dipa", "Asha", "Badal", "Chitra"]

    def test_is_refused_across_classes_and_doctors_and_for_who_waits_no_more(self, desk, doctor, house, line):
        urgent = waiting(desk, house.doctor, "Ela", Priority.EMERGENCY)
        elsewhere = waiting(desk, house.employees["doctor_b"], "Farid")
        called = doctor.send(queue.call(**step(line[0])))

        for before in (urgent.id, elsewhere.id, called.appointment_id, line[3].id):
            with pytest.raises(OtherClass):
                desk.send(queue.reorder(**step(line[3]), before=before))
        with pytest.raises(AppointmentStateConflict):
            desk.send(queue.reorder(**step(called), before=line[2].id))

    def test_a_stale_version_moves_nobody(self, desk, house, line):
        desk.send(queue.reorder(**step(line[3]), before=line[0].id))

        with pytest.raises(StaleVersion):
            desk.send(queue.reorder(**step(line[3]), before=line[2].id))

    def test_a_doctor_orders_his_own_queue_only(self, api, line):
        with pytest.raises(Forbidden):
            api("doctor_b").send(queue.reorder(**step(line[3]), before=line[0].id))

        assert api("doctor").send(queue.reorder(**step(line[3]), before=line[0].id)).position == 1


class TestSentForTests:
    @pytest.fixture
    def sent(self, desk, doctor, house):
        waiting(desk, house.doctor, "Asha")
        called = doctor.send(queue.call_next(doctor_id=house.doctor))
        inside = doctor.send(queue.enter(**step(called)))
        return doctor.send(queue.send_for_tests(**step(inside)))

    def test_is_on_hold_and_told_from_a_skip(self, desk, doctor, house, sent):
        waiting(desk, house.doctor, "Badal")
        called = doctor.send(queue.call_next(doctor_id=house.doctor))
        skipped = doctor.send(queue.skip(**step(called)))

        assert (sent.status, sent.hold_reason) == (AppointmentStatus.ON_HOLD, HoldReason.TESTS)
        assert (skipped.status, skipped.hold_reason) == (AppointmentStatus.ON_HOLD, HoldReason.SKIPPED)

    def test_reception_reads_why_in_the_list_of_the_day(self, desk, sent):
        (row,) = desk.send(appointments.of_day()).items

        assert row.hold_reason is HoldReason.TESTS

    def test_is_one_event(self, desk, sent):
        visit = desk.send(appointments.get(appointment_id=sent.appointment_id))

        assert events_of(desk, visit)[-2:] == ["ENTERED_ROOM", "SENT_FOR_TESTS"]

    def test_only_who_is_in_the_room_can_be_sent(self, desk, doctor, house):
        waiting(desk, house.doctor, "Badal")
        called = doctor.send(queue.call_next(doctor_id=house.doctor))

        with pytest.raises(AppointmentStateConflict):
            doctor.send(queue.send_for_tests(**step(called)))

    @pytest.mark.parametrize(
        ("place", "expected"),
        [
            ("same", ["Asha", "Badal", "Chitra", "Dipa"]),
            ("after_k", ["Badal", "Chitra", "Asha", "Dipa"]),
            ("end", ["Badal", "Chitra", "Dipa", "Asha"]),
        ],
    )
    def test_comes_back_where_the_house_wants_it(self, desk, doctor, house, owner, clock, sent, place, expected):
        owner.execute("UPDATE settings SET return_place = %s", (place,))
        clock.advance(timedelta(seconds=10))  # the settings are remembered for some seconds
        for name in ("Badal", "Chitra", "Dipa"):
            waiting(desk, house.doctor, name)
        waiting(desk, house.doctor, "Ela", Priority.EMERGENCY)

        back = doctor.send(queue.return_to_queue(**step(sent)))

        assert (back.status, back.hold_reason) == (AppointmentStatus.WAITING, None)
        assert order(desk, house.doctor) == ["Ela", *expected]
