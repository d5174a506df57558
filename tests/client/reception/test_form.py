from datetime import date

import pytest

from client.viewmodels.reception.form import TokenForm, age_problem, form_from, typed_age
from shared.ages import AgeUnit
from shared.models.appointments import Priority
from shared.models.patients import Birth, BloodGroup, Sex, TypedAge
from tests.client.examples import TODAY


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("54", TypedAge(amount=54, unit=AgeUnit.YEARS)),
        (" 54 y", TypedAge(amount=54, unit=AgeUnit.YEARS)),
        ("8m", TypedAge(amount=8, unit=AgeUnit.MONTHS)),
        ("10D", TypedAge(amount=10, unit=AgeUnit.DAYS)),
        ("22/11/1972", Birth(date=date(1972, 11, 22))),
        ("2.1.1972", Birth(date=date(1972, 1, 2))),
        ("31/02/1972", None),
        ("22/11/1872", None),
        ("old", None),
        ("", None),
        ("-4", None),
    ],
)
def test_an_age_is_read_as_it_is_said_at_the_counter(typed, meant):
    assert typed_age(typed) == meant


@pytest.mark.parametrize("typed", ["121", "24/11/2026", "01/01/1900", "99999", "x"])
def test_nobody_is_that_old_or_born_tomorrow(typed):
    assert age_problem(typed, TODAY)


@pytest.mark.parametrize("typed", ["0d", "120", "23/11/2026", "01/01/1906"])
def test_the_newborn_and_the_very_old_are_taken(typed):
    assert not age_problem(typed, TODAY)


def test_an_empty_form_says_what_is_missing():
    form = TokenForm(phone="abc", priority=Priority.PRIORITY, priority_reason="x")

    assert set(form.person_problems(TODAY)) == {"name", "sex", "age", "phone"}
    assert set(form.visit_problems()) == {"doctor", "priority_reason"}


def test_a_draft_comes_back_as_it_was():
    form = TokenForm(name="রহিমা", sex=Sex.FEMALE, age="8m", blood_group=BloodGroup.B_POS)

    assert form_from(form.kept()) == form


def test_a_draft_of_another_version_is_an_empty_form():
    assert form_from({"name": 5, "species": "cat"}) == TokenForm()
