import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.views.files.import_sheet import FileImportSheet
from shared.contracts import test_catalogue
from shared.errors import StaleVersion
from shared.models.common import Page
from shared.models.spreadsheets import SpreadsheetFile, Verdict
from shared.models.test_catalogue import ImportedRow, ImportReport, SheetName, SubjectKind
from shared.rules.lab_catalogue import BandField, CatalogueProblem
from tests.client.spoken import silent
from tests.client.test_catalogue.conftest import BLOOD_COUNT, CHANGE, ELECTROLYTES, POTASSIUM, summary

Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier


def focused():
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(text="", key=None):
    """Into whatever has the focus: the first letter typed on a cell opens its editor, which gets the rest."""
    for letter in text:
        QTest.keyClicks(focused(), letter)
    if key is not None:
        QTest.keyClick(focused(), key)
        QApplication.processEvents()  # a cell takes what was typed in the next turn of the loop


@pytest.fixture
def opened(page, catalogue, answered):
    """The electrolytes, with the keyboard among their lines."""
    page.list.box.setFocus()
    press(key=Key.Key_Return)
    answered(lambda: catalogue.state.details == ELECTROLYTES)
    return page


@pytest.fixture
def ranges(opened, qtbot):
    """The ranges of potassium, by keyboard."""
    opened.test.lines.select(POTASSIUM.id)
    press(key=Key.Key_Return)
    qtbot.waitUntil(lambda: opened.editor is not None and opened.editor.isActiveWindow())
    return opened.editor


def cell(sheet, row, field):
    return sheet.draft.state.rows[row][list(BandField).index(field)]


def test_a_test_is_found_by_a_word_and_opened_with_enter(page, catalogue, calls, answered, qtbot):
    page.list.box.setFocus()
    press("blood")
    qtbot.waitUntil(lambda: any(asked.term == "blood" for asked in calls.requests(test_catalogue.tests)))
    page.list.table.select(BLOOD_COUNT.id)
    answered(lambda: catalogue.state.details == BLOOD_COUNT)
    press(key=Key.Key_Return)

    assert page.test.name.text() == "Complete blood count"
    assert page.test.lines.hasFocus()


def test_a_line_says_its_ranges_and_for_which_ages_there_is_none(opened):
    model = opened.test.lines.rows_model
    told = [[column.text(row) for column in model.columns] for row in model.rows]

    assert told[1][:3] == ["Potassium", "mmol/L", "3.5–5.1"]
    assert told[2][4] == "No range 0d to 18y"
    assert told[4][4] == "Retired"


def test_a_range_is_typed_in_its_cell_and_tried_out_before_it_counts(ranges, calls, answered, opened):
    ranges.table.go_to(1, BandField.HIGH)
    press("5.4", Key.Key_Return)
    press(key=Key.Key_Return)  # Enter opens the cell it stands on
    press(key=Key.Key_Escape)
    ranges.value.setFocus()
    press("5.3")

    assert cell(ranges, 1, BandField.HIGH) == "5.4"
    assert ranges.flag.text == "Normal"
    assert ranges.judged.text() == "5.3 by range 2: 3.5–5.4"

    ranges.age.set_value("3y")
    ranges.value.set_value("6.9")

    assert ranges.flag.text == "▲▲ Critical"
    assert "by range 1" in ranges.judged.text()


def test_what_was_typed_is_saved_as_what_counts_from_today(ranges, calls, answered, opened, qtbot):
    saved = ELECTROLYTES.model_copy(update={"version": 5})
    calls.answers(test_catalogue.save_ranges, saved)
    calls.answers(test_catalogue.test, saved)
    ranges.table.go_to(1, BandField.HIGH)
    press("5.4", Key.Key_Return)
    QTest.keyClick(ranges, Key.Key_W, Qt.KeyboardModifier.AltModifier)
    press("new kit")
    with qtbot.waitSignal(opened.said):
        QTest.keyClick(ranges, Key.Key_S, Ctrl)
        answered(lambda: opened.editor is None)

    (request,) = calls.requests(test_catalogue.save_ranges)
    assert (request.version, str(request.valid_from), request.reason) == (3, "2026-11-26", "new kit")
    assert [str(band.high) for band in request.bands] == ["None", "5.4"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (BandField.HIGH, "3", "The upper limit lies below the lower one."),
        (BandField.CRITICAL_HIGH, "4", "A critical limit lies inside the reference range"),
        (BandField.CRITICAL_HIGH, "16", "16 lies outside of what can be entered"),
        (BandField.AGE_FROM, "17y", "It overlaps with range 1"),
        (BandField.AGE_FROM, "18", "Write an age with its unit"),
        (BandField.LOW, "3,5", "Write a number with a point"),
    ],
)
def test_what_would_flag_wrongly_is_said_while_it_is_typed(ranges, field, typed, said):
    ranges.table.go_to(1, field)
    press(typed, Key.Key_Return)

    assert said in ranges.note.text
    assert ranges.primary.reason_label().text() == "Correct the ranges first"


