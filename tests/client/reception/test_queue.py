"""The moves of a queue from reception, with two hands on the keyboard."""

from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.queue.priority_sheet import PrioritySheet
from client.views.queue.row_menu import RowMenu
from client.views.queue.transfer_sheet import TransferSheet
from client.views.reception.doctor_sheet import DoctorSheet
from client.widgets.dialog import Confirm
from shared.contracts import access, appointments, queue
from shared.contracts.appointments import AppointmentStateConflict
from shared.errors import StaleVersion
from shared.ids import AppointmentId, ApprovalId, PatientId
from shared.models.access import Approval
from shared.models.appointments import AppointmentStatus, AppointmentType, HoldReason, Priority
from shared.models.common import Page
from shared.models.patients import Sex
from shared.models.queue import Pace, PaceSource, QueueEntry, QueueSnapshot, SessionNotice, SessionPause
from tests.client.consulting.hands import sheet_of
from tests.client.examples import NOON, TODAY
from tests.client.reception import people
from tests.client.reception.test_page import focused, press

Key = Qt.Key
Status = AppointmentStatus
ALT = Qt.KeyboardModifier.AltModifier


def entry(number, status=Status.WAITING, minutes=10, **changes):
    return QueueEntry(
        appointment_id=AppointmentId(UUID(int=1000 + number)),
        patient_id=PatientId(UUID(int=number)),
        patient_no=f"26-{number:05d}",
        name=f"Patient {number}",
        name_local="",
        sex=Sex.FEMALE,
        birth=None,
        token=f"M-{number:03d}",
        status=status,
        hold_reason=None,
        type=AppointmentType.NEW,
        priority=Priority.NORMAL,
        position=number,
        waiting_since=NOON - timedelta(minutes=minutes),
        called_at=None,
        calls=0,
        expected_minutes=None,
        expected_at=None,
        allergies=0,
        version=3,
    ).model_copy(update=changes)


def snapshot(*entries, version=1, pause=None):
    return QueueSnapshot(
        doctor_id=people.RAHMAN.id,
        doctor=people.RAHMAN.name,
        room=people.RAHMAN.room,
        date=TODAY,
        version=version,
        pause=pause,
        pace=Pace(minutes=10.0, source=PaceSource.HOUSE),
        entries=list(entries),
        completed=14,
    )


def alt(*keys):
    for key in keys:
        QTest.keyClick(focused(), key, ALT)


def statuses(page):
    return [row.status for row in page.day.table.rows_model.rows]


@pytest.fixture
def back(page, qtbot):
    """A sheet was closed: the page has the keyboard again."""

    def run():
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.day._take_focus()

    return run


@pytest.fixture
def live(page, stream, answered, back):
    """Dr. Rahman's queue, chosen with F5 and a part of the name."""
    press(Key.Key_F5)
    sheet = sheet_of(DoctorSheet)
    answered(lambda: sheet.picker.current() is not None)
    QTest.keyClicks(sheet.picker.box, "rahm")
    QTest.keyClick(sheet.picker.box, Key.Key_Return)
    soon = {"expected_minutes": 12, "expected_at": NOON + timedelta(minutes=12)}
    rows = (entry(1, Status.IN_CONSULTATION, calls=1), entry(2, minutes=46, **soon), entry(3, minutes=31), entry(4))
    held = entry(5, Status.ON_HOLD, hold_reason=HoldReason.TESTS)
    stream.queue.emit(snapshot(*rows, held))
    back()
    return page.day.line


def test_the_marked_patient_is_called_and_shown_called_at_once(page, calls, answered):
    calls.answers(queue.call, entry(2, Status.CALLED, version=4, calls=1))
    press(Key.Key_F4, Key.Key_Down)

    alt(Key.Key_C)
    at_once = statuses(page)[1]
    icon = page.day.table.rows_model.columns[-1].icon(page.day.table.current())
    answered(lambda: calls.requests(queue.call) and not page.day._moves.state.sent)

    assert at_once is Status.CALLED
    assert icon == "hourglass"
    (asked,) = calls.requests(queue.call)
    assert (asked.appointment_id, asked.version) == (people.row(2).id, 3)


def test_a_faster_colleague_is_told_of_politely_and_the_row_returns(page, calls, answered):
    calls.answers(queue.call, StaleVersion(4))
    press(Key.Key_F4, Key.Key_Down)

    alt(Key.Key_C)
    answered(page.day.note.isVisible)

    assert page.day.note.text.startswith("M-002 Patient 2: Somebody has changed this meanwhile")
    assert statuses(page)[1] is Status.WAITING
    assert len(calls.requests(appointments.of_day)) > 1


