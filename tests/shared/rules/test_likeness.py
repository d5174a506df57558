from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rules.likeness import WORTH_ASKING, WORTH_SHOWING, Reason, Traits, born_alike, likeness

BORN = date(1990, 5, 5)


def traits(name, *, born=BORN, sex="female", phone="", local=""):
    return Traits(tuple(tuple(each.split()) for each in (name, local) if each), born, sex, phone)


RAHIMA = traits("rahima khatun", phone="01711000001")

WORDS = ["md", "mohammad", "muhammed", "rahim", "rahima", "roheema", "khatun", "begum", "k"]
people = st.builds(
    Traits,
    names=st.lists(st.lists(st.sampled_from(WORDS), max_size=4).map(tuple), max_size=2).map(tuple),
    born=st.none() | st.dates(date(1930, 1, 1), date(2026, 1, 1)),
    sex=st.sampled_from([None, "female", "male"]),
    phone_digits=st.sampled_from(["", "01711000001", "8801711000001", "01822000002", "0171"]),
)


@pytest.mark.parametrize(
    ("typed", "worth"),
    [
        (traits("rahima khatun", phone="01711000001"), "asking"),
        (traits("rahima khatun"), "asking"),
        (traits("khatun rahima"), "asking"),
        (traits("roheema khatoon"), "asking"),
        (traits("rahima khatun", phone="01911000009"), "asking"),
        (traits("rahima", phone="8801711000001"), "asking"),
        (traits("rahima khatun", sex=None), "asking"),
        (traits("rahima khatun", born=None), "showing"),
        (traits("roheema khatoon", phone="01911000009"), "showing"),
        (traits("rahima khatun", sex="male", phone="01711000001"), "showing"),
        (traits("rahima khatun", born=date(1960, 1, 1)), "showing"),
        (traits("nasrin akter", phone="01711000001"), "showing"),
        (traits("salma khatun", phone="01711000001"), "showing"),
        (traits("rah", born=None, sex=None), "showing"),
        (traits("nasrin akter"), "nothing"),
        (traits("nasrin akter", born=date(1960, 1, 1), phone="01711000001"), "nothing"),
    ],
)
def test_how_much_somebody_looks_like_rahima(typed, worth):
    score = likeness(typed, RAHIMA).score

    assert (score >= WORTH_SHOWING, score >= WORTH_ASKING) == {
        "nothing": (False, False),
        "showing": (True, False),
        "asking": (True, True),
    }[worth]


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        (traits("rahima khatun"), {Reason.SAME_NAME, Reason.SAME_AGE}),
        (traits("roheema khatun", born=None), {Reason.NAME_SOUNDS_ALIKE}),
        (traits("rahima", born=None), {Reason.NAME_IN_PART}),
        (traits("", phone="8801711000001"), {Reason.SAME_PHONE, Reason.SAME_AGE}),
        (
            traits("rahima khatun", sex="male", born=date(1960, 1, 1)),
            {Reason.SAME_NAME, Reason.OTHER_SEX, Reason.OTHER_AGE},
        ),
    ],
)
def test_it_says_why(typed, reasons):
    assert set(likeness(typed, RAHIMA).reasons) == reasons


def test_titles_tell_nobody_from_anybody():
    assert (
        likeness(traits("md rahim uddin"), traits("rahim uddin")).score
        == likeness(traits("rahim"), traits("rahim")).score
    )


def test_a_name_in_another_script_counts_as_much():
    assert likeness(traits("rahima khatun"), traits("rohi", local="rahima khatun")).reasons[0] is Reason.SAME_NAME


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (date(1990, 5, 5), date(1992, 5, 5), True),
        (date(1990, 5, 5), date(1992, 5, 6), False),
        (date(1992, 2, 29), date(1990, 2, 28), False),
        (date(1992, 2, 29), date(1994, 2, 28), True),
        (date(1990, 12, 31), date(1993, 1, 1), False),
    ],
)
def test_two_years_apart_are_alike_to_the_day(one, other, alike):
    assert born_alike(one, other) is born_alike(other, one) is alike


@given(people, people)
def test_it_is_a_score_and_the_same_whichever_way_round(one, other):
    found = likeness(one, other)

    assert 0 <= found.score <= 100
    assert found == likeness(other, one)


@given(people)
def test_nobody_is_more_alike_than_oneself(one):
    same = likeness(one, one)

    assert not {Reason.OTHER_AGE, Reason.OTHER_SEX} & set(same.reasons)
    assert all(
        same.score >= likeness(one, Traits(one.names, one.born, sex, "01933000003")).score for sex in (None, "male")
    )


@given(people, people)
def test_the_other_sex_never_speaks_for_somebody(one, other):
    woman, man = Traits(one.names, one.born, "female"), Traits(other.names, other.born, "male")

    assert likeness(woman, man).score <= likeness(woman, Traits(man.names, man.born)).score
