"""A prescription changed after the visit: warned as in the room, printed as a new version, or cancelled."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.views.consulting.amend_sheet import AmendSheet
from client.views.consulting.papers_sheet import PapersSheet
from client.views.consulting.past_note_sheet import PastNoteSheet
from client.views.consulting.warning_sheet import WarningSheet
from client.widgets.dialog import Confirm
from shared.contracts import consultations, prescriptions
from shared.contracts.prescriptions import PrescriptionStateConflict
from shared.ids import EmployeeId, MedicineId
from shared.models.prescriptions import PrescriptionStatus
from tests.client.consulting.examples import ALLERGIC_TO_IT, AMOXICILLIN, NOW, PARACETAMOL
from tests.client.consulting.hands import press, sheet_of
from tests.client.spoken import silent

Key = Qt.Key
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def given(clinic, visiting, patient, settle):
    """Of the patient's last visit, which is over."""
    visiting.visit.add_medicine(PARACETAMOL, "para 1 tds 5d")
    items = visiting.visit.state.sheet.items()
    clinic.prescribe(prescriptions.prescribe(appointment_id=patient.appointment_id, items=items).request)
    kept = clinic._keep(clinic.visit(patient), completed_at=NOW)
    clinic.calls.answers(consultations.get, with_=lambda _: clinic.visit(patient))
    return kept.prescription


@pytest.fixture
def at(qtbot, settle):
    """The sheet that stands on top, once the keyboard is its own."""

    def run(kind):
        sheet = sheet_of(kind)
        sheet.activateWindow()
        qtbot.waitUntil(sheet.isActiveWindow)
        settle()
        return sheet

    return run


@pytest.fixture
def papers(visiting, given, at):
    """By three keys from the room: the last note, its papers."""
    press(visiting, Key.Key_K, ALT)
    press(at(PastNoteSheet), Key.Key_J, ALT)
    return at(PapersSheet)


@pytest.fixture
def amending(papers, at):
    press(papers, Key.Key_C, ALT)
    return at(AmendSheet)


def test_it_opens_with_the_lines_as_they_stand_and_asks_for_a_change_and_a_reason(amending):
    blocked = [amending.primary.blocked_reason]
    amending._amending.add_medicine(AMOXICILLIN, "amox 1 tds")
    blocked.append(amending.primary.blocked_reason)
    for line in amending._amending.state.sheet.lines:
        amending._amending.remove_line(line)
    blocked.append(amending.primary.blocked_reason)

    assert "version 2 in the place of version 1" in amending._head.text()
    assert blocked == ["Nothing is changed yet", "Say why", "No medicine is left: cancel it instead"]
    amending.reject()


def test_the_new_version_is_issued_by_keyboard_and_printed(clinic, amending, visiting, given, patient, settle, find):
    said: list[str] = []
    visiting.said.connect(said.append)

    find(amending.lines.entry, "amox 500 tds 7d")
    amending.reason.setFocus()
    QTest.keyClicks(amending.reason, "Fever goes on")
    QTest.keyClick(amending, Key.Key_Return, CONTROL)
    settle()

    (sent,) = clinic.calls.requests(prescriptions.amend)
    assert (sent.prescription_id, sent.reason) == (given.id, "Fever goes on")
    assert [item.medicine_id for item in sent.items] == [PARACETAMOL.id, AMOXICILLIN.id]
    ((printed, _),) = clinic.printing.printed
    assert (printed.appointment_id, printed.prescription.version) == (patient.appointment_id, 2)
    assert said == ["RX-2026-000001: version 2 is issued"]


def test_a_warning_is_answered_before_it_is_issued(clinic, amending, at, find, settle):
    clinic.warnings[AMOXICILLIN.id] = ALLERGIC_TO_IT
    find(amending.lines.entry, "amox 500 tds 7d")
    settle()
    amending.reason.setText("Fever goes on")
    blocked = amending.primary.blocked_reason

    press(amending, Key.Key_W, ALT)
    warning = at(WarningSheet)
    warning.reason.setText("Tolerated since")
    warning.primary.click()
    settle()
    amending.primary.click()
    settle()

    assert blocked == "1 warning needs an answer"
    (sent,) = clinic.calls.requests(prescriptions.amend)
    assert [(o.key, o.reason) for o in sent.overrides] == [(ALLERGIC_TO_IT.key, "Tolerated since")]


def test_what_was_handed_out_meanwhile_is_said_and_nothing_typed_is_lost(clinic, amending, find, settle):
    clinic.calls.answers(prescriptions.amend, PrescriptionStateConflict(PrescriptionStatus.DISPENSED))
    find(amending.lines.entry, "amox 500 tds 7d")
    amending.reason.setText("Fever goes on")

    amending.primary.click()
    settle()

    assert amending.isVisible()
    assert amending._error.isVisible()
    assert len(amending._amending.state.sheet.lines) == 2
    amending.reject()


def test_it_is_cancelled_with_a_reason(clinic, papers, given, settle):
    void = given.model_copy(update={"status": PrescriptionStatus.CANCELLED, "cancelled_because": "Wrong patient"})
    clinic.calls.answers(prescriptions.cancel, void)

    press(papers, Key.Key_X, ALT)
    confirm = next(w for w in papers.findChildren(Confirm) if w.isVisible())
    QTest.keyClicks(confirm._reason, "Wrong patient")
    confirm.primary.click()
    settle()

    (sent,) = clinic.calls.requests(prescriptions.cancel)
    assert (sent.prescription_id, sent.reason) == (given.id, "Wrong patient")


def test_another_doctors_papers_are_printed_only(clinic, patient, given, visiting, at):
    clinic._keep(clinic.visit(patient), doctor_id=EmployeeId(UUID(int=99)))
    press(visiting, Key.Key_K, ALT)
    press(at(PastNoteSheet), Key.Key_J, ALT)
    sheet = at(PapersSheet)

    offered = sheet.change.isVisible(), sheet.void.isVisible()
    QTest.keyClick(sheet, Key.Key_P, CONTROL)

    assert offered == (False, False)
    assert [printed.prescription for printed, _ in clinic.printing.printed] == [given]
    sheet.reject()


def test_while_the_visit_goes_on_its_prescription_is_changed_on_the_sheet_itself(clinic, visiting, given, patient, at):
    clinic._keep(clinic.visit(patient), completed_at=None)
    visiting.letters.papers.open(clinic.visit(patient))

    sheet = at(PapersSheet)

    assert sheet.rows.current() is None
    assert sheet.primary.blocked_reason == "Choose a paper"
    sheet.reject()


def test_every_part_of_the_sheets_has_a_name(amending):
    assert silent(amending) == []
    amending.reject()


def test_with_many_lines_and_warnings_the_sheet_still_stands_on_a_small_screen(clinic, amending, settle):
    for number in range(300, 308):
        medicine = PARACETAMOL.model_copy(update={"id": MedicineId(UUID(int=number)), "generic": f"Medicine {number}"})
        clinic.warnings[medicine.id] = ALLERGIC_TO_IT.model_copy(update={"medicine_ids": [medicine.id]})
        amending._amending.add_medicine(medicine, "x 1 tds")
    settle()

    assert len(amending._amending.state.stops) == 8
    assert amending.height() <= 700
    amending.reject()
