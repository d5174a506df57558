from decimal import Decimal
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from shared.contracts import access, billing
from shared.contracts.access import ApprovalNeeded
from shared.errors import StaleVersion
from shared.ids import ApprovalId, BillDiscountId
from shared.models.access import Approval
from shared.models.billing import BillDiscount, BillStatus, DiscountKind
from shared.permissions import Permission, Role
from tests.client.cashier import bills

Key = Qt.Key
DRAFT = bills.bill(BillStatus.DRAFT, version=1)
GIVEN = BillDiscount(
    id=BillDiscountId(UUID(int=61)),
    bill_item_id=None,
    kind=DiscountKind.PERCENT,
    value=Decimal(10),
    amount=Decimal("105.40"),
    reason="Staff's mother",
    asked_by="Rafiq Ahmed",
    approved_by="Salma Khatun",
    given_at=bills.NOON,
)
LESS = bills.bill(
    BillStatus.DRAFT,
    version=2,
    discounts=[GIVEN],
    discount=GIVEN.amount,
    total=Decimal("948.60"),
    due=Decimal("948.60"),
)


@pytest.fixture
def sheet(page, opened, qtbot):
    """The sheet over this bill."""

    def of(bill):
        opened(bill)
        QTest.keyClick(page, Key.Key_F4)
        page.bill.sheet.activateWindow()
        qtbot.waitUntil(page.bill.sheet.isActiveWindow)
        return page.bill.sheet

    return of


def fill(sheet, value="10", reason="Staff's mother"):
    QTest.keyClicks(sheet.value, value)
    QTest.keyClicks(sheet.reason, reason)


def test_a_discount_is_given_by_keyboard_alone_and_stands_on_the_bill_with_its_reason(sheet, calls, page, answered):
    calls.answers(billing.give_discount, LESS)
    asked = sheet(DRAFT)

    fill(asked)
    QTest.keyClick(asked.reason, Key.Key_Return)
    answered(lambda: page.checkout.bill == LESS)

    (request,) = calls.requests(billing.give_discount)
    assert (request.bill_item_id, request.kind, request.value) == (None, DiscountKind.PERCENT, 10)
    assert page.bill.sheet is None
    assert page.pay.due.text() == "948.60"
    said = [label.text() for label in page.bill.lines.findChildren(type(page.pay.due))]
    assert "10 % off" in said
    assert "Staff's mother · Rafiq Ahmed, agreed by Salma Khatun" in said


def test_what_is_above_the_limit_waits_for_a_second_person_and_is_sent_again_with_the_word(
    sheet, calls, page, answered
):
    word = Approval(id=ApprovalId(UUID(int=71)), approved_by="Salma Khatun", until=bills.NOON)
    calls.answers(access.approve, word)
    calls.answers(
        billing.give_discount, lambda ask: LESS if ask.approval_id else ApprovalNeeded(Permission.BILLING_DISCOUNT)
    )
    asked = sheet(DRAFT)
    fill(asked, "50")
    asked.submitted.emit()
    answered(lambda: asked.second is not None)

    QTest.keyClicks(asked.second.user_name, "salma.khatun")
    QTest.keyClicks(asked.second.password, "secret-enough")
    asked.second.submitted.emit()
    answered(lambda: page.checkout.bill == LESS)

    assert calls.requests(access.approve)[0].subject_id == DRAFT.id
    assert [request.approval_id for request in calls.requests(billing.give_discount)] == [None, word.id]


def test_what_is_typed_stays_when_nobody_agrees(sheet, calls, answered):
    calls.answers(billing.give_discount, ApprovalNeeded(Permission.BILLING_DISCOUNT))
    asked = sheet(DRAFT)
    fill(asked, "50")
    asked.submitted.emit()
    answered(lambda: asked.second is not None)

    asked.second.reject()

    assert (asked.isVisible(), asked.value.amount(), asked.primary.isEnabled()) == (True, 50, True)


@pytest.mark.parametrize(
    ("kind", "value", "error"),
    [
        (DiscountKind.PERCENT, "101", "At most 100 per cent"),
        (DiscountKind.AMOUNT, "1054.01", "At most 1,054.00"),
        (DiscountKind.AMOUNT, "0", "This is no amount"),
    ],
)
def test_what_cannot_be_let_off_is_said_while_it_is_typed(sheet, kind, value, error):
    asked = sheet(DRAFT)
    asked.kind.button(kind).click()

    fill(asked, value)

    assert asked._value_field.error.text() == error


def test_a_waiver_needs_no_amount_but_a_reason(sheet, calls, answered):
    calls.answers(billing.give_discount, StaleVersion(2))
    asked = sheet(DRAFT)
    asked.kind.button(DiscountKind.WAIVER).click()
    before = asked.primary.isEnabled()

    QTest.keyClicks(asked.reason, "Welfare")
    asked.submitted.emit()
    answered(lambda: asked.change.state.problem is not None)

    assert not before
    assert not asked.value.isVisible()
    assert calls.requests(billing.give_discount)[0].kind is DiscountKind.WAIVER
    assert asked.isVisible()


def test_the_last_one_is_taken_back(sheet, calls, page, answered):
    again = DRAFT.model_copy(update={"version": 3})
    calls.answers(billing.take_discount_back, again)
    asked = sheet(LESS)

    QTest.keyClick(asked, Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    answered(lambda: page.checkout.bill == again)

    assert calls.requests(billing.take_discount_back)[0].discount_id == GIVEN.id


@pytest.mark.parametrize(("bill", "role"), [(bills.bill(), Role.CASHIER), (DRAFT, Role.PHARMACIST)])
def test_nothing_is_let_off_what_is_issued_nor_by_who_may_not(page, opened, session, bill, role):
    session.become(role)

    opened(bill)

    assert not page.bill.discount.isVisible()
