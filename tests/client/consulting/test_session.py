"""The doctor's session: paused, said anew, ended."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core.i18n import time_text
from client.views.queue.pause_sheet import PauseSheet
from client.widgets.basics import Label
from client.widgets.dialog import Confirm
from shared.models.appointments import AppointmentStatus
from shared.models.queue import SessionNotice, SessionPause
from tests.client.consulting.examples import NOW
from tests.client.consulting.hands import press, sheet_of
from tests.client.consulting.test_page import by_alt

Key = Qt.Key


def test_a_pause_is_a_digit_and_enter_and_one_key_ends_it(clinic, page, settle, qtbot):
    clinic.arrives(14, "Abdul Karim")
    clinic.push()

    by_alt(page, settle, Key.Key_S)
    sheet = sheet_of(PauseSheet)
    QTest.keyClick(sheet, Key.Key_4)
    sheet.until.setFocus()
    QTest.keyClicks(sheet.until, "20")
    QTest.keyClick(sheet.until, Key.Key_Return)
    settle()
    clinic.push()
    paused, shown = clinic.pause, page.now.resume.isVisible()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    press(page, Key.Key_F8)
    why = page.now.note.text
    by_alt(page, settle, Key.Key_S)

    assert (paused.notice, paused.back_at) == (SessionNotice.PRAYER, NOW + timedelta(minutes=20))
    assert shown
    assert why == "The doctor is away: resume first"
    assert clinic.pause is None


def test_what_a_pause_says_is_changed_while_it_lasts(clinic, page, settle, qtbot):
    clinic.pause = SessionPause(
        notice=SessionNotice.PROCEDURE, since=NOW - timedelta(minutes=9), back_at=NOW + timedelta(minutes=20)
    )
    clinic.push()

    by_alt(page, settle, Key.Key_M)
    sheet = sheet_of(PauseSheet)
    before = sheet.notice, sheet.until.value()
    QTest.keyClick(sheet, Key.Key_2)
    sheet.until.setFocus()
    sheet.until.selectAll()
    QTest.keyClicks(sheet.until, "45")
    QTest.keyClick(sheet.until, Key.Key_Return)
    settle()

    assert before == (SessionNotice.PROCEDURE, time_text(NOW + timedelta(minutes=20)))
    assert (clinic.pause.notice, clinic.pause.back_at) == (SessionNotice.EMERGENCY, NOW + timedelta(minutes=45))
    assert page.now.resume.isVisible()


def test_the_end_of_the_day_says_how_many_it_closes(clinic, page, settle):
    clinic.arrives(14, "Abdul Karim")
    clinic.arrives(15, "Sultana Akter", status=AppointmentStatus.ON_HOLD)
    clinic.push()

    by_alt(page, settle, Key.Key_E)
    sheet = sheet_of(Confirm)
    said = [label.text() for label in sheet.findChildren(Label)]
    QTest.keyClick(sheet, Key.Key_Return)
    settle()

    assert "2 patients were not seen and are closed as absent." in said
    assert clinic.pause.notice is SessionNotice.ENDED
    assert page.room.state.line == ()
