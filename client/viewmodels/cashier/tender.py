"""What a cashier has typed about one payment, by one way of paying or several, and what it comes to."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Final

from shared.models.billing import PaymentMode
from shared.models.cash_payments import PaymentPart
from shared.money import ZERO
from shared.rules.bills import change_of, in_cash

MOST_PARTS: Final = 6
"""As many as the server takes on one receipt."""
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
    CASH_TWICE = "cash_twice"
    NO_COIN = "no_coin"
    MORE_THAN_ADVANCE = "more_than_advance"


@dataclass(frozen=True)
class Asked:
    """What is due, what cash is rounded to, and what was paid in advance: None until it is known."""

    due: Decimal
    cash_step: Decimal = ZERO
    advance: Decimal | None = None


@dataclass(frozen=True)
class Tender:
    """The part that is typed now; cash that nothing was typed about was handed over exactly."""

    mode: PaymentMode = PaymentMode.CASH
    is_part: bool = False
    part: Decimal | None = None
    tendered: Decimal | None = None
    is_readable: bool = True
    """Whether what was typed as tendered is an amount at all, or nothing yet."""
    reference: str = ""
    laid: tuple[PaymentPart, ...] = ()
    """The parts by other ways of paying, typed before and not sent yet."""

    def left(self, asked: Asked) -> Decimal:
        """What is due beside the parts that were laid down."""
        return asked.due - sum((part.amount for part in self.laid), ZERO)

    def amount(self, asked: Asked) -> Decimal | None:
        """What this part shall pay."""
        return self.part if self.is_part else self.left(asked)

    def left_after(self, asked: Asked) -> Decimal | None:
        """What is still due when all of this is paid; None while that cannot be said."""
        amount = self.amount(asked)
        return None if amount is None or amount > self.left(asked) else self.left(asked) - amount

    def payable(self, asked: Asked) -> Decimal | None:
        """The money this part asks for: cash that settles the bill is rounded to the house's smallest coin."""
        amount = self.amount(asked)
        if amount is None or self.mode is not PaymentMode.CASH or amount != self.left(asked):
            return amount
        return in_cash(amount, asked.cash_step)

    def handed_over(self) -> Decimal | None:
        return self.tendered if self.mode is PaymentMode.CASH else None

    def change(self, asked: Asked) -> Decimal | None:
        """What goes back of the cash in it; None while that cannot be said."""
        if self.mode is PaymentMode.CASH:
            cash, handed = self.payable(asked), self.tendered
        else:
            cash, handed = next(((part.amount, part.tendered) for part in self.laid if part.tendered), (None, None))
        if cash is None or handed is None or handed < cash:
            return None
        return change_of(handed, cash)

    def obstacle(self, asked: Asked) -> Obstacle | None:
        amount, left = self.amount(asked), self.left(asked)
        if self.laid and left <= ZERO:
            return Obstacle.MORE_THAN_DUE  # somebody else has paid of it meanwhile
        if amount is None or amount <= ZERO:
            return Obstacle.NO_AMOUNT
        if amount > left:
            return Obstacle.MORE_THAN_DUE
        if self.mode is PaymentMode.DEPOSIT and asked.advance is not None:
            return Obstacle.MORE_THAN_ADVANCE if amount > self.advance_left(asked) else None
        return self._in_the_way_of_cash(amount, asked) if self.mode is PaymentMode.CASH else None

    def advance_left(self, asked: Asked) -> Decimal:
        """What was paid in advance, less what is laid down of it."""
        used = sum((part.amount for part in self.laid if part.mode is PaymentMode.DEPOSIT), ZERO)
        return (asked.advance or ZERO) - used

    def can_lay(self, asked: Asked) -> bool:
        """Whether this part can be laid down, and something remains for another way of paying."""
        return len(self.laid) + 1 < MOST_PARTS and self.obstacle(asked) is None and bool(self.left_after(asked))

    def laid_down(self, asked: Asked) -> "Tender":
        """The rest is asked for by another way of paying."""
        laid = self.parts(asked)
        by_cash = any(part.mode is PaymentMode.CASH for part in laid)
        return Tender(mode=PaymentMode.CARD if by_cash else PaymentMode.CASH, laid=laid)

    def taken_back(self) -> "Tender":
        """The part laid down last is typed anew."""
        *before, last = self.laid
        return Tender(
            last.mode, is_part=True, part=last.amount, tendered=last.tendered, reference=last.reference, laid=(*before,)
        )

    def parts(self, asked: Asked) -> tuple[PaymentPart, ...]:
        """All of it, as it is sent."""
        amount = self.amount(asked)
        assert amount is not None  # an obstacle until it is typed
        reference = "" if self.mode is PaymentMode.CASH else self.reference
        return (
            *self.laid,
            PaymentPart(mode=self.mode, amount=amount, tendered=self.handed_over(), reference=reference),
        )

    def _in_the_way_of_cash(self, amount: Decimal, asked: Asked) -> Obstacle | None:
        payable = self.payable(asked)
        if any(part.mode is PaymentMode.CASH for part in self.laid):
            return Obstacle.CASH_TWICE
        if not self.is_readable:
            return Obstacle.NO_NUMBER
        if payable == amount and in_cash(amount, asked.cash_step) != amount:
            return Obstacle.NO_COIN
        if payable is not None and self.tendered is not None and self.tendered < payable:
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
