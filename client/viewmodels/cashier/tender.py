"""What a cashier has typed about one payment, and what it comes to."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Final

from shared.models.billing import PaymentMode
from shared.money import ZERO
from shared.rules.bills import change_of

_MOST_QUICK: Final = 3
_FINEST: Final = Decimal("0.005")
"""A round sum finer than this part of the amount is no help: nobody hands over 1,055 for 1,054."""
_COARSEST: Final = 10


class Obstacle(StrEnum):
    """Why this cannot be paid as it was typed."""

    NO_AMOUNT = "no_amount"
    MORE_THAN_DUE = "more_than_due"
    NO_NUMBER = "no_number"
    TOO_LITTLE = "too_little"


@dataclass(frozen=True)
class Tender:
    """Cash that nothing was typed about was handed over exactly."""

    mode: PaymentMode = PaymentMode.CASH
    is_part: bool = False
    part: Decimal | None = None
    tendered: Decimal | None = None
    is_readable: bool = True
    """Whether what was typed as tendered is an amount at all, or nothing yet."""
    reference: str = ""

    def amount(self, due: Decimal) -> Decimal | None:
        """What shall be paid now."""
        return self.part if self.is_part else due

    def handed_over(self) -> Decimal | None:
        return self.tendered if self.mode is PaymentMode.CASH else None

    def change(self, due: Decimal) -> Decimal | None:
        """What goes back; None while that cannot be said."""
        amount, handed = self.amount(due), self.handed_over()
        if amount is None or handed is None or handed < amount:
            return None
        return change_of(handed, amount)

    def obstacle(self, due: Decimal) -> Obstacle | None:
        amount, handed = self.amount(due), self.handed_over()
        if amount is None or amount <= ZERO:
            return Obstacle.NO_AMOUNT
        if amount > due:
            return Obstacle.MORE_THAN_DUE
        if self.mode is PaymentMode.CASH and not self.is_readable:
            return Obstacle.NO_NUMBER
        if handed is not None and handed < amount:
            return Obstacle.TOO_LITTLE
        return None


def quick_amounts(amount: Decimal) -> tuple[Decimal, ...]:
    """The next round sums above an amount, as notes make them: 1,054 → 1,060, 1,100, 1,500."""
    if amount <= ZERO:
        return ()
    sums = (_rounded_up(amount, note) for note in _notes() if note >= amount * _FINEST)
    above: list[Decimal] = []
    for each in sums:
        if each > amount * _COARSEST or len(above) == _MOST_QUICK:
            break
        if each > amount and each not in above:
            above.append(each)
    return tuple(above)


def _notes() -> Iterator[Decimal]:
    for exponent in range(-2, 12):
        yield Decimal(1).scaleb(exponent)
        yield Decimal(5).scaleb(exponent)


def _rounded_up(amount: Decimal, note: Decimal) -> Decimal:
    return (amount / note).to_integral_value(rounding=ROUND_CEILING) * note
