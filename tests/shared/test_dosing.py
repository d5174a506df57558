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
    ("form", "dose", "frequency", "days", "pack", "packs"),
    [
        ("syrup", "5", Frequency.TDS, 5, "60", 2),
        ("syrup", "5", Frequency.TDS, 4, "60", 1),
        ("syrup", "10", Frequency.STAT, None, "60", 1),
        ("suspension", "7.5", Frequency.BD, 7, "100", 2),
        ("syrup", "5", Frequency.PRN, 5, "60", None),
        ("syrup", "5", Frequency.TDS, None, "60", None),
        ("drops", "2", Frequency.QID, 30, None, 1),
        ("drops", "2", Frequency.PRN, None, None, 1),
        ("inhaler", "2", Frequency.PRN, None, None, 1),
        ("cream", "1", Frequency.BD, 14, None, 1),
        ("injection", "3", Frequency.BD, 3, "3", 6),
        ("injection", "4", Frequency.BD, 3, "3", 12),
        ("injection", "1", Frequency.OD, 5, None, 5),
        ("injection", "1", Frequency.STAT, None, None, 1),
        ("injection", "1", Frequency.PRN, None, None, None),
        ("infusion", "100", Frequency.TDS, 2, "100", 6),
        # 1440 units are two vials; 20 units a day would last 50 days in one, of which only 28 count.
        ("insulin", "24", Frequency.BD, 30, "1000", 2),
        ("insulin", "20", Frequency.OD, 28, "1000", 1),
        ("insulin", "20", Frequency.OD, 29, "1000", 2),
        ("insulin", "10", Frequency.TDS, 30, "300", 3),
        ("insulin", "10", Frequency.TDS, None, "300", None),
        ("insulin", "6", Frequency.EOD, 57, "1000", 3),
    ],
)
def test_counts_bottles_ampoules_and_vials(form, dose, frequency, days, pack, packs):
    assert quantity(form, Decimal(dose), frequency, days, Decimal(pack) if pack else None) == packs


@given(
    st.sampled_from(["syrup", "suspension", "insulin"]),
    st.decimals("0.5", 100, places=1),
    st.sampled_from(list(EVERY_DAY)),
    st.integers(1, 365),
    st.sampled_from([Decimal(15), Decimal(60), Decimal(100), Decimal(1000)]),
)
def test_packs_hold_the_whole_course_and_one_fewer_would_not(form, dose, frequency, days, pack):
    packs = quantity(form, dose, frequency, days, pack)
    needed = dose * EVERY_DAY[frequency] * days

    assert packs is not None
    assert packs * pack >= needed
    lasts = packs * 28 >= days
    assert lasts or form != "insulin"
    too_few = packs - 1
    assert too_few * pack < needed or (form == "insulin" and too_few * 28 < days)


@given(
    st.sampled_from(["tablet", "syrup", "insulin", "injection"]), st.integers(1, 364), st.sampled_from(list(Frequency))
)
def test_a_longer_course_never_takes_less(form, days, frequency):
    shorter = quantity(form, Decimal("1.5"), frequency, days, Decimal(60))
    longer = quantity(form, Decimal("1.5"), frequency, days + 1, Decimal(60))

    assert (shorter is None) == (longer is None) == (frequency is Frequency.PRN)
    assert (longer or 0) >= (shorter or 0)


@pytest.mark.parametrize(
    ("value", "text"), [("1.0", "1"), ("0.5", "0.5"), (".500", "0.5"), ("100", "100"), ("1E+2", "100")]
)
def test_writes_no_trailing_zero_and_no_bare_point(value, text):
    assert plain_number(Decimal(value)) == text
