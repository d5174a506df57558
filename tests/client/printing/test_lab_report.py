"""The laboratory's report on paper, from what the server released: read back as text and as a scanner sees it."""

from datetime import datetime, timedelta

import pypdfium2
import pytest
import zxingcpp

from client.core import zone
from client.core.clock import Clock
from client.core.i18n import datetime_text
from client.printing.documents import to_pdf
from client.printing.papers import Paper
from client.viewmodels.printing.papers import PaperMaker
from shared.models.lab_results import ReplacedLine
from shared.models.patients import Sex
from shared.rules.lab_formulas import NotCalculated
from shared.rules.lab_ranges import Condition, Flag
from tests.client.cashier.conftest import HOSPITAL
from tests.client.lab import reports
from tests.client.lab.work import ACCESSION, NOON, SHAHIDA


class NoonClock(Clock):
    def now(self) -> datetime:
        return NOON


@pytest.fixture(autouse=True)
def dhaka():
    before = zone._house.info
    zone.live_by("Asia/Dhaka")
    yield
    zone._house.info = before


@pytest.fixture
def printed(qapp):
    maker = PaperMaker(HOSPITAL, "Salma Khatun", "Counter 2", NoonClock())

    def make(*some, link=reports.LINK):
        return to_pdf(maker.report(reports.paper(*some, link=link)), Paper.A4)

    return make


@pytest.fixture
def said(printed, pages_of):
    return lambda *some, **more: " ".join(pages_of(printed(*some, **more)))


def lipid(order=2, **changes):
    return reports.report(order, "Lipid profile", reports.LIPID, accession="261126001232", **changes)


def test_it_says_whose_it_is_who_ordered_it_and_who_stands_for_it(said):
    text = said()

    for words in (
        "Shahida Begum",
        "P-2026-0437",
        "58 y / Female",
        ACCESSION,
        "Ordered by Dr. Farhana Rahman",
        "Specimen: EDTA blood",
        "Version: 1",
        f"Collected: {datetime_text(NOON - timedelta(minutes=90))}, Nasima Akter".replace("  ", " "),
        f"Received: {datetime_text(NOON - timedelta(minutes=75))}, Rafiq Ahmed".replace("  ", " "),
        f"Verified: {datetime_text(NOON - timedelta(minutes=20))}, Rafiq Ahmed".replace("  ", " "),
        f"Reviewed: {datetime_text(NOON - timedelta(minutes=15))}, Dr. Nasrin Sultana".replace("  ", " "),
        f"Released: {datetime_text(NOON - timedelta(minutes=10))}, Dr. Nasrin Sultana".replace("  ", " "),
        "Page 1 of 1",
    ):
        assert words in text
    assert not {"CORRECTED", "RE-ISSUED", "SUPERSEDED", "DUPLICATE"} & set(text.split())


def test_it_names_who_asked_for_it_outside_the_house(said):
    sent = "Dr Rahman, Green Road Clinic"

    assert f"Requested by {sent} Ordered by Dr. Farhana Rahman" in said(reports.report(requester=sent))
    # One paper of tests that two people asked for names each once.
    both = said(reports.report(requester=sent), lipid(requester=sent), lipid(order=3))
    assert both.count(sent) == 1
    assert "Requested by" not in said()


def test_each_value_has_its_unit_its_flag_in_words_its_range_and_what_was_before(said):
    text = said()

    assert "Haemoglobin 6.8 g/dL CRITICAL LOW 12.0–15.0 9.9 · 28 Aug 26 Rechecked" in text
    assert "RBC 2.9 10⁶/µL L · Low 3.8–4.8" in text
    assert "Neutrophils 82 % H · High 40–80" in text
    assert "WBC 11.0 10³/µL 4.0–11.0 7.8 · 28 Aug 26" in text
    assert "MCV calculated 72.4 fL" in text


def test_what_is_out_of_range_is_bold_and_what_is_within_is_not(printed):
    page = pypdfium2.PdfDocument(printed())[0]

    def fonts(words):
        found = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], textpage=page.get_textpage())
        named = {obj.get_font().get_base_name() for obj in found if words in obj.extract()}
        assert named
        return named

    assert all("Bold" in name for name in fonts("Haemoglobin") | fonts("CRITICAL LOW"))
    assert all("Bold" not in name for name in fonts("Platelets"))


def test_words_choices_titres_and_what_was_not_done_are_printed_as_what_they_are(said):
    text = said(reports.report(test="Urine routine", lines=reports.URINE))

    assert "Protein 2+ Abnormal Negative / Trace" in text
    assert "Widal O 1:160 Abnormal < 1:80" in text
    assert "Pus cells 8–10 per field, epithelial cells few, no casts, calcium oxalate crystals seen" in text
    assert "Ketones not done Negative" in text


def test_what_cannot_be_judged_is_never_silent(said):
    """Silence reads as normal."""
    text = said(reports.report(lines=reports.URINE), reports.NEWBORN)

    assert "Specific gravity <1.005 not judged 1.005–1.030" in text
    assert "Bilirubin total 6.0 mg/dL range not available for age" in text


def test_a_critical_value_without_a_range_says_that_there_is_none(said):
    line = reports.NEWBORN.lines[0].model_copy(update={"value": "19.0", "flag": Flag.CRITICAL_HIGH})

    text = said(reports.report(lines=[line]))

    assert "19.0 mg/dL CRITICAL HIGH range not available for age" in text


@pytest.mark.parametrize("why", NotCalculated)
def test_what_was_not_calculated_says_why(said, why):
    line = reports.LIPID[-1].model_copy(update={"not_calculated": why})

    text = said(reports.report(lines=[line]))

    assert "LDL cholesterol not calculated" in text
    assert "Not calculated: " in text


