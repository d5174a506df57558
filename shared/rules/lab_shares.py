"""An analyser's differential at the laboratory's decimals: rounded one by one, 55.4 and 44.6 would not sum to 100."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Final

_OWN_ROUNDING: Final = Decimal("0.5")


def shares_rounded(shares: Sequence[Decimal], decimals: int) -> list[Decimal] | None:
    """By largest remainders, so that they sum to 100; None where they did not before, but for their own rounding."""
    if abs(100 - sum(shares, Decimal(0))) > _OWN_ROUNDING:
        return None
    step = Decimal(1).scaleb(-decimals)
    floors = [share.quantize(step, rounding=ROUND_FLOOR) for share in shares]
    lacking = int((100 - sum(floors, Decimal(0))) / step)
    if not 0 <= lacking <= len(shares):
        return None
    by_remainder = sorted(range(len(shares)), key=lambda place: floors[place] - shares[place])
    raised = set(by_remainder[:lacking])
    return [floor + step if place in raised else floor for place, floor in enumerate(floors)]
