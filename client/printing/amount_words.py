"""Amounts in words, in the languages that the hospital's patients read."""

from collections.abc import Sequence
from decimal import Decimal

from num2words import num2words

from shared.languages import Language
from shared.money import Currency, minor_digits, rounded

_SPOKEN = (Language.ENGLISH, Language.BENGALI, Language.ARABIC)
"""Those with words for numbers in the library; the others read the first of these."""


def amount_in_words(amount: Decimal, currency: Currency, languages: Sequence[Language]) -> str:
    """`BDT one thousand and fifty-four 50/100`: the minor unit stays in digits, as on a cheque."""
    known = [language for language in languages if language in _SPOKEN] or [Language.ENGLISH]
    whole = rounded(abs(amount), currency)
    units, rest = divmod(whole, 1)
    digits = minor_digits(currency)
    part = f" {int(rest.scaleb(digits)):0{digits}d}/{10**digits}" if rest else ""
    sign = "− " if amount < 0 else ""
    return " · ".join(f"{currency} {sign}{num2words(int(units), lang=language.value)}{part}" for language in known)
