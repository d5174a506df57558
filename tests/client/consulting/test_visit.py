from dataclasses import replace
from decimal import Decimal

import pytest

from client.viewmodels.consulting.quick_entry import parse
from client.viewmodels.consulting.visit import Visit
from client.viewmodels.consulting.visit_state import Settle, Step
from client.viewmodels.consulting.worksheet import line_of
from shared.contracts import consultations, lab, prescriptions
from shared.errors import Unavailable, Unexpected
from shared.models.consultations import ConsultationDetails, DiagnosisKind, Note
from shared.models.lab import OrderTests
from shared.models.prescriptions import Prescribe
from shared.rules.dosing import Frequency
from tests.client.consulting.examples import (
    AMOXICILLIN,
    BLOOD_COUNT,
    CRP,
    HYPERTENSION,
    PARACETAMOL,
    PENICILLIN,
    PNEUMONIA,
    SYRUP,
)

COMMANDS = (
    consultations.save_note,
    consultations.record_diagnoses,
    prescriptions.prescribe,
    lab.order,
    consultations.complete,
)


@pytest.fixture
def filled(opened, settle):
    """All that a visit may hold, nothing of it sent."""
    opened.write("complaint", "Cough")
    opened.add_diagnosis(PNEUMONIA)
    opened.add_medicine(PARACETAMOL, "para 500 tds 5d")
    opened.add_test(BLOOD_COUNT)
    return opened


def line_of_paracetamol():
    return line_of(PARACETAMOL, parse("para 500 tds 5d"))


def sent(clinic):
    return [call.endpoint for call in clinic.calls.sent if call.endpoint in COMMANDS]


def again(clinic, visit, patient, settle):
    """The same computer after a crash."""
    desk = clinic.desk()
    fresh = Visit(desk.calls, desk.changes, desk.session, clinic.drafts)
    fresh.show(patient.appointment_id)
    settle()
    return fresh


# The note


def test_keeps_the_note_some_moments_after_it_was_written(clinic, opened, settle, qtbot):
    opened.write("complaint", "Cough")
    opened.write("complaint", "Cough, fever")

    qtbot.waitUntil(lambda: bool(clinic.calls.requests(consultations.save_note)))
    settle()

    assert len(clinic.calls.requests(consultations.save_note)) == 1
    assert opened.state.kept.note == Note(complaint="Cough, fever")
    assert opened.state.saved_at is not None


def test_keeps_what_was_written_while_it_was_being_kept(clinic, opened, settle, qtbot):
    opened.write("complaint", "Cough")
    opened.save()
    opened.write("complaint", "Cough, fever")
    settle()

    qtbot.waitUntil(lambda: len(clinic.calls.requests(consultations.save_note)) == 2)
    settle()

    assert opened.state.note_is_kept
    assert opened.state.sheet.note.complaint == "Cough, fever"


def test_the_text_on_this_screen_stands_when_somebody_else_wrote_meanwhile(clinic, opened, patient, settle):
    clinic.change_visit(patient, version=7, note=Note(plan="X-ray"))
    opened.write("complaint", "Cough")

    opened.save()
    settle()

    assert clinic.visit(patient).note == Note(complaint="Cough")
    assert opened.state.note_is_kept


def test_a_note_nobody_touched_here_follows_the_server(clinic, opened, patient, settle, qtbot):
    clinic.change_visit(patient, version=7, note=Note(plan="X-ray"))

    clinic.stream.connected.emit()
    qtbot.waitUntil(lambda: len(clinic.calls.requests(consultations.get)) == 2)
    settle()

    assert opened.state.sheet.note.plan == "X-ray"


def test_what_a_paste_brings_along_and_no_note_may_hold_is_left_out(opened):
    opened.write("complaint", "Cough\x00\x0c\nfever\ud800")

    assert opened.state.sheet.note.complaint == "Cough\nfever"


def test_a_nurse_sees_and_does_not_write(clinic, opened, patient, settle):
    clinic.session.me = clinic.session.me.model_copy(update={"employee_id": "0" * 32})

    reader = again(clinic, opened, patient, settle)

    assert reader.state.kept is not None
    assert not reader.state.may_write


# The sheet


def test_what_was_typed_beside_the_medicine_fills_its_row(opened):
    opened.add_medicine(PARACETAMOL, "para 500 2x tds 5d")

    (line,) = opened.state.sheet.lines
    assert (line.dose, line.frequency, line.days, line.quantity) == (Decimal(2), Frequency.TDS, 5, 30)
    assert line.is_complete


def test_what_no_form_makes_plain_is_asked_not_guessed(opened):
    opened.add_diagnosis(PNEUMONIA)

    opened.add_medicine(SYRUP, "salb bd")

    (line,) = opened.state.sheet.lines
    assert line.dose is None
    assert [each.what for each in opened.state.unsettled] == [Settle.LINE_INCOMPLETE]


