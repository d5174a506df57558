"""Money and quantities as they stand on paper: Latin digits, exact, the currency by its code."""

from decimal import Decimal

from client.core.numbers import figures, plain, priced
from shared.money import Currency


def money(amount: Decimal, currency: Currency) -> str:
    return f"{currency} {plain(amount, currency)}"


def rate(price: Decimal, currency: Currency) -> str:
    """A unit price with every digit it has: 0.125 shown as 0.13 would not multiply to the amount beside it."""
    return priced(price, currency)


def quantity(count: Decimal) -> str:
    """30, not 30.000: a trailing zero is read as a digit."""
    return figures(count, _places(count))


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
