import pytest

from shared.contracts import appointments, patients, queue
from shared.contracts.patients import AllergyNotFound, PatientNotFound
from shared.ids import PatientId, new_id
from shared.models.patients import Severity, Sex
from tests.server.features.patients.people import registered


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def patient(desk):
    return registered(desk, "Asha Rahman")


def penicillin(patient_id):
    return patients.record_allergy(patient_id=patient_id, substance="Penicillin", severity=Severity.SEVERE)


def test_a_recorded_allergy_stands_on_the_card(desk, patient):
    card = desk.send(penicillin(patient.id))

    assert [(a.substance, a.severity) for a in card.allergies] == [("Penicillin", Severity.SEVERE)]


def test_a_withdrawn_one_leaves_the_card_and_stays_in_the_record(desk, patient, owner):
    allergy = desk.send(penicillin(patient.id)).allergies[0]

    card = desk.send(patients.withdraw_allergy(patient_id=patient.id, allergy_id=allergy.id, reason="somebody else's"))

    assert card.allergies == []
    assert owner.execute("SELECT substance, withdrawn_reason FROM allergies").fetchall() == [
        ("Penicillin", "somebody else's")
    ]


def test_it_is_withdrawn_once_and_of_its_own_patient_only(desk, patient):
    allergy = desk.send(penicillin(patient.id)).allergies[0]
    other = registered(desk, "Badal Khan")
    with pytest.raises(AllergyNotFound):
        desk.send(patients.withdraw_allergy(patient_id=other.id, allergy_id=allergy.id, reason="not this one"))
    withdraw = patients.withdraw_allergy(patient_id=patient.id, allergy_id=allergy.id, reason="a mistake")
    desk.send(withdraw)

    with pytest.raises(AllergyNotFound):
        desk.send(withdraw)


def test_nobody_has_no_allergies(desk):
    with pytest.raises(PatientNotFound):
        desk.send(penicillin(PatientId(new_id())))


def test_the_doctors_queue_shows_it_in_a_newer_picture(desk, patient, house):
    desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor, check_in=True))
    before = desk.send(queue.of_doctor(doctor_id=house.doctor))

    desk.send(penicillin(patient.id))

    after = desk.send(queue.of_doctor(doctor_id=house.doctor))
    assert (before.entries[0].allergies, after.entries[0].allergies) == (0, 1)
    assert after.version > before.version


def test_a_new_name_is_in_the_queue_too(desk, patient, house):
    desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor, check_in=True))
    before = desk.send(queue.of_doctor(doctor_id=house.doctor))

    desk.send(patients.update(patient_id=patient.id, version=1, name="Asha Sultana", sex=Sex.FEMALE))

    after = desk.send(queue.of_doctor(doctor_id=house.doctor))
    assert after.entries[0].name == "Asha Sultana"
    assert after.version > before.version
