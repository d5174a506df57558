from datetime import date

import pytest

from shared.contracts import patients
from shared.contracts.patients import PossibleDuplicate
from shared.models.patients import Birth, Sex
from shared.rules.likeness import Reason
from tests.server.features.patients.people import registered

BORN = date(1990, 5, 5)


@pytest.fixture
def desk(api):
    return api("receptionist")


@pytest.fixture
def rahima(desk):
    return register(desk, "Rahima Khatun", phone="01711-000001")


def register(desk, name, *, born=BORN, sex=Sex.FEMALE, confirmed=True, **more):
    return desk.send(patients.register(name=name, birth=Birth(date=born), sex=sex, confirmed=confirmed, **more))


def alike(desk, **typed):
    return desk.send(patients.look_alikes(**typed)).items


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Rah"},
        {"name": "Roheema Kh"},
        {"name": "khatun rahima"},
        {"name": "রহিমা খাতুন"},
        {"name": "Mst. Rahima"},
        {"name": "Nasrin", "phone": "+880 1711000001", "born": BORN, "sex": Sex.FEMALE},
        {"name": "Rahima Khatun", "born": date(1988, 6, 1)},
    ],
)
def test_who_looks_like_it_is_offered_while_the_form_is_filled(desk, rahima, typed):
    registered(desk, "Somebody Else", phone="01822000002")

    assert [one.patient.id for one in alike(desk, **typed)] == [rahima.id]


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"name": "Xyzzy"},
        {"name": "", "born": BORN, "sex": Sex.FEMALE},
        {"name": "Rahima Khatun", "born": date(1960, 1, 1), "sex": Sex.FEMALE},
        {"name": "Nasrin", "phone": "01711"},
    ],
)
def test_nobody_is_offered_without_a_likeness(desk, rahima, typed):
    assert alike(desk, **typed) == []


def test_the_likest_comes_first_and_says_why(desk, rahima):
    for name in ("Roheema Khatun", "Rahima Begum", "Rahima Khatun Mina", "Rahim Khan"):
        register(desk, name, phone="01822-000002")

    found = alike(desk, name="Rahima Khatun", born=date(1991, 1, 1), sex=Sex.FEMALE, phone="01711000001")

    assert (found[0].patient.id, found[0].score) == (rahima.id, 100)
    assert set(found[0].reasons) == {Reason.SAME_NAME, Reason.SAME_PHONE, Reason.SAME_AGE}
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert found[1].patient.name == "Roheema Khatun"


def test_no_more_than_five_are_offered(desk):
    for _ in range(7):
        register(desk, "Rahima Khatun")

    assert len(alike(desk, name="rahima khatun")) == 5


def test_a_family_on_one_phone_is_registered_without_a_question(desk, rahima):
    daughter = register(desk, "Nasrin Akter", born=date(2012, 1, 1), phone="01711-000001", confirmed=False)
    sister = register(desk, "Salma Khatun", born=date(1991, 1, 1), phone="01711-000001", confirmed=False)

    assert daughter.id != sister.id


def test_another_spelling_of_the_same_person_is_asked_about(desk, rahima):
    with pytest.raises(PossibleDuplicate) as refusal:
        register(desk, "Roheema Khatoon", born=date(1991, 1, 1), confirmed=False)

    assert refusal.value.existing == (rahima.id,)
