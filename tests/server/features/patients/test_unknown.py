from datetime import date

import pytest

from shared.ages import AgeUnit, Precision
from shared.contracts import appointments, patients, queue
from shared.contracts.patients import BirthImpossible
from shared.models.patients import Birth, Sex, TypedAge
from tests.server.features.patients.people import registered


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def unknown(desk):
    return desk.send(patients.register_unknown(sex=Sex.MALE, age=TypedAge(amount=30)))


def found(desk, term):
    return [p.id for p in desk.send(patients.search(term=term)).items]


def test_somebody_unknown_is_called_by_the_number(unknown):
    assert (unknown.patient_no, unknown.name, unknown.is_unnamed) == ("P-2026-0001", "P-2026-0001", True)
    assert (unknown.sex, unknown.birth) == (Sex.MALE, Birth(date=date(1996, 11, 22), precision=Precision.YEAR))


def test_neither_sex_nor_age_need_be_guessed(desk):
    unknown = desk.send(patients.register_unknown())

    assert (unknown.sex, unknown.birth) == (Sex.UNKNOWN, None)


def test_two_at_once_are_two_people(desk, unknown):
    other = desk.send(patients.register_unknown(sex=Sex.MALE, age=TypedAge(amount=30)))

    assert other.patient_no == "P-2026-0002"


def test_an_impossible_age_is_refused(desk):
    with pytest.raises(BirthImpossible):
        desk.send(patients.register_unknown(age=TypedAge(amount=121, unit=AgeUnit.YEARS)))


@pytest.mark.parametrize("term", ["P-2026-0001", "p20260001", "unknown", "unk"])
def test_they_are_found_by_the_number_and_as_unknown(desk, unknown, term):
    registered(desk, "Rahima Khatun")

    assert found(desk, term) == [unknown.id]


def test_named_later_they_are_like_anybody_else(desk, unknown):
    named = desk.send(patients.update(patient_id=unknown.id, version=1, name="Abdul Karim", sex=Sex.MALE))

    assert (named.name, named.is_unnamed, named.birth) == ("Abdul Karim", False, unknown.birth)
    assert found(desk, "abdul") == found(desk, "P-2026-0001") == [unknown.id]
    assert found(desk, "unknown") == []


def test_the_doctor_sees_the_number_where_a_name_would_be(desk, unknown, house):
    desk.send(appointments.book(patient_id=unknown.id, doctor_id=house.doctor, check_in=True))

    assert desk.send(queue.of_doctor(doctor_id=house.doctor)).entries[0].name == "P-2026-0001"