def test_a_range_is_added_where_the_last_one_ends_and_taken_away(ranges):
    ranges.table.go_to(0)
    QTest.keyClick(ranges, Key.Key_A, Qt.KeyboardModifier.AltModifier)

    assert cell(ranges, 1, BandField.AGE_FROM) == "18y"
    assert ranges.draft.state.problem.problem is CatalogueProblem.BANDS_OVERLAP

    QTest.keyClick(ranges, Key.Key_D, Qt.KeyboardModifier.AltModifier)

    assert len(ranges.draft.state.rows) == 2
    assert ranges.draft.state.problem is None


def test_a_refusal_stands_in_the_sheet_and_nothing_typed_is_lost(ranges, calls, answered, opened):
    refusal = test_catalogue.CatalogueRefused(CatalogueProblem.PAST_DAY, "valid_from", "2026-11-26", 0)
    calls.answers(test_catalogue.save_ranges, refusal)
    ranges.table.go_to(1, BandField.HIGH)
    press("5.4", Key.Key_Return)
    ranges.reason.set_value("new kit")
    QTest.keyClick(ranges, Key.Key_S, Ctrl)
    answered(lambda: not ranges._error.isHidden())

    assert opened.editor is ranges
    assert cell(ranges, 1, BandField.HIGH) == "5.4"


def test_a_used_line_keeps_its_meaning_unless_it_begins_anew(opened, calls, answered, qtbot):
    calls.answers(test_catalogue.change_analyte, ELECTROLYTES)
    opened.test.lines.select(POTASSIUM.id)
    QTest.keyClick(opened, Key.Key_F5)
    sheet = opened.editor
    qtbot.waitUntil(sheet.isActiveWindow)

    sheet.decimals.set_value("2")
    sheet.renew.setChecked(True)
    sheet.reason.set_value("new analyser")
    QTest.keyClick(sheet, Key.Key_S, Ctrl)
    answered(lambda: opened.editor is None)

    (request,) = calls.requests(test_catalogue.change_analyte)
    assert (request.decimals, request.renew, request.code, request.analyte_id) == (2, True, "K", POTASSIUM.id)


def test_a_line_with_a_unit_nobody_can_write_is_not_sent(opened, calls, qtbot):
    QTest.keyClick(opened, Key.Key_F6)
    sheet = opened.editor
    qtbot.waitUntil(sheet.isActiveWindow)

    sheet.code.set_value("PHOS")
    sheet.name.set_value("Phosphate")
    sheet.unit.set_value("mg per dL")
    sheet.primary.click()

    assert calls.requests(test_catalogue.add_analyte) == []
    assert not sheet._error.isHidden()


def test_the_line_that_was_asked_about_is_retired_as_it_was_looked_at(opened, catalogue, calls, answered, qtbot):
    opened.test.lines.select(POTASSIUM.id)
    QTest.keyClick(opened, Key.Key_F8)
    confirm = opened.editor
    qtbot.waitUntil(confirm.isActiveWindow)
    press("not done here")
    others = [line for line in ELECTROLYTES.lines if line.id != POTASSIUM.id]
    without = ELECTROLYTES.model_copy(update={"lines": others})
    calls.answers(test_catalogue.test, without)
    calls.answers(test_catalogue.retire_analyte, StaleVersion(4))

    catalogue.refresh()
    answered(lambda: catalogue.state.details == without)
    confirm.primary.click()
    answered(lambda: calls.requests(test_catalogue.retire_analyte))

    (request,) = calls.requests(test_catalogue.retire_analyte)
    assert (request.analyte_id, request.version) == (POTASSIUM.id, POTASSIUM.version)


def test_a_new_test_is_added_by_keyboard(page, calls, answered, qtbot):
    calls.answers(test_catalogue.add_test, BLOOD_COUNT)
    QTest.keyClick(page, Key.Key_N, Ctrl)
    sheet = page.editor
    qtbot.waitUntil(sheet.isActiveWindow)

    for text in ("ferr", "Ferritin", "iron store"):
        press(text, Key.Key_Tab)
    sheet.specimen.set_value("serum")
    sheet.tube.set_value("yellow gel serum")
    QTest.keyClick(sheet, Key.Key_S, Ctrl)
    answered(lambda: page.editor is None)

    (request,) = calls.requests(test_catalogue.add_test)
    assert (request.code, request.name, request.also, request.reason) == ("FERR", "Ferritin", "iron store", "new")


def test_a_list_that_is_cut_off_says_so(page, catalogue, calls, answered):
    calls.answers(test_catalogue.tests, Page(items=[summary(BLOOD_COUNT)], more=True))
    assert not page.list.more.isVisible()
    catalogue.refresh()
    answered(lambda: catalogue.state.more)

    assert page.list.more.text() == "There are more: type on"
    assert page.list.more.isVisible()


