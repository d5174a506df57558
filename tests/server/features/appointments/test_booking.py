from datetime import UTC, date, datetime

import pytest

from shared.contracts import appointments, patients
from shared.contracts.appointments import (
    AlreadyBooked,
    AppointmentNotFound,
    AppointmentStateConflict,
    DoctorNotFound,
    PriorityNeedsReason,
    WrongDay,
)
from shared.contracts.patients import PatientDied, PatientNotFound
from shared.errors import Forbidden, StaleVersion
from shared.ids import AppointmentId, EmployeeId, PatientId, new_id
from shared.models.appointments import AppointmentStatus, AppointmentType, Priority
from shared.permissions import Permission
from tests.server.features.appointments.visits import agreed, booked, events_of, waiting
from tests.server.features.patients.people import registered

TODAY = date(2026, 11, 22)
TOMORROW = date(2026, 11, 23)


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def patient(desk):
    return registered(desk, "Asha Rahman")


def test_booking_says_with_whom_where_when_and_what_it_costs(desk, house, patient):
    visit = desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor, type=AppointmentType.FOLLOWUP))

    assert (visit.doctor, visit.department, visit.date) == ("Dr doctor", "Department of doctor", TODAY)
    assert (visit.status, visit.token, visit.serial_number) == (AppointmentStatus.SCHEDULED, None, None)
    assert (visit.fee, visit.booked_by, visit.version) == ("500.00", "Receptionist", 1)
    assert visit.patient.patient_no == patient.patient_no


def test_booking_records_who_gave_it_and_to_whom(desk, house, patient):
    visit = desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor))

    entries = desk.send(appointments.timeline(appointment_id=visit.id)).items
    assert [e.type.value for e in entries] == ["APPOINTMENT_REGISTERED", "APPOINTMENT_ASSIGNED"]
    assert entries[1].metadata["doctor_id"] == str(house.doctor)
    assert {e.workstation for e in entries} == {"reception 1"}


def test_booking_and_check_in_are_one_act(desk, house):
    visit = waiting(desk, house.doctor)

    assert (visit.status, visit.token, visit.serial_number) == (AppointmentStatus.WAITING, "A-001", 1)
    assert events_of(desk, visit) == ["APPOINTMENT_REGISTERED", "APPOINTMENT_ASSIGNED", "QUEUE_JOINED"]
    assert visit.patient.last_visit == TODAY


def test_the_past_is_not_bookable_and_another_day_is_not_checked_in(desk, house, patient):
    book = {"patient_id": patient.id, "doctor_id": house.doctor}

    with pytest.raises(WrongDay):
        desk.send(appointments.book(**book, date=date(2026, 11, 21)))
    with pytest.raises(WrongDay):
        desk.send(appointments.book(**book, date=TOMORROW, check_in=True))

    assert desk.send(appointments.book(**book, date=TOMORROW)).date == TOMORROW


def test_before_four_in_the_morning_today_is_still_yesterday(api, house, patient, clock):
    clock.set(datetime(2026, 11, 22, 21, 59, tzinfo=UTC))  # 03:59 in Dhaka

    assert api("nurse").send(appointments.book(patient_id=patient.id, doctor_id=house.doctor)).date == TODAY


def test_a_patient_has_one_open_appointment_with_a_doctor_on_a_day(desk, house, patient):
    book = appointments.book(patient_id=patient.id, doctor_id=house.doctor)
    first = desk.send(book)

    with pytest.raises(AlreadyBooked) as refusal:
        desk.send(book)

    assert refusal.value.appointment_id == first.id
    assert desk.send(appointments.of_day()).items[0].id == first.id
    desk.send(appointments.book(patient_id=patient.id, doctor_id=house.employees["doctor_b"]))
    desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor, date=TOMORROW))


def test_who_cancelled_may_book_again(desk, house, patient):
    book = appointments.book(patient_id=patient.id, doctor_id=house.doctor)
    first = desk.send(book)
    desk.send(appointments.cancel(appointment_id=first.id, version=first.version, reason="feels better"))

    assert desk.send(book).id != first.id


