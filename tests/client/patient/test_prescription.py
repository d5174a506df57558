"""A prescription opened from the chart: what was said against it stays with it, and its doctor cancels it."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from client.viewmodels.patient.prescription import OnePrescription
from client.views.patient.prescription_sheet import PrescriptionSheet
from client.widgets.basics import Label
from client.widgets.dialog import Confirm
from shared.contracts import prescriptions
from shared.contracts.prescriptions import PrescriptionStateConflict
from shared.ids import EmployeeId
from shared.models.prescriptions import PrescriptionStatus, RecordedWarning
from shared.permissions import Role
from tests.client.cashier.conftest import KnownSession
from tests.client.consulting.examples import ALLERGIC_TO_IT
from tests.client.printing.test_papers import consultation, item

Key = Qt.Key
WARNED = RecordedWarning(**ALLERGIC_TO_IT.model_dump(), override="Tolerated before")
GIVEN = consultation(item()).prescription.model_copy(update={"warnings": [WARNED]})
CANCELLED = GIVEN.model_copy(update={"status": PrescriptionStatus.CANCELLED, "cancelled_because": "Wrong patient"})


@pytest.fixture
def opened(calls, qtbot, answered):
    """The sheet, as somebody of a role sees it."""
    kept = []  # a sheet goes with what it stands over

    def as_of(role):
        calls.answers(prescriptions.get, GIVEN)
        one = OnePrescription(calls, KnownSession(role))
        page = QWidget()
        qtbot.addWidget(page)
        page.show()
        one.setParent(page)
        one.open(GIVEN.id)
        sheet = PrescriptionSheet(one, GIVEN.prescription_no, page)
        sheet.open()
        answered(lambda: one.state.prescription is not None)
        kept.append(page)
        return sheet

    return as_of


def said(sheet):
    return " | ".join(label.text() for label in sheet.findChildren(Label))


def test_its_lines_and_what_was_said_against_them_stand_there(opened):
    sheet = opened(Role.PHARMACIST)

    assert "Paracetamol 500 mg tablet" in said(sheet)
    assert "Given all the same: Tolerated before" in said(sheet)
    assert sheet.status.text == "Issued"
    assert not sheet.void.isVisible()


def test_a_doctor_cancels_it_with_a_reason(opened, calls, answered):
    sheet = opened(Role.DOCTOR)
    calls.answers(prescriptions.cancel, CANCELLED)

    sheet.void.click()
    confirm = next(w for w in sheet.findChildren(Confirm) if w.isVisible())
    QTest.keyClicks(confirm._reason, "Wrong patient")
    confirm.primary.click()
    answered(lambda: bool(calls.requests(prescriptions.cancel)) and not sheet._view_model.state.busy)

    (request,) = calls.requests(prescriptions.cancel)
    assert (request.prescription_id, request.reason) == (GIVEN.id, "Wrong patient")
    assert sheet.status.text == "Cancelled"
    assert "cancelled: Wrong patient" in said(sheet)
    assert not sheet.void.isVisible()


def test_what_was_handed_out_meanwhile_is_said(opened, calls, answered):
    sheet = opened(Role.DOCTOR)
    calls.answers(prescriptions.cancel, PrescriptionStateConflict(PrescriptionStatus.DISPENSED))

    sheet._view_model.cancel("Wrong patient")
    answered(lambda: sheet._view_model.state.problem is not None)

    assert "The medicines have been handed out." in said(sheet)


def test_only_who_prescribed_it_changes_or_cancels_it(opened, calls, answered):
    sheet = opened(Role.DOCTOR)
    mine = sheet.change.isVisible(), sheet.void.isVisible(), sheet.print.isVisible()
    calls.answers(prescriptions.get, GIVEN.model_copy(update={"prescriber_id": EmployeeId(UUID(int=99))}))

    sheet._view_model.open(GIVEN.id)
    answered(lambda: not sheet._view_model.state.busy)

    assert mine == (True, True, True)
    assert (sheet.change.isVisible(), sheet.void.isVisible(), sheet.print.isVisible()) == (False, False, True)


def test_what_is_void_is_not_printed_and_a_pharmacist_reads_only(opened, calls, answered):
    sheet = opened(Role.PHARMACIST)
    pharmacist = sheet.change.isVisible(), sheet.print.isVisible()
    doctors = opened(Role.DOCTOR)
    calls.answers(prescriptions.get, CANCELLED)

    doctors._view_model.open(GIVEN.id)
    answered(lambda: not doctors._view_model.state.busy)

    assert pharmacist == (False, False)
    assert (doctors.change.isVisible(), doctors.print.isVisible()) == (False, False)


def test_its_change_and_its_print_are_asked_for_with_a_key(opened):
    sheet = opened(Role.DOCTOR)
    asked: list[str] = []
    sheet.print_asked.connect(lambda: asked.append("print"))
    sheet.change_asked.connect(lambda: asked.append("change"))

    sheet.activateWindow()
    QTest.keyClick(sheet, Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(sheet, Key.Key_C, Qt.KeyboardModifier.AltModifier)

    assert asked == ["print", "change"]
