"""The hospital's words as people read them: ages, states, doses, moneys."""

from datetime import date
from decimal import Decimal
from typing import Final, Literal

from client.core.i18n import date_text, tr, trn
from shared.ages import Precision, age_on
from shared.models.appointments import AppointmentStatus, AppointmentType, Priority
from shared.models.billing import BillItem, BillStatus, BillSummary, FreeBecause, ItemKind, PaymentMode
from shared.models.lab import TestOrderStatus, Urgency
from shared.models.patients import Allergy, Birth, NextOfKin, PatientSummary, Severity, Sex
from shared.models.prescriptions import DoseForm, PrescriptionItem, PrescriptionStatus, Route
from shared.models.workstations import WorkstationKind
from shared.money import Currency, plain
from shared.rules.dosing import Frequency, Need, plain_number
from shared.rules.patient_numbers import number_in
from shared.rules.strengths import is_vial

Tone = Literal["grey", "primary", "ok", "warn", "bad", "info"]

_NEWBORN_DAYS: Final = 28
_MONTHS_WITH_DAYS: Final = 3
_INFANT_YEARS: Final = 2
_CHILD_YEARS: Final = 12


def age_text(birth: Birth | None, today: date) -> str:
    """Days, months, years as domain §9 shows them; "~" where the age was an estimate."""
    if birth is None or birth.date > today:
        return tr("age unknown")
    age = age_on(today, birth.date)
    estimated = "~" if birth.precision is Precision.YEAR else ""
    if age.total_days < _NEWBORN_DAYS:
        return estimated + tr("{days} d", days=age.total_days)
    if age.years < _INFANT_YEARS:
        months = age.years * 12 + age.months
        if months < _MONTHS_WITH_DAYS and age.days:
            return estimated + tr("{months} m {days} d", months=months, days=age.days)
        return estimated + tr("{months} m", months=months)
    if age.years < _CHILD_YEARS and age.months:
        return estimated + tr("{years} y {months} m", years=age.years, months=age.months)
    return estimated + tr("{years} y", years=age.years)


def sex_letter(sex: Sex) -> str:
    return {Sex.FEMALE: tr("F"), Sex.MALE: tr("M"), Sex.OTHER: tr("O"), Sex.UNKNOWN: tr("?")}[sex]


def sex_word(sex: Sex) -> str:
    return {
        Sex.FEMALE: tr("Female"),
        Sex.MALE: tr("Male"),
        Sex.OTHER: tr("Other"),
        Sex.UNKNOWN: tr("Unknown"),
    }[sex]


def shown_name(name: str) -> str:
    """As it stands in the register; who has none yet is called by the number, and said to be unknown."""
    return tr("Unknown person {number}", number=name) if number_in(name) == name else name


def who_text(patient: PatientSummary, today: date) -> str:
    """Sex and age on one line: F · 54 y. A death ends the counting of years."""
    if patient.died_on is not None:
        age = age_text(patient.birth, patient.died_on)
        return tr("{sex} · {age} · died {day}", sex=sex_letter(patient.sex), age=age, day=date_text(patient.died_on))
    return tr("{sex} · {age}", sex=sex_letter(patient.sex), age=age_text(patient.birth, today))


def kin_text(kin: NextOfKin | None) -> str:
    """Rahima Khatun (wife), 01711-402317."""
    if kin is None:
        return ""
    name = tr("{name} ({relation})", name=kin.name, relation=kin.relation) if kin.relation else kin.name
    return tr("{name}, {phone}", name=name, phone=kin.phone) if kin.phone else name


def allergy_text(allergies: list[Allergy]) -> tuple[str, str]:
    """The worst first, and the others in one line; empty texts when none is known."""
    if not allergies:
        return "", ""
    order = list(Severity)
    worst, *others = sorted(allergies, key=lambda a: order.index(a.severity), reverse=True)
    severity = severity_word(worst.severity)
    if not others and not worst.reaction:
        return worst.substance, severity
    first = tr("{substance} – {reaction}", substance=worst.substance, reaction=worst.reaction or severity)
    if not others:
        return first, severity
    return first, tr("also {substances}", substances=", ".join(a.substance for a in others))


def severity_word(severity: Severity) -> str:
    return {
        Severity.MILD: tr("mild"),
        Severity.MODERATE: tr("moderate"),
        Severity.SEVERE: tr("severe"),
        Severity.LIFE_THREATENING: tr("life-threatening"),
    }[severity]


def status_word(status: AppointmentStatus) -> str:
    return {
        AppointmentStatus.SCHEDULED: tr("Booked"),
        AppointmentStatus.WAITING: tr("Waiting"),
        AppointmentStatus.CALLED: tr("Called"),
        AppointmentStatus.IN_CONSULTATION: tr("With doctor"),
        AppointmentStatus.ON_HOLD: tr("On hold"),
        AppointmentStatus.COMPLETED: tr("Done"),
        AppointmentStatus.NO_SHOW: tr("No-show"),
        AppointmentStatus.CANCELLED: tr("Cancelled"),
    }[status]


