"""What a patient reads on the box."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

import pytest

from client.printing.documents import to_pdf
from client.printing.papers import DocumentKind, Paper
from client.viewmodels.printing.papers import PaperMaker
from client.viewmodels.printing.print_desk import PrintDesk
from shared.contracts import documents, staff
from shared.languages import Language
from shared.models.documents import PaperKind, PrintCopy
from tests.client.cashier.conftest import HOSPITAL
from tests.client.fakes import FakeCalls
from tests.client.pharmacy import papers
from tests.client.pharmacy.conftest import NoonClock
from tests.client.printing.papers_to_print import MEDICINE
from tests.client.printing.test_print_desk import Spooler

BOTH = HOSPITAL.model_copy(update={"languages": (Language.ENGLISH, Language.BENGALI)})
LATER = papers.METFORMIN.model_copy(update={"batches": papers.METFORMIN.batches[1:]})
TWO_BATCHES = papers.given(papers.opened(), papers.METFORMIN, LATER, papers.AMLODIPINE)


def made(given, hospital=BOTH, copy=0):
    return PaperMaker(hospital, "Nasima Parvin", "Pharmacy 1", NoonClock()).medicine_labels(given, copy)


def test_there_is_one_label_a_medicine_whichever_batches_it_came_out_of():
    metformin, amlodipine = made(TWO_BATCHES)

    assert (metformin.medicine, metformin.quantity) == ("Metformin 500 mg tablet", "120 tablets")
    assert metformin.batches == "MF2411 use until 01/2027 · MF2506 use until 08/2027"
    assert amlodipine.medicine == "Amlodipine 5 mg tablet"
    assert (metformin.patient.name, metformin.patient.number) == ("Rahima Begum", "P-2026-0437")


@pytest.mark.parametrize(
    ("languages", "said"),
    [
        ((Language.ENGLISH, Language.BENGALI), "দিনে দুইবার 1টি ট্যাবলেট খাবেন। 30 দিন।"),
        ((Language.ENGLISH,), "Take 1 tablet twice a day. For 30 days."),
    ],
)
def test_it_says_how_it_is_taken_in_the_patients_language(languages, said):
    label = made(TWO_BATCHES, HOSPITAL.model_copy(update={"languages": languages}))[0]

    assert label.says == (said, "After food.")


def test_what_took_the_place_of_another_is_labelled_as_what_it_is_in_its_own_dose():
    given = papers.given(papers.opened(), papers.METFORMIN)
    part = given.parts[0].model_copy(update={"strength": "1000 mg", "dose": Decimal("0.5")})

    (label,) = made(given.model_copy(update={"parts": [part]}), HOSPITAL)

    assert label.medicine == "Metformin 1000 mg tablet"
    assert label.says[0] == "Take 0.5 tablet twice a day. For 30 days."


def test_a_long_instruction_is_printed_smaller_and_not_cut(pages_of):
    endless = replace(MEDICINE, says=("Take 1 tablet three times a day.", "with a large glass of water, " * 12 + "END"))

    (text,) = pages_of(to_pdf(endless, Paper.WIDE_LABEL))

    assert text.count("glass of water") == 12
    assert "END" in text


@pytest.mark.parametrize(("copy", "stamped"), [(0, False), (2, True)])
def test_a_label_that_is_printed_again_says_so(pages_of, copy, stamped):
    (text,) = pages_of(to_pdf(replace(MEDICINE, copy=copy), Paper.WIDE_LABEL))

    assert ("DUPLICATE 2" in text) == stamped


def test_the_labels_of_what_was_handed_out_at_once_are_numbered_together(qapp, qtbot):
    calls, spooler = FakeCalls(), Spooler()
    calls.answers(staff.hospital, BOTH)
    calls.answers(documents.record_print, PrintCopy(copy_number=1))
    desk = PrintDesk(calls, cast("Any", spooler), NoonClock(), "Pharmacy 1")
    told: list[str] = []
    desk.printed.connect(told.append)

    def said():
        calls.deliver()
        return bool(told)

    desk.medicine_labels(TWO_BATCHES)
    qtbot.waitUntil(said)

    assert told == ["2 labels of RX-2026-000001"]
    assert [(label.copy, kind) for label, kind, *_ in spooler.taken] == [(1, DocumentKind.MEDICINE_LABEL)] * 2
    (ask,) = calls.requests(documents.record_print)
    assert (ask.kind, ask.subject_id) == (PaperKind.MEDICINE_LABEL, TWO_BATCHES.id)
