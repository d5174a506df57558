"""Reports handed over by keyboard, through the real page."""

from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.viewmodels.lab.delivery import Delivery
from client.viewmodels.printing.print_desk import PrintDesk
from client.views.lab.delivery_page import DeliveryPage
from client.views.lab.take_sheet import TakeSheet
from client.views.patient.dues_pill import DuesPill
from client.widgets.theme import theme
from shared.contracts import billing, lab, staff
from shared.contracts.lab_refusals import NotReleased, ReportReplaced
from shared.ids import PatientId
from shared.models.billing import PatientDues
from shared.models.common import Page
from shared.models.lab_reports import ReportState
from shared.models.lab_results import Taker
from shared.topics import Topic
from tests.client.cashier.conftest import HOSPITAL
from tests.client.fakes import FakeCalls
from tests.client.lab import reports, work
from tests.client.lab.test_page import press
from tests.client.spoken import silent

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
BADAL = work.SHAHIDA.model_copy(
    update={"id": PatientId(UUID(int=77)), "name": "Badal Khan", "patient_no": "P-2026-0009"}
)

CBC = reports.to_give(1)
LIPID = reports.to_give(2, "Lipid profile")
GIVEN = reports.to_give(3, "Urine routine", state=ReportState.DELIVERED, deliveries=[reports.delivery(order=3)])
OTHERS = reports.to_give(4, patient=BADAL)
HELD = reports.to_give(5, "Haemoglobin", state=ReportState.REJUDGING, deliveries=[reports.delivery(order=5)])
AGAIN = reports.to_give(
    6,
    "Electrolytes",
    number=2,
    replaces=1,
    value_corrected=True,
    reasons=["read off wrong"],
    deliveries=[reports.delivery(order=6)],
)


OWED = PatientDues(currency=HOSPITAL.currency, amount=Decimal("450.00"), bills=1, oldest=work.NOON)


class Counter(FakeCalls):
    """Answers for a patient otherwise than for the list."""

    def __init__(self):
        super().__init__()
        self.list = [OTHERS, CBC, LIPID]
        self.of_patient = [CBC, LIPID, GIVEN]
        self.answers(staff.hospital, HOSPITAL)
        self.answers(billing.dues, OWED)
        # what is printed is asked for, and stops there: no printer is needed
        self.answers(lab.print_reports, NotReleased())

    def send(self, call):
        if call.endpoint is lab.to_deliver:
            wanted = self.of_patient if call.request.patient_id else self.list
            self.answers(lab.to_deliver, Page(items=wanted[: call.request.limit]))
        return super().send(call)


@pytest.fixture
def calls():
    return Counter()


@pytest.fixture
def delivery(calls, changes, clock):
    return Delivery(calls, changes, PrintDesk(calls, cast("Any", None), clock, "Counter 2"))


@pytest.fixture
def page(delivery, clock, qtbot, answered):
    theme()
    page = DeliveryPage(delivery, clock)
    qtbot.addWidget(page)
    page.resize(1278, 690)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: delivery.state.known)
    yield page
    page.close()


@pytest.fixture
def shahida(page, answered):
    """Her reports are open."""
    page.open_patient(work.SHAHIDA.id)
    answered(lambda: page.state.patient is not None)
    return page


def row(page, report):
    return next(row for row in page.card.rows if row.report.test_order_id == report.test_order_id)


def taking(page):
    QTest.keyClick(page, Key.Key_F9)
    (sheet,) = (found for found in page.findChildren(TakeSheet) if found.isVisible())
    return sheet


def test_the_list_has_a_row_for_each_patient_and_corrections_on_top(calls, page, delivery, answered):
    calls.list = [OTHERS, AGAIN, CBC]
    delivery.refresh()
    answered(lambda: AGAIN in page.state.rows[0].reports)

    model = page.list.list.rows_model
    names = [model.columns[0].text(waiting) for waiting in model.rows]
    assert names == ["Shahida Begum", "Badal Khan"]
    assert [model.columns[2].text(waiting) for waiting in model.rows] == ["Corrected", "Ready"]
    assert model.columns[1].text(model.rows[0]) == "2 reports"


