"""Every sentence, number and date a person reads passes here."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from client.core.numbers import written
from client.core.zone import day_of, local

_CONTEXT: Final = "hms"


def tr(text: str, /, **values: object) -> str:
    """A whole sentence in the user's language, with named places: "{count} waiting"."""
    translated = QCoreApplication.translate(_CONTEXT, text)
    return translated.format(**values) if values else translated


def trn(singular: str, plural: str, n: int, **values: object) -> str:
    """The form that fits n, of "{n} patient" and "{n} patients"."""
    translated = QCoreApplication.translate(_CONTEXT, singular, None, n)
    if translated == singular and n != 1:
        translated = plural
    return translated.format(n=number_text(n), **values)


def date_text(day: date) -> str:
    return _locale().toString(QDate(day.year, day.month, day.day), "ddd d MMM yyyy")


def short_date_text(day: date) -> str:
    """For a column beside others."""
    return _locale().toString(QDate(day.year, day.month, day.day), "d MMM yy")


def time_text(moment: datetime) -> str:
    """24 hours, on the hospital's wall clock."""
    there = local(moment)
    return _locale().toString(QTime(there.hour, there.minute), "HH:mm")


def datetime_text(moment: datetime) -> str:
    return f"{date_text(day_of(moment))}  {time_text(moment)}"


def number_text(value: Decimal | int, places: int | None = None) -> str:
    """Grouped as the house does it, with the digits of the user's locale; never through a float."""
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    exact = max(0, -exponent) if isinstance(exponent, int) else 0
    text = written().text(number, exact if places is None else places).replace("-", "−")
    zero = ord(_locale().zeroDigit()[0])
    return "".join(chr(zero + int(one)) if one.isdigit() else one for one in text)


def number_from(typed: str) -> Decimal | None:
    """What number_text shows, or a person types in its place; None if it is no number."""
    return written().number("".join(typed.split()).replace("−", "-"))


def _locale() -> QLocale:
    """The user's; the bare "C" of a computer without one groups no digits."""
    locale = QLocale()
    return QLocale(QLocale.Language.English) if locale.language() == QLocale.Language.C else locale


def money_text(amount: Decimal, places: int = 2) -> str:
    return number_text(amount, places)
