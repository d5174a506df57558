"""Money: exact, rounded half-up once, in the currency's own minor unit (domain §8)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Final, NewType, TypeAlias

from pydantic import Field

Currency = NewType("Currency", str)
"""An ISO 4217 code: BDT, JPY, KWD."""

Money: TypeAlias = Annotated[
    Decimal, Field(max_digits=14, decimal_places=3, ge=Decimal(-99_999_999_999), le=Decimal(99_999_999_999))
]
"""An amount in the hospital's currency."""

Price: TypeAlias = Annotated[Decimal, Field(max_digits=14, decimal_places=4, ge=0, le=Decimal(9_999_999_999))]
"""A unit price: finer than money, since tablets cost fractions."""

Quantity: TypeAlias = Annotated[Decimal, Field(max_digits=12, decimal_places=3, gt=0, le=Decimal(999_999_999))]

ZERO: Final = Decimal(0)

_MINOR_DIGITS: Final = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


def minor_digits(currency: Currency) -> int:
    """Digits after the point, by ISO 4217: 0 for JPY, 3 for KWD, else 2."""
    return _MINOR_DIGITS.get(currency, 2)


def rounded(amount: Decimal, currency: Currency) -> Decimal:
    """To the minor unit, half-up: what cashiers and tax offices expect."""
    return amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), rounding=ROUND_HALF_UP)


def plain(amount: Decimal, currency: Currency) -> str:
    """Latin digits with thousands and all minor digits: 1,054.00."""
    return f"{rounded(amount, currency):,.{minor_digits(currency)}f}"
