"""A doctor's own phrases, favourites, and which diagnosis is the primary one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.views.consulting.phrase_sheet import PhraseSheet
from shared.contracts import consultations
from shared.models.common import Nothing
from shared.models.consultations import DiagnosisKind, Phrase
from tests.client.consulting.examples import HYPERTENSION, PNEUMONIA
from tests.client.consulting.hands import focused, press, sheet_of

Key = Qt.Key
HTN = Phrase(code="htn", text="Known hypertension.", plan="Low salt", advice="Walk daily")


@pytest.fixture
def clinic(clinic):
    clinic.phrases = [HTN]
    return clinic


def test_a_code_and_a_space_become_the_words(visiting):
    note = visiting.centre.note
    note.complaint.setFocus()

    QTest.keyClicks(note.complaint, "Headache. ;htn for years")

    assert note.complaint.value() == "Headache. Known hypertension.for years"
    assert (note.plan.value(), note.advice.value()) == ("Low salt", "Walk daily")
    assert visiting.visit.state.sheet.note.plan == "Low salt"


def test_a_template_adds_to_what_is_written_and_takes_nothing_away(visiting):
    note = visiting.centre.note
    note.plan.setPlainText("ECG")
    note.complaint.setFocus()

    QTest.keyClicks(note.complaint, ";HTN ")

    assert note.plan.value() == "ECG\nLow salt"


@pytest.mark.parametrize("typed", [";none ", "a;htn ", ";htn"])
def test_what_is_no_code_stays_as_it_is_typed(visiting, typed):
    note = visiting.centre.note
    note.complaint.setFocus()

    QTest.keyClicks(note.complaint, typed)

    assert note.complaint.toPlainText() == typed


def test_a_phrase_is_inserted_where_one_was_writing(visiting, settle):
    note = visiting.centre.note
    note.findings.setFocus()
    QTest.keyClicks(note.findings, "Chest clear. ")

    press(visiting, Key.Key_F3)
    sheet = sheet_of(PhraseSheet)
    QTest.keyClick(sheet.table, Key.Key_Return)
    settle()

    assert note.findings.value() == "Chest clear. Known hypertension."


def test_phrases_are_saved_and_removed_by_keyboard(clinic, visiting, settle, qtbot):
    clinic.calls.answers(consultations.save_phrase, Nothing())
    clinic.calls.answers(consultations.drop_phrase, Nothing())
    press(visiting, Key.Key_F3)
    sheet = sheet_of(PhraseSheet)
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)

    sheet.code.setText("DM")
    sheet.text.setPlainText("Diabetes.")
    press(sheet, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    sheet.table.select("htn")
    press(sheet, Key.Key_W, Qt.KeyboardModifier.AltModifier)
    settle()

    (saved,) = clinic.calls.requests(consultations.save_phrase)
    (dropped,) = clinic.calls.requests(consultations.drop_phrase)
    assert (saved.code, saved.text, dropped.code) == ("dm", "Diabetes.", "htn")
    sheet.reject()


def test_a_phrase_without_a_code_is_not_sent_and_says_why(clinic, visiting, settle):
    press(visiting, Key.Key_F3)
    sheet = sheet_of(PhraseSheet)
    sheet.code.setText("two words")

    sheet.keep.click()
    settle()

    assert sheet._code_field.has_error
    assert clinic.calls.requests(consultations.save_phrase) == []
    sheet.reject()


def test_the_arrow_in_the_empty_search_offers_ones_favourites(visiting, settle):
    press(visiting, Key.Key_F2)
    press(visiting, Key.Key_Down)
    settle()
    opened = visiting.centre.diagnoses.search.is_open

    QTest.keyClick(focused(), Key.Key_Return)
    settle()

    assert opened
    assert [d.code for d in visiting.visit.state.sheet.diagnoses] == [HYPERTENSION.code]
    assert not visiting.centre.diagnoses.search.is_open


def test_enter_on_a_diagnosis_makes_it_the_primary_one(visiting):
    visiting.visit.add_diagnosis(PNEUMONIA)
    visiting.visit.add_diagnosis(HYPERTENSION)
    chips = visiting.centre.diagnoses.chips

    QTest.keyClick(chips.chips[1], Key.Key_Return)

    assert [(d.code, d.kind) for d in visiting.visit.state.sheet.new_diagnoses()] == [
        ("I10", DiagnosisKind.PRIMARY),
        ("J18.9", DiagnosisKind.SECONDARY),
    ]
    assert [chip.facts.note for chip in chips.chips] == ["Primary", ""]
    assert chips.chips[0].accessibleName().startswith("Primary: I10")
