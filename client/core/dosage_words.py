"""How a medicine is taken, said to the patient in a language of the hospital, with the digits of the slip."""

from client.core.tongue import Tongue
from shared.models.prescriptions import DoseForm, PrescriptionItem, Route
from shared.rules.dosing import Frequency, Need, plain_number
from shared.rules.strengths import is_vial


def patient_sentence(item: PrescriptionItem, tongue: Tongue) -> str:
    """Take 1 tablet three times a day. For 5 days."""
    often = _OFTEN[item.frequency] if item.needed_for is None else _NEEDED[item.needed_for]
    sentence = tongue.tr(_how(item), amount=plain_number(item.dose), often=tongue.tr(often))
    if item.most_a_day is not None:
        most = _MOST_ONCE if item.most_a_day == 1 else _MOST
        sentence = f"{sentence} {tongue.tr(most, times=item.most_a_day)}"
    if item.days is None or item.frequency is Frequency.STAT:
        return sentence
    return f"{sentence} {tongue.tr('For {days} days.', days=item.days)}"


def _how(item: PrescriptionItem) -> str:
    if item.route in _BY_ROUTE:
        return _BY_ROUTE[item.route]
    if is_vial(item.form, item.strength):
        return "The nurse injects it, {amount} vial, {often}."
    return _BY_FORM[item.form]


_BY_ROUTE = {
    Route.SUBLINGUAL: "Put {amount} tablet under the tongue {often}; do not swallow it.",
    Route.RIGHT_EYE: "Put {amount} drop into the RIGHT eye {often}.",
    Route.LEFT_EYE: "Put {amount} drop into the LEFT eye {often}.",
    Route.BOTH_EYES: "Put {amount} drop into BOTH eyes {often}.",
    Route.EAR: "Put {amount} drop into the ear {often}.",
    Route.NASAL: "Put {amount} drop into the nose {often}.",
    Route.RECTAL: "Put {amount} into the back passage {often}.",
    Route.VAGINAL: "Put {amount} into the vagina {often}.",
}
_MEASURED = "Take {amount} mL by mouth {often}; shake well."
_INJECTED = "The nurse injects it, {amount} mL, {often}."
_BY_FORM = {
    DoseForm.TABLET: "Take {amount} tablet {often}.",
    DoseForm.CAPSULE: "Take {amount} capsule {often}.",
    DoseForm.SACHET: "Dissolve {amount} sachet in water and drink it {often}.",
    DoseForm.SYRUP: _MEASURED,
    DoseForm.SUSPENSION: _MEASURED,
    DoseForm.DROPS: "Take {amount} drop by mouth {often}.",
    DoseForm.INHALER: "Inhale {amount} puff {often}.",
    DoseForm.NEBULISER: "Breathe in {amount} mL from the nebuliser {often}.",
    DoseForm.CREAM: "Put a thin layer on the skin {often}.",
    DoseForm.GEL: "Put a thin layer on the skin {often}.",
    DoseForm.INJECTION: _INJECTED,
    DoseForm.INFUSION: _INJECTED,
    DoseForm.INSULIN: "Inject {amount} units under the skin {often}.",
}
_OFTEN = {
    Frequency.OD: "once a day",
    Frequency.OM: "every morning",
    Frequency.HS: "at bedtime",
    Frequency.BD: "twice a day",
    Frequency.TDS: "three times a day",
    Frequency.QID: "four times a day",
    Frequency.STAT: "now, once only",
    Frequency.PRN: "only when needed",
    Frequency.Q4H: "every 4 hours",
    Frequency.Q6H: "every 6 hours",
    Frequency.Q8H: "every 8 hours",
    Frequency.Q12H: "every 12 hours",
    Frequency.EOD: "every second day",
    Frequency.WEEKLY: "once a WEEK",
}
_NEEDED = {
    Need.PAIN: "only when needed for pain",
    Need.FEVER: "only when needed for fever",
    Need.PAIN_OR_FEVER: "only when needed for pain or fever",
    Need.CHEST_PAIN: "only when needed for chest pain",
    Need.BREATHLESSNESS: "only when needed for breathlessness",
    Need.COUGH: "only when needed for cough",
    Need.NAUSEA: "only when needed for nausea or vomiting",
    Need.DIARRHOEA: "only when needed for diarrhoea",
    Need.CONSTIPATION: "only when needed for constipation",
    Need.HEARTBURN: "only when needed for heartburn",
    Need.ITCHING: "only when needed for itching",
    Need.SLEEPLESSNESS: "only when you cannot sleep",
    Need.ANXIETY: "only when needed for anxiety",
    Need.SEIZURE: "only in a fit",
    Need.AS_TOLD: "only when needed, as the doctor has told you",
}
_MOST = "Not more than {times} times in 24 hours."
_MOST_ONCE = "Not more than once in 24 hours."
SENTENCES = frozenset(
    {*_BY_ROUTE.values(), *_BY_FORM.values(), *_OFTEN.values(), *_NEEDED.values(), _MOST, _MOST_ONCE}
) | {
    "For {days} days.",
    "The nurse injects it, {amount} vial, {often}.",
}
"""All that can be printed: each is translated into every language of the house."""
