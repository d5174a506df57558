"""What a line, a bill and the change come to: exact, rounded half-up once per line (domain §8)."""

from collections.abc import Iterable, Sequence
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

    def less(self, other: "LineTotals") -> "LineTotals":
        return LineTotals(
            self.subtotal - other.subtotal,
            self.discount - other.discount,
            self.tax - other.tax,
            self.amount - other.amount,
        )


@dataclass(frozen=True)
class Discount:
    """So much off one line, or off the whole bill where there is no `line`: an amount, or so many per cent."""

    value: Decimal
    percent: bool = False
    line: int | None = None


@dataclass(frozen=True)
class Discounts:
    """What each discount comes to, in the order they were stated, and what all of them take off each line."""

    each: tuple[Decimal, ...]
    lines: tuple[Decimal, ...]


def discounts_of(lines: Sequence[Decimal], discounts: Sequence[Discount], currency: Currency) -> Discounts:
    """Those of lines first, then those of the bill, in their order: each off what the ones before it left.

    What is more than the line or the bill still comes to takes off no more than that.
    """
    left = list(lines)
    each = [ZERO] * len(discounts)
    for place in sorted(range(len(discounts)), key=lambda place: discounts[place].line is None):
        stated = discounts[place]
        touched = range(len(left)) if stated.line is None else (stated.line,)
        whole = sum((left[line] for line in touched), ZERO)
        each[place] = min(whole * stated.value / 100 if stated.percent else stated.value, whole)
        each[place] = rounded(each[place], currency)
        for line, share in zip(touched, spread(each[place], [left[line] for line in touched], currency), strict=True):
            left[line] -= share
    return Discounts(tuple(each), tuple(line - still for line, still in zip(lines, left, strict=True)))


def spread(amount: Decimal, values: Sequence[Decimal], currency: Currency) -> list[Decimal]:
    """The amount over the values in their proportion, each share rounded; the last takes the remainder.

    No share is less than nothing or more than its value, also where many halves are rounded up.
    Raises ValueError for more than the values come to.
    """
    whole = sum(values, ZERO)
    if not ZERO <= amount <= whole:
        raise ValueError("no more can be spread than the values come to")
    shares = []
    left, after = amount, whole
    for value in values:
        after -= value
        share = rounded(amount * value / whole, currency) if whole else ZERO
        shares.append(max(min(share, value, left), left - after))
        left -= shares[-1]
    return shares


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


def payer_share(total: Decimal, value: Decimal, currency: Currency, *, percent: bool) -> Decimal:
    """Rounded, and never more than the total: the patient pays the rest, so that both are the bill."""
    return min(rounded(total * value / 100 if percent else value, currency), total)


def part_of_line(line: LineTotals, part: Decimal, currency: Currency) -> LineTotals:
    """What so much of a line came to, 1 being all of it; no figure is negative, and all of it is the line itself."""
    net = rounded((line.amount - line.tax) * part, currency)
    discount, tax = rounded(line.discount * part, currency), rounded(line.tax * part, currency)
    return LineTotals(net + discount, discount, tax, net + tax)


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


def paid_by_line(
    amounts: Sequence[Decimal], patient_share: Decimal, paid: Decimal, currency: Currency
) -> list[Decimal]:
    """What of each line the patient has paid: a part of each where a payer pays the rest, the lines in their order."""
    shares = []
    for amount in spread(patient_share, amounts, currency):
        share = min(amount, paid)
        shares.append(share)
        paid -= share
    return shares
