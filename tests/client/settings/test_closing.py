from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from client.views.settings.words import after_text, before_text, subject_text
from shared.contracts import house
from shared.contracts.house import ClosedAlready
from shared.errors import Unreachable
from shared.models.common import Nothing, Page
from shared.models.house import HouseChangeKind
from shared.topics import Topic
from tests.client.prices.test_page import press
from tests.client.settings.conftest import BOOKED, CHRISTMAS, EID, VICTORY, change, closing_day
from tests.client.settings.test_places import on_sheet

Key, Alt, Ctrl = Qt.Key, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def tab(page, answered):
    press(Key.Key_9, Alt)
    tab = page.pages[8]
    answered(lambda: tab.table.rows_model.rows)
    return tab


def test_the_next_day_comes_first_and_typing_finds_by_name_and_by_date(tab, answered):
    rows = tab.table.rows_model
    assert rows.rows == (VICTORY, CHRISTMAS, *EID)
    assert [rows.data(rows.index(0, column)) for column in range(3)] == ["Wed 16 Dec 2026", "Victory Day", "14 booked"]

    QTest.keyClicks(tab.box, "eid")
    answered(lambda: rows.rows == tuple(EID))
    tab.box.set_value("25 dec")
    answered(lambda: rows.rows == (CHRISTMAS,))


def test_days_are_closed_once_it_is_seen_who_is_booked_there(page, tab, calls, answered):
    told: list[str] = []
    page.said.connect(told.append)
    calls.answers(house.close_days, ClosedAlready(VICTORY.day, VICTORY.name))
    press(Key.Key_N, Ctrl)
    sheet = on_sheet(tab)
    sheet.first.set_value("16/12/2026")
    answered(lambda: sheet.list.rows_model.rows == tuple(BOOKED))
    assert sheet.count.text() == "14 patients are booked"
    assert sheet.advice.isVisible()
    sheet.last.set_value("17/12/2026")
    sheet.name.set_value("Victory")
    sheet.primary.click()
    answered(lambda: "Victory Day" in sheet.findChild(type(tab.problem)).text)

    calls.answers(house.close_days, Page(items=[VICTORY]))
    sheet.primary.click()
    answered(lambda: tab.editor is None)
    asked = calls.requests(house.close_days)[-1]
    assert (asked.first_day, asked.last_day, asked.name) == (date(2026, 12, 16), date(2026, 12, 17), "Victory")
    assert told == ["Saved. 14 patients are booked there."]


def test_one_day_needs_no_last_one_and_what_is_no_day_is_said_at_once(tab, calls, answered):
    calls.answers(house.close_days, Page(items=[CHRISTMAS]))
    press(Key.Key_N, Ctrl)
    sheet = on_sheet(tab)
    sheet.name.set_value("Christmas")
    sheet.primary.click()
    assert sheet.findChild(type(tab.problem)).isVisible()
    sheet.first.set_value("25/12/2026")
    sheet.last.set_value("24/12/2026")
    sheet.primary.click()
    assert not calls.requests(house.close_days)

    sheet.last.set_value("")
    sheet.primary.click()
    answered(lambda: tab.editor is None)
    (asked,) = calls.requests(house.close_days)
    assert asked.first_day == asked.last_day == CHRISTMAS.day


def test_a_closing_day_is_opened_again_from_its_sheet(tab, calls, answered):
    calls.answers(house.open_again, Nothing())
    tab.box.setFocus()
    press(Key.Key_Down)
    press(Key.Key_Return)
    sheet = on_sheet(tab)
    sheet.primary.click()
    answered(lambda: tab.editor is None)

    (asked,) = calls.requests(house.open_again)
    assert asked.closing_day_id == VICTORY.id


def test_enter_held_too_long_in_the_list_opens_the_house_on_no_day(tab, calls):
    tab.box.setFocus()
    press(Key.Key_Down)
    press(Key.Key_Return)
    on_sheet(tab)
    press(Key.Key_Return)

    assert not calls.requests(house.open_again)


def test_nobody_is_said_to_be_booked_where_it_could_not_be_looked(tab, calls, answered):
    calls.answers(house.booked_there, Unreachable())
    press(Key.Key_N, Ctrl)
    sheet = on_sheet(tab)
    sheet.first.set_value("25/12/2026")
    answered(lambda: tab._desk.state.unknown is not None)

    words = [one.text() for one in sheet.findChildren(QLabel) if one.isVisibleTo(sheet)]
    assert "Nobody is booked there" not in words
    assert not sheet.advice.isVisibleTo(sheet)


def test_what_is_booked_elsewhere_meanwhile_is_counted_anew(tab, calls, stream, answered):
    calls.answers(house.closing_days, Page(items=[closing_day(1, VICTORY.day, VICTORY.name)]))
    stream.tell(Topic.APPOINTMENTS)

    answered(lambda: [one.booked for one in tab.table.rows_model.rows] == [0])


def test_the_history_says_which_day_was_closed_and_opened():
    opened = change(1, HouseChangeKind.CLOSING_DAY, "Eid al-Fitr", "2027-03-10", "")

    assert subject_text(opened) == "Closing day Eid al-Fitr"
    assert (before_text(opened), after_text(opened)) == ("Wed 10 Mar 2027", "–")
