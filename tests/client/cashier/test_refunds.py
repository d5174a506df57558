from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.viewmodels.cashier.refund_request import left_by_line, suggested_by_line
from client.viewmodels.cashier.refunds import Refunds
from client.views.cashier.refunds_page import RefundsPage
from client.widgets.theme import theme
from shared.contracts import billing, cash
from shared.models.billing import PaymentMode
from shared.models.common import Page
from shared.models.refunds import RefundStatus
from shared.permissions import Role
from shared.topics import Topic
from tests.client.cashier import bills, refunds
from tests.client.cashier.test_credit_notes import NOTE

Key = Qt.Key
CONSULTATION, TEST = (item.id for item in bills.ITEMS)


def wait(calls, *found):
    """What the server lists, by the state that is asked for."""
    calls.answers(cash.refunds, lambda ask: Page(items=[one for one in found if ask.status in {one.status, None}]))


@pytest.fixture
def refunds_page(calls, changes, printing, session, qtbot):
    theme()
    page = RefundsPage(Refunds(calls, changes, printing, session))
    qtbot.addWidget(page)
    page.resize(1262, 640)
    return page


@pytest.fixture
def shown(refunds_page, calls, qtbot, answered):
    def show(*found):
        wait(calls, *found)
        with qtbot.waitExposed(refunds_page):
            refunds_page.show()
        refunds_page.activateWindow()
        qtbot.waitUntil(refunds_page.isActiveWindow)
        answered(lambda: refunds_page.list.rows_model.rows == found)
        return refunds_page

    return show


def test_what_was_paid_of_a_line_and_not_asked_back_is_left(opened):
    asked = [refunds.refund(amount="200"), refunds.refund(RefundStatus.REJECTED, amount="54", number=2)]

    assert left_by_line(refunds.PAID_BILL, asked) == {CONSULTATION: Decimal(800), TEST: Decimal(54)}
    assert left_by_line(bills.taken("900").bill, []) == {CONSULTATION: Decimal(800), TEST: Decimal(100)}
    assert left_by_line(refunds.paid_out().taken.bill, [refunds.paid_out().refund])[TEST] == 0


def test_what_was_credited_after_it_was_paid_is_suggested():
    credited = refunds.PAID_BILL.model_copy(update={"refundable": Decimal(254), "credit_notes": [NOTE]})

    assert suggested_by_line(credited, left_by_line(credited, [])) == {TEST: Decimal(254)}
    assert suggested_by_line(credited, {TEST: Decimal(100)}) == {TEST: Decimal(100)}
    assert suggested_by_line(refunds.PAID_BILL, left_by_line(refunds.PAID_BILL, [])) == {}


def test_the_cashier_asks_for_money_back_by_line_with_the_keyboard(calls, page, answered, checkout, qtbot):
    wait(calls)
    calls.answers(billing.get, refunds.PAID_BILL)
    calls.answers(cash.request_refund, refunds.refund())
    said: list[Any] = []
    page.said.connect(said.append)
    page.open_bill(bills.BILL)
    answered(page.bill.refund.isVisible)

    QTest.keyClick(page, Key.Key_R, Qt.KeyboardModifier.AltModifier)
    sheet = page.bill.refund_sheet
    answered(lambda: sheet.amounts)
    QTest.keyClicks(sheet.amounts[TEST], "254.01")
    too_much = sheet.primary.blocked_reason
    sheet.amounts[TEST].set_amount(Decimal(254))
    without_reason = sheet.primary.blocked_reason
    QTest.keyClicks(sheet.reason, "Test not done")
    sheet.primary.click()
    answered(lambda: page.bill.refund_sheet is None)

    (asked,) = calls.requests(cash.request_refund)
    assert (too_much, without_reason) == ("More than was paid", "A reason is needed")
    assert [(line.bill_item_id, line.amount) for line in asked.lines] == [(TEST, Decimal(254))]
    assert said == ["Refund F-CASH1-2026-000001 is asked for. Another person approves it."]


def test_the_manager_approves_with_a_key_and_the_next_one_is_chosen(shown, session, calls, answered):
    session.become(Role.MANAGER)
    page = shown(refunds.refund(), refunds.refund(number=2))
    calls.answers(cash.approve_refund, refunds.refund(RefundStatus.APPROVED))
    why = page.card.why.text()

    wait(calls, refunds.refund(RefundStatus.APPROVED), refunds.refund(number=2))
    QTest.keyClick(page, Key.Key_F9)
    answered(lambda: page.card.status.text == "To pay out")

    assert why == "Why: Test not done"
    assert calls.requests(cash.approve_refund)[0].refund_id == refunds.refund().id
    assert not page.card.approve.isVisible()
    assert not page.card.pay.isVisible()


def test_a_refusal_says_why(shown, session, calls, answered):
    session.become(Role.MANAGER)
    page = shown(refunds.refund())
    calls.answers(cash.reject_refund, refunds.refund(RefundStatus.REJECTED))

    QTest.keyClick(page, Key.Key_F8)
    QTest.keyClicks(page.card.asks_why._reason, "The test was done")
    page.card.asks_why.primary.click()
    wait(calls)
    answered(lambda: page.list.rows_model.rows == ())

    assert calls.requests(cash.reject_refund)[0].reason == "The test was done"


def test_nobody_approves_what_they_asked_for(shown, session):
    session.become(Role.MANAGER)
    page = shown(refunds.refund(requested_by_id=session.me.employee_id))

    assert page.card.approve.blocked_reason == "You asked for it: another person approves"


def test_the_cashier_pays_out_in_cash_what_was_paid_by_card(shown, calls, answered):
    page = shown(refunds.refund(RefundStatus.APPROVED))
    calls.answers(cash.pay_refund, refunds.paid_out())

    page.card.mode.button(PaymentMode.CASH).click()
    wait(calls)
    QTest.keyClick(page, Key.Key_F9)
    answered(lambda: "254.00 in cash" in page.card.note.text)

    (sent,) = calls.requests(cash.pay_refund)
    assert (sent.mode, sent.reference) == (PaymentMode.CASH, "")
    assert not page.card.pay.isVisible()  # at once: nobody pays it twice


def test_without_enough_in_the_drawer_nothing_is_paid_out(shown, calls, answered):
    page = shown(refunds.refund(RefundStatus.APPROVED))
    calls.answers(cash.pay_refund, cash.NotEnoughCash(Decimal(100)))

    QTest.keyClick(page, Key.Key_F9)
    answered(lambda: "Not enough money in the drawer" in page.card.note.text)

    assert page.card.pay.isVisible()


def test_a_new_one_appears_by_itself(shown, calls, stream, answered):
    page = shown()

    wait(calls, refunds.refund())
    stream.tell(Topic.BILLING)
    answered(lambda: page.list.rows_model.rows == (refunds.refund(),))

    assert page.card.total.text() == "254.00"
