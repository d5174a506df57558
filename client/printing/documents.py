"""A document becomes a PDF: 20 to 150 ms of work, so only ever off the screen's thread."""

from typing import TypeAlias, assert_never

from client.printing import fonts
from client.printing.bill import bill_pdf
from client.printing.card import card_pdf, specimen_pdf, sticker_pdf
from client.printing.cash_papers import ReportSheet, Voucher
from client.printing.claim import claim_pdf
from client.printing.lab_report import test_report_pdf
from client.printing.letters import letter_pdf
from client.printing.medicine_label import medicine_pdf
from client.printing.papers import (
    BillSheet,
    CertificateSheet,
    ClaimSheet,
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
from client.printing.purchase_sheet import PurchaseSheet, purchase_pdf
from client.printing.receipt import receipt_pdf
from client.printing.report_sheet import report_pdf
from client.printing.slip import token_pdf
from client.printing.voucher import voucher_pdf

OnPaper: TypeAlias = (
    PrescriptionSheet
    | ReferralLetter
    | CertificateSheet
    | BillSheet
    | ClaimSheet
    | Receipt
    | Voucher
    | TestReportSheet
    | ReportSheet
    | PurchaseSheet
)
"""For whatever paper the workstation has chosen."""
Document: TypeAlias = TokenSlip | PatientCard | PatientSticker | SpecimenLabel | MedicineLabel | OnPaper


def to_pdf(document: Document, paper: Paper) -> bytes:
    """Sheets need a sheet and a receipt fits any paper; slips, cards and labels have a width of their own."""
    fonts.register()
    match document:
        case TokenSlip():
            return token_pdf(document)
        case PatientCard():
            return card_pdf(document)
        case PatientSticker():
            return sticker_pdf(document)
        case SpecimenLabel():
            return specimen_pdf(document)
        case MedicineLabel():
            return medicine_pdf(document)
        case _:
            return _on_paper(document, paper)


def _on_paper(document: OnPaper, paper: Paper) -> bytes:
    match document:
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
        case Voucher():
            return voucher_pdf(document, paper)
        case TestReportSheet():
            return test_report_pdf(document, paper)
        case ReportSheet():
            return report_pdf(document, paper)
        case PurchaseSheet():
            return purchase_pdf(document, paper)
        case _:
            assert_never(document)