@pytest.mark.parametrize("typed", [work.ACCESSION, "shahida"])
def test_a_scan_or_a_name_and_enter_open_the_patient_with_all_that_waits_chosen(page, calls, answered, typed):
    page.list.box.setFocus()

    press(typed, Key.Key_Return)
    answered(lambda: page.state.patient is not None)

    assert [one.term for one in calls.requests(lab.to_deliver) if one.limit == 1] == [typed]
    assert page.card.name.text() == "Shahida Begum"
    assert {row(page, one).tick.isChecked() for one in (CBC, LIPID)} == {True}
    assert not row(page, GIVEN).tick.isChecked()
    assert row(page, CBC).tick.hasFocus()
    assert page.list.box.text() == ""


def test_what_the_patient_owes_stands_beside_the_name(shahida, page, answered):
    (owed,) = page.card.findChildren(DuesPill)

    answered(owed.isVisible)

    assert owed.text == "Owes 450.00 since 26 Nov 26"


def test_what_is_chosen_is_printed_without_a_question(shahida, calls, answered):
    press(key=Key.Key_Space)

    QTest.keyClick(shahida, Key.Key_P, CTRL)
    answered(lambda: calls.requests(lab.print_reports))

    (asked,) = calls.requests(lab.print_reports)
    assert [(one.test_order_id, one.number) for one in asked.reports] == [(LIPID.test_order_id, 1)]


def test_the_patient_takes_them_with_two_keys_and_the_next_one_may_be_scanned(shahida, calls, answered):
    calls.answers(lab.deliver, Page(items=[reports.delivery(), reports.delivery(order=2)]))
    heard: list[str] = []
    shahida.said.connect(heard.append)

    sheet = taking(shahida)
    QTest.keyClick(sheet, Key.Key_Return)
    calls.of_patient = [GIVEN]
    answered(lambda: heard)

    (asked,) = calls.requests(lab.deliver)
    assert (asked.taker, asked.taken_by, asked.relation) == (Taker.PATIENT, "Shahida Begum", "")
    assert {one.test_order_id for one in asked.reports} == {CBC.test_order_id, LIPID.test_order_id}
    assert heard == ["2 reports handed over."]
    # the offscreen screen gives no window its activity back
    assert shahida.focusWidget() is shahida.list.box
    answered(lambda: len(shahida.card.rows) == 1)


def test_of_a_relative_name_and_relation_are_asked(shahida, calls, answered, qtbot):
    calls.answers(lab.deliver, Page(items=[reports.delivery()]))
    sheet = taking(shahida)
    qtbot.waitUntil(sheet.isActiveWindow)

    press(key=Key.Key_Right)
    empty = sheet.name.value(), sheet.primary.isEnabled()
    QTest.keyClicks(sheet.name, "Rahim")
    without_relation = sheet.primary.isEnabled()
    QTest.keyClicks(sheet.relation, "son")
    QTest.keyClick(sheet, Key.Key_Return)
    answered(lambda: calls.requests(lab.deliver))

    assert empty == ("", False)
    assert not without_relation
    (asked,) = calls.requests(lab.deliver)
    assert (asked.taker, asked.taken_by, asked.relation) == (Taker.RELATIVE, "Rahim", "son")


def test_the_doctor_who_ordered_stands_there_and_what_was_typed_stays(shahida):
    sheet = taking(shahida)

    sheet.taker.button(Taker.DOCTOR).click()
    doctor = sheet.name.value()
    sheet.name.set_value("Dr. Imtiaz")
    sheet.taker.button(Taker.OTHER).click()

    assert doctor == "Dr. Farhana Rahman"
    assert (sheet.name.value(), sheet.primary.isEnabled()) == ("Dr. Imtiaz", True)
    sheet.reject()


def test_what_is_held_back_says_why_and_whom_it_was_given_and_cannot_be_chosen(shahida, calls, delivery, answered):
    calls.of_patient = [HELD, AGAIN]
    delivery.open(work.SHAHIDA.id)
    answered(lambda: len(shahida.card.rows) == 2)

    held, again = row(shahida, HELD), row(shahida, AGAIN)
    assert held.correction.text == (
        "Do not hand it out: the patient's age or sex was corrected, and the laboratory issues it again. "
        "The old paper was given to Rahim Uddin (son): ask for it back."
    )
    assert again.correction.text == (
        "Corrected: version 2 takes the place of version 1. Why: read off wrong. "
        "The old paper was given to Rahim Uddin (son): ask for it back."
    )
    assert held.tick.accessibleDescription() == held.correction.text
    assert (held.tick.isEnabled(), held.state.text, again.state.text) == (False, "Hold back", "Corrected")
    assert set(delivery.state.chosen) == {AGAIN.test_order_id}
    delivery.choose(HELD.test_order_id, wanted=True)
    assert HELD.test_order_id not in delivery.state.chosen
    delivery.choose_all()
    assert HELD.test_order_id not in delivery.state.chosen


