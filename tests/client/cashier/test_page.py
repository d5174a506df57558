from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core.clock import Clock
from client.views.cashier.page import build_cashier
from client.widgets.theme import theme
from shared.contracts import billing, cash, patients
from shared.models.billing import BillStatus, ItemKind, PaymentMode
from shared.models.cash_payments import AttemptOutcome, AttemptSettled
from shared.models.common import Page
from shared.models.patients import Photo
from shared.topics import Topic
from tests.client.cashier import bills
from tests.client.patient import visits

Key = Qt.Key


@pytest.fixture
def one_waits(calls):
    def waits(details):
        calls.answers(billing.unpaid, Page(items=[bills.summary_of(details)]))
        calls.answers(billing.get, details)

    return waits


def find(page, answered, token="M-012"):
    QTest.keyClick(page, Key.Key_F2)
    QTest.keyClicks(page.waiting.box, token)
    QTest.keyClick(page.waiting.box, Key.Key_Return)
    answered(page.pay.tendered.hasFocus)


def test_the_keyboard_alone_finds_a_bill_and_takes_the_money(one_waits, calls, page, answered):
    one_waits(bills.bill())
    calls.answers(cash.pay, bills.taken("1054", "1100"))

    find(page, answered)
    QTest.keyClicks(page.pay.tendered, "1100")
    change_before = page.pay.change.text()
    calls.answers(billing.unpaid, Page(items=[]))
    QTest.keyClick(page, Key.Key_F9)
    answered(lambda: "R-CASH1-2026-000001" in page.pay.note.text)

    assert change_before == "46.00"
    assert page.pay.change.isVisible()
    assert page.pay.change.text() == "46.00"
    assert page.waiting.box.hasFocus()
    assert calls.requests(billing.unpaid)[-1].term == ""
    assert page.drawer.last_receipt == "R-CASH1-2026-000001"


def test_a_paid_bill_stays_until_the_next_one_is_chosen(one_waits, calls, page, answered):
    other = bills.summary_of(bills.bill(id=bills.OTHER_BILL, token="P-014"))
    one_waits(bills.bill())
    calls.answers(billing.unpaid, Page(items=[bills.summary_of(bills.bill()), other]))
    calls.answers(cash.pay, bills.taken("1054"))
    find(page, answered)
    calls.answers(billing.unpaid, Page(items=[other]))

    QTest.keyClick(page, Key.Key_F9)
    answered(lambda: page.waiting.list.rows_model.rows == (other,))
    page.waiting.list.setFocus()

    assert page.bill.status.text == "Paid"
    assert page.waiting.list.hasFocus()
    assert page.waiting.list.current() is None
    assert not page.waiting.list.selectionModel().hasSelection()


def test_what_was_found_follows_the_bill_and_the_drawer_while_its_token_stands_in_the_search(
    one_waits, calls, page, answered, stream
):
    draft = bills.bill(BillStatus.DRAFT, version=1)
    one_waits(draft)
    find(page, answered)
    row_before = page.waiting.list.current()
    part_paid = bills.taken("54").bill
    one_waits(part_paid)
    calls.answers(cash.current_session, bills.drawer(cash="54"))

    stream.tell(Topic.BILLING, Topic.CASH)
    answered(lambda: page.cash.session is not None and page.cash.session.cash_taken)
    answered(lambda: page.waiting.list.current() != row_before)

    assert page.waiting.box.text() == "M-012"
    assert calls.requests(billing.unpaid)[-1].term == "M-012"
    assert page.waiting.list.current() == bills.summary_of(part_paid)
    assert page.drawer.expected == "5,054.00"


def test_who_comes_from_the_laboratory_without_a_token_is_found_by_name(one_waits, calls, page, answered):
    direct = bills.bill(token=None, direct=True, department="Laboratory", doctor="Dr. Sen")
    one_waits(direct)

    find(page, answered, token="rahima")

    (row,) = page.waiting.list.rows_model.rows
    assert page.waiting.list.rows_model.columns[0].text(row) == "Lab Rahima Begum"
    assert page.bill.strip._facts.token == "Lab"
    assert calls.requests(billing.unpaid)[-1].term == "rahima"


