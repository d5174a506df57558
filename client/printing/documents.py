"""A document becomes a PDF: 20 to 150 ms of work, so only ever off the screen's thread."""

from typing import assert_never

from client.printing import fonts
from client.printing.bill import bill_pdf
from client.printing.card import card_pdf, specimen_pdf, sticker_pdf
from client.printing.claim import claim_pdf
from client.printing.lab_report import test_report_pdf
from client.printing.letters import letter_pdf
from client.printing.medicine_label import medicine_pdf
from client.printing.papers import (
    BillSheet,
    CertificateSheet,
    ClaimSheet,
    Document,
    MedicineLabel,
    Paper,
    PatientCard,
    PatientSticker,
    PrescriptionSheet,
    Receipt,
    ReferralLetter,
    SpecimenLabel,
    TestReportSheet,
    TokenSlip,
)
from client.printing.prescription import prescription_pdf
from client.printing.receipt import receipt_pdf
from client.printing.slip import token_pdf


def to_pdf(document: Document, paper: Paper) -> bytes:
    """Sheets need a sheet and a receipt fits any paper; slips, cards and labels have a width of their own."""
    fonts.register()
    match document:
        case TokenSlip():
            return token_pdf(document)
        case PrescriptionSheet():
            return prescription_pdf(document, paper)
        case ReferralLetter() | CertificateSheet():
            return letter_pdf(document, paper)
        case BillSheet():
            return bill_pdf(document, paper)
        case ClaimSheet():
            return claim_pdf(document, paper)
        case Receipt():
            return receipt_pdf(document, paper)
        case PatientCard() | PatientSticker() | SpecimenLabel() | MedicineLabel():
            return _small_pdf(document)
        case TestReportSheet():
            return test_report_pdf(document, paper)
        case _:
            assert_never(document)


def _small_pdf(document: PatientCard | PatientSticker | SpecimenLabel | MedicineLabel) -> bytes:
    match document:
        case PatientCard():
            return card_pdf(document)
        case PatientSticker():
            return sticker_pdf(document)
        case SpecimenLabel():
            return specimen_pdf(document)
        case MedicineLabel():
            return medicine_pdf(document)
