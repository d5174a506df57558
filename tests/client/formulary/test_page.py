"""The list of medicines, kept with the keyboard alone."""

from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core.changes import Changes
from client.viewmodels.files.list_desk import ListDesk
from client.views.files.import_sheet import FileImportSheet
from client.views.files.list_page import ListPage
from client.views.formulary.page import ASKS, MedicineSheet, medicine_words
from client.views.formulary.words import change_and_who
from client.widgets.basics import Label
from client.widgets.theme import theme
from shared.contracts import formulary
from shared.contracts.formulary import MedicineKnown
from shared.errors import Unreachable
from shared.ids import MedicineChangeId, MedicineId
from shared.models.common import Page
from shared.models.formulary import (
    ImportedMedicine,
    MedicineChange,
    MedicineEntry,
    MedicineFacts,
    MedicineImport,
    RowProblem,
)
from shared.models.prescriptions import DoseForm
from shared.models.spreadsheets import SpreadsheetFile, Verdict
from tests.client.examples import NOON
from tests.client.fakes import FakeCalls, FakeStream
from tests.client.prices.test_page import press, type_over

Key, Ctrl, Alt = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def medicine(number, generic, strength, form=DoseForm.TABLET, **facts):
    return MedicineEntry(
        id=MedicineId(UUID(int=number)), generic=generic, form=form, strength=strength, facts=MedicineFacts(**facts)
    )


PARACETAMOL = medicine(1, "Paracetamol", "500 mg", over_the_counter=True)
MORPHINE = medicine(2, "Morphine", "10 mg/mL", DoseForm.INJECTION, controlled=True, pack=Decimal(1))
OLD = medicine(3, "Nimesulide", "100 mg", is_active=False)
CHANGE = MedicineChange(
    id=MedicineChangeId(UUID(int=9)),
    medicine="Nimesulide 100 mg tablet",
    before=MedicineFacts(),
    after=OLD.facts,
    who="Nasreen Akter",
    at=NOON,
)


def row(number, subject, verdict, problem=None, after=None):
    return ImportedMedicine(row=number, subject=subject, verdict=verdict, problem=problem, after=after)


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(formulary.medicines, Page(items=[MORPHINE, PARACETAMOL, OLD]))
    calls.answers(formulary.changes, Page(items=[CHANGE]))
    return calls


@pytest.fixture
def page(calls, qtbot, answered):
    theme()
    desk = ListDesk(calls, Changes(cast("Any", FakeStream()), debounce_ms=1), ASKS)
    page = ListPage(desk, medicine_words(), MedicineSheet)
    qtbot.addWidget(page)
    page.resize(1278, 690)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: desk.state.known)
    return page


@pytest.fixture
def told(page):
    told: list[str] = []
    page.said.connect(told.append)
    return told


def test_each_says_how_it_is_handed_out_and_whether_it_is_in_use(page):
    model = page.table.rows_model
    shown = [[model.data(model.index(row, column)) for column in range(4)] for row in range(3)]
    assert shown == [
        ["Morphine 10 mg/mL", "1", "Controlled: a witness", "In use"],
        ["Paracetamol 500 mg", "", "Without a prescription", "In use"],
        ["Nimesulide 100 mg", "", "On prescription", "Retired"],
    ]
    assert change_and_who(CHANGE) == "Retired · Nasreen Akter, Mon 23 Nov 2026  12:00"
    assert list(page.history.table.rows_model.rows) == [CHANGE]


def test_the_history_goes_on_to_older_ones_and_is_that_of_the_chosen_one_alone_on_a_key(page, calls, answered):
    older = CHANGE.model_copy(update={"id": MedicineChangeId(UUID(int=8)), "before": None})
    pages = {None: Page(items=[CHANGE], more=True), CHANGE.id: Page(items=[older])}
    calls.answers(formulary.changes, lambda ask: pages[ask.before])
    card, shown = page.history, page.history.table.rows_model

    def asked():
        (*_, last) = calls.requests(formulary.changes)
        return last.medicine_id, last.before

    press(Key.Key_H, Alt)  # of the first, where none is chosen
    answered(card.older.isVisible)
    assert (asked(), card.name.text(), card.of_one.text()) == ((MORPHINE.id, None), "Morphine 10 mg/mL", "Of all")
    press(Key.Key_O, Alt)
    answered(lambda: list(shown.rows) == [CHANGE, older])
    assert asked() == (MORPHINE.id, CHANGE.id)
    assert not card.older.isVisible()

    page.table.select(PARACETAMOL.id)
    answered(card.older.isVisible)
    assert (asked(), list(shown.rows)) == ((PARACETAMOL.id, None), [CHANGE])
    press(Key.Key_H, Alt)
    answered(card.older.isVisible)
    assert (asked(), card.name.isVisible()) == ((None, None), False)
    page.table.select(MORPHINE.id)
    assert asked() == (None, None)

    card.table.select_first()
    assert card.whole.text() == "Nimesulide 100 mg tablet · Retired · Nasreen Akter, Mon 23 Nov 2026  12:00"


