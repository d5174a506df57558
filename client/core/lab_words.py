"""The laboratory's words on paper and on every screen that shows results."""

from typing import Final

from client.core.i18n import tr
from shared.models.lab_results import Delivery, Taker
from shared.rules.lab_formulas import NotCalculated
from shared.rules.lab_ranges import Condition, Flag

_UNITS: Final = {"10*3/uL": "10³/µL", "10*6/uL": "10⁶/µL", "m[IU]/L": "mIU/L", "/[HPF]": "/HPF", "[pH]": "pH"}


def unit_text(text: str) -> str:
    """As people write it; alone, or at the end of limits."""
    for coded, written in _UNITS.items():
        text = text.replace(coded, written)
    return text.replace("{1.73_m2}", "1.73 m²")


def condition_word(condition: Condition) -> str:
    return {
        Condition.PREGNANT: tr("Pregnant, weeks not known"),
        Condition.TRIMESTER_1: tr("Pregnant, first trimester"),
        Condition.TRIMESTER_2: tr("Pregnant, second trimester"),
        Condition.TRIMESTER_3: tr("Pregnant, third trimester"),
        Condition.FASTING: tr("Fasting"),
    }[condition]


def reported_flag(flag: Flag) -> str:
    """A letter and a word: colour alone is lost on a copier, and a letter alone on a patient."""
    return {
        Flag.NORMAL: "",
        Flag.LOW: tr("L · Low"),
        Flag.HIGH: tr("H · High"),
        Flag.CRITICAL_LOW: tr("CRITICAL LOW"),
        Flag.CRITICAL_HIGH: tr("CRITICAL HIGH"),
        Flag.ABNORMAL: tr("Abnormal"),
        Flag.NO_RANGE: "",
        Flag.UNJUDGED: "",
    }[flag]


def why_not_calculated(why: NotCalculated) -> str:
    return {
        NotCalculated.VALUE_MISSING: tr("Not calculated: a value it is calculated from is missing or not exact."),
        NotCalculated.TRIGLYCERIDES_TOO_HIGH: tr("Not calculated: not valid with triglycerides of 400 mg/dL or more."),
        NotCalculated.NOT_ADULT: tr("Not calculated: valid from 18 years on only."),
        NotCalculated.SEX_UNKNOWN: tr("Not calculated: it depends on the sex, which is not known."),
        NotCalculated.NO_SUCH_VALUES: tr("Not calculated: the values cannot belong together."),
    }[why]


def taker_word(taker: Taker) -> str:
    return {
        Taker.PATIENT: tr("The patient"),
        Taker.RELATIVE: tr("A relative"),
        Taker.DOCTOR: tr("A doctor"),
        Taker.OTHER: tr("Somebody else"),
    }[taker]


def taken_by_text(delivery: Delivery) -> str:
    """Amina Begum (the patient); Rahim (son)."""
    if delivery.taker is Taker.PATIENT:
        return tr("{name} (the patient)", name=delivery.taken_by)
    if delivery.taker is Taker.DOCTOR:
        return tr("{name} (doctor)", name=delivery.taken_by)
    if delivery.relation:
        return tr("{name} ({relation})", name=delivery.taken_by, relation=delivery.relation)
    return delivery.taken_by
