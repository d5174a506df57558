"""A day on which the house is closed."""

import pytest
from PySide6.QtCore import Qt

from client.core.problem_text import problem_text
from client.views.calendar.day_hours_sheet import DayHoursSheet
from client.views.calendar.finder_sheet import FinderSheet
from client.views.calendar.words import day_text
from shared.contracts import calendar, schedules
from shared.contracts.appointments import DoctorAway
from shared.models.calendar import Calendar
from shared.topics import Topic
from tests.client.calendar import days
from tests.client.calendar.keys import opened, press
from tests.client.examples import TODAY
from tests.client.reception import people

Key = Qt.Key
CLOSED = "Closed: Eid al-Fitr"


@pytest.fixture
def closed(page, planner, calls, stream, answered):
    """Said while the page is looked at."""

    def close(*slots):
        day = days.day_of(0, slots, closed="Eid al-Fitr")
        doctor = people.RAHMAN
        calls.answers(
            calendar.of_doctor,
            Calendar(doctor_id=doctor.id, doctor=doctor.name, department=doctor.department, days=[day]),
        )
        stream.tell(Topic.SCHEDULES)
        answered(lambda: planner.state.days == (day,))
        return page

    return close


def test_the_calendar_says_what_the_house_is_closed_for_and_nothing_is_booked_there(closed):
    page = closed()

    assert page.detail.text() == CLOSED
    assert page._empty._sentence.text() == CLOSED
    assert page._empty.isVisible()
    assert not page.book.isEnabled()


def test_hours_that_were_added_are_booked_and_the_closing_day_is_told_beside_them(closed):
    page = closed(days.slot(1))

    assert page.detail.text() == f"1 free · {CLOSED}"
    assert page.book.isEnabled()


def test_the_hours_of_a_closing_day_are_its_own_alone(closed, calls, qtbot, answered):
    page = closed()
    own = days.on_date()
    calls.answers(schedules.of_doctor, days.SCHEDULE.model_copy(update={"dated": [own]}))
    page.day_hours.click()
    sheet = opened(DayHoursSheet, qtbot)

    answered(lambda: sheet.table.rows_model.rows == (own,))
    sheet.reject()


def test_the_search_for_free_places_says_why_they_begin_later(page, calls, qtbot, answered):
    calls.answers(calendar.openings, days.openings(days.opening(0), closed="Eid al-Fitr"))
    press(Key.Key_F3)
    sheet = opened(FinderSheet, qtbot)
    answered(sheet.closed.isVisible)

    assert sheet.closed.text == CLOSED
    calls.answers(calendar.openings, days.openings(days.opening(0)))
    sheet.date.set_value("30/11/2026")
    answered(lambda: not sheet.closed.isVisible())
    sheet.reject()


def test_a_refused_booking_says_what_the_house_is_closed_for():
    problem = problem_text(DoctorAway(TODAY, "Eid al-Fitr"))

    assert problem.title == CLOSED
    assert "Mon 23 Nov 2026" in problem.sentence
    assert day_text(days.day_of(0, closed="Eid al-Fitr")) == CLOSED
