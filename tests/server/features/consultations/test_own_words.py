"""What a doctor uses often is at hand, and is nobody else's."""

import pytest

from shared.contracts import consultations
from shared.errors import Forbidden
from shared.models.common import Nothing
from shared.models.consultations import NewDiagnosis
from shared.permissions import Role
from tests.server.features.consultations.visits import in_room


def phrases_of(person):
    return {p.code: p for p in person.send(consultations.phrases.bind(Nothing())).items}


def test_phrases_are_each_doctors_own(api):
    api("doctor").send(consultations.save_phrase(code="htn", text="Known hypertension.", plan="Low salt"))

    (kept,) = phrases_of(api("doctor")).values()
    assert (kept.text, kept.plan, kept.advice) == ("Known hypertension.", "Low salt", "")
    assert phrases_of(api("doctor_b")) == {}


def test_the_last_words_under_a_code_stand(api):
    doctor = api("doctor")
    doctor.send(consultations.save_phrase(code="htn", text="Old", plan="Low salt"))
    doctor.send(consultations.save_phrase(code="htn", text="New"))
    doctor.send(consultations.save_phrase(code="dm", text="Diabetes"))

    doctor.send(consultations.drop_phrase(code="dm"))
    doctor.send(consultations.drop_phrase(code="dm"))

    assert {code: (p.text, p.plan) for code, p in phrases_of(doctor).items()} == {"htn": ("New", "")}


def test_a_phrase_says_something_under_a_code_that_can_be_typed(api):
    for wrong in ({"code": "htn"}, {"code": "HTN 1", "text": "x"}):
        answer = api("doctor").raw(
            "POST", "/phrases", json=wrong, headers={"Command-Key": api("doctor")._client.new_key()}
        )
        assert answer.status_code == 422
    with pytest.raises(Forbidden):
        api(Role.NURSE).send(consultations.save_phrase(code="htn", text="x"))


def test_the_most_made_diagnoses_come_first_and_are_ones_own(api, house):
    for name, codes in (("One", ["I10"]), ("Two", ["I10", "J18.9"])):
        visit = in_room(api, house, name=name)
        named = [NewDiagnosis(code=code) for code in codes]
        api("doctor").send(consultations.record_diagnoses(appointment_id=visit, diagnoses=named))
        api("doctor").send(consultations.complete(appointment_id=visit, version=1))

    assert [d.code for d in api("doctor").send(consultations.favourites()).items] == ["I10", "J18.9"]
    assert api("doctor_b").send(consultations.favourites()).items == []


@pytest.mark.parametrize(
    ("typed", "code"), [("pnuemonia", "J18.9"), ("hypertention", "I10"), ("diabetis melitus", "E11.9")]
)
def test_a_misspelt_diagnosis_is_found_all_the_same(api, house, typed, code):
    assert [d.code for d in api("doctor").send(consultations.search_icd10(term=typed)).items] == [code]


def test_what_resembles_nothing_finds_nothing(api, house):
    assert api("doctor").send(consultations.search_icd10(term="zzzzqqqq")).items == []
