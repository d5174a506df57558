"""What is printed, ready to print: words come decided and translated, money comes exact."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.money import ZERO, Currency


class Paper(StrEnum):
    A4 = "a4"
    A5 = "a5"
    ROLL = "roll"
    """80 mm thermal paper, as long as its content."""
    CARD = "card"
    """CR80, as bank cards are: 85.6 × 54 mm."""
    LABEL = "label"
    """50 × 25 mm."""
    WIDE_LABEL = "wide_label"
    """70 × 35 mm: on a box or a bag of medicine."""


class DocumentKind(StrEnum):
    """What a workstation chooses a printer for; a receipt may go to the roll, to a sheet, or to both."""

    TOKEN_SLIP = "token_slip"  # noqa: S105  # a queue's token
    PRESCRIPTION = "prescription"
    BILL = "bill"
    RECEIPT = "receipt"
    RECEIPT_SHEET = "receipt_sheet"
    PATIENT_CARD = "patient_card"
    PATIENT_STICKER = "patient_sticker"
    SPECIMEN_LABEL = "specimen_label"
    MEDICINE_LABEL = "medicine_label"
    TEST_REPORT = "test_report"
    REFERRAL_LETTER = "referral_letter"
    CERTIFICATE = "certificate"
    MONEY_REPORT = "money_report"
    PURCHASE = "purchase"


@dataclass(frozen=True)
class Letterhead:
    name: str
    local_name: str | None = None
    """The hospital's name in the local script."""
    address: str = ""
    phone: str = ""
    extra: str = ""
    """What the house wants to stand there beside: a registration number."""
    logo: bytes = b""
    """A PNG; without one the mark of a hospital stands in its place."""


@dataclass(frozen=True)
class Footer:
    printed_at: str
    by: str
    workstation: str


@dataclass(frozen=True)
class PatientFacts:
    name: str
    number: str
    age: str
    sex: str
    local_name: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class TokenSlip:
    letterhead: Letterhead
    token: str
    room: str
    doctor: str
    department: str
    people_ahead: int
    at: str
    expected: str | None = None
    """When the turn is likely to come, as a time."""
    phone_link: str = ""
    """Where a phone follows the place; printed as a QR code."""
    phone_says: tuple[str, ...] = ()
    """What that code is for, in each of the hospital's languages."""
    patient_number: str | None = None
    copy: int = 0
    booked_for: str = ""
    """Day and time of one who is not here yet; how many are before him is not known."""


@dataclass(frozen=True)
class Diagnosis:
    code: str
    title: str


@dataclass(frozen=True)
class Medicine:
    """One prescribed medicine; every text is printed as it is, so no abbreviation may come in here."""

    name: str
    """With its strength: Paracetamol 500 mg tablet."""
    dose: str
    route: str
    frequency: str
    duration: str
    quantity: str
    instruction: str = ""
    patient_says: str = ""
    """How to take it, in the patients' language."""


@dataclass(frozen=True)
class PrescriptionSheet:
    letterhead: Letterhead
    footer: Footer
    number: str
    at: str
    patient: PatientFacts
    doctor: str
    degrees: str
    medicines: tuple[Medicine, ...]
    allergies: tuple[str, ...] | None = None
    """None is "nobody asked", which is not the same as "none"."""
    diagnoses: tuple[Diagnosis, ...] = ()
    tests: tuple[str, ...] = ()
    advice: str = ""
    replaces: str = ""
    """Which paper it takes the place of, in words."""
    code: str = ""
    """Its number for the pharmacy's scanner; printed as a QR code."""
    copy: int = 0


@dataclass(frozen=True)
class BillLine:
    description: str
    quantity: Decimal
    rate: Decimal
    amount: Decimal
    discount: Decimal = ZERO
    tax: Decimal = ZERO


@dataclass(frozen=True)
class BillGroup:
    title: str
    """Consultation, tests, medicines…"""
    lines: tuple[BillLine, ...]


@dataclass(frozen=True)
class BillSheet:
    letterhead: Letterhead
    footer: Footer
    number: str
    at: str
    patient: PatientFacts
    currency: Currency
    groups: tuple[BillGroup, ...]
    gross: Decimal
    total: Decimal
    paid: Decimal
    due: Decimal
    discount: Decimal = ZERO
    discounts: tuple[tuple[str, Decimal], ...] = ()
    """What was let off, each by itself."""
    credits: str = ""
    """The number of the bill that this is a credit note to."""
    reason: str = ""
    credited: Decimal = ZERO
    payer: str = ""
    """Who pays a share of it besides the patient."""
    payer_share: Decimal = ZERO
    tax: Decimal = ZERO
    amount_in_words: str = ""
    copy: int = 0


@dataclass(frozen=True)
class ReceiptLine:
    description: str
    amount: Decimal


