"""A printed report whose code is scanned: from a real server, through the paper, into a real browser."""

import pypdfium2
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe

from client.core.clock import Clock
from client.printing.documents import to_pdf
from client.printing.papers import Paper
from client.viewmodels.printing.papers import PaperMaker
from shared.contracts import lab, queue, staff
from shared.models.lab_reports import ReportVersion
from shared.models.lab_results import TypedValue
from tests.support.desk import Desk


@pytest.fixture(scope="module")
def laboratory(server, furnished):
    """A technician and a pathologist."""
    return Desk(server, furnished, "lab_technician"), Desk(server, furnished, "pathologist")


@pytest.fixture
def released(clinic, laboratory, furnished):
    """A CRP, as the pathologist left it."""
    tech, path = laboratory
    clinic.check_in()
    visit = clinic.move(queue.enter, clinic.call_next()).appointment_id
    asked = lab.order(appointment_id=visit, test_type_ids=[furnished.tests["CRP"]])
    (order,) = (order.id for order in clinic.doctor.send(asked).items)
    (sample,) = path.send(lab.collect(appointment_id=visit, test_order_ids=[order])).items
    tech.send(lab.receive(sample_id=sample.id, version=sample.version))
    sheet = tech.send(lab.sheet(test_order_id=order))
    values = [TypedValue(analyte_id=sheet.lines[0].analyte_id, value="48")]
    sheet = tech.send(lab.enter_results(test_order_id=order, version=sheet.item.version, values=values))
    return released_by(path, sheet)


def released_by(path, sheet):
    for move in (lab.verify, lab.review, lab.release):
        sheet = path.send(move(test_order_id=sheet.item.id, version=sheet.item.version))
    return sheet


@pytest.fixture
def scanned(clinic, qapp):
    """What a phone reads from the paper that the desk prints."""

    def scan(order_id, number):
        asked = lab.print_reports(reports=[ReportVersion(test_order_id=order_id, number=number)])
        hospital = clinic.desk.send(staff.hospital())
        sheet = PaperMaker(hospital, "Salma Khatun", "Counter 2", Clock()).report(clinic.desk.send(asked))
        (page,) = pypdfium2.PdfDocument(to_pdf(sheet, Paper.A4))
        (code,) = zxingcpp.read_barcodes(page.render(scale=2, grayscale=True).to_pil())
        return code.text

    return scan


def test_the_code_says_that_a_report_counts_and_later_that_it_does_not(released, scanned, laboratory, phones, pictures):
    tech, path = laboratory
    link = scanned(released.item.id, 1)
    page = phones.open(link)
    before = page.locator(".say:visible").all_inner_texts()
    page.screenshot(path=pictures / "report.png")

    values = [TypedValue(analyte_id=released.lines[0].analyte_id, value="4.8")]
    call = lab.correct(
        test_order_id=released.item.id, version=released.item.version, values=values, reason="a point was missing"
    )
    sheet = path.send(call)
    for mover, move in ((tech, lab.verify), (path, lab.review), (path, lab.release)):
        sheet = mover.send(move(test_order_id=sheet.item.id, version=sheet.item.version))
    page.reload()

    assert before == ["This is the newest version."]
    assert page.locator(".say:visible").all_inner_texts() == [
        "This version does not count any more: version 2 took its place. Please ask for it."
    ]
    assert "Zubaida" not in page.content()
    page.screenshot(path=pictures / "report_replaced.png")
    page.evaluate(Axe().axe_script)
    assert page.evaluate("axe.run({resultTypes: ['violations']})")["violations"] == []
    again = phones.open(scanned(released.item.id, 2), "?l=ar")
    assert again.locator(".say.good").count() == 1
