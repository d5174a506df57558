from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from shared.contracts import consultations, queue
from shared.models.appointments import AppointmentStatus, Priority
from shared.rules.dosing import Frequency
from tests.client.consulting.examples import (
    BLOOD_COUNT,
    CRP,
    DOCTOR,
    PARACETAMOL,
    PENICILLIN,
)
from tests.client.consulting.hands import focused, press

Key = Qt.Key


def test_a_doctor_goes_through_a_whole_visit_with_the_keyboard(clinic, page, settle, qtbot):
    entry = clinic.arrives(14, "Abdul Karim", allergies=[PENICILLIN])
    clinic.push()
    said: list[str] = []
    page.said.connect(said.append)

    press(page, Key.Key_F8)
    settle()
    press(page, Key.Key_F9)
    settle()
    page.centre.note.complaint.setFocus()
    QTest.keyClicks(page.centre.note.complaint, "Cough, fever 4 days")
    for key, words in (
        (Key.Key_F2, "pneumonia"),
        (Key.Key_F6, "para 500 tds 5d"),
        (Key.Key_F6, "amox 500 bd 7d"),
        (Key.Key_F7, "blood"),
        (Key.Key_F7, "crp"),
    ):
        press(page, key)
        QTest.keyClicks(focused(), words)
        press(page, Key.Key_Return)
        settle()
    press(page, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    clinic.push()

    visit = clinic.visit(entry)
    assert visit.note.complaint == "Cough, fever 4 days"
    assert [d.code for d in visit.diagnoses] == ["J18.9"]
    assert [(i.medicine, i.frequency, i.quantity) for i in visit.prescription.items] == [
        ("Paracetamol", Frequency.TDS, 15),
        ("Amoxicillin", Frequency.BD, 14),
    ]
    assert [test.test_type_id for test in visit.tests] == [BLOOD_COUNT.id, CRP.id]
    assert visit.completed_at is not None
    assert [(v.appointment_id, degrees) for v, degrees in clinic.printing.printed] == [
        (entry.appointment_id, DOCTOR.degrees)
    ]
    assert said == ["M-014: consultation completed"]
    assert page.now.call_next.isVisible()


def test_the_allergy_never_leaves_the_screen(clinic, page, settle):
    clinic.let_in(clinic.arrives(14, "Abdul Karim", allergies=[PENICILLIN]))
    clinic.push()
    settle()

    for _ in range(12):
        page.visit.add_medicine(PARACETAMOL, "para")
        page.centre.tests.search.setFocus()

    top = page.centre.strip.mapTo(page, QPoint(0, 0)).y()
    assert top > 0
    assert "Penicillin" in page.centre.strip.accessibleName()


def test_enter_calls_the_marked_patient_out_of_turn(clinic, page, settle):
    clinic.arrives(14, "Abdul Karim")
    other = clinic.arrives(15, "Sultana Akter")
    clinic.push()

    press(page, Key.Key_F4)
    press(page, Key.Key_Down)
    press(page, Key.Key_Return)
    settle()

    assert page.room.state.called.appointment_id == other.appointment_id


def test_enter_brings_back_who_is_on_hold(clinic, page, settle):
    held = clinic.arrives(3, "Kamal Uddin", status=AppointmentStatus.ON_HOLD)
    clinic.push()

    press(page, Key.Key_F4)
    press(page, Key.Key_Return)
    settle()

    assert clinic.entries[held.appointment_id].status is AppointmentStatus.WAITING


def test_only_what_can_be_done_now_is_offered(clinic, page, settle):
    entry = clinic.arrives(14, "Abdul Karim")
    clinic.push()
    waiting = (page.now.call_next.isVisible(), page.now.enter.isVisible(), page.now.hold.isVisible())

    clinic._moved(entry, AppointmentStatus.CALLED, calls=1)
    clinic.push()
    called = (page.now.call_next.isVisible(), page.now.enter.isVisible(), page.now.hold.isVisible())

    clinic._moved(entry, AppointmentStatus.IN_CONSULTATION)
    clinic.push()
    in_room = (page.now.call_next.isVisible(), page.now.enter.isVisible(), page.now.hold.isVisible())

    assert (waiting, called, in_room) == ((True, False, False), (False, True, False), (False, False, True))
    settle()


def test_nobody_waiting_is_said_on_the_blocked_button(clinic, page):
    assert page.now.call_next.blocked_reason == "Nobody is waiting"


def test_a_refused_move_is_said_in_a_quiet_note(clinic, page, settle):
    clinic._moved(clinic.arrives(14, "Abdul Karim"), AppointmentStatus.CALLED, calls=1)
    clinic.push()

    page.now.no_show.click()
    settle()

    assert page.now.note.isVisible()
    assert page.now.note.text == "Recall first: absent counts after several calls."


def test_the_list_says_who_is_first_and_who_is_held_in_words(clinic, page):
    clinic.arrives(20, "Tania Islam", priority=Priority.PRIORITY)
    clinic.arrives(12, "Kamal Uddin", 52, status=AppointmentStatus.ON_HOLD)
    clinic.push()

    model = page.waiting.table.model()
    spoken = [model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]

    assert spoken == [
        "M-020, Tania Islam, Priority, waits 10 min",
        "M-012, Kamal Uddin, On hold, waits 52 min",
    ]


def test_what_was_written_goes_before_the_patient_is_put_on_hold(clinic, visiting, patient, settle):
    QTest.keyClicks(visiting.centre.note.complaint, "Cough")

    visiting.now.hold.click()
    settle()

    order = [call.endpoint for call in clinic.calls.sent if call.endpoint in {consultations.save_note, queue.skip}]
    assert order == [consultations.save_note, queue.skip]
    assert visiting.visit.state.appointment_id is None
