from datetime import timedelta
from decimal import Decimal

import pytest

from shared.rules.lab_delta import Change, DeltaLimit, change
from shared.rules.lab_values import ResultKind, Scale, read

HAEMOGLOBIN = DeltaLimit(absolute=Decimal(2), days=7)
CREATININE = DeltaLimit(percent=Decimal(50))
GROUP = DeltaLimit(is_lifelong=True)
NUMBER = Scale(ResultKind.NUMBER, decimals=1)
CHOICE = Scale(ResultKind.CHOICE, choices=("A", "B", "AB", "O"))
WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("limit", "last", "now", "apart", "expected"),
    [
        (HAEMOGLOBIN, "12.0", "10.0", WEEK, Change.NONE),
        (HAEMOGLOBIN, "12.0", "9.9", WEEK, Change.LEAP),
        (HAEMOGLOBIN, "12.0", "14.1", timedelta(hours=1), Change.LEAP),
        (HAEMOGLOBIN, "12.0", "9.9", WEEK + timedelta(minutes=1), Change.NONE),
        (CREATININE, "1.0", "1.5", WEEK, Change.NONE),
        (CREATININE, "1.0", "1.6", timedelta(days=900), Change.LEAP),
        (CREATININE, "2.0", "0.9", WEEK, Change.LEAP),
        (CREATININE, "0", "0.1", WEEK, Change.LEAP),
        (HAEMOGLOBIN, "<5", "12.0", WEEK, Change.NONE),
        (DeltaLimit(), "1", "1000", WEEK, Change.NONE),
    ],
)
def test_a_leap_from_the_last_result_is_noticed(limit, last, now, apart, expected):
    assert change(read(last, NUMBER), read(now, NUMBER), apart, limit) is expected


@pytest.mark.parametrize(("now", "expected"), [("A", Change.NONE), ("B", Change.IMPOSSIBLE), ("AB", Change.IMPOSSIBLE)])
def test_a_blood_group_is_the_same_for_life(now, expected):
    assert change(read("A", CHOICE), read(now, CHOICE), timedelta(days=9000), GROUP) is expected