def test_the_same_medicine_again_takes_the_old_rows_place(opened):
    opened.add_medicine(PARACETAMOL, "para od")
    opened.add_medicine(AMOXICILLIN, "amox tds")

    opened.add_medicine(PARACETAMOL, "para bd")

    assert [(line.medicine, line.frequency) for line in opened.state.sheet.lines] == [
        (PARACETAMOL.product, Frequency.BD),
        (AMOXICILLIN.product, Frequency.TDS),
    ]


def test_orders_tests_at_once_and_each_but_once(clinic, opened, settle):
    opened.add_test(BLOOD_COUNT)
    opened.order()
    settle()

    opened.add_test(BLOOD_COUNT)
    opened.add_test(CRP)
    opened.order()
    settle()

    assert [request.test_type_ids for request in clinic.calls.requests(lab.order)] == [[BLOOD_COUNT.id], [CRP.id]]
    assert opened.state.unordered == ()


def test_an_allergy_recorded_here_is_in_the_banner_at_once(clinic, opened, patient):
    person = clinic.patients[patient.appointment_id]

    opened.patient_changed(person.model_copy(update={"allergies": [PENICILLIN], "version": 2}))

    assert opened.state.kept.patient.allergies == [PENICILLIN]


# Completing


def test_sends_everything_in_order_then_completes(clinic, filled, patient, settle):
    done: list[ConsultationDetails] = []
    filled.completed.connect(done.append)

    filled.complete()
    settle()

    assert sent(clinic) == list(COMMANDS)
    assert [visit.prescription is not None for visit in done] == [True]
    assert clinic.visit(patient).completed_at is not None
    assert clinic.drafts.kept == {}


def test_sends_nothing_that_there_is_not(clinic, opened, settle):
    opened.add_diagnosis(PNEUMONIA)
    opened.add_diagnosis(HYPERTENSION)

    opened.complete()
    settle()

    assert sent(clinic) == [consultations.save_note, consultations.record_diagnoses, consultations.complete]
    (request,) = clinic.calls.requests(consultations.record_diagnoses)
    assert [d.kind for d in request.diagnoses] == [DiagnosisKind.PRIMARY, DiagnosisKind.SECONDARY]


@pytest.mark.parametrize("left", ["diagnosis", "line", "entry"])
def test_does_not_complete_with_something_to_settle(clinic, filled, settle, left):
    if left == "diagnosis":
        filled.remove_diagnosis(PNEUMONIA.code)
    elif left == "line":
        filled.change_line(replace(filled.state.sheet.lines[0], frequency=None))
    else:
        filled.leave_typed("amox 500")

    filled.complete()
    settle()

    assert sent(clinic) == []


@pytest.mark.parametrize("broken", COMMANDS[1:], ids=str)
def test_goes_on_where_it_stopped_and_sends_nothing_twice(clinic, filled, settle, broken):
    works = clinic.calls._answers[broken]
    clinic.calls.answers(broken, with_=Unexpected("it broke"))
    filled.complete()
    settle()
    stopped = filled.state

    clinic.calls.answers(broken, with_=works)
    filled.complete()
    settle()

    assert isinstance(stopped.problem, Unexpected)
    assert stopped.step is list(Step)[COMMANDS.index(broken)]
    for command in COMMANDS[1:]:
        assert sent(clinic).count(command) == (2 if command is broken else 1)
    assert filled.state.kept.completed_at is not None


def test_what_reached_the_server_before_a_crash_is_not_sent_again(clinic, filled, patient, settle):
    clinic.calls.answers(consultations.complete, with_=Unavailable())
    filled.complete()
    settle()
    before = len(clinic.calls.sent)

    fresh = again(clinic, filled, patient, settle)
    fresh.complete()
    settle()

    later = [call.endpoint for call in clinic.calls.sent[before:] if call.endpoint in COMMANDS]
    assert later == [consultations.save_note, consultations.complete]


def test_what_arrives_from_the_outbox_after_a_crash_is_seen_before_anything_is_sent(clinic, filled, patient, settle):
    fresh = again(clinic, filled, patient, settle)  # opened before the outbox had its turn
    line, test = filled.state.sheet.lines[0], BLOOD_COUNT
    clinic.prescribe(Prescribe(appointment_id=patient.appointment_id, items=[line.item()]))
    clinic.order(OrderTests(appointment_id=patient.appointment_id, test_type_ids=[test.id]))

    fresh.complete()
    settle()

    assert clinic.calls.requests(prescriptions.prescribe) == []
    assert clinic.calls.requests(lab.order) == []
    assert fresh.state.kept.completed_at is not None


