"""What the counter reckons: the dose of another product, and for how many days something lasts."""

from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final

from shared.models.prescriptions import DoseForm
from shared.rules.dosing import MEASURED_FORMS
from shared.rules.strengths import milligrams

LASTS_UNSAID: Final = 7
"""Days, where nobody said for how many it is taken."""

_SWALLOWED: Final = frozenset({DoseForm.TABLET, DoseForm.CAPSULE})
_HALF: Final = Decimal("0.5")


def _alike(one: DoseForm, other: DoseForm) -> bool:
    return one is other or any({one, other} <= forms for forms in (_SWALLOWED, MEASURED_FORMS))


def _is_slow(strength: str) -> bool:
    return strength.startswith(("SR ", "ER "))


def equivalent_dose(
    dose: Decimal, form: DoseForm, strength: str, other_form: DoseForm, other_strength: str
) -> Decimal | None:
    """Of the other product, so that it comes to the same substance; None where none can be measured out.

    A capsule is never halved, nor a tablet that releases slowly; combinations are alike in all parts or not at all.
    """
    if not _alike(form, other_form) or _is_slow(strength) != _is_slow(other_strength):
        return None
    if (form, strength) == (other_form, other_strength) or strength == other_strength:
        return dose
    if any("/" in each and "mL" not in each for each in (strength, other_strength)):
        return None
    mine, theirs = milligrams(form, strength), milligrams(other_form, other_strength)
    if mine is None or theirs is None:
        return None
    wanted = dose * mine / theirs
    whole = other_form is DoseForm.CAPSULE or _is_slow(other_strength)
    return wanted if wanted % (1 if whole else _HALF) == 0 else None


def lasts_until(today: date, days: int | None, quantity: int | None, given: Decimal) -> date:
    """The last day that what was given lasts for; a part lasts for its share of the days."""
    if days is None:
        return today + timedelta(days=LASTS_UNSAID)
    share = min(given / quantity, Decimal(1)) if quantity else Decimal(1)
    return today + timedelta(days=int((days * share).to_integral_value(ROUND_CEILING)) - 1)


def covered(given: Decimal, prescribed: int | None, in_its_place: int | None) -> Decimal:
    """How much of the prescribed product stands given, when so much of another was."""
    if not prescribed or not in_its_place:
        return given
    return (given * prescribed / in_its_place).quantize(Decimal("0.001"))