def test_the_age_is_that_at_collection_with_its_precision(said):
    today = NOON.date()
    khalid = {"patient": reports.KHALID, "sex": Sex.MALE}
    assert reports.KHALID.birth is not None
    estimated = (today - reports.KHALID.birth.date).days

    assert "9 d / Female" in said(reports.NEWBORN)
    assert "~45 y / Male" in said(reports.report(age_days=estimated, **khalid))
    assert " 30 y / Male" in said(reports.report(age_days=30 * 365 + 20, **khalid))
    assert "age unknown / Male" in said(reports.report(age_days=None, **khalid))


def test_tests_of_other_days_say_their_own_age_and_condition(said):
    earlier = lipid(age_days=reports.AGE_DAYS - 400, conditions=[Condition.TRIMESTER_2])

    text = said(reports.report(), earlier)

    assert "Age and sex at collection: 57 y, Female" in text
    assert "Condition: Pregnant, second trimester" in text
    assert text.count("Age and sex at collection") == 1


def test_a_correction_says_what_stood_before_when_by_whom_and_why(said):
    text = said(reports.CORRECTED)

    assert "CORRECTED · version 2" in text
    assert "Version 2 takes the place of version 1, released Thu 26 Nov 2026 15:00 by Dr. Nasrin Sultana." in text
    assert "Why: read off wrong." in text
    assert "Version 1 said: 8.6 g/dL, L · Low, range 12.0–15.0" in text
    assert "RE-ISSUED" not in text


def test_a_corrected_sex_is_a_reissue_and_says_how_it_was_judged(said):
    text = said(reports.REISSUED)

    assert "RE-ISSUED · version 2" in text
    assert "the version before was judged as Male, 58 y" in text
    assert "CORRECTED" not in text


def test_what_could_not_be_had_before_is_said_so(said):
    gone = ReplacedLine(
        analyte_id=reports.CBC[0].analyte_id, name="", unit="g/dL", value="", flag=Flag.UNJUDGED, range_text=""
    )
    replaces = reports.REPLACED.model_copy(update={"lines": [gone]})

    assert "Version 1 said: not done" in said(reports.CORRECTED.model_copy(update={"replaces": replaces}))


def test_an_old_version_is_stamped_on_every_page(printed, pages_of):
    long = reports.SUPERSEDED.model_copy(update={"lines": reports.CBC * 4})

    pages = pages_of(printed(long))

    assert len(pages) == 2
    for text in pages:
        assert text.count("SUPERSEDED") >= 3  # across the page, in its head and at the test
    assert "SUPERSEDED: version 2 took the place of this version 1. Do not use it." in pages[0]


def test_what_is_being_corrected_says_so(said):
    assert "This version is being corrected." in said(reports.report(in_correction=True))


def test_it_is_a_duplicate_from_the_second_hand_on_and_a_new_version_is_an_original(said):
    given = [reports.delivery(days=2), reports.delivery(days=1)]

    assert "DUPLICATE 2" in said(reports.report(deliveries=given))
    assert "DUPLICATE" not in said(reports.CORRECTED.model_copy(update={"deliveries": given}))


def test_of_several_tests_each_says_itself_that_it_is_a_duplicate(said):
    text = said(reports.report(deliveries=[reports.delivery()]), lipid())

    assert text.count("DUPLICATE 1") == 1
    assert text.index("Complete blood count") < text.index("DUPLICATE 1") < text.index("Lipid profile")


def test_each_page_of_a_long_report_says_whose_and_which_test_it_is(printed, pages_of):
    lines = [
        line.model_copy(update={"name": f"Antibiotic {number}"}) for number, line in enumerate(reports.CBC * 7, start=1)
    ]

    pages = pages_of(printed(reports.report(lines=lines)))

    assert len(pages) == 3
    for number, text in enumerate(pages, 1):
        assert f"Page {number} of 3" in text
        assert "P-2026-0437" in text.replace("\u2011", "-") or number > 1
        assert "Complete blood count" in text
        assert "Reference range" in text
    whole = " ".join(pages)
    assert [n for n in range(1, 64) if f"Antibiotic {n} " in whole] == list(range(1, 64))


def test_the_name_stands_on_each_page_as_text_where_it_is_latin(printed, pages_of):
    latin = SHAHIDA.model_copy(update={"name_local": ""})

    pages = pages_of(printed(reports.report(patient=latin, lines=reports.CBC * 4)))

    assert len(pages) == 2
    assert all("Shahida Begum" in text and "P-2026-0437" in text for text in pages)


@pytest.mark.parametrize("dpi", [150, 300])
@pytest.mark.parametrize("patient", [SHAHIDA, reports.KHALID], ids=["Bengali", "Arabic"])
def test_a_phone_reads_the_code_from_every_page(printed, patient, dpi):
    pdf = pypdfium2.PdfDocument(
        printed(reports.SUPERSEDED.model_copy(update={"patient": patient, "lines": reports.CBC * 4}))
    )

    codes = [
        [code.text for code in zxingcpp.read_barcodes(page.render(scale=dpi / 72, grayscale=True).to_pil())]
        for page in pdf
    ]

    assert codes == [[reports.LINK]] * 2


def test_without_the_page_there_is_no_code_and_nobody_speaks_of_one(printed, said):
    page = pypdfium2.PdfDocument(printed(link=""))[0]

    assert zxingcpp.read_barcodes(page.render(scale=3, grayscale=True).to_pil()) == []
    assert "Wi-Fi" not in said(link="")
