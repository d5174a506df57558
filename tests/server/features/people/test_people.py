"""Who works here: added, changed, found, and leaving."""

from datetime import timedelta
from decimal import Decimal

import pytest

from shared.contracts import access, appointments, people, staff
from shared.contracts.people import DoctorHasPatients, PersonNotFound, PlaceNotFound, TokenPrefixTaken
from shared.contracts.roles import NotYourOwnRights
from shared.errors import SignedOut, StaleVersion
from shared.models.appointments import Priority
from shared.models.people import Which
from shared.permissions import Permission, Role
from tests.server.features.patients.people import registered
from tests.support.house import PASSWORD


def test_a_new_doctor_can_be_given_patients_at_once(office, api, card):
    place = card("doctor")

    made = office.send(
        people.add(
            full_name="Dr. Rina Das",
            degrees="MBBS",
            department_id=place.department_id,
            room_id=place.room_id,
            is_doctor=True,
            token_prefix="R",
            fee_share=Decimal("0.6"),
        )
    )

    bookable = {one.name: one.token_prefix for one in api(Role.RECEPTIONIST).send(staff.doctors()).items}
    assert bookable["Dr. Rina Das"] == "R"
    assert (made.department, made.room, made.fee_share) == (place.department, place.room, Decimal("0.6000"))


def test_the_list_shows_whom_one_asks_for(office, api, house, hired):
    api(Role.NURSE)
    hired("Rina Das", "rina.das")
    office.send(people.add(full_name="Omar Gardener", degrees="100% reliable"))

    def names(text="", which=Which.ACTIVE):
        return [one.full_name for one in office.send(people.search(text=text, which=which)).items]

    assert names("rina") == names("DAS rina") == names("rina.das") == ["Rina Das"]
    assert names("department of cash") == ["Cashier", "Cashier B"]
    assert names("%") == []
    assert names(which=Which.NO_ACCOUNT) == ["Omar Gardener"]
    assert names(which=Which.DOCTORS) == ["Dr doctor", "Dr doctor_b", "Dr doctor_c"]
    (nurse,) = office.send(people.search(text="nurse")).items
    assert (nurse.user_name, nurse.roles, nurse.signed_in) == ("nurse", ["nurse"], True)


def test_a_doctor_whom_patients_wait_for_or_come_to_can_not_leave(office, api, house, card):
    desk, doctor = api(Role.RECEPTIONIST), card("doctor")
    first, second = registered(desk, "Asha Rahman"), registered(desk, "Babul Miah")
    here = desk.send(appointments.book(patient_id=first.id, doctor_id=house.doctor, check_in=True))
    booked = desk.send(appointments.book(patient_id=second.id, doctor_id=house.doctor))
    leaving = people.switch(employee_id=doctor.employee_id, version=doctor.version, is_active=False)

    with pytest.raises(DoctorHasPatients) as refusal:
        office.send(leaving)
    with pytest.raises(DoctorHasPatients):
        office.send(
            people.change(
                employee_id=doctor.employee_id, version=doctor.version, full_name="Dr doctor", is_doctor=False
            )
        )

    assert (refusal.value.waiting, refusal.value.booked) == (1, 1)
    assert card("doctor") == doctor
    for visit in (here, booked):
        desk.send(appointments.cancel(appointment_id=visit.id, version=visit.version, reason="moved"))
    assert not office.send(leaving).is_active


def test_who_left_is_signed_out_and_who_is_back_signs_in_again(office, api, card, ended):
    nurse = api(Role.NURSE)
    session = nurse.send(access.me()).session_id
    before = card("nurse")
    left = office.send(people.switch(employee_id=before.employee_id, version=before.version, is_active=False))

    with pytest.raises(SignedOut):
        nurse.send(access.me())
    assert ended(session) == "revoked"
    assert [one.full_name for one in office.send(people.search(which=Which.DISABLED)).items] == ["Nurse"]
    assert office.send(people.switch(employee_id=left.employee_id, version=left.version, is_active=True)).is_active


