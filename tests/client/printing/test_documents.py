from dataclasses import replace
from decimal import Decimal

import pytest
import zxingcpp

from client.printing.documents import to_pdf
from client.printing.papers import BillGroup, Paper
from client.printing.raster import dots, page_sizes
from shared.money import Currency
from tests.client.printing.papers_to_print import (
    BILL,
    CARD,
    CERTIFICATE,
    PRESCRIPTION,
    RECEIPT,
    REFERRAL,
    SPECIMEN,
    STICKER,
    TOKEN,
    line,
)

MM = 72 / 25.4


def test_a_token_slip_says_the_number_the_room_and_the_wait(pages_of):
    (text,) = pages_of(to_pdf(TOKEN, Paper.ROLL))

    for said in ("C-019", "Room 104", "Dr. Imtiaz Chowdhury", "Cardiology", "6 people before you", "11:20"):
        assert said in text


@pytest.mark.parametrize("width", [576, 384])
def test_a_phone_reads_the_slips_code_as_a_receipt_printer_draws_it(qapp, width):
    (picture,) = dots(to_pdf(TOKEN, Paper.ROLL), width)

    (code,) = zxingcpp.read_barcodes(picture.convert("L"))

    assert code.text == TOKEN.phone_link


def test_a_slip_without_a_link_has_no_code_and_does_not_speak_of_one(qapp, pages_of):
    pdf = to_pdf(replace(TOKEN, phone_link=""), Paper.ROLL)

    assert zxingcpp.read_barcodes(dots(pdf, 576)[0].convert("L")) == []
    assert "phone" not in pages_of(pdf)[0]


def test_a_slip_is_80_mm_wide_and_one_page_however_much_it_says(pages_of):
    longer = replace(RECEIPT, lines=RECEIPT.lines * 40)

    short, long = to_pdf(RECEIPT, Paper.ROLL), to_pdf(longer, Paper.ROLL)

    assert page_sizes(short)[0][0] == pytest.approx(80 * MM, abs=0.5)
    assert len(pages_of(long)) == 1
    assert page_sizes(long)[0][1] > 3 * page_sizes(short)[0][1]


def test_a_prescription_prints_every_word_as_the_doctor_gave_it(pages_of):
    (text,) = pages_of(to_pdf(PRESCRIPTION, Paper.A4))

    for medicine in PRESCRIPTION.medicines:
        for said in (medicine.name, medicine.dose, medicine.route, medicine.duration, medicine.quantity):
            assert said in text
    assert "before breakfast and before dinner" in text
    assert "µg" not in text
    for said in ("E11.9", "Type 2 diabetes mellitus", "HbA1c", "FCPS (Medicine)", "Page 1 of 1"):
        assert said in text


@pytest.mark.parametrize(
    ("allergies", "said"),
    [
        (("Penicillin (rash)", "NSAIDs"), "ALLERGIES: Penicillin (rash), NSAIDs"),
        ((), "Allergies: none known"),
        (None, "Allergies: not recorded"),
    ],
)
def test_a_prescription_never_keeps_silent_about_allergies(pages_of, allergies, said):
    (text,) = pages_of(to_pdf(replace(PRESCRIPTION, allergies=allergies), Paper.A4))

    assert said in text


def test_a_prescription_that_was_amended_says_which_paper_it_replaces(pages_of):
    replaced = replace(PRESCRIPTION, number="RX-26-00412, version 2", replaces="Replaces version 1: void.")

    (text,) = pages_of(to_pdf(replaced, Paper.A4))

    assert "version 2" in text
    assert "Replaces version 1: void." in text
    assert "Replaces" not in pages_of(to_pdf(PRESCRIPTION, Paper.A4))[0]


def test_a_letter_says_to_whom_why_how_urgent_and_what_is_known(pages_of):
    (text,) = pages_of(to_pdf(REFERRAL, Paper.A4))

    for said in (
        "REF-2026-000018",
        "National Heart Institute, Dhaka",
        "Cardiology outpatients",
        "Urgent: please see as soon as possible",
        "Is this aortic stenosis?",
        "Aspirin 75 mg: 1 tablet, once a day, 30 days",
        "Haemoglobin 9.1 g/dL (low)",
        "MBBS, FCPS (Medicine) · Medicine",
    ):
        assert said in text
    assert "Urgent" not in pages_of(to_pdf(replace(REFERRAL, urgency=""), Paper.A4))[0]