def test_a_place_before_others_has_a_reason(desk, house, patient):
    book = {"patient_id": patient.id, "doctor_id": house.doctor, "priority": Priority.EMERGENCY}

    with pytest.raises(PriorityNeedsReason):
        desk.send(appointments.book(**book))

    word = agreed(desk, "nurse", Permission.QUEUE_PRIORITY, patient.id)
    visit = desk.send(appointments.book(**book, priority_reason="chest pain", approval_id=word))
    assert desk.send(appointments.timeline(appointment_id=visit.id)).items[1].metadata["reason"] == "chest pain"


def test_a_doctor_books_for_himself_only_and_checks_nobody_in(api, desk, house, patient):
    doctor = api("doctor")

    with pytest.raises(Forbidden) as refusal:
        doctor.send(appointments.book(patient_id=patient.id, doctor_id=house.employees["doctor_b"]))
    with pytest.raises(Forbidden) as at_check_in:
        doctor.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor, check_in=True))

    assert refusal.value.permission == Permission.APPOINTMENTS_BOOK
    assert at_check_in.value.permission == Permission.APPOINTMENTS_CHECK_IN
    assert doctor.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor)).doctor_id == house.doctor


def test_nobody_is_booked_with_or_as_somebody_who_is_not_there(desk, house, patient, owner):
    with pytest.raises(DoctorNotFound):
        desk.send(appointments.book(patient_id=patient.id, doctor_id=EmployeeId(new_id())))
    with pytest.raises(DoctorNotFound):
        desk.send(appointments.book(patient_id=patient.id, doctor_id=house.employees["cashier"]))
    with pytest.raises(PatientNotFound):
        desk.send(appointments.book(patient_id=PatientId(new_id()), doctor_id=house.doctor))
    owner.execute("UPDATE patients SET is_active = false")
    with pytest.raises(PatientNotFound):
        desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor))


class TestCheckIn:
    def test_gives_serial_position_and_token_and_says_who_is_ahead(self, desk, house):
        waiting(desk, house.doctor, "Badal Khan")
        visit = booked(desk, house.doctor)

        checked_in = desk.send(appointments.check_in(appointment_id=visit.id, version=visit.version))

        assert (checked_in.token, checked_in.serial_number, checked_in.people_ahead) == ("A-002", 2, 1)
        assert checked_in.version == 2
        assert desk.send(appointments.get(appointment_id=visit.id)) == checked_in
        assert desk.send(patients.get(patient_id=visit.patient.id)).version == 1

    def test_each_doctor_and_each_day_counts_from_one(self, api, desk, house, clock):
        waiting(desk, house.doctor, "Badal Khan")
        at_b = waiting(desk, house.employees["doctor_b"], "Chitra Das")
        clock.set(datetime(2026, 11, 23, 6, tzinfo=UTC))
        next_day = waiting(api("nurse"), house.doctor, "Dipa Roy")

        assert (at_b.token, next_day.token) == ("B-001", "A-001")

    def test_is_for_today_only(self, desk, house, patient):
        visit = desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor, date=TOMORROW))

        with pytest.raises(WrongDay) as refusal:
            desk.send(appointments.check_in(appointment_id=visit.id, version=1))

        assert refusal.value.date == TOMORROW

    def test_happens_once(self, desk, house):
        visit = waiting(desk, house.doctor)

        with pytest.raises(StaleVersion):
            desk.send(appointments.check_in(appointment_id=visit.id, version=visit.version + 1))
        with pytest.raises(AppointmentStateConflict) as refusal:
            desk.send(appointments.check_in(appointment_id=visit.id, version=visit.version))

        assert refusal.value.status_found is AppointmentStatus.WAITING

    def test_emergencies_have_fewer_people_ahead(self, desk, house):
        waiting(desk, house.doctor, "Badal Khan")
        waiting(desk, house.doctor, "Chitra Das", Priority.EMERGENCY)

        urgent = waiting(desk, house.doctor, "Dipa Roy", Priority.PRIORITY)

        assert urgent.people_ahead == 1

    def test_a_refused_one_uses_no_serial(self, desk, house):
        visit = booked(desk, house.doctor)
        with pytest.raises(StaleVersion):
            desk.send(appointments.check_in(appointment_id=visit.id, version=7))

        assert desk.send(appointments.check_in(appointment_id=visit.id, version=1)).serial_number == 1


