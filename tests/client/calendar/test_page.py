"""The days ahead, with two hands on the keyboard."""

from datetime import time, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.viewmodels.calendar.planner import Span, places_of
from client.views.calendar.booking_sheet import BookingSheet
from client.views.calendar.finder_sheet import FinderSheet
from client.views.calendar.hours_sheet import HoursSheet
from client.views.calendar.leave_sheet import LeaveSheet
from client.views.calendar.move_sheet import MoveSheet
from client.views.reception.cancel_sheet import CancelSheet
from shared.contracts import appointments, calendar, schedules
from shared.contracts.appointments import PatientElsewhere, SlotFull
from shared.errors import Unreachable
from shared.models.appointments import AppointmentType, VisitSuggestion
from shared.models.calendar import Remedy
from shared.topics import Topic
from tests.client.calendar import days
from tests.client.calendar.keys import opened, press
from tests.client.examples import TODAY
from tests.client.reception import people

Key = Qt.Key


def choose(page, planner, row):
    planner.choose(next(one for one in planner.state.places if one.appointment == row))


def test_a_day_is_its_slots_in_order_then_who_has_none(page):
    rows = page.day.rows_model.rows

    assert [(one.at, one.appointment) for one in rows[:3]] == [
        (days.NINE, days.RAHIMA),
        (days.NINE + timedelta(minutes=20), None),
        (days.NINE + timedelta(minutes=40), days.KARIM),
    ]
    assert rows[-1].appointment == days.WALK_IN
    assert page.day.current() == rows[1]  # the first free place


def test_a_slot_of_two_shows_who_is_there_and_that_one_more_fits():
    both = days.day_of(0, [days.slot(0, free=1, capacity=2, bookable=2)], [days.RAHIMA])

    assert [one.appointment for one in places_of(both)] == [days.RAHIMA, None]


def test_keys_turn_days_weeks_and_views(page, planner, calls, answered):
    press(Key.Key_PageDown)
    assert planner.state.day == TODAY + timedelta(days=7)
    press(Key.Key_T)
    press(Key.Key_Right)
    assert planner.state.day == TODAY + timedelta(days=1)
    press(Key.Key_W)
    answered(lambda: planner.state.known)

    assert page.views.currentWidget() is page.week
    asked = calls.requests(calendar.of_doctor)[-1]
    assert (asked.date, asked.days) == (TODAY, 7)
    press(Key.Key_D)
    assert planner.state.span is Span.DAY


def test_the_arrows_walk_the_week(page, planner, answered):
    press(Key.Key_W)
    answered(lambda: planner.state.known)

    press(Key.Key_Right)

    assert (planner.state.day, planner.state.place.at) == (TODAY + timedelta(days=1), days.slot(1, day=1).starts)
    press(Key.Key_Right, Key.Key_Up)
    assert planner.state.place.appointment.token == "M-010"
    assert page.reschedule.isEnabled()


