"""How much of the substance is in one unit of a dose: what a limit in milligrams is compared with."""

import re
from decimal import Decimal
from typing import Final

_WRITTEN: Final = re.compile(
    r"(?:SR |ER )?(?P<amount>\d+(?:\.\d+)?)(?:/\d+(?:\.\d+)?)? ?(?P<unit>mg|g|micrograms|units)"
    r"(?:\s*/\s*(?P<per>\d+(?:\.\d+)?)? ?(?P<what>mL|puff))?"
)
_MILLIGRAMS: Final = {"g": Decimal(1000), "mg": Decimal(1), "micrograms": Decimal("0.001"), "units": Decimal(1)}
_DROPS_IN_ML: Final = 20
_BY_THE_ML: Final = frozenset({"syrup", "suspension", "injection", "infusion", "nebuliser", "drops", "insulin"})


def milligrams(form: str, strength: str) -> Decimal | None:
    """In one tablet, mL, drop, puff or vial; insulin in units. None where the strength says no such thing.

    A strength of several parts counts by its first: the limits of a combination are written so.
    """
    if form == "insulin":
        return Decimal(1)  # its dose is said in units already
    found = _WRITTEN.match(strength)
    if found is None:
        return None
    amount = Decimal(found["amount"]) * _MILLIGRAMS[found["unit"]]
    if form not in _BY_THE_ML or is_vial(form, strength):
        return amount
    if found["what"] != "mL":
        return None
    per_ml = amount / Decimal(found["per"] or 1)
    return per_ml / _DROPS_IN_ML if form == "drops" else per_ml


def is_vial(form: str, strength: str) -> bool:
    """A powder is dosed by the vial: its strength names no volume."""
    return form == "injection" and "/" not in strength
