import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from client.views.consulting.allergy_sheet import AllergySheet
from client.views.consulting.line_sheet import LineSheet
from shared.contracts import consultations, lab, prescriptions
from shared.errors import Unexpected, Unreachable
from shared.rules.dosing import Frequency, Need
from tests.client.consulting.examples import (
    AMOXICILLIN,
    HYPERTENSION,
    PARACETAMOL,
    PNEUMONIA,
    SYRUP,
)
from tests.client.consulting.hands import focused, press, sheet_of

Key = Qt.Key


def test_the_cursor_stays_while_one_writes(clinic, visiting, settle, qtbot):
    area = visiting.centre.note.complaint

    QTest.keyClicks(area, "Cough ")
    qtbot.waitUntil(lambda: bool(clinic.calls.requests(consultations.save_note)))
    settle()
    QTest.keyClicks(area, "and fever")

    assert area.toPlainText() == "Cough and fever"


def test_the_arrows_choose_among_what_was_found(visiting, settle, qtbot):
    search = visiting.centre.diagnoses.search
    search.setFocus()
    QTest.keyClicks(search, "unspecified")
    qtbot.waitUntil(lambda: bool(search._finder._calls.requests(consultations.search_icd10)))
    settle()

    QTest.keyClick(search, Key.Key_Down)
    QTest.keyClick(search, Key.Key_Return)

    assert [d.code for d in visiting.visit.state.sheet.diagnoses] == ["J20.9"]
    assert not search.is_open
    assert search.text() == ""


def test_says_that_nothing_was_found_and_keeps_the_words(visiting, find):
    search = visiting.centre.diagnoses.search

    find(search, "xyzzy")

    assert search.is_open
    assert search.text() == "xyzzy"
    assert visiting.visit.state.sheet.diagnoses == ()


def test_a_search_that_cannot_be_asked_says_so(clinic, visiting, find):
    clinic.calls.answers(consultations.search_icd10, with_=Unreachable())

    find(visiting.centre.diagnoses.search, "pneumonia")

    assert visiting.centre.diagnoses.search.is_open
    assert visiting.centre.diagnoses.search.text() == "pneumonia"


def test_escape_clears_the_search_and_closes_its_list(visiting, find):
    search = visiting.centre.diagnoses.search
    find(search, "xyzzy")

    QTest.keyClick(search, Key.Key_Escape)
    find(search, "")

    assert search.text() == ""


def test_a_chip_is_taken_away_with_the_keyboard(visiting, find):
    row = visiting.centre.diagnoses
    find(row.search, "pneumonia")
    find(row.search, "hypertension")

    QTest.keyClick(row.search, Key.Key_Backspace)
    QTest.keyClick(focused(), Key.Key_Delete)

    assert visiting.visit.state.sheet.diagnoses == (PNEUMONIA,)
    assert row.chips.chips[0].hasFocus()


def test_a_chip_is_taken_away_by_its_cross_only(visiting, find):
    visiting.visit.add_diagnosis(HYPERTENSION)
    chip = visiting.centre.diagnoses.chips.chips[0]

    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    before = visiting.visit.state.sheet.diagnoses
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 12, 12))

    assert before == (HYPERTENSION,)
    assert visiting.visit.state.sheet.diagnoses == ()


def test_an_ordered_test_cannot_be_taken_away(clinic, visiting, find, settle):
    find(visiting.centre.tests.search, "crp")

    press(visiting, Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    settle()

    (chip,) = visiting.centre.tests.chips.chips
    QTest.keyClick(chip, Key.Key_Delete)
    assert chip.facts.fixed
    assert len(clinic.calls.requests(lab.order)) == 1


def test_what_is_missing_in_a_row_is_asked_at_once(visiting, find):
    find(visiting.centre.prescription.entry, "salb 5ml 3d")

    sheet = sheet_of(LineSheet)
    asked = sheet.frequency.hasFocus()
    sheet.frequency.set_value(Frequency.TDS)
    QTest.keyClick(sheet, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    (line,) = visiting.visit.state.sheet.lines
    assert asked
    assert (line.medicine, line.frequency, line.days) == (SYRUP.product, Frequency.TDS, 3)


def test_a_row_is_changed_with_enter_and_its_instruction_found_in_the_list(visiting, find, settle, qtbot, clinic):
    find(visiting.centre.prescription.entry, "para bd 5d")
    table = visiting.centre.prescription.table
    table.setFocus()
    table.select_first()

    QTest.keyClick(table, Key.Key_Return)
    sheet = sheet_of(LineSheet)
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    sheet.instruction.setFocus()
    QTest.keyClicks(sheet.instruction, "three")
    qtbot.waitUntil(lambda: bool(clinic.calls.requests(prescriptions.instructions)))
    settle()
    QTest.keyClick(sheet.instruction, Key.Key_Down)
    QTest.keyClick(sheet.instruction, Key.Key_Return)
    sheet.dose.set_value("2")
    computed = sheet.quantity.placeholderText()
    sheet.primary.click()

    (line,) = visiting.visit.state.sheet.lines
    assert line.instruction == "Take 1 tablet three times a day after food."
    assert computed == "20"
    assert line.quantity == 20


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("dose", "", "Fill this in."),
        ("dose", "0", "More than 0."),
        ("days", "400", "365 or less."),
        ("days", "x", "A number."),
    ],
)
def test_a_row_that_cannot_be_prescribed_is_not_kept(visiting, find, field, typed, sentence):
    find(visiting.centre.prescription.entry, "para bd 5d")
    visiting.centre.prescription.table.opened.emit(visiting.visit.state.sheet.lines[0])
    sheet = sheet_of(LineSheet)

    getattr(sheet, field).set_value(typed)
    sheet.primary.click()

    assert sheet.isVisible()
    assert sheet._fields[field].error.text() == sentence
    assert visiting.visit.state.sheet.lines[0].days == 5
    sheet.reject()