def test_what_is_not_possible_is_not_sent_and_said(page, calls):
    press(Key.Key_F4, Key.Key_Down)

    alt(Key.Key_R)

    assert page.day.note.text == "M-002 Patient 2: Only who is called"
    assert not calls.requests(queue.recall)


def test_why_somebody_is_on_hold_stands_in_the_list_of_the_day(page, calls, stream, answered):
    held = people.row(2, Status.ON_HOLD).model_copy(update={"hold_reason": HoldReason.TESTS})
    calls.answers(appointments.of_day, Page(items=[held]))
    page.day._view_model.refresh()
    answered(lambda: statuses(page) == [Status.ON_HOLD])

    status = page.day.table.rows_model.columns[-1]

    assert (status.text(held), status.icon(held)) == ("At tests", "flask-conical")


def test_the_moves_keys_are_dead_while_somebody_types_a_name(page, calls):
    press(Key.Key_F4, Key.Key_Down)
    page.form.focus_name()

    alt(Key.Key_C)

    assert not calls.requests(queue.call)


def test_the_first_button_is_what_comes_next(page):
    press(Key.Key_F4)
    inside = page.day.check_in.isVisible()
    press(Key.Key_Down)
    waiting = [act.name for act, button in page.day.first_moves.items() if button.isVisible()]
    press(Key.Key_Down)

    assert inside
    assert waiting == ["CALL"]
    assert page.day.check_in.isVisible()
    assert not page.day.check_in.blocked_reason