@dataclass(frozen=True)
class Receipt:
    letterhead: Letterhead
    footer: Footer
    number: str
    bill_number: str
    at: str
    patient: PatientFacts
    currency: Currency
    lines: tuple[ReceiptLine, ...]
    total: Decimal
    paid_now: tuple[tuple[str, Decimal], ...]
    """The money by how it was paid, in words: Cash, Card…"""
    still_due: Decimal
    cashier: str
    counter: str
    tendered: Decimal | None = None
    change: Decimal | None = None
    rounding: Decimal = ZERO
    """Cash rounding, signed: a line of the payment, never of the bill."""
    paid_before: Decimal = ZERO
    amount_in_words: str = ""
    payer: str = ""
    payer_share: Decimal = ZERO
    copy: int = 0


@dataclass(frozen=True)
class PatientCard:
    """What a patient brings along: a scanner reads who it is."""

    letterhead: Letterhead
    patient: PatientFacts
    code: str
    """The number as bars: capital letters and digits only."""
    born: str = ""
    blood_group: str = ""
    issued: str = ""
    copy: int = 0


@dataclass(frozen=True)
class PatientSticker:
    """For a file, a form, a sample's bag."""

    patient: PatientFacts
    code: str
    blood_group: str = ""
    copy: int = 0


@dataclass(frozen=True)
class SpecimenLabel:
    """For one tube: whose it is, its number, and what it is for."""

    patient: PatientFacts
    accession: str
    """Capital letters and digits only, as the bars need them."""
    tube: str
    tests: str
    urgency: str = ""
    """In words where it is more than routine."""
    at: str = ""
    copy: int = 0


@dataclass(frozen=True)
class MedicineLabel:
    """On what a patient takes home: whose it is, what it is, and how it is taken, in words they read."""

    hospital: str
    patient: PatientFacts
    medicine: str
    """With its strength and form."""
    quantity: str
    says: tuple[str, ...]
    """How to take it: in the patients' language, then what the doctor wrote beside it."""
    batches: str
    """Each with the month after which it must not be used."""
    at: str
    copy: int = 0


@dataclass(frozen=True)
class ReportLine:
    """One analyte; what is out of the ordinary is said in words and in bold, for colour does not survive a copier."""

    name: str
    value: str
    unit: str = ""
    flag: str = ""
    is_marked: bool = False
    is_critical: bool = False
    range: str = ""
    previous: str = ""
    calculated: bool = False
    notes: tuple[str, ...] = ()
    """Why it was not calculated, what the laboratory remarks, what an earlier version said."""


@dataclass(frozen=True)
class ReportedTest:
    title: str
    laboratory: str
    accession: str
    lines: tuple[ReportLine, ...]
    facts: tuple[tuple[str, str], ...]
    """Specimen, and who did what when."""
    marks: tuple[str, ...] = ()
    """CORRECTED, RE-ISSUED, DUPLICATE 2."""
    notices: tuple[str, ...] = ()
    """Whole sentences, above the results."""


@dataclass(frozen=True)
class TestReportSheet:
    """A paper of one patient's tests."""

    __test__ = False

    letterhead: Letterhead
    footer: Footer
    patient: PatientFacts
    """The age is that at the collection."""
    about: tuple[tuple[str, str], ...]
    tests: tuple[ReportedTest, ...]
    check_link: str = ""
    """Where it is seen whether this still counts; printed as a QR code on each page."""
    superseded: bool = False
    copy: int = 0


@dataclass(frozen=True)
class ReferralLetter:
    """To a colleague elsewhere."""

    letterhead: Letterhead
    footer: Footer
    number: str
    at: str
    patient: PatientFacts
    doctor: str
    degrees: str
    department: str
    addressee: str
    reason: str
    to_department: str = ""
    urgency: str = ""
    """In words where it is more than routine."""
    summary: str = ""
    copy: int = 0


@dataclass(frozen=True)
class CertificateSheet:
    """Sick leave: the same sentences in each language of whoever reads it."""

    letterhead: Letterhead
    footer: Footer
    number: str
    at: str
    patient: PatientFacts
    doctor: str
    degrees: str
    department: str
    says: tuple[tuple[str, ...], ...]
    """Paragraphs of sentences, a language each; the first is English."""
    diagnosis: str = ""
    """Only where the patient agreed."""
    remark: str = ""
    copy: int = 0


@dataclass(frozen=True)
class ClaimLine:
    bill_number: str
    day: str
    patient: str
    patient_number: str
    policy: str
    amount: Decimal


@dataclass(frozen=True)
class ClaimSheet:
    """What a payer is asked for."""

    letterhead: Letterhead
    footer: Footer
    number: str
    at: str
    period: str
    payer: str
    currency: Currency
    lines: tuple[ClaimLine, ...]
    total: Decimal
    amount_in_words: str
    submitted_by: str
    copy: int = 0
