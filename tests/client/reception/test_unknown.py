import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core.words import shown_name
from client.viewmodels.reception import search
from shared.contracts import patients
from shared.errors import Unreachable
from shared.models.patients import Sex, TypedAge
from tests.client.reception import people

UNKNOWN = people.card(people.patient(7, "P-2026-0007").model_copy(update={"patient_no": "P-2026-0007"}))


@pytest.fixture
def unknown(calls):
    calls.answers(patients.register_unknown, UNKNOWN)
    return lambda: calls.requests(patients.register_unknown)


def test_one_key_registers_somebody_whose_name_nobody_knows(page, unknown, answered, registration):
    registration.change(sex=Sex.MALE, age="30")

    QTest.keyClick(page, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    answered(lambda: registration.state.patient)

    assert (unknown()[0].sex, unknown()[0].age) == (Sex.MALE, TypedAge(amount=30))
    assert page.form.patient.strip.accessibleName().split(",")[0] == "Unknown person P-2026-0007"
    assert page.form.visit.doctor.hasFocus()


def test_neither_sex_nor_age_need_be_guessed(unknown, registration, answered):
    registration.register_unknown()
    answered(lambda: registration.state.patient)

    assert (unknown()[0].sex, unknown()[0].age) == (Sex.UNKNOWN, None)


def test_a_typed_date_of_birth_counts_as_an_age(unknown, registration, answered):
    registration.change(age="01/01/1990")
    registration.register_unknown()
    answered(lambda: registration.state.patient)

    assert unknown()[0].age == TypedAge(amount=36)


def test_an_age_nobody_has_is_looked_at_first(unknown, registration):
    registration.change(age="old")
    registration.register_unknown()

    assert unknown() == []
    assert set(registration.state.errors) == {"age"}


def test_who_has_a_name_is_not_unknown(page, unknown, registration):
    registration.change(name="Rahima")
    QTest.keyClick(page, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)

    assert unknown() == []
    assert page.search.unknown.blocked_reason


def test_a_lost_answer_loses_nothing_typed(calls, registration, answered):
    calls.answers(patients.register_unknown, Unreachable())
    registration.change(sex=Sex.MALE, age="30")

    registration.register_unknown()
    answered(lambda: registration.state.problem)

    assert (registration.state.patient, registration.state.form.age, registration.state.busy) == (None, "30", False)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("P-2026-0007", "Unknown person P-2026-0007"),
        ("Rahima Begum", "Rahima Begum"),
        ("P-2026-0007 Khan", "P-2026-0007 Khan"),
    ],
)
def test_only_a_number_stands_for_nobody(name, shown):
    assert shown_name(name) == shown


def test_they_are_searched_for_in_the_users_language(calls, monkeypatch, answered):
    monkeypatch.setattr(search, "tr", lambda text: {"unknown": "অজানা"}[text])
    finding = search.PatientSearch(calls)

    finding.find("অজা")
    answered(lambda: finding.state.answered)

    assert calls.requests(patients.search)[0].term == "unknown"
    assert finding.state.term == "অজা"
