"""`python -m tests.client.pharmacy.pictures FOLDER`: the counter and its labels as docs/screens.md shows them."""

import os
import sys
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast
from uuid import UUID

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from pypdfium2 import PdfDocument
from PySide6.QtCore import QLocale
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.core.changes import Changes
from client.core.dosage_words import patient_sentence
from client.core.tongue import tongue
from client.desk import Desk
from client.pages import pages_for
from client.printing.documents import to_pdf
from client.printing.papers import Paper
from client.views.pharmacy.page import build_pharmacy
from client.widgets.frame import Frame
from client.widgets.theme import theme
from shared.contracts import billing, pharmacy, stock
from shared.ids import WorkstationId
from shared.languages import Language
from shared.models.billing import PatientDues
from shared.models.common import Page
from shared.models.prescriptions import PrescriptionStatus, RecordedWarning
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.client.cashier import bills
from tests.client.consulting.clinic import FakeSession
from tests.client.examples import me
from tests.client.fakes import FakeCalls, FakeStream
from tests.client.pharmacy import papers
from tests.client.pharmacy.conftest import Labels, NoonClock
from tests.client.printing.papers_to_print import ANITA, KARIM, KHALID, MEDICINE
from tests.client.stock import goods

_WAITING: tuple[tuple[str, str, list[str]], ...] = (
    ("M-012", "Rahima Begum", ["Penicillin", "Aspirin"]),
    ("E-013", "মোঃ আব্দুল করিম", []),
    ("C-019", "Khaled bin Walid", ["Sulfa"]),
    ("G-017", "Nasrin Sultana", []),
    ("P-014", "Sultana Akter", []),
    ("O-016", "अनीता शर्मा", []),
    ("M-020", "Tania Islam", []),
)
_PEOPLE = {Language.ENGLISH: KARIM, Language.BENGALI: KARIM, Language.HINDI: ANITA, Language.ARABIC: KHALID}


def rows() -> list[Any]:
    return [
        papers.waiting(
            number,
            name,
            token,
            allergies=allergies,
            since=papers.NOON - timedelta(minutes=4 * number),
            status=PrescriptionStatus.PARTLY_DISPENSED if number == 4 else PrescriptionStatus.ISSUED,
        )
        for number, (token, name, allergies) in enumerate(_WAITING, start=1)
    ]


def prescription() -> Any:
    """One line out of two batches, one against an allergy, one in part, one controlled."""
    opened = papers.opened(
        papers.METFORMIN,
        papers.AMOXICILLIN,
        papers.AMLODIPINE.model_copy(update={"line": 3}),
        papers.TRAMADOL,
        warnings=[papers.ALLERGIC],
    )
    said = RecordedWarning(**papers.ALLERGIC.model_dump(), override="Tolerated amoxicillin in 2024")
    return opened.model_copy(
        update={"prescription": opened.prescription.model_copy(update={"warnings": [said]})},
    )


def counter(folder: Path) -> None:
    calls = FakeCalls()
    calls.answers(stock.stores, Page(items=[goods.PHARMACY]))
    calls.answers(pharmacy.waiting, Page(items=rows()))
    calls.answers(pharmacy.open_prescription, prescription())
    calls.answers(billing.dues, PatientDues(currency=bills.TAKA, amount=Decimal(350), bills=1, oldest=papers.NOON))
    nothing: Any = None
    desk = Desk(
        workstation_id=WorkstationId(UUID(int=5)),
        workstation="Dispensing counter 1",
        kind=WorkstationKind.PHARMACY,
        calls=calls,
        session=cast("Any", FakeSession(me(Role.PHARMACIST))),
        changes=Changes(cast("Any", FakeStream()), debounce_ms=1),
        live=nothing,
        clock=NoonClock(),
        printing=cast("Any", Labels()),
    )
    frame = Frame([spec.nav_item(desk, "Shantinagar General Hospital") for spec in pages_for(desk)], desk.clock)
    frame.top.set_user("Mahbub Alam")
    frame.top.set_live()
    page = build_pharmacy(desk)
    frame.add_page("pharmacy", page)
    frame.resize(1366, 768)
    frame.show()
    for _ in range(10):
        calls.deliver()
        QTest.qWait(10)
    page.waiting.chosen.emit(rows()[0])
    for _ in range(10):
        calls.deliver()
        QTest.qWait(10)
    frame.grab().save(str(folder / "pharmacy.png"))


def labels(folder: Path) -> None:
    """One below the other, the same medicine in each script."""
    item = papers.METFORMIN.item
    drawn = []
    for language, patient in _PEOPLE.items():
        label = replace(
            MEDICINE,
            patient=patient,
            medicine="Metformin 500 mg tablet",
            quantity="60 tablets",
            says=(patient_sentence(item, tongue(language)), item.instruction),
        )
        drawn.append(PdfDocument(to_pdf(label, Paper.WIDE_LABEL))[0].render(scale=2).to_pil())
    width, height = drawn[0].size
    sheet = Image.new("RGB", (2 * width + 8, 2 * height + 8), "#C8D0D8")
    for place, picture in enumerate(drawn):
        sheet.paste(picture, ((place % 2) * (width + 8), (place // 2) * (height + 8)))
    sheet.save(folder / "medicine_labels.png")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    QApplication.setStyle("Fusion")
    _ = QApplication([])
    QLocale.setDefault(QLocale(QLocale.Language.English))
    theme()
    counter(folder)
    labels(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
