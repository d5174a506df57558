"""With two hands on the keyboard."""

from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.reception.book_sheet import BookSheet
from client.views.reception.cancel_sheet import CancelSheet
from client.widgets.fonts import metrics
from shared.contracts import access, appointments, calendar, patients
from shared.contracts.access import ApprovalNeeded, MayNotApprove
from shared.contracts.appointments import AlreadyBooked
from shared.contracts.patients import PossibleDuplicate
from shared.errors import Unreachable
from shared.ids import ApprovalId
from shared.models.access import Approval
from shared.models.appointments import AppointmentStatus, Priority
from shared.models.common import Page
from shared.models.patients import Birth, Sex
from shared.permissions import Permission
from shared.topics import Topic
from tests.client.calendar import days
from tests.client.examples import NOON
from tests.client.reception import people

Key = Qt.Key


def focused():
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(*keys):
    for key in keys:
        QTest.keyClick(focused(), key)


def write(text):
    QTest.keyClicks(focused(), text)


def find(page, answered, term="rahim"):
    write(term)
    answered(lambda: page._search.state.answered)


def type_rahima(page):
    page.form.focus_name()
    write("Rahima Begum")
    press(Key.Key_Return, Key.Key_Space, Key.Key_Tab)
    write("54")
    press(Key.Key_Return)
    write("01711-402317")
    press(Key.Key_F7, Key.Key_M)


def test_a_new_patient_by_keys_alone(page, calls, printing, answered):
    calls.answers(patients.search, Page(items=[]))
    write("Rahima Begum")
    press(Key.Key_Return)
    answered(page.form.person.name.hasFocus)
    press(Key.Key_Return, Key.Key_Space, Key.Key_Tab)
    write("54")
    press(Key.Key_F7, Key.Key_M, Key.Key_F9)
    answered(lambda: printing.tokens)

    (registered,) = calls.requests(patients.register)
    assert (registered.name, registered.sex, registered.age.amount) == ("Rahima Begum", Sex.FEMALE, 54)
    assert page.search.box.hasFocus()
    assert page.form.person.name.text() == page.form.person.age.text() == ""
    assert "5 ahead" in page.last.words.text()
    assert page.last.token.text() == "M-012"


def test_a_found_patient_by_arrow_and_enter(page, calls, printing, answered):
    find(page, answered)
    press(Key.Key_Down, Key.Key_Return)
    answered(page.form.patient.isVisible)

    assert page.form.visit.doctor.hasFocus()
    assert not page.form.person.isVisible()
    press(Key.Key_E, Key.Key_F9)
    answered(lambda: printing.tokens)

    (booked,) = calls.requests(appointments.book)
    assert (booked.patient_id, booked.doctor_id) == (people.KHATUN.id, people.HASSAN.id)
    assert page.search.box.text() == ""


def test_the_allergy_of_the_picked_patient_is_seen(page, calls, answered):
    calls.answers(patients.get, people.card(people.RAHIMA, "Penicillin"))
    find(page, answered)

    press(Key.Key_Return)
    answered(page.form.patient.isVisible)

    assert "Penicillin" in page.form.patient.allergy.accessibleName()


def test_that_allergies_of_a_closed_record_are_not_shown_is_said(page, calls, answered):
    closed = people.card(people.RAHIMA).model_copy(update={"is_closed": True, "hides_allergies": True})
    calls.answers(patients.get, closed)
    find(page, answered)

    press(Key.Key_Return)
    answered(page.form.patient.isVisible)

    assert page.form.patient.allergy.isVisible()
    assert page.form.patient.allergy.accessibleName() == "Allergies not shown: confidential record"


def test_esc_clears_the_search_and_lets_go_of_the_patient(page, answered):
    find(page, answered)
    press(Key.Key_Return)
    answered(page.form.patient.isVisible)

    press(Key.Key_Escape)

    assert page.form.person.isVisible()
    assert page.search.box.hasFocus()
    press(Key.Key_Escape)
    assert page.search.box.text() == ""


def test_enter_before_the_answer_takes_the_only_one_who_fits(page, calls, answered):
    calls.answers(patients.search, Page(items=[people.RAHIMA]))

    write("26-00001")
    press(Key.Key_Return)
    answered(page.form.patient.isVisible)

    assert page.form.patient.strip.accessibleName().startswith("Rahima Begum")


def test_a_missing_field_is_said_beside_it_and_gets_the_focus(page):
    page.form.focus_name()
    write("Rahima Begum")

    press(Key.Key_F9)

    assert page.form.person.fields["sex"].has_error
    assert not page.form.person.fields["name"].has_error
    assert page.form.person.sex.isAncestorOf(focused())