def test_too_little_is_said_beside_the_field_and_blocks_the_button(one_waits, page, answered):
    one_waits(bills.bill())
    find(page, answered)

    QTest.keyClicks(page.pay.tendered, "1000")

    assert page.pay.pay.blocked_reason == "Too little was handed over"
    assert page.pay.change.text() == "–"


def test_half_typed_amounts_are_left_to_the_cashier(one_waits, page, answered):
    one_waits(bills.bill())
    find(page, answered)

    QTest.keyClick(page, Key.Key_F8)
    QTest.keyClicks(page.pay.amount, ".5")
    QTest.keyClicks(page.pay.tendered, "1,0x")

    assert page.pay.amount.text() == ".5"
    assert page.pay.tendered.text() == "1,0x"
    assert page.pay.pay.blocked_reason == "This is no amount"


def test_nothing_typed_for_one_bill_is_there_for_the_next(one_waits, calls, page, answered, checkout):
    one_waits(bills.bill())
    find(page, answered)
    QTest.keyClicks(page.pay.tendered, "1100")
    other = bills.bill(id=bills.OTHER_BILL)
    calls.answers(billing.get, other)

    page.open_bill(other.id)
    answered(lambda: checkout.state.bill == other)

    assert page.pay.tendered.text() == ""


def test_an_unanswered_payment_says_not_to_take_the_money_again(one_waits, calls, page, answered, qtbot):
    one_waits(bills.bill())
    calls.answers(cash.pay, bills.taken("1054"))
    find(page, answered)

    QTest.keyClick(page, Key.Key_F9)
    qtbot.waitUntil(lambda: "Don't take the money again" in page.pay.note.text)

    assert page.pay.pay.text() == "Being sent…"
    assert not page.pay.tendered.isEnabled()


def test_a_closed_drawer_is_opened_on_the_way(one_waits, calls, page, answered):
    one_waits(bills.bill())
    calls.answers(cash.current_session, cash.NoOpenCashSession())
    calls.answers(cash.pay, cash.NoOpenCashSession())
    calls.answers(cash.open_session, bills.drawer())
    find(page, answered)

    QTest.keyClick(page, Key.Key_F9)
    answered(lambda: page.drawer.sheet is not None)
    sheet = page.drawer.sheet
    QTest.keyClicks(sheet.amount, "5000")
    sheet.primary.click()
    answered(lambda: page.drawer.sheet is None)

    assert calls.requests(cash.open_session)[0].opening_float == Decimal(5000)
    assert page.drawer.close_drawer.isVisible()


def test_a_draft_is_issued_with_its_key_and_gets_its_number(one_waits, calls, page, answered):
    one_waits(bills.bill(BillStatus.DRAFT, version=1))
    calls.answers(billing.issue, bills.bill())
    find(page, answered)
    number_before = page.bill.number.text()

    QTest.keyClick(page, Key.Key_F7)
    answered(lambda: page.bill.number.text() == "B-CASH1-2026-000118")

    assert number_before == "Draft"
    assert not page.bill.issue.isVisible()


def test_the_page_fits_the_smallest_screen_in_both_themes(one_waits, page, answered):
    one_waits(bills.bill())
    find(page, answered)
    QTest.keyClick(page, Key.Key_F8)

    for name in ("dark", "light"):
        theme().use(name)

        assert page.minimumSizeHint().width() <= 1366 - 88
        assert page.pay.height() >= page.pay.minimumSizeHint().height()


def test_the_cashier_sees_an_allergy_too(one_waits, calls, page, answered):
    one_waits(bills.bill())
    calls.answers(patients.get, visits.patient())

    find(page, answered)
    answered(lambda: "Penicillin" in page.bill.strip.accessibleName())


def test_the_cashier_is_told_that_allergies_of_a_closed_record_are_not_shown(one_waits, calls, page, answered):
    one_waits(bills.bill())
    calls.answers(patients.get, visits.patient(is_closed=True, hides_allergies=True, allergies=[]))

    find(page, answered)
    answered(lambda: "Allergies not shown" in page.bill.strip.accessibleName())


def test_the_cashier_sees_whose_bill_it_is_and_the_initials_until_then(
    one_waits, calls, changes, session, printing, answered, qtbot
):
    desk = SimpleNamespace(calls=calls, changes=changes, session=session, printing=printing, clock=Clock())
    page = build_cashier(cast("Any", desk))
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    one_waits(bills.bill())
    calls.answers(patients.get, visits.patient(photo=visits.FACE_ID))
    calls.answers(patients.photo, Photo(id=visits.FACE_ID, image=visits.face()))

    page.open_bill(bills.bill().id)
    answered(page.bill.strip.isVisible)
    before = visits.shows_face(page.bill.strip)
    answered(lambda: visits.shows_face(page.bill.strip))

    assert not before


