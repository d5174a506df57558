from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.ids import StockBatchId
from shared.models.prescriptions import DoseForm
from shared.rules.stock import (
    UNITS,
    OnShelf,
    expires_soon,
    first_expiring_first,
    is_expired,
    need,
    read_count,
    read_expiry,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("11/2026", date(2026, 11, 30)),
        ("2/2028", date(2028, 2, 29)),
        ("02/27", date(2027, 2, 28)),
        ("12-2026", date(2026, 12, 31)),
        (" 15/11/2026 ", date(2026, 11, 15)),
        ("13/2026", None),
        ("31/02/2027", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_month_alone_means_its_last_day(typed, day):
    assert read_expiry(typed) == day


def test_a_batch_may_be_used_on_its_last_day():
    assert not is_expired(TODAY, TODAY)
    assert is_expired(TODAY, TODAY + timedelta(days=1))


def test_soon_is_within_the_stores_days_and_what_is_over_is_not_soon():
    assert expires_soon(TODAY, TODAY, 0)
    assert expires_soon(TODAY + timedelta(days=90), TODAY, 90)
    assert not expires_soon(TODAY + timedelta(days=91), TODAY, 90)
    assert not expires_soon(TODAY - timedelta(days=1), TODAY, 90)


def test_every_form_is_counted_in_something():
    assert set(UNITS) == set(DoseForm)


SHELVES = st.lists(
    st.builds(
        OnShelf,
        batch_id=st.integers(1, 10**6).map(lambda n: StockBatchId(UUID(int=n))),
        expires_on=st.integers(-60, 400).map(lambda days: TODAY + timedelta(days=days)),
        on_hand=st.decimals(0, 500, places=3),
        recalled=st.booleans(),
        quarantined=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda lot: lot.batch_id,
)


@given(SHELVES, st.decimals("0.001", 2000, places=3))
def test_nothing_unfit_is_proposed_and_nothing_that_expires_sooner_is_left(shelf, wanted):
    proposal = first_expiring_first(shelf, wanted, TODAY)

    taken = {part.batch_id: part.quantity for part in proposal.parts}
    fit = [lot for lot in shelf if lot.expires_on >= TODAY and not lot.recalled and not lot.quarantined]
    assert set(taken) <= {lot.batch_id for lot in fit}
    assert all(0 < taken[lot.batch_id] <= lot.on_hand for lot in fit if lot.batch_id in taken)
    assert proposal.found + proposal.missing == wanted
    assert proposal.missing == max(wanted - sum((lot.on_hand for lot in fit), Decimal(0)), 0)
    last = max((lot.expires_on for lot in fit if lot.batch_id in taken), default=TODAY)
    left = [lot for lot in fit if lot.on_hand > taken.get(lot.batch_id, 0)]
    assert all(lot.expires_on >= last for lot in left)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("120", 120),
        ("12 x 10", 120),
        ("5X10x4", 200),
        ("3*100", 300),
        ("2 × 15", 30),
        ("0", None),
        ("12 x", None),
        ("1.5", None),
        ("999999 x 10", None),
        ("many", None),
    ],
)
def test_packs_are_counted_exactly_as_they_are_typed(typed, count):
    assert read_count(typed) == count


@pytest.mark.parametrize(
    ("on_hand", "level", "used", "lasts", "suggested"),
    [
        (100, 100, 0, None, 100),  # at the level: up to twice of it
        (101, 100, 0, None, 0),
        (50, None, 30, 50, 0),  # lasts seven weeks
        (6, None, 30, 6, 24),  # six days: up to a month
        (7, None, 30, 7, 0),
        (0, None, 30, 0, 30),
        (90, 100, 300, 9, 210),
        (5, None, 0, None, 0),
    ],
)
def test_what_is_low_or_will_not_last_a_week_is_ordered_for_a_month(on_hand, level, used, lasts, suggested):
    found = need(Decimal(on_hand), None if level is None else Decimal(level), Decimal(used), 30)

    assert (found.lasts_days, found.suggested) == (lasts, suggested)
