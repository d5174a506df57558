"""Notes and coins by currency, from the largest: what a drawer is counted by."""

from decimal import Decimal
from typing import Final

from shared.money import Currency, minor_digits

_PIECES: Final = {
    "BDT": "1000 500 200 100 50 20 10 5 2 1",
    "EUR": "500 200 100 50 20 10 5 2 1 0.50 0.20 0.10 0.05 0.02 0.01",
    "GBP": "50 20 10 5 2 1 0.50 0.20 0.10 0.05 0.02 0.01",
    "INR": "500 200 100 50 20 10 5 2 1",
    "JPY": "10000 5000 2000 1000 500 100 50 10 5 1",
    "KES": "1000 500 200 100 50 40 20 10 5 1",
    "KWD": "20 10 5 1 0.500 0.250 0.100 0.050 0.020 0.010 0.005",
    "LKR": "5000 1000 500 100 50 20 10 5 2 1",
    "NPR": "1000 500 100 50 20 10 5 2 1",
    "PKR": "5000 1000 500 100 75 50 20 10 5 2 1",
    "USD": "100 50 20 10 5 2 1 0.50 0.25 0.10 0.05 0.01",
    "XAF": "10000 5000 2000 1000 500 100 50 25 10 5 2 1",
}


def denominations(currency: Currency) -> tuple[Decimal, ...]:
    """The pieces of this currency; for one that is not known, 1, 2 and 5 from a thousand to the minor unit."""
    known = _PIECES.get(currency)
    if known is not None:
        return tuple(Decimal(piece) for piece in known.split())
    lowest = Decimal(1).scaleb(-minor_digits(currency))
    steps = (Decimal(digit).scaleb(place) for place in range(3, -4, -1) for digit in (5, 2, 1))
    return tuple(piece for piece in steps if lowest <= piece <= 1000)
