"""What was let off, who pays what, and what was credited: on the papers."""

import pypdfium2
import pytest
import zxingcpp

from client.core.clock import Clock
from client.printing.bill import bill_pdf
from client.printing.cash_papers import ReportColumn, ReportTable
from client.printing.claim import claim_pdf
from client.printing.papers import Paper
from client.printing.receipt import receipt_pdf
from client.printing.report_sheet import report_pdf
from client.printing.voucher import voucher_pdf
from client.viewmodels.cashier.drawers import shift_about, shift_tables
from client.viewmodels.printing.papers import PaperMaker
from server.features.audit.anchors import read_anchors
from shared.models.claims import ClaimStatus
from tests.client.cashier import bills, ledgers, refunds
from tests.client.cashier import test_deposits as deposits
from tests.client.cashier.conftest import HOSPITAL
from tests.client.cashier.ledgers import SEAL
from tests.client.cashier.test_credit_notes import CREDITED, NOTE
from tests.client.cashier.test_discounts import GIVEN, LESS
from tests.client.cashier.test_payer import SPLIT
from tests.client.claims.conftest import SENT, claim, item


@pytest.fixture
def maker():
    return PaperMaker(HOSPITAL, "Rafiq Ahmed", "Cashier 1", Clock())


def test_a_bill_says_what_was_let_off_but_not_why(maker, pages_of):
    (page,) = pages_of(bill_pdf(maker.bill(LESS, 0), Paper.A4))

    assert "10 % off BDT -105.40" in page
    assert "Total BDT 948.60" in page
    assert GIVEN.reason not in page


def test_a_bill_that_two_pay_says_both_shares(maker, pages_of):
    (page,) = pages_of(bill_pdf(maker.bill(SPLIT, 0), Paper.A4))

    assert "Green Life pays BDT -843.20 Patient pays BDT 210.80" in page
    assert "Due BDT 210.80" in page


@pytest.mark.parametrize("paper", [Paper.ROLL, Paper.A4])
def test_a_receipt_says_both_shares_and_what_was_paid_of_the_patients(maker, pages_of, paper):
    taken = bills.taken("100.80", before=SPLIT.model_copy(update={"bill_no": "B-CASH1-2026-000118"}))

    receipt = maker.receipt(taken, 0)
    (page,) = pages_of(receipt_pdf(receipt, paper))

    assert receipt.paid_before == 0
    assert "Green Life pays BDT -843.20 Patient pays BDT 210.80" in page
    assert "Still due BDT 110.00" in page


def test_a_credit_note_says_to_which_bill_why_and_how_much(maker, pages_of):
    (page,) = pages_of(bill_pdf(maker.credit_note(CREDITED, NOTE, 0), Paper.A4))

    assert "Credit note" in page
    assert {"C-CASH1-2026-000003", "B-CASH1-2026-000118"} <= set(page.split())
    assert "Complete blood count (CBC) 1 254.00 254.00" in page
    assert "Credited BDT 254.00" in page
    assert "Reason: No tube left" in page


def test_what_goes_back_to_the_patient_is_on_the_credit_note(maker, pages_of):
    paid = NOTE.model_copy(update={"refundable": NOTE.total})

    (page,) = pages_of(bill_pdf(maker.credit_note(CREDITED, paid, 1), Paper.A4))

    assert "To be paid back BDT 254.00" in page
    assert "DUPLICATE 1" in page


@pytest.mark.parametrize("paper", [Paper.ROLL, Paper.A4])
def test_a_refund_says_what_goes_back_who_agreed_and_has_a_line_to_sign(maker, pages_of, paper):
    (page,) = pages_of(voucher_pdf(maker.refund(refunds.paid_out(), 2), paper))

    assert "Complete blood count (CBC) 254.00" in page
    assert "Paid back, Cash BDT 254.00" in page
    assert "In words: BDT two hundred and fifty-four" in page
    for said in (
        "F-CASH1-2026-000001",
        "Test not done",
        "Nasrin Sultana",
        "DUPLICATE 2",
        "Received: name and signature",
    ):
        assert said in page


