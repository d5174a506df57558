"""Units that people type and analysers send beside a result, and what they are in the analyte's own.

Only units of the same kind are here. mg/dL into mmol/L needs to know the substance, and mEq/L its charge (the same
number for sodium, twice it for calcium): those are refused.
"""

from decimal import Decimal
from typing import Final

_ONE: Final = Decimal(1)
_PER_CUBIC_MILLIMETRE: Final = ("/cumm", "/cmm", "/mm3", "/mm^3", "/mm³", "/ul")
# The stars are UCUM's, as analysers send them.
_THOUSANDS: Final = (
    "10*9/l",
    "10e9/l",
    "10e3/ul",
    "10^9/l",
    "x10^9/l",
    "10^3/ul",
    "x10^3/ul",
    "k/ul",
    "thousand/cumm",
    "thou/cumm",
)
_LAKHS: Final = ("lakh", "lakhs", "lac", "lacs", "lakh/cumm", "lakhs/cumm", "lac/cumm", "lacs/cumm")
_MILLIONS: Final = (
    "10*12/l",
    "10e12/l",
    "10e6/ul",
    "10^12/l",
    "x10^12/l",
    "10^6/ul",
    "x10^6/ul",
    "m/ul",
    "million/cumm",
    "mill/cumm",
    "million/ul",
)

_FACTORS: Final[dict[str, dict[str, Decimal]]] = {
    "10*3/ul": {
        **dict.fromkeys(_PER_CUBIC_MILLIMETRE, Decimal("0.001")),
        **dict.fromkeys(_THOUSANDS, _ONE),
        **dict.fromkeys(_LAKHS, Decimal(100)),
    },
    "10*6/ul": {**dict.fromkeys(_PER_CUBIC_MILLIMETRE, Decimal("0.000001")), **dict.fromkeys(_MILLIONS, _ONE)},
    "g/dl": {"g/l": Decimal("0.1"), "gm/dl": _ONE, "gms/dl": _ONE, "g%": _ONE, "gm%": _ONE},
    "mg/dl": {"mg/l": Decimal("0.1"), "mg%": _ONE, "g/l": Decimal(100)},
    "mg/l": {"mg/dl": Decimal(10)},
    "m[iu]/l": {"miu/l": _ONE, "uiu/ml": _ONE, "mu/l": _ONE, "uu/ml": _ONE},
    "u/l": {"iu/l": _ONE},
    "mm/h": {"mm/hr": _ONE, "mm/hour": _ONE, "mm": _ONE},
    "/[hpf]": {"/hpf": _ONE},
    "[ph]": {"ph": _ONE},
    "s": {"sec": _ONE, "secs": _ONE, "seconds": _ONE},
}


def factor(typed: str, unit: str) -> Decimal | None:
    """What a number in the typed unit is multiplied by; None where one is not of the other's kind, or not known."""
    written, own = _folded(typed), _folded(unit)
    return _ONE if written == own else _FACTORS.get(own, {}).get(written)


def _folded(unit: str) -> str:
    """Of the two letters for micro (the sign and the Greek) and the Latin stand-in, one."""
    return "".join(unit.casefold().split()).replace("μ", "u").replace("µ", "u")
