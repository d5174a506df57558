"""What was let off, who pays what, and what was credited: on the papers."""

import pytest

from client.core.clock import Clock
from client.printing.bill import bill_pdf
from client.printing.claim import claim_pdf
from client.printing.papers import Paper
from client.printing.receipt import receipt_pdf
from client.viewmodels.printing.papers import PaperMaker
from shared.models.claims import ClaimStatus
from tests.client.cashier import bills
from tests.client.cashier.conftest import HOSPITAL
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