def test_what_was_given_before_is_listed_and_will_say_that_it_is_a_duplicate(shahida):
    texts = [label.text() for label in row(shahida, GIVEN).findChildren(type(shahida.card._who))]

    assert any("version 1 to Rahim Uddin (son), by Salma Khatun" in text for text in texts)
    assert any("prints as DUPLICATE 1" in text for text in texts)


def test_a_correction_that_comes_while_the_patient_stands_there_takes_the_choice_away(shahida, calls, stream, answered):
    calls.of_patient = [CBC.model_copy(update={"state": ReportState.CORRECTING}), LIPID]

    stream.changed.emit(frozenset({Topic.LAB}), frozenset())
    answered(lambda: not row(shahida, CBC).tick.isEnabled())

    assert set(shahida.state.chosen) == {LIPID.test_order_id}
    assert row(shahida, CBC).state.text == "Hold back"


def test_a_version_that_was_replaced_meanwhile_is_refused_and_said(shahida, calls, answered):
    calls.answers(lab.deliver, ReportReplaced(CBC.test_order_id, 2))

    QTest.keyClick(taking(shahida), Key.Key_Return)

    def said():
        notes = shahida.card.findChildren(type(row(shahida, CBC).correction))
        return any("Version 2 has been released meanwhile" in note.text for note in notes if note.isVisible())

    answered(said)
    assert shahida.state.refused is not None


def test_not_paid_and_not_ready_are_hints_and_hinder_nobody(shahida, calls, delivery, answered):
    calls.of_patient = [CBC.model_copy(update={"unpaid": True, "still_open": 2})]
    delivery.open(work.SHAHIDA.id)
    answered(lambda: len(shahida.card.rows) == 1)

    notes = [note.text for note in shahida.card.findChildren(type(row(shahida, CBC).correction))]
    assert "Not paid yet: Complete blood count." in notes
    assert "2 more tests of these visits are not ready yet." in notes
    assert shahida.card.give.isEnabled()


def test_somebody_of_whom_nothing_was_released_is_said_so(page, calls, answered):
    calls.of_patient = []

    page.open_patient(BADAL.id)
    answered(lambda: "Nothing of this patient" in page.list._note.text)


def test_nothing_is_printed_or_given_while_nothing_is_chosen(shahida, calls, delivery):
    delivery.choose_all()
    delivery.choose_all() if delivery.state.chosen else None

    QTest.keyClick(shahida, Key.Key_P, CTRL)
    QTest.keyClick(shahida, Key.Key_F9)

    assert calls.requests(lab.print_reports) == []
    assert not [sheet for sheet in shahida.findChildren(TakeSheet) if sheet.isVisible()]


def test_every_stop_of_the_tab_key_says_what_it_is(shahida):
    assert silent(shahida) == []


def test_keys_reach_the_list_and_its_rows_open_with_enter(page, answered):
    QTest.keyClick(page, Key.Key_F4)
    focused = QApplication.focusWidget()
    press(key=Key.Key_Return)
    answered(lambda: page.state.patient is not None)

    assert focused is page.list.list


def test_who_asked_for_it_outside_stands_beside_the_report_and_is_the_doctor_who_may_take_it(
    page, calls, answered, qtbot
):
    sent = "Dr Rahman, Green Road Clinic"
    calls.of_patient = [reports.to_give(1, requester=sent)]
    page.open_patient(work.SHAHIDA.id)
    answered(lambda: page.state.patient is not None)

    assert f"requested by {sent}" in page.card.rows[0]._facts.text()
    sheet = taking(page)
    sheet.taker.button(Taker.DOCTOR).click()
    assert sheet.name.value() == sent
