from decimal import Decimal

import pytest

from shared.contracts import billing, cash, documents
from shared.errors import StaleVersion
from shared.models.billing import BillStatus, PaymentMode
from shared.models.documents import PaperKind
from shared.permissions import Role
from shared.topics import Topic
from tests.client.cashier import bills


def test_cash_is_paid_with_what_was_handed_over_and_a_receipt_is_printed(opened, calls, answered):
    checkout = opened(bills.bill())
    calls.answers(cash.pay, bills.taken("1054", "1100"))

    checkout.set_tendered(Decimal(1100))
    checkout.pay()
    answered(lambda: calls.requests(documents.record_print))

    (paid,) = calls.requests(cash.pay)
    (printed,) = calls.requests(documents.record_print)
    assert (paid.parts[0].amount, paid.parts[0].tendered, paid.version) == (Decimal(1054), Decimal(1100), 2)
    assert checkout.state.bill.status is BillStatus.PAID
    assert checkout.state.taken.change == Decimal(46)
    assert (printed.kind, printed.subject_id) == (PaperKind.RECEIPT, checkout.state.taken.payments[0].id)


def test_a_draft_is_issued_first_and_paid_in_the_version_that_was_issued(opened, calls, answered):
    draft, issued = bills.bill(BillStatus.DRAFT, version=1), bills.bill(version=5)
    checkout = opened(draft)
    calls.answers(billing.issue, issued)
    calls.answers(cash.pay, bills.taken("1054", before=issued))

    checkout.pay()
    answered(lambda: checkout.state.taken is not None)

    commands = [call.endpoint for call in calls.sent if call.endpoint.keyed][:2]
    assert commands == [billing.issue, cash.pay]
    assert calls.requests(cash.pay)[0].version == 5


def test_a_part_payment_leaves_the_rest_to_pay(opened, calls, answered):
    checkout = opened(bills.bill())
    calls.answers(cash.pay, bills.taken("54"))

    checkout.toggle_part()
    checkout.set_part(Decimal(54))
    checkout.pay()
    answered(lambda: checkout.state.taken is not None)

    assert calls.requests(cash.pay)[0].parts[0].amount == Decimal(54)
    assert (checkout.state.due, checkout.state.payable) == (Decimal(1000), Decimal(1000))


def test_while_a_payment_is_not_answered_it_cannot_be_taken_again_nor_changed(opened, calls):
    checkout = opened(bills.bill())
    calls.answers(cash.pay, bills.taken("1054"))

    checkout.pay()
    checkout.pay()
    checkout.set_tendered(Decimal(2000))
    checkout.open(bills.OTHER_BILL)

    assert len(calls.requests(cash.pay)) == 1
    assert checkout.state.tender.tendered is None
    assert checkout.state.bill.id == bills.BILL


def test_a_bill_that_somebody_else_has_paid_is_shown_as_it_is_now(opened, calls, answered):
    checkout = opened(bills.bill())
    after = bills.taken("1054").bill
    calls.answers(cash.pay, StaleVersion(after.version))
    calls.answers(billing.get, after)

    checkout.set_tendered(Decimal(1100))
    checkout.pay()
    answered(lambda: checkout.state.bill == after)

    assert isinstance(checkout.state.problem, StaleVersion)
    assert not checkout.state.can_pay


def test_a_closed_drawer_is_asked_for_and_what_was_typed_stays(opened, calls, answered, qtbot):
    checkout = opened(bills.bill())
    calls.answers(cash.pay, cash.NoOpenCashSession())
    checkout.set_tendered(Decimal(1100))

    with qtbot.waitSignal(checkout.drawer_needed):
        checkout.pay()
        calls.deliver()

    assert checkout.state.tender.tendered == Decimal(1100)
    assert checkout.state.can_pay


def test_card_money_is_never_said_to_be_handed_over(opened, calls, answered):
    checkout = opened(bills.bill())
    calls.answers(cash.pay, bills.taken("1054", mode=PaymentMode.CARD))

    checkout.set_tendered(Decimal(5000))
    checkout.set_mode(PaymentMode.CARD)
    checkout.set_reference("slip 4711")
    checkout.pay()
    answered(lambda: checkout.state.taken is not None)

    (paid,) = calls.requests(cash.pay)
    assert (paid.parts[0].tendered, paid.parts[0].reference) == (None, "slip 4711")


def test_a_charge_that_comes_meanwhile_is_seen_at_once(opened, calls, answered, stream):
    checkout = opened(bills.bill(BillStatus.DRAFT, items=bills.ITEMS[:1], version=1))
    longer = bills.bill(BillStatus.DRAFT, version=2)
    calls.answers(billing.get, longer)

    stream.tell(Topic.BILLING)
    answered(lambda: checkout.state.bill == longer)

    assert checkout.state.due == Decimal(1054)


def test_an_older_answer_never_hides_a_payment(opened, calls, qtbot):
    checkout = opened(bills.bill())
    calls.answers(cash.pay, bills.taken("1054"))
    refreshed = checkout.refresh()
    late = calls._waiting.pop()

    checkout.pay()
    calls.deliver()
    qtbot.waitUntil(lambda: checkout.state.taken is not None)
    calls._waiting.append(late)
    calls.deliver()
    qtbot.waitUntil(refreshed.done)

    assert checkout.state.bill.status is BillStatus.PAID


@pytest.mark.parametrize("role", [Role.RECEPTIONIST, Role.MANAGER])
def test_who_may_not_take_money_cannot(opened, session, role):
    checkout = opened(bills.bill())

    session.become(role)

    assert not checkout.state.can_pay