def test_money_in_advance_is_shown_and_pays_the_bill(one_waits, calls, page, answered):
    one_waits(bills.bill())
    calls.answers(cash.standing, bills.standing("1500"))
    calls.answers(cash.pay, bills.taken("1054", mode=PaymentMode.DEPOSIT))
    find(page, answered)
    answered(lambda: page.pay.mode.button(PaymentMode.DEPOSIT).isVisible())

    page.pay.mode.button(PaymentMode.DEPOSIT).click()
    QTest.keyClick(page, Key.Key_F9)
    answered(lambda: calls.requests(cash.pay))

    assert calls.requests(cash.pay)[0].parts[0].mode is PaymentMode.DEPOSIT


def test_a_bill_is_paid_by_cash_and_card_in_one_go(one_waits, calls, page, answered):
    one_waits(bills.bill(items=[bills.item(1, ItemKind.SERVICE, "Dressing", "104.02")]))
    calls.answers(cash.current_session, bills.drawer(cash_step=Decimal("0.05")))
    calls.answers(cash.pay, bills.taken("104.02"))
    answered(lambda: page.cash.session is not None)
    find(page, answered)
    answered(page.pay.rounding.isVisible)
    rounded_whole = page.pay.rounding.text()

    QTest.keyClick(page, Key.Key_F8)
    QTest.keyClicks(page.pay.amount, "50")
    left = page.pay.left.text()
    QTest.keyClicks(page.pay.tendered, "100")
    QTest.keyClick(page, Key.Key_F11)
    by_card = page.pay.mode.value()
    change = page.pay.change.text() if page.pay.change.isVisible() else ""
    QTest.keyClicks(page.pay.reference, "4711")
    QTest.keyClick(page, Key.Key_F9)
    answered(lambda: calls.requests(cash.pay))

    assert rounded_whole == "In cash 104.00: rounded by −0.02"
    assert left == "54.02 is left"
    assert (by_card, change) == (PaymentMode.CARD, "50.00")
    assert [(part.mode, part.amount, part.reference) for part in calls.requests(cash.pay)[0].parts] == [
        (PaymentMode.CASH, Decimal(50), ""),
        (PaymentMode.CARD, Decimal("54.02"), "4711"),
    ]


def test_a_part_that_was_laid_down_is_typed_anew(one_waits, page, answered):
    one_waits(bills.bill())
    find(page, answered)
    QTest.keyClick(page, Key.Key_F8)
    QTest.keyClicks(page.pay.amount, "50")
    QTest.keyClick(page, Key.Key_F11)
    laid = page.pay.laid.isVisible()

    QTest.keyClick(page, Key.Key_B, Qt.KeyboardModifier.AltModifier)

    assert laid
    assert not page.pay.laid.isVisible()
    assert page.pay.amount.amount() == Decimal(50)
    assert page.pay.amount.hasFocus()


def test_a_terminal_that_does_not_answer_is_found_out_before_anything_else(one_waits, calls, page, answered):
    one_waits(bills.bill())
    calls.answers(cash.attempt, bills.attempt())
    calls.answers(cash.settle_attempt, AttemptSettled(attempt=bills.attempt(), taken=bills.taken("1054")))
    find(page, answered)
    page.pay.mode.button(PaymentMode.CARD).click()
    calls.answers(cash.standing, bills.standing(pending=[bills.attempt()]))

    QTest.keyClick(page, Key.Key_F10)
    answered(page.pay.went_through.isVisible)
    blocked = page.pay.pay.blocked_reason
    calls.answers(cash.standing, bills.standing())
    QTest.keyClick(page, Key.Key_Y, Qt.KeyboardModifier.AltModifier)
    answered(lambda: calls.requests(cash.settle_attempt) and not page.pay.went_through.isVisible())

    assert blocked == "Another payment is to be found out"
    assert calls.requests(cash.settle_attempt)[0].outcome is AttemptOutcome.CONFIRMED
    assert calls.requests(cash.pay) == []
