from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rules.lab_shares import shares_rounded


@pytest.mark.parametrize(
    ("shares", "decimals", "rounded"),
    [
        (["55.4", "44.6"], 0, ["55", "45"]),
        (["60.4", "29.4", "6.4", "2.4", "1.4"], 0, ["61", "30", "6", "2", "1"]),
        (["60", "30", "6", "3", "1"], 0, ["60", "30", "6", "3", "1"]),
        (["55.44", "44.56"], 1, ["55.4", "44.6"]),
        (["50.4", "49.4"], 0, ["51", "49"]),
        (["50.4", "39.4"], 0, None),
        (["60", "41"], 0, None),
        ([], 0, None),
    ],
)
def test_a_differential_makes_a_whole_or_is_none(shares, decimals, rounded):
    found = shares_rounded([Decimal(share) for share in shares], decimals)

    assert found == (None if rounded is None else [Decimal(share) for share in rounded])


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=7), st.integers(0, 1))
def test_none_is_moved_by_a_whole_step_and_none_that_is_nought_appears(parts, decimals):
    total = sum(parts)
    if not total:
        return
    shares = [round(Decimal(100 * part) / total, 3) for part in parts]

    rounded = shares_rounded(shares, decimals)

    assert rounded is not None
    assert sum(rounded) == 100
    step = Decimal(1).scaleb(-decimals)
    assert all(abs(share - kept) <= step for share, kept in zip(shares, rounded, strict=True))
    assert all(kept == 0 for share, kept in zip(shares, rounded, strict=True) if share == 0)
