from datetime import timedelta

from PySide6.QtCore import Qt

from client.views.consulting.follow_up_sheet import FollowUpSheet
from shared.contracts import consultations
from shared.contracts.appointments import DayFull
from tests.client.consulting.examples import NOW
from tests.client.consulting.hands import press, sheet_of
from tests.client.reception import people

Key = Qt.Key


def opened(page):
    press(page, Key.Key_F, Qt.KeyboardModifier.AltModifier)
    return sheet_of(FollowUpSheet)


def test_a_usual_span_books_the_day_and_says_when(clinic, visiting, patient, settle):
    day = NOW.date() + timedelta(days=14)
    booked = people.details().model_copy(update={"date": day, "slot_at": NOW + timedelta(days=14)})
    clinic.calls.answers(consultations.schedule_follow_up, booked)
    said: list[str] = []
    visiting.said.connect(said.append)

    sheet = opened(visiting)
    blocked = sheet.primary.blocked_reason
    sheet.span.button(14).click()
    sheet.primary.click()
    settle()

    (sent,) = clinic.calls.requests(consultations.schedule_follow_up)
    assert (sent.appointment_id, sent.date) == (patient.appointment_id, day)
    assert blocked == "Choose a day"
    assert said == ["Follow-up booked: Mon 7 Dec 2026, 10:41"]


def test_a_day_that_is_full_stays_to_be_chosen_anew(clinic, visiting, settle):
    clinic.calls.answers(consultations.schedule_follow_up, DayFull(NOW.date() + timedelta(days=7)))

    sheet = opened(visiting)
    sheet.span.button(7).click()
    sheet.primary.click()
    settle()

    assert sheet.isVisible()
    assert sheet._error.isVisible()
    sheet.reject()


def test_today_is_no_day_for_a_follow_up(visiting):
    sheet = opened(visiting)

    sheet.day.set_day(NOW.date())

    assert sheet.primary.blocked_reason == "Choose a day after today"
    sheet.reject()