def test_what_became_of_a_laboratory_is_in_the_history_of_all(opened, catalogue, calls, answered):
    renamed = CHANGE.model_copy(update={"kind": SubjectKind.LAB, "subject": "Biochemistry"})
    calls.answers(test_catalogue.history, lambda ask: Page(items=[] if ask.test_type_id else [renamed]))

    QTest.keyClick(opened, Key.Key_F7)
    answered(lambda: catalogue.history.state.known)
    of_the_test = list(opened.history.table.rows_model.rows)
    QTest.keyClick(opened, Key.Key_H, Qt.KeyboardModifier.AltModifier)
    answered(lambda: opened.history.table.rows_model.rows)

    model = opened.history.table.rows_model
    assert of_the_test == []
    assert [model.columns[1].detail(row) for row in model.rows] == ["Laboratory"]


def test_enter_leads_from_the_history_back_to_the_lines(opened):
    QTest.keyClick(opened, Key.Key_F7)
    assert not opened.test.isVisible()
    opened.list.box.setFocus()
    press(key=Key.Key_Return)

    assert not opened.history.isVisible()
    assert opened.test.lines.hasFocus()


def test_the_history_says_who_changed_what_and_why(opened, catalogue, calls, answered):
    QTest.keyClick(opened, Key.Key_F7)
    answered(lambda: catalogue.history.state.known)

    model = opened.history.table.rows_model
    (row,) = model.rows
    assert opened.history.isVisible()
    assert calls.requests(test_catalogue.history)[-1].test_type_id == ELECTROLYTES.id
    assert (
        model.columns[2].text(row)
        == "Range (any 18y–): 3.5–5.1; critical < 2.5; critical > 6.5 → 3.5–5; critical < 2.5; critical > 6.5"
    )
    assert model.columns[2].detail(row) == "our own 120 donors"


def test_another_computers_change_comes_without_being_asked_for(opened, catalogue, calls, stream, answered):
    renamed = ELECTROLYTES.model_copy(update={"name": "Salts"})
    calls.answers(test_catalogue.test, renamed)

    stream.tell("test_catalogue")
    answered(lambda: catalogue.state.details == renamed)

    assert opened.test.name.text() == "Salts"


REFUSED = ImportedRow(
    sheet=SheetName.RANGES,
    row=7,
    subject="ELEC · K",
    verdict=Verdict.REFUSED,
    column="high",
    problem=CatalogueProblem.LIMITS_CROSSED,
)
NEW = ImportedRow(sheet=SheetName.LABS, row=5, subject="Genetics", verdict=Verdict.NEW)
SAME = ImportedRow(sheet=SheetName.LABS, row=2, subject="Biochemistry", verdict=Verdict.UNCHANGED)


def imported(page, calls, answered, tmp_path, *rows):
    file = tmp_path / "ours.xlsx"
    file.write_bytes(b"PK")
    calls.answers(test_catalogue.try_import, ImportReport(rows=list(rows), imported=False))
    page.files.import_from(str(file))
    (sheet,) = page.findChildren(FileImportSheet)
    answered(lambda: bool(sheet.rows.rows_model.rows))
    return sheet


def test_a_dry_run_shows_what_is_refused_and_imports_nothing(page, calls, answered, tmp_path):
    sheet = imported(page, calls, answered, tmp_path, SAME, NEW, REFUSED)

    shown = [[column.text(row) for column in sheet.rows.rows_model.columns] for row in sheet.rows.rows_model.rows]
    QTest.keyClick(sheet, Key.Key_S, Ctrl)

    assert shown == [
        ["Ranges 7", "ELEC · K", "Refused", "High: The upper limit lies below the lower one."],
        ["Labs 5", "Genetics", "New", ""],
    ]
    assert sheet.primary.reason_label().text() == "Correct the file first"
    assert calls.requests(test_catalogue.import_file) == []


def test_what_the_dry_run_found_is_imported_with_one_key(page, calls, answered, tmp_path, qtbot):
    sheet = imported(page, calls, answered, tmp_path, SAME, NEW)
    calls.answers(test_catalogue.import_file, ImportReport(rows=[SAME, NEW], imported=True))

    with qtbot.waitSignal(page.said):
        QTest.keyClick(sheet, Key.Key_S, Ctrl)
        answered(lambda: calls.requests(test_catalogue.import_file))

    (request,) = calls.requests(test_catalogue.import_file)
    assert (request.data, request.reason) == (b"PK", "Imported from ours.xlsx")


def test_the_export_is_written_where_one_says(page, calls, answered, tmp_path, qtbot):
    calls.answers(test_catalogue.export, SpreadsheetFile(name="x.xlsx", data=b"PK\x03"))
    with qtbot.waitSignal(page.said):
        page.files.export_to(str(tmp_path / "out.xlsx"))
        answered((tmp_path / "out.xlsx").exists)

    assert (tmp_path / "out.xlsx").read_bytes() == b"PK\x03"


def test_every_stop_of_the_tab_key_says_what_it_is(opened, ranges):
    assert silent(opened) == []
    assert silent(ranges) == []