def test_a_history_that_can_not_be_read_says_why_and_not_that_there_is_none(page, calls, answered):
    calls.answers(formulary.changes, Unreachable())
    press(Key.Key_H, Alt)
    answered(page.history.problem.isVisible)

    assert not page.history.table.rows_model.rows
    assert not any("Nothing was changed" in label.text() for label in page.history.findChildren(Label))


def test_one_is_added_and_a_known_one_keeps_what_was_typed(page, calls, answered, told):
    calls.answers(formulary.add, MedicineKnown(PARACETAMOL.id))
    press(Key.Key_N, Ctrl)
    sheet = page.editor
    QTest.keyClicks(sheet.generic, "Cetirizine")
    QTest.keyClicks(sheet.strength, "10 mg")
    sheet.over_the_counter.setChecked(True)
    sheet.primary.click()
    answered(lambda: "stands in the list" in sheet.findChild(type(page.problem)).text)

    calls.answers(formulary.add, PARACETAMOL)
    sheet.primary.click()
    answered(lambda: told == ["Saved."])
    asked = calls.requests(formulary.add)[-1]
    assert (asked.generic, asked.strength, asked.form) == ("Cetirizine", "10 mg", DoseForm.TABLET)
    assert asked.facts == MedicineFacts(over_the_counter=True)


def test_one_is_retired_on_top_of_what_was_seen(page, calls, answered, told):
    calls.answers(formulary.change, PARACETAMOL)
    page.table.opened.emit(PARACETAMOL)
    sheet = page.editor
    assert not sheet.generic.isVisible()
    sheet.active.setChecked(False)
    sheet.primary.click()
    answered(lambda: told == ["Saved."])

    (asked,) = calls.requests(formulary.change)
    assert asked.before == PARACETAMOL.facts
    assert asked.after == PARACETAMOL.facts.model_copy(update={"is_active": False})


def test_a_pack_that_is_no_amount_is_said_and_nothing_is_sent(page, calls):
    page.table.opened.emit(MORPHINE)
    sheet = page.editor
    type_over(sheet.pack, "0")
    sheet.primary.click()

    assert calls.requests(formulary.change) == []
    sheet.reject()


def test_a_file_shows_what_it_would_change_and_is_imported_only_whole(page, calls, answered, told, tmp_path):
    (tmp_path / "medicines.csv").write_bytes(b"generic,...")
    refused = row(3, "X", Verdict.REFUSED, RowProblem.NO_FORM)
    calls.answers(formulary.try_import, MedicineImport(rows=[refused]))
    page.files.import_from(str(tmp_path / "medicines.csv"))
    sheet = page.window().findChild(FileImportSheet)
    answered(sheet.note.isVisible)
    assert not sheet.primary.isEnabled()
    sheet.reject()

    new = MedicineImport(rows=[row(2, "Loratadine 10 mg tablet", Verdict.NEW, after=MedicineFacts())])
    calls.answers(formulary.try_import, new)
    calls.answers(formulary.import_file, new)
    page.files.import_from(str(tmp_path / "medicines.csv"))
    sheet = page.window().findChildren(FileImportSheet)[-1]
    answered(sheet.primary.isEnabled)
    sheet.primary.click()
    answered(lambda: told == ["1 medicine was imported."])


def test_the_list_goes_into_a_file(page, calls, answered, told, tmp_path):
    calls.answers(formulary.export, SpreadsheetFile(name="medicines.csv", data=b"generic"))
    page.files.export_to(str(tmp_path / "out.csv"))
    answered(lambda: bool(told))

    assert (tmp_path / "out.csv").read_bytes() == b"generic"
    assert calls.requests(formulary.export)[0].form == "csv"