STATUS_TONES: Final[dict[AppointmentStatus, Tone]] = {
    AppointmentStatus.SCHEDULED: "grey",
    AppointmentStatus.WAITING: "warn",
    AppointmentStatus.CALLED: "info",
    AppointmentStatus.IN_CONSULTATION: "ok",
    AppointmentStatus.ON_HOLD: "primary",
    AppointmentStatus.COMPLETED: "grey",
    AppointmentStatus.NO_SHOW: "bad",
    AppointmentStatus.CANCELLED: "grey",
}


def type_word(kind: AppointmentType) -> str:
    return {
        AppointmentType.NEW: tr("New"),
        AppointmentType.FOLLOWUP: tr("Follow-up"),
        AppointmentType.LABORATORY: tr("Laboratory, direct"),
    }[kind]


def priority_word(priority: Priority) -> str:
    return {
        Priority.EMERGENCY: tr("Emergency"),
        Priority.PRIORITY: tr("Priority"),
        Priority.NORMAL: tr("Normal"),
    }[priority]


def bill_place_text(bill: BillSummary) -> str:
    """Where the patient comes from: the token of a doctor's queue, or the laboratory; else the bill's number."""
    return bill.token or (tr("Lab") if bill.direct else bill.bill_no or "–")


def bill_status_word(status: BillStatus) -> str:
    return {
        BillStatus.DRAFT: tr("Not issued"),
        BillStatus.ISSUED: tr("To pay"),
        BillStatus.PARTLY_PAID: tr("Part paid"),
        BillStatus.PAID: tr("Paid"),
        BillStatus.CANCELLED: tr("Cancelled"),
        BillStatus.CREDITED: tr("Credited"),
    }[status]


BILL_TONES: Final[dict[BillStatus, Tone]] = {
    BillStatus.DRAFT: "grey",
    BillStatus.ISSUED: "warn",
    BillStatus.PARTLY_PAID: "info",
    BillStatus.PAID: "ok",
    BillStatus.CANCELLED: "grey",
    BillStatus.CREDITED: "grey",
}


def item_kind_word(kind: ItemKind) -> str:
    return {
        ItemKind.CONSULTATION: tr("Consultation"),
        ItemKind.TEST: tr("Tests"),
        ItemKind.MEDICINE: tr("Medicines"),
        ItemKind.SERVICE: tr("Services"),
        ItemKind.PACKAGE: tr("Packages"),
        ItemKind.OTHER: tr("Other"),
    }[kind]


def free_word(why: FreeBecause) -> str:
    return {
        FreeBecause.FOLLOW_UP: tr("free follow-up"),
        FreeBecause.PRICE_LIST: tr("free by the price list"),
        FreeBecause.NO_PRICE: tr("no price known"),
    }[why]


def line_text(item: BillItem) -> str:
    """What it is, and why it costs nothing."""
    if item.free_because is None:
        return item.description
    return tr("{what} ({why})", what=item.description, why=free_word(item.free_because))


def mode_word(mode: PaymentMode) -> str:
    return {
        PaymentMode.CASH: tr("Cash"),
        PaymentMode.CARD: tr("Card"),
        PaymentMode.MOBILE: tr("Mobile"),
        PaymentMode.BANK: tr("Bank"),
        PaymentMode.DEPOSIT: tr("Deposit"),
    }[mode]


def kind_word(kind: WorkstationKind) -> str:
    return {
        WorkstationKind.RECEPTION: tr("Reception"),
        WorkstationKind.CONSULTING: tr("Consulting room"),
        WorkstationKind.CASHIER: tr("Cashier"),
        WorkstationKind.LAB: tr("Laboratory"),
        WorkstationKind.PHARMACY: tr("Pharmacy"),
        WorkstationKind.DISPLAY: tr("Wall display"),
        WorkstationKind.OFFICE: tr("Office"),
    }[kind]


def role_word(role: str) -> str:
    """A built-in role in the user's language; a hospital's own role as it named it."""
    return {
        "administrator": tr("Administrator"),
        "receptionist": tr("Receptionist"),
        "doctor": tr("Doctor"),
        "nurse": tr("Nurse"),
        "lab_technician": tr("Laboratory technician"),
        "pathologist": tr("Pathologist"),
        "cashier": tr("Cashier"),
        "pharmacist": tr("Pharmacist"),
        "manager": tr("Manager"),
    }.get(role, role)


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


def money(amount: Decimal, currency: Currency) -> str:
    """1,054.00 BDT: Latin digits on every screen and paper, the currency by its code."""
    return tr("{amount} {currency}", amount=plain(amount, currency), currency=currency)


def test_status_word(status: TestOrderStatus) -> str:
    return {
        TestOrderStatus.ORDERED: tr("Ordered"),
        TestOrderStatus.IN_PROGRESS: tr("In progress"),
        TestOrderStatus.COMPLETED: tr("Resulted"),
        TestOrderStatus.REVIEWED: tr("Reviewed"),
        TestOrderStatus.RELEASED: tr("Released"),
        TestOrderStatus.DELIVERED: tr("Delivered"),
        TestOrderStatus.CANCELLED: tr("Cancelled"),
    }[status]


def urgency_word(urgency: Urgency) -> str:
    return {Urgency.ROUTINE: tr("Routine"), Urgency.URGENT: tr("Urgent"), Urgency.STAT: tr("At once")}[urgency]


def _plural(dose: Decimal) -> int:
    """Half a tablet is "0.5 tablets": only exactly one is one."""
    return 1 if dose == 1 else 2