@pytest.mark.qt_log_ignore("does not support")  # offscreen: a popup grabs the keyboard
def test_the_menu_has_the_visit_s_own_acts_too(page, calls, printing, answered):
    calls.answers(appointments.check_in, people.details(3))
    press(Key.Key_F4, Key.Key_Down, Key.Key_Down)

    QTest.keyClick(focused(), Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    menu = next(w for w in QApplication.topLevelWidgets() if isinstance(w, RowMenu) and w.isVisible())
    lines = [action.text() for action in menu.actions() if action.isEnabled() and action.text()]
    QTest.keyClick(menu, Key.Key_Return)
    answered(lambda: printing.tokens)

    assert lines == ["Check in\tF10", "Cancel visit…\tDel"]


def test_who_was_absent_comes_back_with_a_reason(page, calls, stream, answered, back):
    calls.answers(appointments.of_day, Page(items=[people.row(2, Status.NO_SHOW)]))
    page.day._view_model.refresh()
    answered(lambda: statuses(page) == [Status.NO_SHOW])
    calls.answers(queue.return_to_queue, entry(2, version=4))
    press(Key.Key_F4)

    alt(Key.Key_B)
    sheet = sheet_of(Confirm)
    blocked = sheet.primary.blocked_reason
    QTest.keyClicks(sheet._reason, "bus was late")
    QTest.keyClick(sheet._reason, Key.Key_Return)
    answered(lambda: calls.requests(queue.return_to_queue))

    assert blocked == "A reason is needed"
    assert calls.requests(queue.return_to_queue)[0].reason == "bus was late"


def test_a_place_before_others_waits_for_a_second_person(page, calls, answered):
    word = Approval(id=ApprovalId(UUID(int=9)), approved_by="Dr. Hassan", until=NOON)
    calls.answers(access.approve, word)
    calls.answers(queue.set_priority, entry(2, version=4, priority=Priority.PRIORITY))
    press(Key.Key_F4, Key.Key_Down)

    alt(Key.Key_P)
    sheet = sheet_of(PrioritySheet)
    QTest.keyClicks(sheet.reason, "pregnant")
    QTest.keyClick(sheet.reason, Key.Key_Return)
    second = sheet_of(SecondPersonSheet)
    before = calls.requests(queue.set_priority)
    QTest.keyClicks(second.user_name, "hassan")
    QTest.keyClicks(second.password, "secret-word-1")
    QTest.keyClick(second.password, Key.Key_Return)
    answered(lambda: calls.requests(queue.set_priority))

    (asked,) = calls.requests(queue.set_priority)
    (approved,) = calls.requests(access.approve)
    assert before == []
    assert (asked.priority, asked.reason, asked.approval_id) == (Priority.PRIORITY, "pregnant", word.id)
    assert approved.subject_id == people.row(2).id


def test_a_transfer_says_how_many_wait_there(page, calls, answered):
    elsewhere = people.row(7).model_copy(update={"doctor_id": people.HASSAN.id, "expected_minutes": 25})
    calls.answers(appointments.of_day, Page(items=[people.row(2), elsewhere]))
    calls.answers(queue.transfer, entry(2, version=4, token="E-008"))
    page.day._view_model.refresh()
    answered(lambda: len(statuses(page)) == 2)
    press(Key.Key_F4)

    alt(Key.Key_T)
    sheet = sheet_of(TransferSheet)
    answered(lambda: sheet.picker.current() is not None)
    load = sheet.picker.current()
    QTest.keyClick(sheet.picker.box, Key.Key_Return)
    at_once = page.day.table.rows_model.rows[0].doctor
    answered(lambda: calls.requests(queue.transfer))

    assert (load.doctor.name, load.waiting, load.last_minutes) == (people.HASSAN.name, 1, 25)
    assert at_once == people.HASSAN.name
    assert calls.requests(queue.transfer)[0].doctor_id == people.HASSAN.id


def test_one_doctors_queue_stands_in_calling_order(live, page):
    assert live.isVisible()
    assert [row.token for row in live.rows_model.rows] == ["M-001", "M-002", "M-003", "M-004", "M-005"]
    assert [live._place_text(row) for row in live.rows_model.rows] == ["–", "1", "2", "3", "–"]
    assert [live._waiting_icon(row) for row in live.rows_model.rows[1:4]] == ["triangle-alert", "clock", ""]
    expected = live.rows_model.columns[-2]
    assert [(expected.text(row), expected.detail(row)) for row in live.rows_model.rows[1:3]] == [
        ("≈ 12:12", "in 12 min"),
        ("–", ""),
    ]
    status = live.rows_model.columns[-1]
    assert (status.text(live.rows_model.rows[4]), status.icon(live.rows_model.rows[4])) == ("At tests", "flask-conical")


def test_esc_goes_back_to_all_doctors(live, page):
    press(Key.Key_Escape)

    assert page.day.table.isVisible()
    assert page.day.table.hasFocus()


def test_alt_and_an_arrow_move_a_row_and_the_push_has_the_last_word(live, page, calls, stream, answered):
    calls.answers(queue.reorder, entry(4, position=2, version=4))
    press(Key.Key_Down, Key.Key_Down, Key.Key_Down)

    alt(Key.Key_Up)
    at_once = [row.token for row in live.rows_model.rows]
    answered(lambda: not page.day._moves.state.sent)
    stream.queue.emit(snapshot(entry(2, position=2), entry(4, position=3, version=4), entry(3, position=4), version=2))

    assert at_once == ["M-001", "M-002", "M-004", "M-003", "M-005"]
    assert calls.requests(queue.reorder)[0].before == entry(3).appointment_id
    assert [row.token for row in live.rows_model.rows] == ["M-002", "M-004", "M-003"]
    assert live.current().token == "M-004"


def test_the_next_is_called_only_when_the_room_is_free(live, page, calls, stream, answered):
    calls.answers(queue.call_next, entry(2, Status.CALLED, version=4, calls=1))
    alt(Key.Key_N)
    said = page.day.note.text
    stream.queue.emit(snapshot(entry(2), entry(3), version=2))

    alt(Key.Key_N)
    at_once = live.rows_model.rows[0].status
    answered(lambda: calls.requests(queue.call_next))

    assert said == "Somebody is called or in the room"
    assert at_once is Status.CALLED


def test_a_pause_stands_over_the_queue(live, page, stream):
    pause = SessionPause(notice=SessionNotice.PRAYER, since=NOON, back_at=NOON + timedelta(minutes=20))

    stream.queue.emit(snapshot(entry(2), version=2, pause=pause))

    assert page.day.head.session.notice.text == "Prayer · back 12:20"
    assert page.day.head.session.resume.isVisible()
    assert page.day.head.session.anew.isVisible()
    assert not page.day.head.call_next.isVisible()


def test_a_refusal_in_the_queue_asks_for_its_truth(live, page, calls, answered):
    calls.answers(queue.return_to_queue, AppointmentStateConflict(Status.CANCELLED))
    calls.answers(queue.of_doctor, snapshot(entry(2), version=2))
    live.select(entry(5).appointment_id)

    alt(Key.Key_B)
    answered(lambda: len(live.rows_model.rows) == 1)

    assert page.day.note.isVisible()


def test_it_fits_the_smallest_screen_with_a_doctors_queue(live, page, answered):
    many = [people.row(number) for number in range(1, 130)]
    page.day._view_model._show(page.day._view_model.state.__class__(appointments=tuple(many), known=True))

    in_queue = page.minimumSizeHint()
    press(Key.Key_Escape)
    in_day = page.minimumSizeHint()

    assert max(in_queue.width(), in_day.width()) <= 1366 - 88
    assert max(in_queue.height(), in_day.height()) <= 700 - 58
