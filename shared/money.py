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

_CODES: Final = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ "
    "GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR "
    "LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN "
    "PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB "
    "TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG "
)
CURRENCIES: Final = frozenset(_CODES.split())
"""Those of ISO 4217 that are paid with."""


def minor_digits(currency: Currency) -> int:
    """Digits after the point, by ISO 4217: 0 for JPY, 3 for KWD, else 2."""
    return _MINOR_DIGITS.get(currency, 2)


def rounded(amount: Decimal, currency: Currency) -> Decimal:
    """To the minor unit, half-up: what cashiers and tax offices expect."""
    return amount.quantize(Decimal(1).scaleb(-minor_digits(currency)), rounding=ROUND_HALF_UP)


def plain(amount: Decimal, currency: Currency) -> str:
    """Latin digits with thousands and all minor digits: 1,054.00."""
    return f"{rounded(amount, currency):,.{minor_digits(currency)}f}"
