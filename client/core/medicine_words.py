"""Words of medicines: how much, by which way, how often and how long."""

from decimal import Decimal
from typing import Final

from client.core.i18n import tr, trn
from client.core.words import Tone
from shared.models.prescriptions import DoseForm, PrescriptionItem, PrescriptionStatus, Route
from shared.rules.dosing import Frequency, Need, plain_number
from shared.rules.strengths import is_vial


def form_word(form: DoseForm) -> str:
    return {
        DoseForm.TABLET: tr("tablet"),
        DoseForm.CAPSULE: tr("capsule"),
        DoseForm.SYRUP: tr("syrup"),
        DoseForm.SUSPENSION: tr("suspension"),
        DoseForm.DROPS: tr("drops"),
        DoseForm.INHALER: tr("inhaler"),
        DoseForm.NEBULISER: tr("nebuliser solution"),
        DoseForm.CREAM: tr("cream"),
        DoseForm.GEL: tr("gel"),
        DoseForm.INJECTION: tr("injection"),
        DoseForm.INFUSION: tr("infusion"),
        DoseForm.SACHET: tr("sachet"),
        DoseForm.INSULIN: tr("insulin"),
    }[form]


def dose_text(dose: Decimal, form: DoseForm, strength: str) -> str:
    """1 tablet, 5 mL, 2 puffs; insulin says "units" in full, since a U has been read as a nought."""
    amount = plain_number(dose)
    if is_vial(form, strength):
        return trn("1 vial", "{amount} vials", _plural(dose), amount=amount)
    match form:
        case DoseForm.TABLET:
            return trn("1 tablet", "{amount} tablets", _plural(dose), amount=amount)
        case DoseForm.CAPSULE:
            return trn("1 capsule", "{amount} capsules", _plural(dose), amount=amount)
        case DoseForm.SACHET:
            return trn("1 sachet", "{amount} sachets", _plural(dose), amount=amount)
        case DoseForm.INHALER:
            return trn("1 puff", "{amount} puffs", _plural(dose), amount=amount)
        case DoseForm.DROPS:
            return trn("1 drop", "{amount} drops", _plural(dose), amount=amount)
        case DoseForm.INSULIN:
            return trn("1 unit", "{amount} units", _plural(dose), amount=amount)
        case DoseForm.CREAM | DoseForm.GEL:
            return tr("a thin layer")
        case DoseForm.SYRUP | DoseForm.SUSPENSION | DoseForm.NEBULISER | DoseForm.INJECTION | DoseForm.INFUSION:
            return tr("{amount} mL", amount=amount)


def route_word(route: Route) -> str:
    return {
        Route.ORAL: tr("by mouth"),
        Route.SUBLINGUAL: tr("under the tongue"),
        Route.INHALED: tr("inhaled"),
        Route.NEBULISED: tr("nebulised"),
        Route.NASAL: tr("into the nose"),
        Route.RIGHT_EYE: tr("into the right eye"),
        Route.LEFT_EYE: tr("into the left eye"),
        Route.BOTH_EYES: tr("into both eyes"),
        Route.EAR: tr("into the ear"),
        Route.TOPICAL: tr("on the skin"),
        Route.RECTAL: tr("rectal"),
        Route.VAGINAL: tr("vaginal"),
        Route.IM: tr("into the muscle"),
        Route.IV: tr("into the vein"),
        Route.SC: tr("under the skin"),
        Route.INTRADERMAL: tr("into the skin"),
    }[route]


def frequency_words(frequency: Frequency) -> str:
    return {
        Frequency.OD: tr("once a day"),
        Frequency.OM: tr("every morning"),
        Frequency.HS: tr("at bedtime"),
        Frequency.BD: tr("twice a day"),
        Frequency.TDS: tr("three times a day"),
        Frequency.QID: tr("four times a day"),
        Frequency.STAT: tr("now, one dose"),
        Frequency.PRN: tr("when needed"),
        Frequency.Q4H: tr("every 4 hours"),
        Frequency.Q6H: tr("every 6 hours"),
        Frequency.Q8H: tr("every 8 hours"),
        Frequency.Q12H: tr("every 12 hours"),
        Frequency.EOD: tr("every second day"),
        Frequency.WEEKLY: tr("once a week"),
    }[frequency]


def need_word(need: Need) -> str:
    """After "when needed"."""
    return {
        Need.PAIN: tr("for pain"),
        Need.FEVER: tr("for fever"),
        Need.PAIN_OR_FEVER: tr("for pain or fever"),
        Need.CHEST_PAIN: tr("for chest pain"),
        Need.BREATHLESSNESS: tr("for breathlessness"),
        Need.COUGH: tr("for cough"),
        Need.NAUSEA: tr("for nausea or vomiting"),
        Need.DIARRHOEA: tr("for diarrhoea"),
        Need.CONSTIPATION: tr("for constipation"),
        Need.HEARTBURN: tr("for heartburn"),
        Need.ITCHING: tr("for itching"),
        Need.SLEEPLESSNESS: tr("to sleep"),
        Need.ANXIETY: tr("for anxiety"),
        Need.SEIZURE: tr("for a fit"),
        Need.AS_TOLD: tr("as the doctor has told"),
    }[need]


def most_text(most_a_day: int) -> str:
    return trn("at most once in 24 hours", "at most {n} times in 24 hours", most_a_day)


def often_words(frequency: Frequency, needed_for: Need | None = None, most_a_day: int | None = None) -> str:
    """How often, and of what is taken when needed: for what, and how often at most."""
    often = frequency_words(frequency)
    if needed_for is not None:
        often = tr("{often} {need}", often=often, need=need_word(needed_for))
    return often if most_a_day is None else tr("{often}, {most}", often=often, most=most_text(most_a_day))


def duration_text(days: int | None) -> str:
    return "" if days is None else trn("{n} day", "{n} days", days)


def prescription_status_word(status: PrescriptionStatus) -> str:
    return {
        PrescriptionStatus.ISSUED: tr("Issued"),
        PrescriptionStatus.PARTLY_DISPENSED: tr("Part given"),
        PrescriptionStatus.DISPENSED: tr("Given"),
        PrescriptionStatus.CANCELLED: tr("Cancelled"),
        PrescriptionStatus.EXPIRED: tr("Expired"),
    }[status]


PRESCRIPTION_TONES: Final[dict[PrescriptionStatus, Tone]] = {
    PrescriptionStatus.ISSUED: "info",
    PrescriptionStatus.PARTLY_DISPENSED: "warn",
    PrescriptionStatus.DISPENSED: "ok",
    PrescriptionStatus.CANCELLED: "bad",
    PrescriptionStatus.EXPIRED: "grey",
}


def quantity_text(item: PrescriptionItem) -> str:
    """Empty where the doctor left it to the need."""
    return "" if item.quantity is None else str(item.quantity)


def _plural(dose: Decimal) -> int:
    """Half a tablet is "0.5 tablets": only exactly one is one."""
    return 1 if dose == 1 else 2
