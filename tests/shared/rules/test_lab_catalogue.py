"""What a catalogue may say: ranges as they are typed, what would flag wrongly, and ages nobody has a range for."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.catalogue.files import number, rows
from shared.models.patients import Sex
from shared.rules.lab_ages import OLDEST_DAYS, Ages, AgeUnreadable, age_text, days, read_ages
from shared.rules.lab_catalogue import (
    BandField,
    CatalogueProblem,
    CatalogueRefused,
    Gap,
    band_cells,
    check_bands,
    check_formulas,
    check_scale,
    gaps,
    read_band,
    read_limit,
)
from shared.rules.lab_formulas import NotCalculated, Subject, calculate
from shared.rules.lab_ranges import AgeAt, Band, Condition, band_for
from shared.rules.lab_values import ResultKind, Scale

LIMITS = st.none() | st.decimals("-9999", "9999", places=4)


@st.composite
def bands(draw):
    by_hours = draw(st.booleans())
    oldest = OLDEST_DAYS * 24 if by_hours else OLDEST_DAYS
    first = draw(st.integers(0, 99_998 if by_hours else OLDEST_DAYS - 1))
    last = draw(st.sampled_from([oldest]) | st.integers(first + 1, 99_999 if by_hours else OLDEST_DAYS))
    return Band(
        age_min=first,
        age_max=last,
        by_hours=by_hours,
        sex=draw(st.sampled_from([None, Sex.MALE, Sex.FEMALE])),
        condition=draw(st.none() | st.sampled_from(Condition)),
        low=draw(LIMITS),
        high=draw(LIMITS),
        critical_low=draw(LIMITS),
        critical_high=draw(LIMITS),
        text=draw(st.text("< 1:80Negativ|", max_size=20).map(lambda text: " ".join(text.split()))),
    )


@given(bands())
def test_what_is_written_of_a_band_is_read_as_that_band(band):
    assert read_band(band_cells(band)) == band


@given(st.integers(0, OLDEST_DAYS - 1))
def test_an_age_is_written_so_that_it_is_read_again(amount):
    assert days(age_text(amount), unbounded=0) == amount


@pytest.mark.parametrize(
    ("first", "last", "ages"),
    [
        ("", "", Ages(0, OLDEST_DAYS)),
        ("18y", "", Ages(6574, OLDEST_DAYS)),
        ("0", "28 days", Ages(0, 28)),
        ("2 weeks", "6 Months", Ages(14, 182)),
        ("24h", "48h", Ages(24, 48, by_hours=True)),
        ("24h", "3d", Ages(24, 72, by_hours=True)),
        ("72h", "", Ages(72, OLDEST_DAYS * 24, by_hours=True)),
        ("১৮y", "", Ages(6574, OLDEST_DAYS)),
    ],
)
def test_ages_are_typed_as_people_do(first, last, ages):
    assert read_ages(first, last) == ages


@pytest.mark.parametrize("typed", ["18", "y", "18z", "-3d", "1.5y", "18y old"])
def test_an_age_that_may_mean_several_is_refused(typed):
    with pytest.raises(AgeUnreadable):
        read_ages(typed, "")


@pytest.mark.parametrize("typed", ["3,5", "1e5", "abc", "1.23456", "99999999999", "NaN", "--1"])
def test_a_limit_is_never_guessed(typed):
    with pytest.raises(ValueError, match=re.escape(typed)):
        read_limit(typed)


def problem(field, **cells):
    with pytest.raises(CatalogueRefused) as refused:
        read_band({BandField(name): text for name, text in cells.items()})
    assert refused.value.field == field
    return refused.value.problem


def test_a_cell_that_cannot_be_read_is_named():
    assert problem("sex", sex="child") is CatalogueProblem.SEX_UNREADABLE
    assert problem("age_from", age_to="18") is CatalogueProblem.AGE_UNREADABLE
    assert problem("condition", condition="tri") is CatalogueProblem.CONDITION_UNREADABLE
    assert problem("high", high="5,1") is CatalogueProblem.NUMBER_UNREADABLE
    assert problem("text", text="x" * 61) is CatalogueProblem.TEXT_TOO_LONG


def refused_of(kind, **facts):
    scale = Scale(kind, choices=("Negative", "1+") if kind is ResultKind.CHOICE else ())
    with pytest.raises(CatalogueRefused) as refused:
        check_bands([Band(**facts)], scale)
    return refused.value.problem


@pytest.mark.parametrize("kind", [ResultKind.CHOICE, ResultKind.TITRE, ResultKind.TEXT])
def test_only_numbers_and_counts_have_limits(kind):
    assert refused_of(kind, low=Decimal(1)) is CatalogueProblem.NO_LIMITS_HERE


def test_the_normal_choice_is_one_that_can_be_chosen():
    assert refused_of(ResultKind.CHOICE, text="Clear") is CatalogueProblem.TEXT_NOT_POSSIBLE
    assert refused_of(ResultKind.TITRE, text="often") is CatalogueProblem.TEXT_NOT_POSSIBLE
    check_bands([Band(text="Negative|1+")], Scale(ResultKind.CHOICE, choices=("Negative", "1+")))


@pytest.mark.parametrize("code", sorted({line["analyte"] for line in rows("reference_ranges")}))
def test_nothing_that_the_product_ships_would_be_refused(code):
    (line,) = (line for line in rows("analytes") if line["code"] == code)
    scale = Scale(
        ResultKind(line["kind"]),
        int(line["decimals"]),
        line["unit"],
        tuple(line["choices"].split("|")) if line["choices"] else (),
        number(line["valid_low"]),
        number(line["valid_high"]),
    )
    known = ("sex", "age_from", "age_to", "condition", "low", "high", "critical_low", "critical_high", "text")
    ranges = [one for one in rows("reference_ranges") if one["analyte"] == code]

    check_scale(scale)
    check_bands([read_band({BandField(name): one[name] for name in known}) for one in ranges], scale)


@given(st.lists(bands(), max_size=6), st.integers(0, OLDEST_DAYS - 1), st.sampled_from([Sex.MALE, Sex.FEMALE]))
def test_an_age_in_a_gap_has_no_range_and_one_outside_has(found, age, sex):
    by_days = [band for band in found if not band.by_hours and band.condition is None]
    in_gap = any(
        gap.sex in {None, sex} and days(gap.age_from, 0) <= age < days(gap.age_to, OLDEST_DAYS) for gap in gaps(by_days)
    )

    assert in_gap == (bool(by_days) and band_for(by_days, age, sex) is None)


def test_a_gap_of_both_sexes_is_said_once():
    adults = Band(age_min=6574)

    assert gaps([adults]) == [Gap(None, "0d", "18y")]
    assert gaps([Band(age_max=6574), Band(age_min=6574, sex=Sex.MALE)]) == [Gap(Sex.FEMALE, "18y", "")]
    assert gaps([]) == []


NEWBORN = [
    Band(age_max=24, by_hours=True, high=Decimal(6)),
    Band(age_min=24, age_max=48, by_hours=True, high=Decimal(10)),
    Band(age_min=2, age_max=28, high=Decimal(15)),
    Band(age_min=28, high=Decimal(1)),
]


@pytest.mark.parametrize(
    ("age", "high"),
    [
        (AgeAt(0, (0, 12)), 6),
        (AgeAt(1, (12, 36)), None),  # it may be either: neither is known to be right
        (AgeAt(1, (24, 47)), 10),
        (AgeAt(2, (36, 60)), None),  # not the one by days: it may still be in that of the second day
        (AgeAt(3, (60, 84)), 15),
        (AgeAt(40, (948, 972)), 1),
        (AgeAt(0), None),  # of what is only known in days no band by hours is sure
    ],
)
def test_hours_count_where_all_the_hours_it_may_be_lie_in_one_band(age, high):
    found = band_for(NEWBORN, age, Sex.FEMALE)

    assert (None if found is None else found.high) == high


def test_formulas_name_lines_of_their_own_test_and_never_themselves():
    check_formulas({"RATIO": "LDL / HDL", "LDL": "ldl_friedewald"}, {"RATIO", "LDL", "HDL", "CHOL", "TRIG"})

    for formulas, expected in (
        ({"A": "B + 1"}, CatalogueProblem.FORMULA_UNKNOWN_ANALYTE),
        ({"A": "A + 1"}, CatalogueProblem.FORMULA_CIRCULAR),
        ({"A": "C", "C": "A"}, CatalogueProblem.FORMULA_CIRCULAR),
        ({"A": "C ** 2"}, CatalogueProblem.FORMULA_UNREADABLE),
        ({"A": "C.real"}, CatalogueProblem.FORMULA_UNREADABLE),
        ({"A": "2 + 2"}, CatalogueProblem.FORMULA_UNREADABLE),
        ({"A": "(" * 150 + "C" + ")" * 150}, CatalogueProblem.FORMULA_UNREADABLE),
        ({"A": "(C"}, CatalogueProblem.FORMULA_UNREADABLE),
        ({"A": "C)"}, CatalogueProblem.FORMULA_UNREADABLE),
        ({"A": "C C"}, CatalogueProblem.FORMULA_UNREADABLE),
        ({"A": "* C"}, CatalogueProblem.FORMULA_UNREADABLE),
        ({"A": "C +"}, CatalogueProblem.FORMULA_UNREADABLE),
        ({"A": ""}, CatalogueProblem.FORMULA_UNREADABLE),
    ):
        with pytest.raises(CatalogueRefused) as refused:
            check_formulas(formulas, {"A", "C"})
        assert refused.value.problem is expected


@given(
    st.recursive(
        st.sampled_from(["B", "C", "2", "0.5"]),
        lambda part: (
            st.tuples(part, st.sampled_from("+-*/"), part).map(lambda of: f"({of[0]} {of[1]} {of[2]})")
            | part.map(lambda one: f"-{one}")
            | st.tuples(part, st.sampled_from("+-*/"), part).map(" ".join)
        ),
        max_leaves=8,
    ).filter(lambda text: "B" in text or "C" in text)
)
def test_a_written_formula_is_reckoned_as_on_paper(text):
    values = {"B": Decimal(7), "C": Decimal(4)}

    found = calculate(text, dict(values), Subject(Sex.FEMALE, 30))

    try:
        expected = eval(re.sub(r"([\d.]+)", r"D('\1')", text), {"D": Decimal, **values})
    except ArithmeticError:
        expected = NotCalculated.NO_SUCH_VALUES
    assert found == expected