def test_the_fee_follows_doctor_and_visit(page):
    type_rahima(page)

    assert page.form.fee.text() == "800.00 BDT"
    press(Key.Key_Tab, Key.Key_Right)
    assert page.form.fee.text() == "500.00 BDT"


def test_a_place_before_others_asks_for_its_reason(page, calls, printing, answered):
    type_rahima(page)

    press(Key.Key_F3, Key.Key_F9)
    assert page.form.visit.fields["priority_reason"].has_error
    write("high fever")
    press(Key.Key_F9)
    answered(lambda: printing.tokens)

    (booked,) = calls.requests(appointments.book)
    assert (booked.priority, booked.priority_reason) == (Priority.PRIORITY, "high fever")


def test_a_place_before_others_goes_on_once_a_second_person_agreed(page, calls, printing, answered):
    calls.answers(appointments.book, agreed_only)
    calls.answers(access.approve, Approval(id=ApprovalId(UUID(int=9)), approved_by="Rina Das", until=NOON))
    type_rahima(page)
    press(Key.Key_F3)
    write("high fever")

    press(Key.Key_F9)
    answered(lambda: page.findChild(SecondPersonSheet))
    write("Rina.Das")
    press(Key.Key_Tab)
    write("demo-password-1")
    press(Key.Key_Return)
    answered(lambda: printing.tokens)

    (word,) = calls.requests(access.approve)
    assert (word.user_name, word.permission, word.subject_id) == ("rina.das", "queue:priority", people.RAHIMA.id)
    assert [each.approval_id for each in calls.requests(appointments.book)] == [None, UUID(int=9)]
    assert len(calls.requests(patients.register)) == 1


def test_a_second_person_who_may_not_is_told_so_and_the_form_stands(page, calls, answered):
    calls.answers(appointments.book, agreed_only)
    calls.answers(access.approve, MayNotApprove(Permission.QUEUE_PRIORITY))
    type_rahima(page)
    press(Key.Key_F3)
    write("high fever")
    press(Key.Key_F9)
    answered(lambda: page.findChild(SecondPersonSheet))
    sheet = page.findChild(SecondPersonSheet)

    write("cashier")
    press(Key.Key_Tab)
    write("demo-password-1")
    press(Key.Key_Return)
    answered(lambda: not sheet.primary.busy)
    assert focused() is sheet.password
    press(Key.Key_Escape)

    assert page.form.visit.reason.value() == "high fever"
    assert not page.form.save.busy


def agreed_only(book):
    if book.approval_id is None:
        raise ApprovalNeeded(Permission.QUEUE_PRIORITY)
    return people.details()


def test_while_the_answer_is_awaited_the_text_stays_and_the_button_waits(page, calls, answered):
    type_rahima(page)
    calls.answers(patients.register, Unreachable())

    press(Key.Key_F9)
    assert page.form.save.busy
    assert page.form.person.name.text() == "Rahima Begum"
    answered(page.form.note.isVisible)

    assert not page.form.save.busy
    assert page.form.person.name.text() == "Rahima Begum"
    assert page.form.visit.doctor.hasFocus()


def test_a_look_alike_is_used_with_enter(page, calls, printing, answered):
    calls.answers(patients.register, PossibleDuplicate((people.RAHIMA.id, people.KHATUN.id)))
    type_rahima(page)
    press(Key.Key_F9)
    answered(page.form.look_alikes.isVisible)

    press(Key.Key_Down, Key.Key_Return, Key.Key_F9)
    answered(lambda: printing.tokens)

    assert calls.requests(appointments.book)[0].patient_id == people.KHATUN.id


def test_somebody_else_is_said_with_f6(page, calls, printing, answered):
    calls.answers(
        patients.register,
        lambda ask: people.card(people.RAHIMA) if ask.confirmed else PossibleDuplicate((people.KHATUN.id,)),
    )
    type_rahima(page)
    press(Key.Key_F9)
    answered(page.form.look_alikes.isVisible)

    press(Key.Key_F6)
    answered(lambda: printing.tokens)

    assert [ask.confirmed for ask in calls.requests(patients.register)] == [False, True]


def test_who_has_a_token_already_gets_it_again_with_enter(page, calls, printing, answered):
    calls.answers(appointments.book, AlreadyBooked(people.details(7).id))
    calls.answers(appointments.get, people.details(7))
    type_rahima(page)
    press(Key.Key_F9)
    answered(page.form.booked.isVisible)

    press(Key.Key_Return)

    assert printing.tokens == [people.details(7)]
    assert not page.form.booked.isVisible()


def test_a_booking_for_another_day(page, calls, answered):
    calls.answers(appointments.book, people.details(7, AppointmentStatus.SCHEDULED))
    type_rahima(page)

    press(Key.Key_F8)
    sheet = page.findChild(BookSheet)
    sheet.date.set_value("30/11/2026")
    answered(sheet.primary.isEnabled)
    QTest.keyClick(sheet.date, Key.Key_Return)
    answered(page.last.isVisible)

    assert f"{calls.requests(appointments.book)[0].date}" == "2026-11-30"
    assert page.last.token.text() == "Booked"


