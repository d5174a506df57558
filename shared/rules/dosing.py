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


class Need(StrEnum):
    """What a medicine that is taken when needed is for: printed in the patient's language, so it comes from a list."""

    PAIN = "pain"
    FEVER = "fever"
    PAIN_OR_FEVER = "pain_or_fever"
    CHEST_PAIN = "chest_pain"
    BREATHLESSNESS = "breathlessness"
    COUGH = "cough"
    NAUSEA = "nausea"
    DIARRHOEA = "diarrhoea"
    CONSTIPATION = "constipation"
    HEARTBURN = "heartburn"
    ITCHING = "itching"
    SLEEPLESSNESS = "sleeplessness"
    ANXIETY = "anxiety"
    SEIZURE = "seizure"
    AS_TOLD = "as_told"
    """Something else, which the doctor has told the patient."""


PER_DAY: Final[dict[Frequency, Decimal]] = {
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
"""Forms handed out by the piece."""

MEASURED_FORMS: Final = frozenset({"syrup", "suspension"})
"""Forms poured from a bottle, dosed in mL."""

_INJECTED: Final = frozenset({"injection", "infusion"})
_INSULIN_UNITS: Final = Decimal(1000)  # in a vial of 10 mL
_INSULIN_IN_USE_DAYS: Final = 28


def quantity(
    form: str, dose: Decimal, frequency: Frequency, days: int | None, pack: Decimal | None = None
) -> int | None:
    """Pieces or packs to hand out; None where the doctor must say (when needed, or no number of days).

    `pack` is what one holds: mL of a bottle or an ampoule, units of a vial. Of drops, creams and inhalers, and of a
    bottle whose size nobody knows, one is given unless the doctor says more.
    """
    counted, injected = form in COUNTED_FORMS, form in _INJECTED
    if not (counted or injected or form in MEASURED_FORMS or form == "insulin"):
        return 1
    intakes = _intakes(frequency, days)
    if intakes is None:
        return None
    if counted:
        return _ceiling(dose * intakes)
    if injected:
        # What is left in an ampoule is thrown away: each intake opens its own.
        return _ceiling(intakes) * (_ceiling(dose / pack) if pack else 1)
    if form == "insulin":
        by_units = _ceiling(dose * intakes / (pack or _INSULIN_UNITS))
        return max(by_units, -(-(days or 1) // _INSULIN_IN_USE_DAYS))
    return _ceiling(dose * intakes / pack) if pack else 1


def _intakes(frequency: Frequency, days: int | None) -> Decimal | None:
    """In the whole course; alternate days may come to a half, which the dose makes whole."""
    if frequency is Frequency.STAT:
        return Decimal(1)
    if frequency is Frequency.PRN or days is None:
        return None
    if frequency is Frequency.WEEKLY:
        return Decimal(-(-days // 7))
    return PER_DAY[frequency] * days


def plain_number(value: Decimal) -> str:
    """No trailing zero and no bare point: 1.0 mg has been read as 10 mg, .5 mg as 5 mg."""
    return f"{value.normalize():f}"


def _ceiling(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))
