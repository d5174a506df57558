from decimal import Decimal
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rules.dosing import COUNTED_FORMS, Frequency, plain_number, quantity

ONE = Decimal(1)
EVERY_DAY = {
    Frequency.OD: 1,
    Frequency.OM: 1,
    Frequency.HS: 1,
    Frequency.BD: 2,
    Frequency.TDS: 3,
    Frequency.QID: 4,
    Frequency.Q4H: 6,
    Frequency.Q6H: 4,
    Frequency.Q8H: 3,
    Frequency.Q12H: 2,
}


@pytest.mark.parametrize(
    ("form", "dose", "frequency", "days", "pieces"),
    [
        ("tablet", "1", Frequency.TDS, 5, 15),
        ("capsule", "0.5", Frequency.OD, 5, 3),
        ("tablet", "1", Frequency.EOD, 7, 4),
        ("tablet", "1", Frequency.WEEKLY, 28, 4),
        ("tablet", "1", Frequency.WEEKLY, 10, 2),
        ("tablet", "2", Frequency.STAT, None, 2),
        ("sachet", "1", Frequency.Q8H, 1, 3),
    ],
)
def test_counts_the_pieces_for_the_whole_course(form, dose, frequency, days, pieces):
    assert quantity(form, Decimal(dose), frequency, days) == pieces


@given(
    st.decimals("0.25", 10, places=2),
    st.sampled_from(list(EVERY_DAY)),
    st.integers(1, 365),
    st.sampled_from(sorted(COUNTED_FORMS)),
)
def test_never_hands_out_less_than_the_course_nor_a_whole_piece_more(dose, frequency, days, form):
    needed = dose * EVERY_DAY[frequency] * days

    assert quantity(form, dose, frequency, days) == ceil(needed)


@pytest.mark.parametrize(("frequency", "days"), [(Frequency.PRN, 5), (Frequency.TDS, None)])
def test_leaves_it_to_the_doctor_where_nothing_can_be_counted(frequency, days):
    assert quantity("tablet", ONE, frequency, days) is None


@pytest.mark.parametrize("form", ["syrup", "drops", "cream", "inhaler", "insulin"])
def test_gives_one_pack_of_what_is_not_counted(form):
    assert quantity(form, Decimal(5), Frequency.TDS, 5) == 1


@pytest.mark.parametrize(
    ("value", "text"), [("1.0", "1"), ("0.5", "0.5"), (".500", "0.5"), ("100", "100"), ("1E+2", "100")]
)
def test_writes_no_trailing_zero_and_no_bare_point(value, text):
    assert plain_number(Decimal(value)) == text
