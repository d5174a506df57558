"""How numbers are written: a workstation's own habits may differ, the house's are the ones its papers have."""

from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from shared.money import Currency, minor_digits, rounded
from shared.rules.number_formats import NumberFormat


class _House(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.format = NumberFormat()


_house = _House()


def written() -> NumberFormat:
    return _house.format


def format_changed() -> _House:
    """Whose `changed` tells that what stands on a page is written the former way."""
    return _house


def write_by(new: NumberFormat) -> None:
    """From now on numbers are written as the hospital writes them."""
    before, _house.format = _house.format, new
    if before != new:
        _house.changed.emit()


def plain(amount: Decimal, currency: Currency) -> str:
    """In Latin digits with all minor digits: 1,054.00."""
    return figures(rounded(amount, currency), minor_digits(currency))


def priced(amount: Decimal, currency: Currency) -> str:
    """As `plain`, and exactly where a price is finer than the currency's smallest coin: 1,250.125."""
    exponent = amount.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return figures(amount, max(minor_digits(currency), -exponent))


def figures(number: Decimal, places: int) -> str:
    """In Latin digits, as papers and columns of amounts have them."""
    return _house.format.text(number, places)