class TestCancel:
    def test_ends_the_appointment_with_a_reason(self, desk, house):
        visit = waiting(desk, house.doctor)

        cancelled = desk.send(appointments.cancel(appointment_id=visit.id, version=visit.version, reason="went home"))

        assert (cancelled.status, cancelled.version) == (AppointmentStatus.CANCELLED, visit.version + 1)
        last = desk.send(appointments.timeline(appointment_id=visit.id)).items[-1]
        assert (last.type.value, last.description) == ("APPOINTMENT_CANCELLED", "went home")

    def test_happens_once(self, desk, house):
        visit = booked(desk, house.doctor)
        desk.send(appointments.cancel(appointment_id=visit.id, version=1, reason="went home"))

        with pytest.raises(AppointmentStateConflict):
            desk.send(appointments.cancel(appointment_id=visit.id, version=2, reason="went home"))

    def test_a_doctor_cancels_his_own_only(self, api, desk, house):
        visit = booked(desk, house.doctor)

        with pytest.raises(Forbidden):
            api("doctor_b").send(appointments.cancel(appointment_id=visit.id, version=1, reason="not mine"))

        assert api("doctor").send(
            appointments.cancel(appointment_id=visit.id, version=1, reason="on leave")
        ).status is (AppointmentStatus.CANCELLED)


def test_an_unknown_appointment_is_not_found(desk):
    for call in (appointments.get, appointments.timeline):
        with pytest.raises(AppointmentNotFound):
            desk.send(call(appointment_id=AppointmentId(new_id())))


def died(desk, patient, day=TODAY):
    """The day of death on the card; None takes it off again."""
    card = desk.send(patients.get(patient_id=patient.id))
    form = {"patient_id": card.id, "version": card.version, "name": card.name, "sex": card.sex}
    return desk.send(patients.update(**form, died_on=day))


def test_who_died_is_neither_booked_nor_given_a_token(desk, house, patient):
    died(desk, patient)
    book = {"patient_id": patient.id, "doctor_id": house.doctor}

    for request in (
        appointments.book(**book, check_in=True),
        appointments.book(**book, date=TOMORROW),
    ):
        with pytest.raises(PatientDied) as refused:
            desk.send(request)
        assert refused.value.died_on == TODAY

    assert desk.send(appointments.of_day(date=TODAY)).items == []


def test_what_was_booked_before_the_death_stays_and_is_not_checked_in(desk, house, patient):
    visit = desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor))
    died(desk, patient)

    with pytest.raises(PatientDied):
        desk.send(appointments.check_in(appointment_id=visit.id, version=visit.version))
    later = appointments.reschedule(
        appointment_id=visit.id, version=visit.version, date=TOMORROW, reason="the family asked"
    )
    with pytest.raises(PatientDied):
        desk.send(later)

    kept = desk.send(appointments.get(appointment_id=visit.id))
    assert (kept.status, kept.version, kept.patient.died_on) == (AppointmentStatus.SCHEDULED, visit.version, TODAY)
    gone = desk.send(appointments.cancel(appointment_id=visit.id, version=visit.version, reason="died"))
    assert gone.status is AppointmentStatus.CANCELLED


def test_a_death_that_was_recorded_by_mistake_is_taken_back_and_the_visit_goes_on(desk, house, patient):
    visit = desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor))
    died(desk, patient)
    died(desk, patient, None)

    assert desk.send(appointments.check_in(appointment_id=visit.id, version=visit.version)).token == "A-001"
