"""How often, how long, how much: the words and the quantity of a prescription (domain §6)."""

from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import Final


class Frequency(StrEnum):
    """Stored as a code, printed in words only: on paper `OD` also means the right eye."""

    OD = "OD"
    OM = "OM"
    HS = "HS"
    BD = "BD"
    TDS = "TDS"
    QID = "QID"
    STAT = "STAT"
    PRN = "PRN"
    Q4H = "Q4H"
    Q6H = "Q6H"
    Q8H = "Q8H"
    Q12H = "Q12H"
    EOD = "EOD"
    WEEKLY = "WEEKLY"


_PER_DAY: Final[dict[Frequency, Decimal]] = {
    Frequency.OD: Decimal(1),
    Frequency.OM: Decimal(1),
    Frequency.HS: Decimal(1),
    Frequency.BD: Decimal(2),
    Frequency.TDS: Decimal(3),
    Frequency.QID: Decimal(4),
    Frequency.Q4H: Decimal(6),
    Frequency.Q6H: Decimal(4),
    Frequency.Q8H: Decimal(3),
    Frequency.Q12H: Decimal(2),
    Frequency.EOD: Decimal("0.5"),
    Frequency.WEEKLY: Decimal(1) / Decimal(7),
}

COUNTED_FORMS: Final = frozenset({"tablet", "capsule", "sachet"})
"""Forms handed out by the piece; of the rest one pack is given unless the doctor says more."""


def quantity(form: str, dose: Decimal, frequency: Frequency, days: int | None) -> int | None:
    """Pieces or packs to hand out; None where the doctor must say (when needed, or no number of days)."""
    if form not in COUNTED_FORMS:
        return 1
    if frequency is Frequency.STAT:
        return _ceiling(dose)
    if frequency is Frequency.PRN or days is None:
        return None
    if frequency is Frequency.WEEKLY:
        return _ceiling(dose * -(-days // 7))
    return _ceiling(dose * _PER_DAY[frequency] * days)


def plain_number(value: Decimal) -> str:
    """No trailing zero and no bare point: 1.0 mg has been read as 10 mg, .5 mg as 5 mg."""
    return f"{value.normalize():f}"


def _ceiling(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))