@pytest.mark.parametrize("paper", [Paper.ROLL, Paper.A4])
def test_a_deposit_says_what_is_left_in_advance_on_the_original_only(maker, pages_of, paper):
    taken = deposits.taken(balance="800", tendered="1000")

    original, copy = ("".join(pages_of(voucher_pdf(maker.deposit(taken, number), paper))) for number in (0, 1))
    (back,) = pages_of(voucher_pdf(maker.deposit(deposits.taken("-200", "600"), 0), paper))

    assert "Paid in, Cash BDT 500.00 Received BDT 1,000.00 Change BDT 500.00 Left in advance BDT 800.00" in original
    assert "Left in advance" not in copy
    assert "Given back, Cash BDT 200.00 Left in advance BDT 600.00" in back
    assert "Received: name and signature" in back


def test_a_shift_sheet_says_what_moved_what_was_counted_and_what_is_missing(maker, pages_of):
    drawer = ledgers.closed_drawer()
    tables = shift_tables(drawer, ledgers.shift_sheet(drawer))

    sheet = maker.money_report("Shift sheet", (("Cashier", drawer.cashier),), tables, ("Cashier", "Verified by"))
    (page,) = pages_of(report_pdf(sheet, Paper.A4))

    assert "Payment 3 1,050.00 Refund 1 -250.00 Expected in the drawer 1,800.00" in page
    assert "Payment · Card 2 640.00" in page
    assert "1,000.00 1 1,000.00 500.00 1 500.00 Other coins and notes 295.00 Counted 1,795.00" in page
    assert "Expected 1,800.00 Declared 1,795.00 Difference -5.00" in page


@pytest.mark.parametrize("paper", [Paper.A4, Paper.A5])
def test_the_seal_of_the_logs_is_read_back_from_a_shift_sheet(maker, pages_of, paper, tmp_path):
    drawer = ledgers.closed_drawer()
    sheet = ledgers.shift_sheet(drawer)
    about = shift_about(drawer, sheet)

    pdf = report_pdf(maker.money_report("Shift sheet", about, shift_tables(drawer, sheet), (), SEAL.line), paper)

    (code,) = zxingcpp.read_barcodes(pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72, grayscale=True).to_pil())
    assert "seal 41,207: 9f3a5c20…07c2e1b4" in pages_of(pdf)[0]
    (tmp_path / "paper.txt").write_text(code.text)
    (anchor,) = read_anchors(tmp_path / "paper.txt")
    assert (anchor.number, anchor.hash.hex()) == (SEAL.number, SEAL.hash)


def test_what_the_next_cashier_counted_otherwise_stands_on_the_shift_sheet():
    drawer = ledgers.closed_drawer()
    accepted = ledgers.shift_sheet(drawer).model_copy(update={"declared": drawer.declared - 2})

    *_, result = shift_tables(drawer, accepted)

    assert result.rows[-1] == ("Counted otherwise by the next cashier", "-2.00")
    assert result.total == ("Difference", "-7.00")


def test_a_long_report_repeats_its_heads_and_ends_with_its_total(maker, pages_of):
    rows = tuple((f"Row {number}", "1.00") for number in range(90))
    table = ReportTable(
        (ReportColumn("What", grows=True), ReportColumn("Amount", right=True)), rows, total=("Total", "90.00")
    )

    pages = pages_of(report_pdf(maker.money_report("Day book", (("Days", "Today"),), (table,), ()), Paper.A4))

    assert len(pages) > 1
    assert all("What Amount" in page for page in pages)
    assert "Total 90.00" in pages[-1]


def test_a_claim_statement_names_payer_policies_bills_and_what_they_come_to(maker, pages_of):
    (page,) = pages_of(claim_pdf(maker.claim(SENT, 0), Paper.A4))

    for said in ("Claim statement", "To Green Life Insurance", "Claim no. CL-2026-00007"):
        assert said in page
    assert "Thu 1 Oct 2026 to Sat 31 Oct 2026" in page
    assert "1 B-R1-2026-000001 23 Nov 26 Amina Begum P-2026-0001 GL-4712 800.00" in page
    assert "Total claimed BDT 2,640.00" in page
    assert "BDT two thousand, six hundred and forty" in page


def test_a_long_claim_says_on_each_page_whose_it_is_and_is_a_duplicate_the_second_time(maker, pages_of):
    many = claim(7, ClaimStatus.SUBMITTED, [item(number, "Md. Abdul Karim", 100) for number in range(1, 71)])

    pages = pages_of(claim_pdf(maker.claim(many, 1), Paper.A4))

    assert len(pages) > 1
    assert all("CL-2026-00007" in page and "DUPLICATE 1" in page for page in pages)
    assert "Total claimed BDT 7,000.00" in pages[-1]