def test_a_place_is_booked_with_enter_and_the_patients_name(page, planner, calls, qtbot, answered):
    press(Key.Key_Return)
    sheet = opened(BookingSheet, qtbot)
    QTest.keyClicks(sheet.search.box, "rahim")
    answered(lambda: sheet.search.list.current() is not None)
    press(Key.Key_Return)
    told: list[str] = []
    page.said.connect(told.append)
    QTest.keyClick(sheet, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    answered(lambda: told)

    (asked,) = calls.requests(appointments.book)
    assert (asked.patient_id, asked.doctor_id, asked.date) == (people.RAHIMA.id, planner.state.doctor_id, TODAY)
    assert (asked.slot_at, asked.type, asked.over_book) == (days.slot(1).starts, AppointmentType.NEW, False)
    assert "M-009" in told[0]


@pytest.fixture
def comes_again(calls):
    """The hospital's rule says: a follow-up, and free."""
    until = TODAY + timedelta(days=3)
    calls.answers(appointments.suggest, VisitSuggestion(type=AppointmentType.FOLLOWUP, free_until=until))


def test_one_who_comes_again_soon_is_booked_as_a_free_follow_up(page, calls, comes_again, qtbot, answered):
    press(Key.Key_Return)
    sheet = opened(BookingSheet, qtbot)
    assert sheet.fee.text() == "Fee 800.00 BDT"
    sheet.search.picked.emit(people.RAHIMA)
    answered(lambda: sheet.type.value() is AppointmentType.FOLLOWUP)
    assert sheet.fee.text() == "Fee 0.00 BDT, free until Thu 26 Nov 2026"
    sheet.primary.click()
    answered(lambda: calls.requests(appointments.book))

    (asked,) = calls.requests(appointments.suggest)
    assert (asked.patient_id, asked.doctor_id, asked.date) == (people.RAHIMA.id, people.HASSAN.id, TODAY)
    assert calls.requests(appointments.book)[0].type is AppointmentType.FOLLOWUP


def test_a_visit_that_was_chosen_by_hand_stays(page, calls, comes_again, qtbot, answered):
    press(Key.Key_Return)
    sheet = opened(BookingSheet, qtbot)
    QTest.keyClick(sheet, Key.Key_F7)
    press(Key.Key_Right, Key.Key_Left)
    sheet.search.picked.emit(people.RAHIMA)
    answered(lambda: calls.requests(appointments.suggest) and sheet._booking.state.suggestion is not None)

    assert sheet.type.value() is AppointmentType.NEW
    assert "800.00 BDT" in sheet.fee.text()


@pytest.mark.parametrize(
    ("refusal", "known"),
    [
        (SlotFull(days.NINE), "over_book"),
        (PatientElsewhere(days.SOMEBODY, "Dr. Omar Al-Hassan", days.NINE), "despite_clash"),
    ],
)
def test_what_is_possible_knowingly_is_asked_once(page, calls, qtbot, answered, refusal, known):
    calls.answers(appointments.book, lambda ask: days.details(days.KARIM) if getattr(ask, known) else refusal)
    press(Key.Key_Return)
    sheet = opened(BookingSheet, qtbot)
    sheet.search.picked.emit(people.RAHIMA)
    sheet.primary.click()
    answered(sheet.insist.isVisible)

    QTest.keyClick(sheet, Key.Key_F6)
    answered(lambda: len(calls.requests(appointments.book)) == 2)

    first, second = calls.requests(appointments.book)
    assert second == first.model_copy(update={known: True})


def test_a_booking_is_moved_to_the_first_free_place_with_a_reason(page, planner, calls, qtbot, answered):
    choose(page, planner, days.KARIM)
    press(Key.Key_R)
    sheet = opened(MoveSheet, qtbot)
    answered(lambda: sheet.list.current() is not None)
    assert not sheet.primary.isEnabled()
    press(Key.Key_Return)
    QTest.keyClicks(sheet.reason, "Asked by phone")
    sheet.primary.click()
    answered(lambda: calls.requests(appointments.reschedule))

    (asked,) = calls.requests(appointments.reschedule)
    first = days.opening(0)
    assert (asked.appointment_id, asked.version, asked.slot_at) == (days.KARIM.id, days.KARIM.version, first.starts)
    assert (asked.date, asked.reason) == (first.date, "Asked by phone")


def test_a_booking_is_cancelled_and_who_is_here_is_not(page, planner, calls, qtbot, answered):
    choose(page, planner, days.RAHIMA)
    assert not page.cancel.isEnabled()
    choose(page, planner, days.KARIM)
    press(Key.Key_Delete)
    sheet = opened(CancelSheet, qtbot)
    QTest.keyClicks(sheet.reason, "Went home")
    sheet.primary.click()
    answered(lambda: calls.requests(appointments.cancel))

    assert calls.requests(appointments.cancel)[0].appointment_id == days.KARIM.id


def test_the_first_free_place_is_found_and_gone_to(page, planner, calls, qtbot, answered):
    press(Key.Key_F3)
    sheet = opened(FinderSheet, qtbot)
    answered(lambda: sheet.list.current() is not None)
    press(Key.Key_Down, Key.Key_Return)
    answered(lambda: planner.state.known)

    assert (planner.state.doctor_id, planner.state.day) == (people.HASSAN.id, TODAY + timedelta(days=1))
    assert planner.state.place.at == days.opening(2).starts


def test_a_leave_tells_whom_it_hits_and_what_becomes_of_them(page, calls, qtbot, answered):
    press(Key.Key_F6)
    sheet = opened(LeaveSheet, qtbot)
    answered(lambda: sheet.list.rows_model.rows)
    assert "1" in sheet.hits.text()
    QTest.keyClicks(sheet.starts, "9")
    QTest.keyClicks(sheet.ends, "1030")
    QTest.keyClicks(sheet.reason, "Conference")
    sheet.remedy.set_value(Remedy.CANCEL)
    sheet.primary.click()
    answered(lambda: calls.requests(calendar.take_leave))

    (asked,) = calls.requests(calendar.take_leave)
    assert (asked.first_day, asked.last_day, asked.reason) == (TODAY, TODAY, "Conference")
    assert (asked.starts, asked.ends, asked.remedy) == (time(9), time(10, 30), Remedy.CANCEL)


@pytest.fixture
def leave_sheet(page, qtbot, answered):
    press(Key.Key_F6)
    sheet = opened(LeaveSheet, qtbot)
    answered(lambda: sheet.list.rows_model.rows)
    QTest.keyClicks(sheet.reason, "Conference")
    return sheet


def pick(combo, value):
    combo.set_value(value)
    combo.activated.emit(combo.currentIndex())


def test_whom_a_leave_hits_is_moved_to_the_day_the_server_suggests(leave_sheet, calls, answered):
    sheet = leave_sheet
    assert not sheet.to_date.isVisible()
    pick(sheet.remedy, Remedy.SAME_DOCTOR)
    answered(lambda: sheet.to_date.day() == TODAY + timedelta(days=1))
    assert "Dr. Farhana Rahman" in sheet.target.text()
    sheet.primary.click()
    answered(lambda: calls.requests(calendar.take_leave))

    (asked,) = calls.requests(calendar.take_leave)
    assert (asked.remedy, asked.to_doctor_id, asked.to_date) == (
        Remedy.SAME_DOCTOR,
        None,
        TODAY + timedelta(days=1),
    )


def test_whom_a_leave_hits_is_moved_to_the_day_and_doctor_that_are_chosen(leave_sheet, calls, answered):
    sheet = leave_sheet
    pick(sheet.remedy, Remedy.OTHER_DOCTOR)
    answered(lambda: sheet.to_date.day() is not None)
    QTest.keyClick(sheet, Key.Key_F8)
    sheet.to_date.selectAll()
    QTest.keyClicks(sheet.to_date, "30112026")
    answered(lambda: sheet._plan.state.target_known)
    assert sheet.to_date.day() == TODAY.replace(day=30)  # the suggestion does not take it back
    sheet.primary.click()
    answered(lambda: calls.requests(calendar.take_leave))

    (asked,) = calls.requests(calendar.take_leave)
    assert calls.requests(calendar.leave_target)[-1].to_date == TODAY.replace(day=30)
    assert (asked.to_doctor_id, asked.to_date) == (people.RAHMAN.id, TODAY.replace(day=30))


def test_hours_are_added_and_a_chosen_row_is_changed(page, calls, qtbot, answered):
    press(Key.Key_F9)
    sheet = opened(HoursSheet, qtbot)
    answered(lambda: sheet.table.rows_model.rows)
    QTest.keyClicks(sheet.fields.starts, "14")
    QTest.keyClicks(sheet.fields.ends, "1630")
    sheet.primary.click()
    answered(lambda: calls.requests(schedules.add_weekly) and not sheet._hours.state.busy)
    sheet.table.select_first()
    sheet.fields.ends.set_value("12:30")
    sheet.change.click()
    answered(lambda: calls.requests(schedules.change_weekly))

    (added,), (changed,) = calls.requests(schedules.add_weekly), calls.requests(schedules.change_weekly)
    assert (added.weekday, added.starts, added.ends, added.slot_minutes) == (0, time(14), time(16, 30), 15)
    assert (changed.session_id, changed.ends, changed.valid_from) == (days.session(1).id, time(12, 30), TODAY)


def test_it_follows_what_others_do_and_keeps_what_it_shows(page, planner, calls, stream, answered):
    calls.answers(calendar.of_doctor, Unreachable())
    stream.tell(Topic.APPOINTMENTS)
    answered(lambda: planner.state.problem is not None)

    assert page.note.isVisible()
    assert page.day.rows_model.rows
