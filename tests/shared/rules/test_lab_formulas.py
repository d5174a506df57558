from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.catalogue.files import rows
from shared.models.patients import Sex
from shared.rules.lab_formulas import (
    FORMULAS,
    NotCalculated,
    Subject,
    bun_of,
    calculate,
    disagrees,
    urea_of,
)
from shared.rules.lab_values import rounded

MAN = Subject(Sex.MALE, 60)
ANALYTES = {line["code"]: line for line in rows("analytes")}
CONCENTRATIONS = st.decimals(min_value=Decimal("0.1"), max_value=50, places=2)


def number(formula, values, subject=MAN):
    """Of values for which there is one."""
    found = calculate(formula, values, subject)
    assert isinstance(found, Decimal)
    return found


def calculated(formula, subject=MAN, **values):
    return calculate(formula, {code: Decimal(str(value)) for code, value in values.items()}, subject)


@pytest.mark.parametrize(
    ("formula", "values", "decimals", "expected"),
    [
        ("ldl_friedewald", {"CHOL": 200, "HDL": 50, "TRIG": 150}, 0, "120"),
        ("ldl_friedewald", {"CHOL": 240, "HDL": 40, "TRIG": 399}, 0, "120"),
        ("globulin", {"TP": 7.2, "ALB": 4.2}, 1, "3.0"),
        ("albumin_globulin", {"TP": 7.2, "ALB": 4.2}, 1, "1.4"),
        ("bilirubin_indirect", {"BILT": 1.1, "BILD": 0.3}, 1, "0.8"),
        ("mcv", {"HCT": 45, "RBC": 5}, 1, "90.0"),
        ("mch", {"HGB": 15, "RBC": 5}, 1, "30.0"),
        ("mchc", {"HGB": 15, "HCT": 45}, 1, "33.3"),
    ],
)
def test_a_formula_gives_what_the_book_gives(formula, values, decimals, expected):
    assert rounded(calculated(formula, **values), decimals) == Decimal(expected)


@pytest.mark.parametrize(
    ("creatinine", "sex", "years", "expected"),
    [
        ("1.0", Sex.MALE, 50, 92),
        ("1.0", Sex.FEMALE, 50, 69),
        ("0.5", Sex.FEMALE, 20, 138),
        ("2.0", Sex.MALE, 70, 35),
        ("0.9", Sex.MALE, 18, 127),
        ("5.0", Sex.FEMALE, 80, 8),
    ],
)
def test_the_glomerular_filtration_rate_is_that_of_ckd_epi_2021(creatinine, sex, years, expected):
    rate = calculated("egfr_ckd_epi_2021", Subject(sex, years), CREA=creatinine)

    assert rounded(rate, 0) == expected


@pytest.mark.parametrize(
    ("formula", "values", "subject", "why"),
    [
        ("ldl_friedewald", {"CHOL": 240, "HDL": 40, "TRIG": 400}, MAN, NotCalculated.TRIGLYCERIDES_TOO_HIGH),
        ("ldl_friedewald", {"CHOL": 100, "HDL": 80, "TRIG": 150}, MAN, NotCalculated.NO_SUCH_VALUES),
        ("ldl_friedewald", {"CHOL": 240, "TRIG": 100}, MAN, NotCalculated.VALUE_MISSING),
        ("egfr_ckd_epi_2021", {"CREA": 0.8}, Subject(Sex.MALE, 17), NotCalculated.NOT_ADULT),
        ("egfr_ckd_epi_2021", {"CREA": 0.8}, Subject(Sex.OTHER, 40), NotCalculated.SEX_UNKNOWN),
        ("egfr_ckd_epi_2021", {"CREA": 0.8}, Subject(Sex.UNKNOWN, 40), NotCalculated.SEX_UNKNOWN),
        ("egfr_ckd_epi_2021", {"CREA": 0}, MAN, NotCalculated.NO_SUCH_VALUES),
        ("globulin", {"TP": 4, "ALB": 4.1}, MAN, NotCalculated.NO_SUCH_VALUES),
        ("albumin_globulin", {"TP": 4, "ALB": 4}, MAN, NotCalculated.NO_SUCH_VALUES),
        ("bilirubin_indirect", {"BILT": 0.3, "BILD": 0.4}, MAN, NotCalculated.NO_SUCH_VALUES),
        ("mcv", {"HCT": 45, "RBC": 0}, MAN, NotCalculated.NO_SUCH_VALUES),
    ],
)
def test_a_formula_says_why_there_is_no_number(formula, values, subject, why):
    assert calculated(formula, subject, **values) is why


def test_a_value_that_is_no_exact_number_counts_as_missing():
    assert calculate("globulin", {"TP": Decimal(7), "ALB": None}, MAN) is NotCalculated.VALUE_MISSING


def test_the_catalogue_knows_no_other_formulas_and_measures_all_that_goes_into_them():
    used = {line["formula"] for line in ANALYTES.values()} - {""}
    measured = [set(line["analytes"].split()) for line in rows("test_types")]

    assert used == set(FORMULAS)
    for code, line in ANALYTES.items():
        if line["formula"]:
            needed = {code, *FORMULAS[line["formula"]].inputs}
            assert all(needed <= test for test in measured if code in test), code


@given(CONCENTRATIONS, st.integers(18, 100), st.sampled_from([Sex.MALE, Sex.FEMALE]))
def test_kidneys_that_clear_less_and_older_ones_filter_less(creatinine, years, sex):
    def rate(creatinine, years):
        return number("egfr_ckd_epi_2021", {"CREA": creatinine}, Subject(sex, years))

    assert rate(creatinine, years) > rate(creatinine + Decimal("0.1"), years) > 0
    assert rate(creatinine, years) > rate(creatinine, years + 1)


@given(CONCENTRATIONS, CONCENTRATIONS)
def test_globulin_and_albumin_are_the_whole_protein(protein, albumin):
    assume(protein > albumin)
    globulin = number("globulin", {"TP": protein, "ALB": albumin})
    ratio = number("albumin_globulin", {"TP": protein, "ALB": albumin})

    assert globulin + albumin == protein
    assert abs(ratio * globulin - albumin) < Decimal("1e-9")


@given(CONCENTRATIONS, CONCENTRATIONS, CONCENTRATIONS)
def test_the_red_cell_indices_fit_each_other(haemoglobin, red_cells, haematocrit):
    values = {"HGB": haemoglobin, "RBC": red_cells, "HCT": haematocrit}
    mcv, mch, mchc = (number(index, values) for index in ("mcv", "mch", "mchc"))

    assert abs(mch * 100 / mcv - mchc) < Decimal("1e-9") * mchc


@given(CONCENTRATIONS)
def test_urea_is_more_than_twice_its_nitrogen_and_back(urea):
    assert abs(urea_of(bun_of(urea)) - urea) < Decimal("1e-20")
    assert urea_of(Decimal(10)) == Decimal("21.40")


@pytest.mark.parametrize(
    ("typed", "is_off"), [("90", False), ("86", False), ("94.5", False), ("85", True), ("9", True)]
)
def test_a_typed_index_may_differ_by_rounding_only(typed, is_off):
    assert disagrees(Decimal(typed), Decimal(90)) is is_off