def test_a_long_letter_goes_on_with_whose_it_is_and_its_signature(pages_of):
    pages = pages_of(to_pdf(replace(REFERRAL, summary=REFERRAL.summary * 8), Paper.A4))

    assert len(pages) > 1
    assert "REF-2026-000018 · Md. Abdul Karim · P-2026-0437" in pages[1]
    assert "MBBS, FCPS" in pages[-1]


def test_a_certificate_says_the_days_and_a_diagnosis_only_where_the_patient_agreed(pages_of):
    (agreed,) = pages_of(to_pdf(CERTIFICATE, Paper.A4))
    (silent,) = pages_of(to_pdf(replace(CERTIFICATE, diagnosis="", remark=""), Paper.A4))

    for said in ("MC-2026-000012", "is not fit for work", "From 22/11/2026 to 26/11/2026", "5 days", "No lifting"):
        assert said in agreed
    assert "Pneumonia" in agreed
    assert "Diagnosis" not in silent
    assert "Remark" not in silent


def test_a_bill_shows_exact_amounts_with_the_currency(pages_of):
    (text,) = pages_of(to_pdf(BILL, Paper.A4))

    assert "Folic acid 5 mg tablet 30 0.125 -0.19 3.56" in text
    for said in ("Amount, BDT", "BDT 803.75", "BDT -0.19", "Total BDT 803.56", "Paid BDT 300.00", "Due BDT 503.56"):
        assert said in text


def test_a_bill_without_discount_has_no_column_for_it(pages_of):
    plain = BillGroup(title="Tests", lines=(line("Complete blood count", "1", "450", "450.00"),))

    (text,) = pages_of(to_pdf(replace(BILL, groups=(plain,), discount=Decimal(0)), Paper.A4))

    assert "Discount" not in text


@pytest.mark.parametrize(("currency", "said"), [("JPY", "JPY 1,468"), ("KWD", "KWD 1,467.500")])
def test_money_has_the_digits_of_its_currency(pages_of, currency, said):
    (text,) = pages_of(to_pdf(replace(RECEIPT, currency=Currency(currency)), Paper.ROLL))

    assert f"Bill total {said} " in text


@pytest.mark.parametrize("paper", [Paper.ROLL, Paper.A4, Paper.A5])
def test_a_receipt_accounts_for_every_coin_on_any_paper(pages_of, paper):
    (text,) = pages_of(to_pdf(RECEIPT, paper))

    for said in (
        "C2-26-000881",
        "B-26-004512",
        "Bill total BDT 1,467.50",
        "Paid before BDT 400.00",
        "Cash rounding BDT -0.50",
        "Paid now, Cash BDT 1,067.00",
        "Received BDT 1,100.00",
        "Change BDT 33.00",
        "Still due BDT 0.00",
    ):
        assert said in text


@pytest.mark.parametrize("document", [TOKEN, PRESCRIPTION, BILL, RECEIPT, CARD, STICKER, SPECIMEN])
@pytest.mark.parametrize("copy", [1, 3])
def test_a_reprint_says_that_it_is_one(pages_of, document, copy):
    original = pages_of(to_pdf(document, Paper.A4))
    (reprint,) = pages_of(to_pdf(replace(document, copy=copy), Paper.A4))

    assert "DUPLICATE" not in original[0]
    assert f"DUPLICATE {copy}" in reprint


def test_a_long_bill_repeats_its_head_and_counts_its_pages(pages_of):
    lines = tuple(line(f"Medicine {number}", "1", "10", "10.00") for number in range(1, 71))
    long = replace(BILL, groups=(BillGroup(title="Medicines", lines=lines),))

    pages = pages_of(to_pdf(long, Paper.A4))

    assert len(pages) == 3
    for number, text in enumerate(pages, 1):
        assert f"Page {number} of 3" in text
        assert "Description" in text
        assert "B-26-004512" in text
        assert "P-2026-0548" in text
    assert [each for each in range(1, 71) if f"Medicine {each} " in " ".join(pages)] == list(range(1, 71))


def test_names_longer_than_the_paper_wrap_and_stay_whole(pages_of):
    name = " ".join(["Wolfeschlegelstein"] * 12)
    long = replace(BILL, patient=replace(BILL.patient, name=name))

    (text,) = pages_of(to_pdf(long, Paper.A5))

    assert name in text


def test_markup_in_a_name_is_printed_not_obeyed(pages_of):
    (text,) = pages_of(to_pdf(replace(TOKEN, doctor="Dr. <b>A & B</b>\x00"), Paper.ROLL))

    assert "Dr. <b>A & B</b>" in text
