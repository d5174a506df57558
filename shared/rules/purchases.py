"""What an order costs, how many packs are enough, and which price has risen."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Final

from shared.money import Currency, rounded

NOTABLE_RISE: Final = Decimal("0.10")
"""Above it a rise is said."""
LARGEST_AMOUNT: Final = Decimal(9_999_999_999)
"""Of one line, before tax."""
_UNIT_PLACES: Final = Decimal("0.0001")


@dataclass(frozen=True)
class Cost:
    net: Decimal
    tax: Decimal

    @property
    def total(self) -> Decimal:
        return self.net + self.tax


def cost_of(packs: int, pack_price: Decimal, tax_rate: Decimal, currency: Currency) -> Cost:
    """Rounded once a line; the tax comes on top."""
    net = rounded(packs * pack_price, currency)
    return Cost(net, rounded(net * tax_rate, currency))


def unit_price(pack_price: Decimal, pack_size: Decimal) -> Decimal:
    """Of one tablet in a box."""
    return (pack_price / pack_size).quantize(_UNIT_PLACES, ROUND_HALF_UP)


def packs_for(units: Decimal, pack_size: Decimal) -> int:
    """Whole packs, so that it is enough."""
    return int((units / pack_size).to_integral_value(ROUND_CEILING))


def rise(before: Decimal | None, now: Decimal) -> Decimal | None:
    """By which part a price is above the one before, where that is worth saying."""
    if before is None or before <= 0:
        return None
    by = now / before - 1
    return by if by > NOTABLE_RISE else None
