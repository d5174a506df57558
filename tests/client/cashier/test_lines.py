"""Lines put on a draft at the counter, with the keyboard, and how a package stands on the bill."""

from decimal import Decimal
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.core.bill_text import shown_items, with_parts
from client.views.cashier.line_sheets import AddLineSheet, ForWhomSheet, RemoveLineSheet
from shared.contracts import billing, patients
from shared.errors import StaleVersion
from shared.models.billing import BillStatus, FreeBecause, ItemKind, Offer
from shared.models.common import Page
from shared.models.prices import PriceKind
from tests.client.cashier import bills

Key = Qt.Key
DRESSING = Offer(
    kind=PriceKind.SERVICE, priced_id=UUID(int=31), code="DRS", name="Dressing, small", price=Decimal("150.00")
)
CHECK_UP = Offer(
    kind=PriceKind.PACKAGE, priced_id=UUID(int=32), code="CHECK", name="Check-up", price=Decimal("1000.00")
)
HEAD = bills.item(5, ItemKind.PACKAGE, "Check-up", "0.00")
PARTS = [
    bills.item(6, ItemKind.TEST, "Complete blood count", "375.00").model_copy(update={"package_of": HEAD.id}),
    bills.item(7, ItemKind.SERVICE, "Dressing", "625.00").model_copy(update={"package_of": HEAD.id}),
]
SERVICE = bills.item(8, ItemKind.SERVICE, "ECG", "300.00")
DRAFT = bills.bill(BillStatus.DRAFT, items=[*bills.ITEMS, HEAD, *PARTS, SERVICE])


@pytest.fixture
def draft(page, opened):
    opened(DRAFT)
    return page


@pytest.fixture
def sheet(draft, calls, answered):
    """The sheet that adds."""
    calls.answers(billing.offers, lambda ask: Page(items=[DRESSING] if ask.term else [CHECK_UP, DRESSING]))
    QTest.keyClick(draft, Key.Key_F5)
    (sheet,) = draft.findChildren(AddLineSheet)
    answered(lambda: sheet.list.current() is not None)
    return sheet


def test_a_service_is_found_and_added(draft, sheet, calls, answered):
    calls.answers(billing.add_offer, DRAFT)
    QTest.keyClicks(sheet.box, "dress")
    answered(lambda: draft._checkout.lines.state.term == "dress")
    QTest.keyClick(sheet.box, Key.Key_Return)
    answered(lambda: calls.requests(billing.add_offer))

    (sent,) = calls.requests(billing.add_offer)
    assert (sent.bill_id, sent.version) == (DRAFT.id, DRAFT.version)
    assert (sent.kind, sent.priced_id, sent.quantity) == (PriceKind.SERVICE, DRESSING.priced_id, 1)


def test_enter_adds_nothing_that_was_found_by_an_older_word(sheet, calls):
    QTest.keyClicks(sheet.box, "dress")
    QTest.keyClick(sheet.box, Key.Key_Return)

    assert calls.requests(billing.add_offer) == []
    assert calls.requests(billing.offers)[-1].term == "dress"


def test_words_with_a_price_are_a_line_of_their_own(sheet, calls, answered):
    calls.answers(billing.add_typed, DRAFT)
    QTest.keyClicks(sheet.box, "Taxi")
    sheet.price.set_amount(Decimal("120.50"))
    sheet.quantity.set_amount(Decimal(2))
    sheet.primary.click()
    answered(lambda: calls.requests(billing.add_typed))

    (sent,) = calls.requests(billing.add_typed)
    assert (sent.description, sent.unit_price, sent.quantity) == ("Taxi", Decimal("120.50"), 2)


def test_a_refusal_is_said_in_the_sheet_which_stays(sheet, calls, answered):
    calls.answers(billing.add_offer, StaleVersion(9))
    sheet.primary.click()
    answered(sheet._error.isVisible)

    assert sheet.isVisible()


def test_what_was_added_at_the_counter_is_taken_off_and_a_package_as_a_whole(draft, calls, answered):
    calls.answers(billing.remove_line, bills.bill(BillStatus.DRAFT))
    QTest.keyClick(draft, Key.Key_F6)
    (sheet,) = draft.findChildren(RemoveLineSheet)
    offered = [sheet._facts(item) for item in sheet.list.rows_model.rows]
    sheet.primary.click()
    answered(lambda: draft.checkout.bill == bills.bill(BillStatus.DRAFT))

    assert [(facts.title, facts.aside) for facts in offered] == [("Check-up", "1,000.00"), ("ECG", "300.00")]
    assert calls.requests(billing.remove_line)[0].bill_item_id == HEAD.id


def test_nothing_is_taken_off_where_nothing_was_added(page, opened):
    opened(bills.bill(BillStatus.DRAFT))

    assert page.bill.add_line.isVisible()
    assert page.bill.remove_line.blocked_reason == "Nothing was added at the counter"


def test_an_issued_bill_takes_no_line(page, opened):
    opened(bills.bill())

    assert not page.bill.add_line.isVisible()
    assert not page.bill.remove_line.isVisible()


def test_a_bill_is_begun_for_somebody_without_a_visit(page, calls, answered):
    calls.answers(patients.search, Page(items=[bills.RAHIMA]))
    calls.answers(billing.open_draft, DRAFT)
    QTest.keyClick(page, Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    (sheet,) = page.findChildren(ForWhomSheet)
    QTest.keyClicks(sheet.box, "rahima")
    answered(lambda: sheet.list.current() is not None)
    QTest.keyClick(sheet.box, Key.Key_Return)
    answered(lambda: page.checkout.bill == DRAFT)

    assert [ask.patient_id for ask in calls.requests(billing.open_draft)] == [bills.RAHIMA.id]


def test_a_package_is_one_line_that_says_what_is_in_it():
    shown = shown_items(DRAFT.items)

    assert [(item.description, str(item.amount)) for item in shown[2:]] == [("Check-up", "1000.00"), ("ECG", "300.00")]
    assert with_parts(DRAFT.items, shown[2]) == "Check-up: Complete blood count, Dressing"
    assert sum(item.amount for item in shown) == DRAFT.total


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (FreeBecause.FOLLOW_UP, "Consultation (free follow-up)"),
        (FreeBecause.PRICE_LIST, "Consultation (free by the price list)"),
        (FreeBecause.NO_PRICE, "Consultation (no price known)"),
    ],
)
def test_a_line_that_costs_nothing_says_why(why, said):
    free = bills.item(1, ItemKind.CONSULTATION, "Consultation", "0.00").model_copy(update={"free_because": why})

    assert [item.description for item in shown_items([free])] == [said]
