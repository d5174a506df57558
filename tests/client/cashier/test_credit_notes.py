from decimal import Decimal
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from shared.contracts import billing, documents
from shared.ids import CreditNoteId, CreditRequestId
from shared.models.billing import BillStatus, CreditedLine, CreditNote, CreditRequest
from shared.models.documents import PaperKind
from shared.permissions import Role
from tests.client.cashier import bills

Key = Qt.Key
CBC = bills.ITEMS[1]
ASKED = CreditRequest(
    id=CreditRequestId(UUID(int=81)),
    bill_item_id=CBC.id,
    reason="No tube left",
    asked_by="Rezaul Karim",
    asked_at=bills.NOON,
)
NOTE = CreditNote(
    id=CreditNoteId(UUID(int=82)),
    note_no="C-CASH1-2026-000003",
    reason="No tube left",
    asked_by="Rafiq Ahmed",
    approved_by="Salma Khatun",
    made_at=bills.NOON,
    lines=[
        CreditedLine(
            bill_item_id=CBC.id,
            description=CBC.description,
            quantity=Decimal(1),
            discount=Decimal(0),
            tax=Decimal(0),
            amount=CBC.amount,
        )
    ],
    subtotal=CBC.amount,
    discount=Decimal(0),
    tax=Decimal(0),
    total=CBC.amount,
    refundable=Decimal(0),
)
CREDITED = bills.bill(
    version=3,
    credited=CBC.amount,
    due=Decimal(800),
    credit_notes=[NOTE],
    items=[bills.ITEMS[0], CBC.model_copy(update={"credited": Decimal(1)})],
)
VOID = bills.bill(BillStatus.CANCELLED, version=3, due=Decimal(0))


@pytest.fixture
def sheet(page, opened):
    """The sheet that the key opens over this bill."""

    def of(bill, key, modifier=Qt.KeyboardModifier.NoModifier):
        opened(bill)
        QTest.keyClick(page, key, modifier)
        return page.bill.sheet

    return of


def said(page):
    return [label.text() for label in page.bill.lines.findChildren(type(page.pay.due))]


def test_one_line_is_credited_and_its_note_printed(sheet, calls, page, answered):
    calls.answers(billing.credit, CREDITED)
    asked = sheet(bills.bill(), Key.Key_F4)

    QTest.keyClicks(asked.quantities[CBC.id], "1")
    QTest.keyClicks(asked.reason, "No tube left")
    asked.submitted.emit()
    answered(lambda: page.checkout.bill == CREDITED)
    answered(lambda: calls.requests(documents.record_print))

    (request,) = calls.requests(billing.credit)
    assert [(line.bill_item_id, line.quantity) for line in request.lines] == [(CBC.id, 1)]
    printed = calls.requests(documents.record_print)[0]
    assert (printed.kind, printed.subject_id) == (PaperKind.CREDIT_NOTE, NOTE.id)
    assert {"C-CASH1-2026-000003", "No tube left · Rafiq Ahmed, agreed by Salma Khatun"} <= set(said(page))
    assert page.pay.due.text() == "800.00"


def test_what_the_laboratory_asks_is_on_the_bill_and_filled_in(sheet, page):
    asked = sheet(bills.bill(credit_requests=[ASKED]), Key.Key_F4)

    assert "No tube left · Rezaul Karim" in said(page)
    assert asked.quantities[CBC.id].amount() == 1
    assert asked.reason.value() == "No tube left"
    assert asked.primary.isEnabled()


def test_what_was_asked_is_refused_with_a_reason(sheet, calls, page, answered):
    left = bills.bill(version=3)
    calls.answers(billing.reject_credit, left)
    asked = sheet(bills.bill(credit_requests=[ASKED]), Key.Key_F4)

    asked.refuse.click()
    answered(lambda: page.checkout.bill == left)

    assert calls.requests(billing.reject_credit)[0].request_id == ASKED.id


@pytest.mark.parametrize(("typed", "why"), [("2", "More than was billed"), ("", "Say how many")])
def test_more_than_was_billed_or_nothing_cannot_be_credited(sheet, typed, why):
    asked = sheet(bills.bill(), Key.Key_F4)

    QTest.keyClicks(asked.quantities[CBC.id], typed)
    QTest.keyClicks(asked.reason, "Wrong")

    assert not asked.primary.isEnabled()
    assert asked.primary.reason_label().text() == why


def test_all_that_is_left_is_one_key(sheet):
    asked = sheet(CREDITED, Key.Key_F4)

    asked.all.click()

    assert {editor.amount() for editor in asked.quantities.values()} == {Decimal(1)}
    assert CBC.id not in asked.quantities


def test_an_unpaid_bill_is_cancelled_and_its_lines_billed_again(sheet, calls, page, answered):
    calls.answers(billing.cancel, VOID)
    asked = sheet(bills.bill(), Key.Key_X, Qt.KeyboardModifier.AltModifier)
    before = asked.primary.isEnabled()

    QTest.keyClicks(asked.reason, "Wrong patient")
    asked.again.click()
    asked.submitted.emit()
    answered(lambda: page.checkout.bill == VOID)

    (request,) = calls.requests(billing.cancel)
    assert (before, request.reason, request.bill_again) == (False, "Wrong patient", True)
    assert page.bill.status.text == "Cancelled"


@pytest.mark.parametrize(
    ("bill", "role", "keys"),
    [
        (bills.bill(), Role.CASHIER, (True, True)),
        (bills.bill(BillStatus.PARTLY_PAID, paid="54"), Role.CASHIER, (False, True)),
        (bills.bill(BillStatus.DRAFT), Role.CASHIER, (False, False)),
        (VOID, Role.CASHIER, (False, False)),
        (bills.bill(), Role.RECEPTIONIST, (False, False)),
    ],
)
def test_the_keys_are_there_for_what_can_be_done_by_who_may(page, opened, session, bill, role, keys):
    session.become(role)

    opened(bill)

    assert (page.bill.cancel.isVisible(), page.bill.credit.isVisible()) == keys
