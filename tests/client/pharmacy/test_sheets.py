"""What is sold without a prescription, and what comes back."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.views.approval.second_person_sheet import SecondPersonSheet
from client.views.pharmacy.return_sheet import ReturnSheet
from client.views.pharmacy.sale_sheet import SaleSheet
from shared.contracts import patients, pharmacy
from shared.contracts.access import ApprovalNeeded
from shared.contracts.pharmacy import NeedsPrescription
from shared.contracts.prescriptions import UnsettledWarnings
from shared.ids import BillId, DispenseId, new_id
from shared.models.common import Page
from shared.models.patients import PatientDetails
from shared.models.pharmacy import TakenBack
from shared.models.pharmacy_sales import Sold
from shared.permissions import Permission
from tests.client.cashier import bills
from tests.client.consulting.examples import patient
from tests.client.pharmacy import papers
from tests.client.pharmacy.conftest import APPROVAL
from tests.client.spoken import silent

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SOLD = Sold(
    id=DispenseId(new_id()),
    sale_no="PS-2026-000007",
    bill_id=BillId(new_id()),
    currency=bills.TAKA,
    total=Decimal("24.00"),
    parts=[],
)


def back(**changes):
    facts = TakenBack(
        dispense_line_id=papers.handed_out().parts[0].id,
        returned=Decimal(5),
        given=Decimal(60),
        currency=bills.TAKA,
        amount=Decimal(6),
        credit_note_no="",
        to_refund=Decimal(0),
        refund_no="",
    )
    return facts.model_copy(update=changes)


@pytest.fixture
def sheet(page, qtbot):
    """The sheet that a key opens, once the keyboard is its own."""

    def opened(kind, key):
        QTest.keyClick(page, key, CONTROL)
        qtbot.waitUntil(lambda: any(s.isVisible() for s in page.findChildren(kind)))
        found = next(s for s in page.findChildren(kind) if s.isVisible())
        found.activateWindow()
        qtbot.waitUntil(found.isActiveWindow)
        return found

    return opened


@pytest.fixture
def selling(sheet, calls):
    calls.answers(pharmacy.for_sale, Page(items=[papers.PARACETAMOL, papers.CEFIXIME, papers.CODEINE]))
    calls.answers(pharmacy.sell, SOLD)
    return sheet(SaleSheet, Key.Key_N)


@pytest.fixture
def put(selling, answered):
    """Into the basket, by keyboard."""

    def medicine(place, quantity):
        QTest.keyClicks(selling.box, "any")
        answered(lambda: selling.list.current() is not None)
        selling.list.setCurrentIndex(selling.list.model().index(place, 0))
        QTest.keyClick(selling.box, Key.Key_Return)
        QTest.keyClicks(selling.quantity, str(quantity))
        QTest.keyClick(selling.quantity, Key.Key_Return)

    return medicine


def test_somebody_without_a_card_buys_and_goes_on_to_the_bill(page, selling, put, calls, answered):
    wanted: list[object] = []
    page.bill_opened.connect(wanted.append)
    selling.buyer.setText("Kamal Uddin")
    put(0, 20)
    assert selling.primary.blocked_reason == ""

    QTest.keyClick(selling, Key.Key_Return, CONTROL)
    answered(lambda: wanted)

    (request,) = calls.requests(pharmacy.sell)
    assert (request.buyer, request.patient_id, request.reason) == ("Kamal Uddin", None, "")
    assert [part.quantity for part in request.lines[0].batches] == [12, 8]
    assert wanted == [SOLD.bill_id]


def test_more_than_there_is_or_what_is_controlled_is_not_put_in(selling, put):
    put(0, 513)
    assert selling.put.blocked_reason == "Only 512 left"

    selling.list.setCurrentIndex(selling.list.model().index(2, 0))

    assert selling.put.blocked_reason == "It is controlled: by prescription only"
    assert selling.primary.blocked_reason == "Nothing is in it yet"


def test_what_needs_a_prescription_asks_whose_was_shown(selling, put, calls, answered):
    put(1, 14)
    assert selling.primary.blocked_reason == "Whose prescription was shown?"

    selling.reason.setText("Dr Roy, Dhaka Medical")
    calls.answers(pharmacy.sell, NeedsPrescription("Cefixime 200 mg", controlled=False))
    selling.primary.click()
    answered(selling._error.isVisible)

    assert selling._error.text.startswith("Cefixime 200 mg is not sold without a prescription")


def test_a_patients_allergy_stands_there_and_a_warning_needs_an_answer(selling, put, calls, answered):
    card = patient(1, "Rahima Begum", allergies=[papers.PENICILLIN]).model_copy(update={"patient_no": "P-2026-0437"})
    calls.answers(patients.by_number, papers.RAHIMA)
    calls.answers(patients.get, card)
    calls.answers(pharmacy.sell, UnsettledWarnings([papers.ALLERGIC]))
    put(0, 5)
    selling.number.setText(card.patient_no)
    assert selling.primary.blocked_reason == "No patient has this number: correct it, or leave it empty"
    selling.number.editingFinished.emit()
    answered(selling._allergy.isVisible)
    assert isinstance(selling._view_model.state.patient, PatientDetails)

    selling.primary.click()
    answered(selling._warnings.isVisible)
    assert selling.primary.blocked_reason == "A warning needs an answer"
    selling.all_the_same.setText("Doctor agreed")
    calls.answers(pharmacy.sell, SOLD)
    selling.primary.click()
    answered(lambda: len(calls.requests(pharmacy.sell)) == 2)

    request = calls.requests(pharmacy.sell)[-1]
    assert (request.patient_id, [one.reason for one in request.overrides]) == (card.id, ["Doctor agreed"])


@pytest.fixture
def returning(sheet, calls, answered):
    calls.answers(pharmacy.handed_out, Page(items=[papers.handed_out()]))
    calls.answers(pharmacy.take_back, back())
    shown = sheet(ReturnSheet, Key.Key_R)
    QTest.keyClicks(shown.box, "RX-2026-000001")
    answered(shown.list.current)
    return shown


def test_a_part_comes_back_and_the_bill_becomes_shorter(page, returning, calls, answered):
    said: list[str] = []
    page.said.connect(said.append)
    assert returning.quantity.text() == "60"
    returning.quantity.setText("61")
    assert returning.primary.blocked_reason == "At most 60 can come back"
    returning.quantity.setText("5")
    QTest.keyClicks(returning.reason, "Changed by the doctor")

    QTest.keyClick(returning, Key.Key_Return, CONTROL)
    answered(lambda: said)

    (request,) = calls.requests(pharmacy.take_back)
    assert (request.quantity, request.reason) == (5, "Changed by the doctor")
    assert said == ["5 × Metformin 500 mg tablet are back: the bill is 6.00 less."]


def test_what_was_paid_is_given_back_by_two(page, returning, calls, answered, qtbot):
    said: list[str] = []
    page.said.connect(said.append)

    def asked(request):
        if request.approval_id is None:
            raise ApprovalNeeded(Permission.BILLING_CANCEL)
        return back(credit_note_no="C-1", to_refund=Decimal(6), refund_no="F-P1-2026-000001")

    calls.answers(pharmacy.take_back, asked)
    returning.quantity.setText("5")
    returning.reason.setText("Not taken")
    returning.primary.click()
    answered(lambda: returning.findChildren(SecondPersonSheet))
    second = returning.findChildren(SecondPersonSheet)[0]
    second.user_name.setText("habibur.rahman")
    second.password.setText("secret-enough")
    second.primary.click()
    answered(lambda: said)

    assert [request.approval_id for request in calls.requests(pharmacy.take_back)] == [None, APPROVAL]
    assert said[0].endswith("6.00 to pay out, refund F-P1-2026-000001 waits for approval.")


def test_labels_of_what_was_given_before_are_printed_again(returning, labels, answered):
    QTest.keyClick(returning, Key.Key_P, CONTROL)
    answered(lambda: labels.printed)

    assert [part.medicine for part in labels.printed[0].parts] == ["Metformin", "Amlodipine"]


def test_both_sheets_fit_a_small_screen_and_can_be_heard(selling, put, calls, answered):
    put(1, 14)
    selling._view_model.find("any")
    answered(selling.list.isVisible)

    assert selling.minimumSizeHint().height() <= 720
    assert silent(selling) == []
