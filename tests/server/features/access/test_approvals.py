from datetime import timedelta
from uuid import UUID

import pytest
from pydantic import SecretStr

from shared.contracts import access, appointments
from shared.contracts.access import (
    AccountLocked,
    ApprovalNeeded,
    ApprovalNotValid,
    MayNotApprove,
    NotYourOwnApproval,
    WrongCredentials,
)
from shared.contracts.appointments import AlreadyBooked
from shared.models.appointments import Priority
from shared.permissions import Permission, Role
from tests.server.features.patients.people import registered
from tests.support.house import PASSWORD


def approve(desk, who, patient_id, permission=Permission.QUEUE_PRIORITY, password=PASSWORD):
    return desk.send(access.approve(user_name=who, password=password, permission=permission, subject_id=patient_id))


def urgent(patient, house, approval=None):
    return appointments.book(
        patient_id=patient.id,
        doctor_id=house.doctor,
        priority=Priority.EMERGENCY,
        priority_reason="chest pain",
        approval_id=approval and approval.id,
        check_in=True,
    )


@pytest.fixture
def desk(api):
    return api(Role.RECEPTIONIST)


@pytest.fixture
def patient(desk):
    return registered(desk, "Asha Rahman")


def test_reception_gives_a_place_before_others_with_a_second_persons_word_only(desk, patient, house):
    with pytest.raises(ApprovalNeeded) as refusal:
        desk.send(urgent(patient, house))
    given = approve(desk, "nurse", patient.id)
    booked = desk.send(urgent(patient, house, given))

    assert refusal.value.permission == Permission.QUEUE_PRIORITY
    assert (given.approved_by, booked.priority) == ("Nurse", Priority.EMERGENCY)


def test_the_log_says_who_agreed(desk, patient, house):
    booked = desk.send(urgent(patient, house, approve(desk, "nurse", patient.id)))

    told = [
        entry.metadata.get("approved_by") for entry in desk.send(appointments.timeline(appointment_id=booked.id)).items
    ]

    assert str(house.employees["nurse"]) in told


def test_who_holds_the_right_in_full_needs_nobody(api, patient, house):
    booked = api(Role.NURSE).send(urgent(patient, house))

    assert booked.priority is Priority.EMERGENCY


def test_nobody_agrees_with_himself(desk, patient):
    with pytest.raises(NotYourOwnApproval):
        approve(desk, "receptionist", patient.id)


def test_who_needs_a_second_person_is_none(desk, patient):
    with pytest.raises(MayNotApprove):
        approve(desk, "manager", patient.id)
    with pytest.raises(MayNotApprove):
        approve(desk, "cashier", patient.id)


def test_a_word_counts_once(desk, patient, house):
    given = approve(desk, "nurse", patient.id)
    visit = desk.send(urgent(patient, house, given))
    desk.send(appointments.cancel(appointment_id=visit.id, version=visit.version, reason="left"))

    with pytest.raises(ApprovalNotValid):
        desk.send(urgent(patient, house, given))


def test_a_word_counts_for_its_own_record_right_and_asker_only(api, desk, patient, house):
    other = registered(desk, "Somebody Else")

    with pytest.raises(ApprovalNotValid):
        desk.send(urgent(patient, house, approve(desk, "nurse", other.id)))
    with pytest.raises(ApprovalNotValid):
        desk.send(urgent(patient, house, approve(desk, "manager", patient.id, Permission.PATIENTS_VIEW)))
    with pytest.raises(ApprovalNotValid):
        desk.send(urgent(patient, house, approve(api(Role.CASHIER), "nurse", patient.id)))


def test_a_word_is_too_old_after_five_minutes(desk, patient, house, clock):
    given = approve(desk, "nurse", patient.id)
    clock.advance(timedelta(minutes=5, seconds=1))

    with pytest.raises(ApprovalNotValid):
        desk.send(urgent(patient, house, given))


def test_an_approval_nobody_gave_counts_for_nothing(desk, patient, house):
    with pytest.raises(ApprovalNotValid):
        desk.send(urgent(patient, house, type("Given", (), {"id": UUID(int=7)})()))


def test_a_refused_command_leaves_the_word_unused(desk, patient, house, api):
    given = approve(desk, "nurse", patient.id)
    standing = desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor))
    with pytest.raises(AlreadyBooked):
        desk.send(urgent(patient, house, given))
    desk.send(appointments.cancel(appointment_id=standing.id, version=standing.version, reason="mistake"))

    assert desk.send(urgent(patient, house, given)).priority is Priority.EMERGENCY


def test_guessing_the_second_persons_password_locks_the_account(desk, patient):
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            approve(desk, "nurse", patient.id, password=SecretStr("wrong-password-1"))

    with pytest.raises(AccountLocked):
        approve(desk, "nurse", patient.id)
