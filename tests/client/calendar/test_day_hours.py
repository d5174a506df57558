"""The hours of one date."""

from datetime import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.views.calendar.day_hours_sheet import DayHoursSheet
from shared.contracts import calendar, schedules
from shared.contracts.schedules import RoomTaken
from shared.models.common import Page
from tests.client.calendar import days
from tests.client.calendar.keys import opened, press
from tests.client.examples import TODAY

Key = Qt.Key


@pytest.fixture
def sheet(page, qtbot, answered):
    press(Key.Key_F8)
    sheet = opened(DayHoursSheet, qtbot)
    answered(lambda: sheet.table.rows_model.rows)
    return sheet


def test_shows_the_sessions_of_that_date_only(sheet):
    (row,) = sheet.table.rows_model.rows

    assert row == days.session(1)  # TODAY is a Monday
    assert sheet.fields.starts.clock() == time(9)  # the first is chosen: it is what one changes


def test_an_extra_session_is_added_by_keys(sheet, calls, answered):
    press(Key.Key_Return)
    QTest.keyClicks(sheet.fields.starts, "17")
    press(Key.Key_Tab)
    sheet.fields.ends.selectAll()
    QTest.keyClicks(sheet.fields.ends, "19")
    QTest.keyClicks(sheet.reason, "Camp")
    press(Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    answered(lambda: calls.requests(schedules.add_dated))

    (asked,) = calls.requests(schedules.add_dated)
    assert (asked.date, asked.starts, asked.ends) == (TODAY, time(17), time(19))
    assert (asked.replaces, asked.reason, asked.slot_minutes) == (None, "Camp", 20)


def test_shorter_hours_tell_who_is_outside_before_they_are_kept(sheet, calls, answered):
    calls.answers(calendar.outside_hours, lambda ask: Page(items=[days.KARIM] if ask.ends == time(11) else []))
    sheet.fields.ends.set_value("11")
    answered(sheet.list.isVisible)
    assert "1 patient" in sheet.outside.text
    assert sheet.list.rows_model.rows == (days.KARIM,)
    QTest.keyClick(sheet, Key.Key_F6)
    answered(lambda: calls.requests(schedules.add_dated))

    (asked,) = calls.requests(schedules.add_dated)
    assert (asked.replaces, asked.starts, asked.ends) == (days.session(1).id, time(9), time(11))


def test_a_dates_own_session_is_withdrawn_and_the_weeks_comes_back(page, calls, qtbot, answered):
    own = days.on_date(replaces=days.session(1).id, reason="Theatre")
    calls.answers(schedules.of_doctor, days.SCHEDULE.model_copy(update={"dated": [own]}))
    press(Key.Key_F8)
    sheet = opened(DayHoursSheet, qtbot)
    answered(lambda: sheet.table.rows_model.rows == (own,) and calls.requests(calendar.outside_hours))

    looked = calls.requests(calendar.outside_hours)[-1]
    assert (looked.session_id, looked.starts, looked.ends) == (own.id, time(9), time(13))
    assert not sheet.change.isEnabled()
    QTest.keyClick(sheet, Key.Key_F9)
    answered(lambda: calls.requests(schedules.withdraw_dated))
    assert calls.requests(schedules.withdraw_dated)[0].session_id == own.id


def test_a_refusal_is_said_and_what_was_typed_stays(sheet, calls, answered):
    calls.answers(schedules.add_dated, RoomTaken())
    sheet.fields.starts.set_value("17")
    sheet.fields.ends.set_value("19")
    sheet.primary.click()
    answered(lambda: sheet._hours.state.problem is not None)

    assert sheet._error.isVisible()
    assert sheet.fields.ends.clock() == time(19)


def test_what_has_been_is_not_changed(page, planner, answered):
    assert page.day_hours.isEnabled()

    press(Key.Key_PageUp)
    answered(lambda: planner.state.known)

    assert not page.day_hours.isEnabled()