def test_nobody_raises_their_own_share_or_moves_to_where_others_are_treated(office, card):
    me, doctor = card("administrator"), card("doctor")
    own = {"employee_id": me.employee_id, "version": me.version, "full_name": me.full_name}

    for gained in (
        {"department_id": me.department_id, "is_doctor": True, "fee_share": Decimal("0.9")},
        {"department_id": doctor.department_id},
    ):
        with pytest.raises(NotYourOwnRights):
            office.send(people.change(**own, **gained))

    renamed = office.send(people.change(**{**own, "full_name": "Anna Admin"}, department_id=me.department_id))
    assert (renamed.full_name, renamed.department_id) == ("Anna Admin", me.department_id)


def test_nobody_brings_a_doctor_whose_patients_one_would_treat_into_the_own_department(office, api, house, card):
    me, doctor, nurse, desk = card("administrator"), card("doctor_b"), card("nurse"), api(Role.RECEPTIONIST)
    patient = registered(desk, "Asha Rahman")
    visit = desk.send(appointments.book(patient_id=patient.id, doctor_id=doctor.employee_id, check_in=True))
    desk.send(appointments.cancel(appointment_id=visit.id, version=visit.version, reason="went home"))

    def move(person, department_id, *, is_doctor=False):
        said = {"employee_id": person.employee_id, "version": person.version, "full_name": person.full_name}
        return office.send(people.change(**said, department_id=department_id, is_doctor=is_doctor))

    with pytest.raises(NotYourOwnRights):
        move(doctor, me.department_id, is_doctor=True)
    no_more = move(doctor, doctor.department_id)
    with pytest.raises(NotYourOwnRights):  # nor as who is no doctor any more, whom the patients of today came to
        move(no_more, me.department_id)

    assert move(nurse, me.department_id).department_id == me.department_id
    assert move(no_more, nurse.department_id, is_doctor=True).department_id == nurse.department_id


def test_what_does_not_fit_is_refused_and_changes_nothing(office, card):
    doctor, nurse = card("doctor"), card("nurse")
    said = {"employee_id": nurse.employee_id, "full_name": "Nurse", "version": nurse.version}
    refused = [
        (TokenPrefixTaken, people.change(**said, is_doctor=True, token_prefix="A")),
        (PlaceNotFound, people.change(**said, department_id=nurse.employee_id)),
        (StaleVersion, people.change(**{**said, "version": 7})),
        (PersonNotFound, people.change(**{**said, "employee_id": nurse.department_id})),
        (TokenPrefixTaken, people.add(full_name="Another", is_doctor=True, token_prefix="A")),
    ]

    for refusal, call in refused:
        with pytest.raises(refusal):
            office.send(call)

    assert (card("doctor"), card("nurse")) == (doctor, nurse)


def test_the_list_of_approvals_says_who_agreed_to_what_for_whom_and_whether_it_was_used(api, house, clock):
    desk = api(Role.RECEPTIONIST)
    patient = registered(desk, "Asha Rahman")
    given = desk.send(
        access.approve(
            user_name="nurse",
            password=PASSWORD,
            permission=Permission.QUEUE_PRIORITY,
            subject_id=patient.id,
        )
    )
    today = clock.now().date()

    def seen(day):
        return api(Role.MANAGER).send(people.approvals(day=day)).items

    (one,) = seen(today)
    assert (one.permission, one.asked_by, one.approved_by) == (Permission.QUEUE_PRIORITY, "Receptionist", "Nurse")
    assert (one.id, one.workstation, one.used_at) == (given.id, "reception 1", None)
    assert seen(today - timedelta(days=1)) == []
    desk.send(
        appointments.book(
            patient_id=patient.id,
            doctor_id=house.doctor,
            priority=Priority.EMERGENCY,
            priority_reason="chest pain",
            approval_id=given.id,
            check_in=True,
        )
    )
    assert seen(None)[0].used_at
