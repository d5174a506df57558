"""What each part of a package costs, so that together they are its price to the last minor unit."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from shared.money import ZERO, Currency, rounded


def shares(price: Decimal, alone: Sequence[Decimal], currency: Currency) -> list[Decimal]:
    """By what each would cost alone, and alike where nothing would cost anything.

    What all before come to is rounded, not each by itself: the last takes the remainder, and none is below zero.
    """
    weights = alone if any(alone) else [Decimal(1)] * len(alone)
    whole, total = rounded(price, currency), sum(weights, ZERO)
    reached = [ZERO, *(rounded(whole * weight / total, currency) for weight in accumulate(weights))]
    return [after - before for before, after in pairwise(reached)]
