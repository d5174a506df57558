"""A document becomes a PDF: 20 to 150 ms of work, so only ever off the screen's thread."""

from typing import assert_never

from client.printing import fonts
from client.printing.bill import bill_pdf
from client.printing.papers import BillSheet, Document, Paper, PrescriptionSheet, Receipt, TokenSlip
from client.printing.prescription import prescription_pdf
from client.printing.receipt import receipt_pdf
from client.printing.slip import token_pdf


def to_pdf(document: Document, paper: Paper) -> bytes:
    """Prescriptions and bills need a sheet; a token slip is always 80 mm wide; a receipt fits any paper."""
    fonts.register()
    match document:
        case TokenSlip():
            return token_pdf(document)
        case PrescriptionSheet():
            return prescription_pdf(document, paper)
        case BillSheet():
            return bill_pdf(document, paper)
        case Receipt():
            return receipt_pdf(document, paper)
        case _:
            assert_never(document)