def test_booking_offers_the_doctors_first_free_slot(page, calls, registration, answered):
    calls.answers(calendar.openings, days.openings(days.opening(0), days.opening(1)))
    type_rahima(page)
    press(Key.Key_F8)
    sheet = page.findChild(BookSheet)
    answered(lambda: sheet.slots.current() is not None and sheet.primary.isEnabled())
    QTest.keyClick(sheet.date, Key.Key_Return)
    answered(lambda: calls.requests(appointments.book))

    (asked,) = calls.requests(appointments.book)
    assert (asked.date, asked.slot_at) == (days.opening(0).date, days.opening(0).starts)


def test_undo_takes_the_token_back(page, calls, last, answered):
    calls.answers(appointments.cancel, people.details(12, AppointmentStatus.CANCELLED))
    last.remember(people.details(12))

    QTest.keyClick(page, Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    answered(lambda: last.state.is_undone)

    assert "cancelled" in page.last.words.text()
    assert not page.last.undo.isVisible()


def test_the_queue_by_keys(page, calls, printing, answered, qtbot):
    calls.answers(appointments.check_in, people.details(3))
    press(Key.Key_F4, Key.Key_Down, Key.Key_Down)

    with qtbot.waitSignal(page.timeline_opened) as opened:
        press(Key.Key_Return)
    press(Key.Key_F10)
    answered(lambda: printing.tokens)

    assert opened.args == [people.row(3).id]
    assert calls.requests(appointments.check_in)[0].appointment_id == people.row(3).id
    assert page.last.token.text() == "M-003"


def test_a_visit_is_cancelled_with_a_reason(page, calls, answered):
    calls.answers(appointments.cancel, people.details(2, AppointmentStatus.CANCELLED))
    press(Key.Key_F4, Key.Key_Down, Key.Key_Delete)
    sheet = page.findChild(CancelSheet)
    assert sheet.primary.blocked_reason

    QTest.keyClicks(sheet.reason, "Patient left")
    QTest.keyClick(sheet.reason, Key.Key_Return)

    (cancelled,) = calls.requests(appointments.cancel)
    assert (cancelled.appointment_id, cancelled.reason) == (people.row(2).id, "Patient left")


def test_the_minutes_grow_and_turn_red(page, clock):
    row = page.day.table.rows_model.rows[1]

    def cell():
        table = page.day.table
        return table.waiting_text(row), table.waiting_tone(row), table.waiting_icon(row)

    assert cell() == ("31 min", "warn", "clock")
    clock.later(14)
    assert cell() == ("45 min", "bad", "triangle-alert")


def test_when_the_turn_is_likely_to_come_stands_under_the_wait(page, calls, clock, stream, answered):
    calls.answers(appointments.of_day, Page(items=[people.row(2).model_copy(update={"expected_minutes": 12})]))
    stream.tell(Topic.QUEUE)
    answered(lambda: page.day.table.rows_model.rowCount() == 1)
    (row,) = page.day.table.rows_model.rows

    def cell():
        return page.day.table.rows_model.columns[5].detail(row)

    assert cell() == "≈ 12:12"
    clock.later(5)
    assert cell() == "≈ 12:12"
    clock.later(8)
    assert cell() == "soon"


def test_the_figures_stand_over_the_list(page):
    assert page.figures.waiting.accessibleName() == "Waiting: 23"
    assert page.figures.average.accessibleName() == "Average wait: 18 min"


def test_it_fits_the_smallest_screen(page):
    assert page.minimumSizeHint().width() <= 1366 - 88
    assert page.minimumSizeHint().height() <= 700 - 58


def test_no_patient_number_is_cut_on_the_smallest_screen(page, calls, answered, stream, clock, qtbot):
    infant = Birth(date=clock.today() - timedelta(days=60))
    rows = [people.row(number) for number in range(1, 30)]  # so many that the scroll bar takes its part
    baby = rows[0].patient.model_copy(update={"birth": infant, "patient_no": "P-2026-000002"})
    calls.answers(appointments.of_day, Page(items=[rows[0].model_copy(update={"patient": baby}), *rows[1:]]))
    stream.tell(Topic.QUEUE)
    answered(lambda: page.day.table.rows_model.rowCount() == 29)
    table = page.day.table

    words = table.rows_model.columns[1].detail(table.rows_model.rows[0])

    assert words == "F · 1 m 30 d · P-2026-000002"
    qtbot.waitUntil(table.verticalScrollBar().isVisible)
    assert metrics(12).horizontalAdvance(words) <= table.columnWidth(1) - 18
