"""The hospital's words as people read them: ages, states, doses, moneys."""

from datetime import date
from decimal import Decimal
from typing import Final, Literal

from client.core.i18n import date_text, tr
from client.core.numbers import plain
from shared.ages import Precision, age_on
from shared.models.appointments import AppointmentStatus, AppointmentType, Priority
from shared.models.billing import BillItem, BillStatus, BillSummary, FreeBecause, ItemKind, PaymentMode
from shared.models.lab import TestOrderStatus, Urgency
from shared.models.patients import Allergy, Birth, NextOfKin, PatientSummary, Severity, Sex
from shared.models.workstations import WorkstationKind
from shared.money import Currency
from shared.rules.patient_numbers import number_in

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
    return {Sex.FEMALE: tr("Female"), Sex.MALE: tr("Male"), Sex.OTHER: tr("Other"), Sex.UNKNOWN: tr("Unknown")}[sex]


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


def not_shown() -> str:
    """In the place of what the reader of a closed record is not told."""
    return tr("Not shown: confidential record")


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
