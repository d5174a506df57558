import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from shared.contracts import house
from shared.contracts.house import DepartmentInUse, PlaceNameTaken
from shared.models.common import Page
from shared.models.house import HouseChangeKind
from shared.topics import Topic
from tests.client.prices.test_page import press
from tests.client.settings.conftest import CHANGES, HEART, OLD, ROOMS, change, department, room
from tests.client.why import why_of

Key, Alt, Ctrl = Qt.Key, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier

OLDER = [change(0, HouseChangeKind.SETTING, "address", "", "12 Lake Road")]


def on_sheet(tab):
    """Keys go to the open sheet."""
    QTest.qWaitForWindowActive(tab.editor)
    return tab.editor


@pytest.fixture
def departments(page):
    press(Key.Key_6, Alt)
    return page.pages[5]


@pytest.fixture
def rooms(page):
    press(Key.Key_7, Alt)
    return page.pages[6]


def test_a_department_is_added_and_a_taken_name_keeps_what_was_typed(departments, calls, answered):
    calls.answers(house.add_department, PlaceNameTaken("Heart"))
    press(Key.Key_N, Ctrl)
    sheet = on_sheet(departments)
    QTest.keyClicks(sheet.name, "Heart")
    why_of(sheet).set_value(" A wing of its own ")
    sheet.primary.click()
    answered(lambda: sheet.isVisible() and "Heart" in sheet.findChild(type(departments.problem)).text)

    calls.answers(house.add_department, department(9, "Heart"))
    sheet.primary.click()
    answered(lambda: departments.editor is None)
    sent = [(asked.name, asked.reason) for asked in calls.requests(house.add_department)]
    assert sent == [("Heart", "A wing of its own")] * 2


def test_why_is_last_before_the_buttons_and_goes_with_its_own_sheet_alone(departments, calls, answered):
    calls.answers(house.add_department, department(9, "Heart"))
    press(Key.Key_N, Ctrl)
    sheet = on_sheet(departments)
    QTest.keyClicks(sheet.name, "Heart")
    QTest.keyClick(sheet.name, Key.Key_Tab)
    assert sheet.focusWidget() is why_of(sheet)
    QTest.keyClicks(why_of(sheet), "Never sent")
    QTest.keyClick(why_of(sheet), Key.Key_Tab)
    assert sheet.focusWidget() is sheet.cancel
    sheet.reject()

    press(Key.Key_N, Ctrl)
    sheet = on_sheet(departments)
    QTest.keyClicks(sheet.name, "Heart")
    sheet.primary.click()
    answered(lambda: departments.editor is None)

    assert [asked.reason for asked in calls.requests(house.add_department)] == [""]


def test_an_answer_is_told_by_the_tab_that_asked_and_closes_no_sheet_of_the_other(page, departments, calls, answered):
    told: list[str] = []
    page.said.connect(told.append)
    calls.answers(house.change_department, HEART)
    departments.table.opened.emit(HEART)
    on_sheet(departments).primary.click()
    departments.editor.reject()
    page.pages[6].table.opened.emit(ROOMS[1])
    sheet = on_sheet(page.pages[6])
    assert not sheet.primary.isEnabled()
    answered(lambda: told)

    assert told == ["Saved."]
    assert page.pages[6].editor is sheet
    assert sheet.primary.isEnabled()
    sheet.reject()


def test_a_refusal_that_comes_after_the_sheet_was_closed_is_told(page, departments, calls, answered):
    told: list[str] = []
    page.said.connect(told.append)
    calls.answers(house.change_department, DepartmentInUse(2))
    departments.table.opened.emit(HEART)
    on_sheet(departments).primary.click()
    departments.editor.reject()
    answered(lambda: told)

    assert len(told) == 1
    assert "2 people" in told[0]


def test_a_department_out_of_use_comes_back(departments, calls, answered):
    calls.answers(house.change_department, OLD)
    departments.table.select(OLD.id)
    departments.table.opened.emit(OLD)
    sheet = on_sheet(departments)
    assert not sheet.active.isChecked()
    sheet.active.setChecked(True)
    sheet.primary.click()
    answered(lambda: departments.editor is None)

    (asked,) = calls.requests(house.change_department)
    assert (asked.department_id, asked.is_active) == (OLD.id, True)


def test_one_that_people_belong_to_says_why_it_stays(departments, calls, answered):
    calls.answers(house.change_department, DepartmentInUse(2))
    departments.table.opened.emit(HEART)
    sheet = on_sheet(departments)
    sheet.active.setChecked(False)
    sheet.primary.click()
    answered(lambda: "2 people" in sheet.findChild(type(departments.problem)).text)

    assert departments.editor is sheet
    sheet.reject()


def test_a_room_moves_to_another_department(rooms, calls, answered):
    calls.answers(house.change_room, room(2, "205", HEART))
    rooms.table.opened.emit(ROOMS[1])
    sheet = on_sheet(rooms)
    sheet.department.set_value(HEART.id)
    sheet.primary.click()
    answered(lambda: rooms.editor is None)

    (asked,) = calls.requests(house.change_room)
    assert (asked.name, asked.department_id, asked.is_active) == ("205", HEART.id, True)


def test_the_history_says_what_was_before_and_goes_on_to_older_ones(page, calls, answered):
    press(Key.Key_0, Alt)
    tab = page.pages[9]
    answered(lambda: tab.table.rows_model.rows)
    words = [tab.table.rows_model.data(tab.table.rows_model.index(0, column)) for column in (2, 3, 4)]
    assert words == ["What cash is rounded to", "0", "1"]

    press(Key.Key_O, Alt)
    answered(lambda: len(tab.table.rows_model.rows) == 2 * len(CHANGES))
    assert calls.requests(house.changes)[-1].before == CHANGES[-1].id


def test_a_change_of_somebody_else_leaves_the_older_ones_that_are_read(page, calls, stream, answered):
    press(Key.Key_0, Alt)
    table = page.pages[9].table.rows_model
    answered(lambda: table.rows)
    calls.answers(house.changes, Page(items=OLDER, more=False))
    press(Key.Key_O, Alt)
    answered(lambda: list(table.rows) == [*CHANGES, *OLDER])

    newest = change(9, HouseChangeKind.SETTING, "phone", "1", "2")
    calls.answers(house.changes, Page(items=[newest, *CHANGES], more=True))
    stream.tell(Topic.HOUSE)

    answered(lambda: list(table.rows) == [newest, *CHANGES, *OLDER])
    assert not page.pages[9].older.isVisible()
