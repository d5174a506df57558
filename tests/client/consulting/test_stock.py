"""What the pharmacy has, seen while prescribing."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.views.consulting.line_sheet import LineSheet
from client.views.consulting.words import medicine_facts
from shared.contracts import prescriptions
from tests.client.consulting.examples import PARACETAMOL
from tests.client.consulting.hands import sheet_of


@pytest.mark.parametrize(
    ("on_hand", "is_low", "said"),
    [
        (Decimal(1200), False, ("1,200 in stock", "ok")),
        (Decimal("12.000"), True, ("Low: 12 in stock", "warn")),
        (Decimal(0), True, ("None in stock", "bad")),
        (None, False, ("", "grey")),
    ],
)
def test_each_medicine_that_is_found_says_what_the_pharmacy_has(on_hand, is_low, said):
    facts = medicine_facts(PARACETAMOL.model_copy(update={"on_hand": on_hand, "is_low": is_low}))

    assert (facts.note, facts.note_tone) == said


def test_it_is_said_to_those_who_cannot_see_it_too(clinic, visiting, settle, qtbot):
    entry = visiting.centre.prescription.entry
    entry.setFocus()
    QTest.keyClicks(entry, "amox")
    qtbot.waitUntil(lambda: bool(clinic.calls.requests(prescriptions.medicines)))
    settle()

    model = entry.list.model()
    assert "Low: 12 in stock" in model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_quantity_that_is_not_there_says_how_much_is(visiting, find):
    table = visiting.centre.prescription.table

    find(visiting.centre.prescription.entry, "amox bd 7d")
    find(visiting.centre.prescription.entry, "para tds 5d")

    asked, left = _quantities(table)
    assert asked == ["14", "15"]
    assert left == ["12 left", ""]


def test_a_quantity_typed_down_to_what_is_there_is_no_longer_marked(visiting, find):
    find(visiting.centre.prescription.entry, "amox bd 7d")
    (line,) = visiting.visit.state.sheet.lines

    visiting.centre.prescription.change(line)
    sheet = sheet_of(LineSheet)
    sheet.quantity.setText("12")
    sheet.primary.click()

    assert _quantities(visiting.centre.prescription.table) == (["12"], [""])


def _quantities(table):
    column = next(c for c in table.rows_model.columns if c.title == "Qty")
    return [column.text(row) for row in table.rows_model.rows], [column.detail(row) for row in table.rows_model.rows]