def test_the_news_of_an_empty_room_may_come_before_the_answer(clinic, filled, settle):
    done: list[ConsultationDetails] = []
    filled.completed.connect(done.append)
    filled.complete()

    filled.show(None)
    settle()

    assert len(done) == 1
    assert filled.state.appointment_id is None


def test_a_prescription_changed_after_it_was_sent_is_sent_whole(clinic, filled, settle):
    clinic.calls.answers(lab.order, with_=Unexpected("it broke"))
    filled.complete()
    settle()

    filled.add_medicine(AMOXICILLIN, "amox tds 7d")
    filled.complete()
    settle()

    amended = clinic.calls.requests(prescriptions.prescribe)[-1]
    assert [item.medicine_id for item in amended.items] == [PARACETAMOL.id, AMOXICILLIN.id]


# Drafts


def test_what_was_not_sent_survives_a_crash(clinic, filled, patient, settle):
    filled.add_medicine(SYRUP, "salb 2.5ml tds")
    sheet = filled.state.sheet

    fresh = again(clinic, filled, patient, settle)

    assert fresh.state.sheet == sheet


def test_a_note_that_was_kept_is_taken_from_the_server_not_from_the_draft(clinic, filled, patient, settle):
    filled.save()
    settle()
    clinic.change_visit(patient, version=9, note=Note(complaint="Cough, written elsewhere"))

    fresh = again(clinic, filled, patient, settle)

    assert fresh.state.sheet.note.complaint == "Cough, written elsewhere"
    assert fresh.state.sheet.lines == filled.state.sheet.lines


def test_a_draft_is_its_writers_only(clinic, filled, patient, settle):
    clinic.session.me = clinic.session.me.model_copy(update={"user_id": "1" * 32})

    other = again(clinic, filled, patient, settle)

    assert other.state.sheet.lines == ()


def test_a_draft_of_another_version_is_left_aside(clinic, visit, patient, settle):
    me = clinic.session.me
    clinic.drafts.save(f"visit {patient.appointment_id} of {me.user_id}", {"lines": "nonsense"})

    visit.show(patient.appointment_id)
    settle()

    assert visit.state.sheet.lines == ()
    assert visit.state.may_write


@pytest.fixture
def sent_elsewhere(clinic, filled, patient):
    """A prescription of this visit, of which this computer has no draft."""
    line = replace(filled.state.sheet.lines[0], typed_quantity=20)
    clinic.prescribe(Prescribe(appointment_id=patient.appointment_id, items=[line.item()]))
    clinic.drafts.kept.clear()
    return line


def test_a_prescription_from_another_computer_is_reopened_for_changing(clinic, filled, sent_elsewhere, patient, settle):
    fresh = again(clinic, filled, patient, settle)
    as_sent = fresh.state.sheet.lines
    fresh.add_diagnosis(PNEUMONIA)
    fresh.add_medicine(AMOXICILLIN, "amox tds 7d")
    fresh.complete()
    settle()

    assert as_sent == (sent_elsewhere,)
    (amended,) = clinic.calls.requests(prescriptions.prescribe)
    assert [item.medicine_id for item in amended.items] == [PARACETAMOL.id, AMOXICILLIN.id]
    assert amended.items[0] == sent_elsewhere.item()


def test_a_reopened_prescription_that_was_left_as_it_is_goes_out_once_only(
    clinic, filled, sent_elsewhere, patient, settle
):
    fresh = again(clinic, filled, patient, settle)
    fresh.add_diagnosis(PNEUMONIA)

    fresh.complete()
    settle()

    assert clinic.calls.requests(prescriptions.prescribe) == []
    assert fresh.state.kept.completed_at is not None


def test_a_quantity_that_was_computed_goes_on_being_computed(clinic, filled, patient, settle):
    line = filled.state.sheet.lines[0]
    clinic.prescribe(Prescribe(appointment_id=patient.appointment_id, items=[line.item()]))
    clinic.drafts.kept.clear()

    fresh = again(clinic, filled, patient, settle)
    fresh.change_line(replace(fresh.state.sheet.lines[0], days=10))

    assert line.quantity == 15
    assert fresh.state.sheet.lines[0].quantity == 30


def test_a_prescription_nobody_touched_here_follows_the_server(clinic, opened, patient, settle, qtbot):
    clinic.prescribe(Prescribe(appointment_id=patient.appointment_id, items=[line_of_paracetamol().item()]))

    clinic.stream.connected.emit()
    qtbot.waitUntil(lambda: len(clinic.calls.requests(consultations.get)) == 2)
    settle()

    assert opened.state.sheet.lines == (line_of_paracetamol(),)
