"""What a line, a bill and the change come to: exact, rounded half-up once per line (domain §8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shared.ids import PriceVersionId
from shared.models.billing import FreeBecause
from shared.money import ZERO, Currency, rounded


@dataclass(frozen=True)
class UnitPrice:
    """What one of a thing costs, with the tax on it, and the list that says so: None for what was typed in."""

    amount: Decimal
    tax_rate: Decimal = ZERO
    tax_inclusive: bool = False
    version_id: PriceVersionId | None = None
    free_because: FreeBecause | None = None


@dataclass(frozen=True)
class LineTotals:
    """What one line adds to its bill: `subtotal` − `discount` + `tax` = `amount`, to the last minor unit."""

    subtotal: Decimal
    discount: Decimal
    tax: Decimal
    amount: Decimal


def line_totals(
    unit_price: Decimal,
    quantity: Decimal,
    currency: Currency,
    *,
    discount: Decimal = ZERO,
    tax_rate: Decimal = ZERO,
    inclusive: bool = False,
) -> LineTotals:
    """Price × quantity, less the discount, then the tax: on top of it, or found within it when `inclusive`.

    Raises ValueError when the discount is negative, finer than the minor unit, or larger than the line.
    """
    gross = rounded(unit_price * quantity, currency)
    if not is_exact(discount, currency) or not ZERO <= discount <= gross:
        raise ValueError("the discount does not fit the line")
    due = gross - discount
    if inclusive:
        net = rounded(due / (1 + tax_rate), currency)
        return LineTotals(net + discount, discount, due - net, due)
    tax = rounded(due * tax_rate, currency)
    return LineTotals(gross, discount, tax, due + tax)


def bill_totals(lines: Iterable[LineTotals]) -> LineTotals:
    """The sum of rounded lines: a bill rounds nothing of its own."""
    lines = tuple(lines)
    return LineTotals(
        sum((line.subtotal for line in lines), ZERO),
        sum((line.discount for line in lines), ZERO),
        sum((line.tax for line in lines), ZERO),
        sum((line.amount for line in lines), ZERO),
    )


def change_of(tendered: Decimal, amount: Decimal) -> Decimal:
    """What is handed back. Raises ValueError when less was handed over than shall be paid."""
    if tendered < amount:
        raise ValueError("less was tendered than shall be paid")
    return tendered - amount


def is_exact(amount: Decimal, currency: Currency) -> bool:
    """Whether the amount can be paid in this currency: JPY knows no 0.5."""
    return amount == rounded(amount, currency)


def in_cash(amount: Decimal, step: Decimal) -> Decimal:
    """The amount as cash can pay it: the nearest multiple of the step, half-up; itself where there is no step."""
    if not step:
        return amount
    return (amount / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def paid_by_line(amounts: Iterable[Decimal], paid: Decimal) -> list[Decimal]:
    """What of each line is paid when the bill is in part: the lines in their order."""
    shares = []
    for amount in amounts:
        share = min(amount, paid)
        shares.append(share)
        paid -= share
    return shares
