"""What goes to a supplier on paper."""

from decimal import Decimal

import pytest

from client.core.clock import Clock
from client.printing.documents import to_pdf
from client.printing.papers import Paper
from client.viewmodels.printing.papers import PaperMaker
from tests.client.cashier.conftest import HOSPITAL
from tests.client.purchases import papers


@pytest.fixture
def maker():
    return PaperMaker(HOSPITAL, "Nasima Parvin", "Pharmacy 1", Clock())


def test_an_order_says_who_wants_what_in_which_packs_and_at_how_much(maker, pages_of):
    (page,) = pages_of(to_pdf(maker.purchase_order(papers.ORDERED, papers.PADMA, 0), Paper.A4))

    assert "Purchase order" in page
    assert {"PO-2026-000002", "01711-402318"} <= set(page.split())
    assert "Padma Medical Stores Rafiq Ahmed 12 Station Road, Dhaka" in page
    assert "1 Paracetamol 500 mg tablet 200 in all 2 Box × 100 85.50 171.00" in page
    assert "Subtotal BDT 691.00 Tax BDT 103.65 Total BDT 794.65" in page
    assert "DUPLICATE" not in page


def test_what_is_ordered_one_by_one_is_said_once(maker, pages_of):
    line = papers.order_line(1, papers.PARACETAMOL, 30, "1.2", pack="tablet", pack_size=Decimal(1))
    order = papers.ORDERED.model_copy(update={"lines": [line]})

    (page,) = pages_of(to_pdf(maker.purchase_order(order, papers.PADMA, 1), Paper.A4))

    assert "1 Paracetamol 500 mg tablet 30 tablet 1.20 36.00" in page
    assert "DUPLICATE 1" in page


def test_a_debit_note_names_batches_the_reason_and_both_persons(maker, pages_of):
    (page,) = pages_of(to_pdf(maker.debit_note(papers.RETURNED, papers.PADMA, 0), Paper.A5))

    assert "Debit note" in page
    assert "1 Losartan 50 mg tablet Batch LOS518, expires 03/2028 1,800 0.80 1,440.00" in page
    assert "Reason: glass found" in page
    assert {"Habibur", "Nasima"} <= set(page.split())
