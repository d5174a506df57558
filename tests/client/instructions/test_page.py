"""The list of instructions, kept with the keyboard alone."""

from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core.changes import Changes
from client.viewmodels.files.list_desk import ListDesk
from client.views.files.import_sheet import FileImportSheet
from client.views.files.list_page import ListPage
from client.views.formulary.page import ASKS as MEDICINES
from client.views.formulary.page import MedicineSheet, medicine_words
from client.views.formulary.tabs import medicine_tabs
from client.views.instructions.page import ASKS, InstructionSheet, instruction_words
from client.views.instructions.words import import_text
from client.widgets.theme import theme
from shared.contracts import formulary, instructions
from shared.ids import InstructionChangeId, InstructionId
from shared.languages import Language
from shared.models.common import Page
from shared.models.instructions import (
    ImportedInstruction,
    InstructionChange,
    InstructionEntry,
    InstructionFacts,
    InstructionImport,
    RowProblem,
)
from shared.models.spreadsheets import Verdict
from tests.client.examples import NOON
from tests.client.fakes import FakeCalls, FakeStream
from tests.client.prices.test_page import press, type_over

RINSE = InstructionEntry(
    id=InstructionId(UUID(int=1)), code="H1", language=Language.ENGLISH, facts=InstructionFacts(text="Rinse the mouth.")
)
CHANGE = InstructionChange(
    id=InstructionChangeId(UUID(int=2)),
    code="H1",
    language=Language.ENGLISH,
    before=InstructionFacts(text="Gargle."),
    after=RINSE.facts,
    who="Nasreen Akter",
    at=NOON,
)


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(instructions.instructions, Page(items=[RINSE]))
    calls.answers(instructions.changes, Page(items=[CHANGE]))
    calls.answers(formulary.medicines, Page(items=[]))
    calls.answers(formulary.changes, Page(items=[]))
    return calls


@pytest.fixture
def tabs(calls, qtbot, answered):
    theme()
    changes = Changes(cast("Any", FakeStream()), debounce_ms=1)
    desk = ListDesk(calls, changes, ASKS)
    tabs = medicine_tabs(
        ListPage(ListDesk(calls, changes, MEDICINES), medicine_words(), MedicineSheet),
        ListPage(desk, instruction_words(), InstructionSheet),
    )
    qtbot.addWidget(tabs)
    tabs.resize(1278, 690)
    with qtbot.waitExposed(tabs):
        tabs.show()
    tabs.activateWindow()
    qtbot.waitUntil(tabs.isActiveWindow)
    answered(lambda: desk.state.known)
    press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    return tabs


def test_a_sentence_is_worded_anew_on_top_of_what_was_seen(tabs, calls, answered):
    page = tabs.pages[1]
    assert page.isVisible()
    assert page.history.table.rows_model.data(page.history.table.rows_model.index(0, 0)) == "H1: Rinse the mouth."
    calls.answers(instructions.change, RINSE)
    told: list[str] = []
    tabs.said.connect(told.append)
    QTest.keyClick(page.box, Qt.Key.Key_Return)
    type_over(page.editor.text, "Rinse with salt water.")
    page.editor.primary.click()
    answered(lambda: told == ["Saved."])

    (asked,) = calls.requests(instructions.change)
    assert (asked.before, asked.after.text) == (RINSE.facts, "Rinse with salt water.")


def test_one_is_added_and_one_without_a_sentence_is_not(tabs, calls, answered):
    calls.answers(instructions.add, RINSE)
    press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    sheet = tabs.pages[1].editor
    QTest.keyClicks(sheet.code, "H2")
    sheet.language.set_value(Language.ARABIC)
    sheet.primary.click()
    assert calls.requests(instructions.add) == []

    QTest.keyClicks(sheet.text, "Drink water.")
    sheet.primary.click()
    answered(lambda: calls.requests(instructions.add))
    (asked,) = calls.requests(instructions.add)
    assert (asked.code, asked.language, asked.facts.text) == ("H2", Language.ARABIC, "Drink water.")


def test_a_file_shows_what_it_would_change(tabs, calls, answered, tmp_path):
    (tmp_path / "instructions.csv").write_bytes(b"code,...")
    row = ImportedInstruction(row=2, subject="H1 en", verdict=Verdict.CHANGED, before=CHANGE.before, after=RINSE.facts)
    calls.answers(instructions.try_import, InstructionImport(rows=[row]))
    calls.answers(instructions.import_file, InstructionImport(rows=[row]))
    told: list[str] = []
    tabs.said.connect(told.append)
    tabs.pages[1].files.import_from(str(tmp_path / "instructions.csv"))
    sheet = tabs.window().findChild(FileImportSheet)
    answered(sheet.primary.isEnabled)
    sheet.primary.click()
    answered(lambda: told == ["1 instruction was imported."])


@pytest.mark.parametrize("problem", list(RowProblem))
def test_each_refused_row_says_why(problem):
    assert import_text(ImportedInstruction(row=2, subject="", verdict=Verdict.REFUSED, problem=problem))