def test_delete_takes_a_row_away(visiting, find):
    find(visiting.centre.prescription.entry, "para bd")
    find(visiting.centre.prescription.entry, "amox tds")
    table = visiting.centre.prescription.table
    table.select(PARACETAMOL.id)
    table.setFocus()

    QTest.keyClick(table, Key.Key_Delete)

    assert [line.medicine for line in visiting.visit.state.sheet.lines] == [AMOXICILLIN.product]


def test_words_left_in_the_medicine_line_are_not_forgotten(visiting, find):
    find(visiting.centre.diagnoses.search, "pneumonia")

    QTest.keyClicks(visiting.centre.prescription.entry, "amox 500 tds")

    assert visiting.centre.bar.complete.blocked_reason == "Something was typed and not added"


def test_a_new_patient_finds_no_words_of_the_one_before(clinic, visiting, patient, settle):
    QTest.keyClicks(visiting.centre.prescription.entry, "amox")
    del clinic.entries[patient.appointment_id]
    clinic.let_in(clinic.arrives(15, "Sultana Akter"))

    clinic.push()
    settle()

    assert visiting.centre.prescription.entry.text() == ""


def test_after_a_failure_it_says_what_is_done_and_what_is_not(clinic, visiting, find, settle):
    find(visiting.centre.diagnoses.search, "pneumonia")
    find(visiting.centre.prescription.entry, "para bd 5d")
    clinic.calls.answers(consultations.complete, with_=Unexpected("it broke"))

    visiting.centre.bar.complete.click()
    settle()

    assert visiting.centre.bar.note.text.startswith("Everything is sent, consultation not completed yet.")
    assert visiting.centre.bar.complete.isEnabled()


def test_the_prescription_can_be_printed_once_it_is_sent(clinic, visiting, find, settle):
    blocked = visiting.centre.bar.print.blocked_reason
    find(visiting.centre.diagnoses.search, "pneumonia")
    find(visiting.centre.prescription.entry, "para bd 5d")
    clinic.calls.answers(consultations.complete, with_=Unexpected("it broke"))
    visiting.centre.bar.complete.click()
    settle()

    press(visiting, Key.Key_P, Qt.KeyboardModifier.ControlModifier)

    assert blocked == "No prescription is sent yet"
    assert len(clinic.printing.printed) == 1


def test_an_allergy_is_recorded_and_in_the_banner_at_once(clinic, visiting, settle):
    press(visiting, Key.Key_A, Qt.KeyboardModifier.AltModifier)
    sheet = sheet_of(AllergySheet)
    sheet.primary.click()
    empty = sheet._fields["substance"].error.text()

    QTest.keyClicks(sheet.substance, "Latex")
    sheet.primary.click()
    settle()

    assert empty == "Fill this in."
    assert "Latex" in visiting.centre.strip.accessibleName()


@pytest.mark.parametrize("size", [(1278, 640), (1832, 1000)])
def test_nothing_is_cut_at_the_sizes_of_the_house(clinic, visiting, size, qtbot):
    def cut():
        parts = (visiting.now, visiting.waiting, visiting.centre.strip, visiting.centre.bar, visiting._right)
        corners = [(part, part.mapTo(visiting, QPoint(part.width(), part.height()))) for part in parts]
        return [
            part
            for part, corner in corners
            if corner.x() > size[0] or corner.y() > size[1] or part.height() < part.minimumSizeHint().height()
        ]

    visiting.resize(*size)

    qtbot.waitUntil(lambda: not cut())
    assert (visiting.width(), visiting.height()) == size


def test_a_medicine_taken_when_needed_asks_for_what_and_how_often_at_most(visiting, find, settle):
    find(visiting.centre.prescription.entry, "para 500 prn")
    sheet = sheet_of(LineSheet)

    asked = sheet.need.isVisible() and sheet.most.isVisible()
    QTest.keyClick(sheet, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    refused = sheet.isVisible()
    sheet.need.set_value(Need.PAIN)
    sheet.most.set_value("4")
    QTest.keyClick(sheet, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()

    (line,) = visiting.visit.state.sheet.lines
    assert (asked, refused) == (True, True)
    assert (line.item().needed_for, line.item().most_a_day) == (Need.PAIN, 4)


def test_it_is_typed_in_one_line_too(visiting, find, settle):
    find(visiting.centre.prescription.entry, "para 500 prn max 4 for pain")
    settle()

    (line,) = visiting.visit.state.sheet.lines
    assert line.is_complete
    assert (line.needed_for, line.most_a_day) == (Need.PAIN, 4)


def test_of_a_medicine_by_the_clock_no_need_is_asked(visiting, find):
    find(visiting.centre.prescription.entry, "para 500 prn max 4 for pain")
    (line,) = visiting.visit.state.sheet.lines
    visiting.centre.prescription.change(line)
    sheet = sheet_of(LineSheet)

    sheet.frequency.set_value(Frequency.TDS)
    sheet.frequency.picked.emit(Frequency.TDS)
    hidden = not sheet.need.isVisible()
    sheet.primary.click()

    (line,) = visiting.visit.state.sheet.lines
    assert hidden
    assert (line.item().needed_for, line.item().most_a_day) == (None, None)
