import psycopg
import pytest

from shared.contracts import appointments, patients
from shared.contracts.patients import PatientNotFound, VisitOpen
from shared.errors import Forbidden, StaleVersion
from tests.server.features.patients.people import registered


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def manager(api):
    return api("manager")


@pytest.fixture
def patient(desk):
    return registered(desk, "Asha Rahman", phone="01711-000001")


def away(patient, reason="registered for a test"):
    return patients.put_away(patient_id=patient.id, version=patient.version, reason=reason)


def test_a_record_put_away_is_not_found_but_opened_as_it_was(desk, manager, patient):
    manager.send(away(patient))

    card = desk.send(patients.get(patient_id=patient.id))
    assert desk.send(patients.search(term="Asha")).items == []
    assert desk.send(patients.search(term=patient.patient_no)).items == []
    assert (card.patient_no, card.phone, card.is_active) == (patient.patient_no, "01711-000001", False)
    assert (card.put_away.reason, card.put_away.by) == ("registered for a test", "Manager")


def test_its_number_is_never_given_again(desk, manager, patient):
    manager.send(away(patient))

    assert registered(desk, "Badal Khan").patient_no == "P-2026-0002"


def test_it_takes_nothing_new(desk, manager, patient, house):
    manager.send(away(patient))

    with pytest.raises(PatientNotFound):
        desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor))


def test_it_can_be_brought_back(desk, manager, patient):
    gone = manager.send(away(patient))

    back = manager.send(patients.bring_back(patient_id=patient.id, version=gone.version, reason="it was a person"))

    assert (back.is_active, back.put_away) == (True, None)
    assert [found.id for found in desk.send(patients.search(term="Asha")).items] == [patient.id]
    with pytest.raises(PatientNotFound):
        manager.send(patients.bring_back(patient_id=patient.id, version=back.version, reason="once more"))


def test_the_manager_finds_those_put_away_the_latest_first(desk, manager, patient):
    other = registered(desk, "Badal Khan")
    manager.send(away(patient))
    manager.send(away(other, "moved abroad"))

    listed = manager.send(patients.archived())
    found = manager.send(patients.archived(term="asha"))

    assert [(row.name, row.put_away.reason) for row in listed.items] == [
        ("Badal Khan", "moved abroad"),
        ("Asha Rahman", "registered for a test"),
    ]
    assert [row.name for row in found.items] == ["Asha Rahman"]


def test_a_record_in_use_is_not_put_away(desk, manager, patient, house):
    visit = desk.send(appointments.book(patient_id=patient.id, doctor_id=house.doctor))

    with pytest.raises(VisitOpen) as refused:
        manager.send(away(patient))

    assert (refused.value.appointment_id, refused.value.doctor) == (visit.id, "Dr doctor")
    assert desk.send(patients.get(patient_id=patient.id)).is_active


def test_it_is_put_away_once_and_as_it_was_seen(manager, desk, patient):
    with pytest.raises(StaleVersion):
        manager.send(patients.put_away(patient_id=patient.id, version=7, reason="as it was"))
    manager.send(away(patient))

    with pytest.raises(PatientNotFound):
        manager.send(away(patient))


def test_reception_asks_the_manager(desk, patient):
    with pytest.raises(Forbidden):
        desk.send(away(patient))


def test_who_did_it_stands_for_ever(manager, patient, owner):
    manager.send(away(patient))

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("UPDATE patient_archivings SET reason = 'another'")
