"""For whoever hears the calendar: its sheets say what each stop is."""

import pytest
from PySide6.QtCore import Qt

from client.views.calendar.booking_sheet import BookingSheet
from client.views.calendar.day_hours_sheet import DayHoursSheet
from client.views.calendar.finder_sheet import FinderSheet
from client.views.calendar.hours_sheet import HoursSheet
from client.views.calendar.leave_sheet import LeaveSheet
from client.views.calendar.move_sheet import MoveSheet
from shared.models.calendar import Remedy
from tests.client.calendar import days
from tests.client.calendar.keys import opened, press
from tests.client.spoken import silent, stops

Key = Qt.Key


@pytest.mark.parametrize(
    ("key", "kind", "at_least"),
    [
        (Key.Key_Return, BookingSheet, 6),
        (Key.Key_R, MoveSheet, 8),
        (Key.Key_F3, FinderSheet, 5),
        (Key.Key_F6, LeaveSheet, 11),
        (Key.Key_F8, DayHoursSheet, 12),
        (Key.Key_F9, HoursSheet, 14),
    ],
)
def test_every_stop_of_a_sheet_has_a_spoken_name(page, planner, qtbot, answered, key, kind, at_least):
    if kind is MoveSheet:
        planner.choose(next(one for one in planner.state.places if one.appointment == days.KARIM))
    press(key)
    sheet = opened(kind, qtbot)
    if kind is LeaveSheet:
        sheet.remedy.set_value(Remedy.OTHER_DOCTOR)
        sheet.remedy.picked.emit(Remedy.OTHER_DOCTOR)
        answered(lambda: sheet.to_date.day() is not None)

    assert len(stops(sheet)) >= at_least
    assert silent(sheet) == []
