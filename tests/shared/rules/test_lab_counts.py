"""What the eye counts in a field of the microscope, as it is written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rules.lab_ranges import Band, Flag, judge
from shared.rules.lab_values import Refusal, ResultKind, Scale, ValueRefused, read, seen

PUS_CELLS = Scale(ResultKind.COUNTED, 0, "/[HPF]", (), Decimal(0), Decimal(1000))
NORMAL = Band(high=Decimal(5), critical_high=Decimal(100))


@pytest.mark.parametrize(
    ("typed", "text", "number", "flag"),
    [
        ("3", "3", 3, Flag.NORMAL),
        ("0", "0", 0, Flag.NORMAL),
        ("5", "5", 5, Flag.NORMAL),
        ("6", "6", 6, Flag.HIGH),
        ("2-4", "2-4", 4, Flag.NORMAL),
        ("2 – 4", "2-4", 4, Flag.NORMAL),
        ("2 to 4", "2-4", 4, Flag.NORMAL),
        ("4-4", "4", 4, Flag.NORMAL),
        ("4-6", "4-6", 6, Flag.HIGH),
        ("৮-১০", "8-10", 10, Flag.HIGH),
        ("> 50", ">50", 50, Flag.CRITICAL_HIGH),
        ("<5", "<5", 5, Flag.NORMAL),
        (">=3", ">=3", 3, Flag.CRITICAL_HIGH),
        ("Nil", "nil", 0, Flag.NORMAL),
        ("not seen", "nil", 0, Flag.NORMAL),
        ("PLENTY", "plenty", None, Flag.CRITICAL_HIGH),
        ("tntc", "plenty", None, Flag.CRITICAL_HIGH),
        ("field full", "plenty", None, Flag.CRITICAL_HIGH),
    ],
)
def test_a_count_is_read_as_it_is_written_and_judged_by_its_farther_end(typed, text, number, flag):
    value = read(typed, PUS_CELLS)

    assert (value.text, value.number, judge(value, NORMAL, PUS_CELLS)) == (text, number, flag)
    assert value.exact is None, "nobody calculates with what was estimated"


@pytest.mark.parametrize("typed", ["4-2", "2.5", "few?", "-3", "2-4-6", "12345", "<0", "1+"])
def test_what_is_no_count_is_refused(typed):
    with pytest.raises(ValueRefused) as refused:
        read(typed, PUS_CELLS)
    assert refused.value.refusal is Refusal.NO_COUNT


def test_a_count_beyond_what_fits_a_field_is_a_slip():
    with pytest.raises(ValueRefused) as refused:
        read("20-2000", PUS_CELLS)
    assert refused.value.refusal is Refusal.NOT_VALID


def test_without_a_range_there_is_no_flag():
    assert judge(read("plenty", PUS_CELLS), None, PUS_CELLS) is Flag.NO_RANGE


@given(st.integers(0, 999), st.integers(0, 999))
def test_a_span_is_read_again_from_what_is_shown(one, other):
    least, most = sorted((one, other))
    value = read(f"{least}-{most}", PUS_CELLS)

    assert seen(value.text) == (least, most)
    assert read(value.text, PUS_CELLS) == value
