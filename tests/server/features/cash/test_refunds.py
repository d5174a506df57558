from decimal import Decimal

import psycopg
import pytest

from shared.contracts import billing, cash, consultations, lab
from shared.contracts.cash import (
    MoreThanPaid,
    NoSuchLine,
    NotEnoughCash,
    OwnRefund,
    RefundConflict,
    RefundNotFound,
)
from shared.errors import Forbidden
from shared.ids import BillItemId, RefundId, new_id
from shared.models.billing import BillStatus, PaymentMode
from shared.models.refunds import RefundLine, RefundStatus
from shared.permissions import Role
from tests.server.features.cash.counter import (
    CASHIER,
    CASHIER_B,
    by_card,
    in_cash,
    owing,
    part,
    paying,
    together,
)
from tests.server.features.consultations.visits import in_room

MANAGER = Role.MANAGER


@pytest.fixture
def till(api, house):
    till = api(CASHIER)
    till.send(cash.open_session(opening_float=Decimal(100)))
    return till


def whole_visit(api, house):
    """An issued bill of 1,850: two tests, then the consultation."""
    visit_id = in_room(api, house)
    api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"], house.tests["CRP"]]))
    api("doctor").send(consultations.complete(appointment_id=visit_id, version=1))
    draft = api(CASHIER).send(billing.of_appointment(appointment_id=visit_id))
    return api(CASHIER).send(billing.issue(bill_id=draft.id, version=draft.version))


def asked(till, bill, *amounts):
    """For so much of each line."""
    lines = [
        RefundLine(bill_item_id=item.id, amount=Decimal(amount))
        for item, amount in zip(bill.items, amounts, strict=False)
        if amount
    ]
    return till.send(cash.request_refund(bill_id=bill.id, lines=lines, reason="Test not done"))


def approved(api, till, bill, *amounts):
    return api(MANAGER).send(cash.approve_refund(refund_id=asked(till, bill, *amounts).id))


def test_a_line_is_given_back_as_it_was_paid_after_another_person_agreed(api, house, till, owner):
    bill = till.send(in_cash(whole_visit(api, house), 1850)).bill
    refund = approved(api, till, bill, 450)

    paid = till.send(cash.pay_refund(refund_id=refund.id))

    (row,) = paid.taken.payments
    assert (row.mode, row.amount, row.receipt_no, row.due_after) == (PaymentMode.CASH, -450, "R-C1-2026-000002", 450)
    assert (paid.refund.status, paid.refund.decided_by) == (RefundStatus.PAID, "Manager")
    assert (paid.taken.bill.paid, paid.taken.bill.status) == (1400, BillStatus.PARTLY_PAID)
    assert till.send(cash.current_session()).expected == 1500
    assert owner.execute("SELECT refund_of IS NOT NULL FROM payments ORDER BY id").fetchall() == [(False,), (True,)]
    assert owner.execute(
        "SELECT account, sum(amount) FROM ledger_entries WHERE bill_id = %s AND account IN "
        "('patient_dues', 'refunds_payable') GROUP BY 1 ORDER BY 1",
        (bill.id,),
    ).fetchall() == [("patient_dues", 450), ("refunds_payable", 0)]


def test_never_more_of_a_line_than_was_paid_of_it_and_not_given_back(api, house, till):
    bill = till.send(in_cash(whole_visit(api, house), 1000)).bill  # 450, and 550 of 600
    asked(till, bill, 200, 0)

    for amounts, left in (((251,), 250), ((0, 551), 550), ((0, 0, 1), 0)):
        with pytest.raises(MoreThanPaid) as refused:
            asked(till, bill, *amounts)
        assert refused.value.left == left
    with pytest.raises(NoSuchLine):
        till.send(
            cash.request_refund(
                bill_id=bill.id,
                lines=[RefundLine(bill_item_id=BillItemId(new_id()), amount=Decimal(1))],
                reason="Not there",
            )
        )


def test_what_was_rejected_can_be_asked_for_again(api, house, till):
    bill = till.send(in_cash(whole_visit(api, house), 1850)).bill
    first = asked(till, bill, 450)

    rejected = api(MANAGER).send(cash.reject_refund(refund_id=first.id, reason="It was done"))

    assert (rejected.status, rejected.decision) == (RefundStatus.REJECTED, "It was done")
    assert asked(till, bill, 450).status is RefundStatus.REQUESTED
    with pytest.raises(RefundConflict):
        till.send(cash.pay_refund(refund_id=first.id))


def test_nobody_approves_what_they_asked_for(api, house, till, owner):
    bill = till.send(in_cash(whole_visit(api, house), 1850)).bill
    own = asked(api(MANAGER), bill, 450)

    with pytest.raises(OwnRefund):
        api(MANAGER).send(cash.approve_refund(refund_id=own.id))
    with pytest.raises(Forbidden):
        till.send(cash.approve_refund(refund_id=own.id))
    with pytest.raises(psycopg.errors.CheckViolation):
        owner.execute("UPDATE refunds SET status = 'approved', decided_by = requested_by")


def test_nothing_is_paid_out_before_it_is_approved_nor_twice(api, house, till):
    bill = till.send(in_cash(whole_visit(api, house), 1850)).bill
    refund = asked(till, bill, 450)
    with pytest.raises(RefundConflict):
        till.send(cash.pay_refund(refund_id=refund.id))
    api(MANAGER).send(cash.approve_refund(refund_id=refund.id))

    answers = together(*[lambda: till.send(cash.pay_refund(refund_id=refund.id))] * 6)

    assert sum(isinstance(answer, RefundConflict) for answer in answers) == 5
    with pytest.raises(RefundNotFound):
        till.send(cash.pay_refund(refund_id=RefundId(new_id())))


def test_cash_goes_out_of_a_drawer_that_holds_it(api, house, till):
    bill = till.send(by_card(owing(api, house), 800, "77")).bill
    refund = approved(api, till, bill, 101)

    with pytest.raises(NotEnoughCash) as refused:
        till.send(cash.pay_refund(refund_id=refund.id, mode=PaymentMode.CASH))
    paid = till.send(cash.pay_refund(refund_id=refund.id, reference="78"))

    assert refused.value.in_drawer == 100
    assert [(row.mode, row.amount, row.reference) for row in paid.taken.payments] == [(PaymentMode.CARD, -101, "78")]


def test_what_was_split_goes_back_the_newest_part_first(api, house, till):
    split = paying(owing(api, house), part(PaymentMode.CARD, 500), part(PaymentMode.CASH, 300))
    bill = till.send(split).bill
    first = approved(api, till, bill, 350)
    till.send(cash.pay_refund(refund_id=first.id))

    second = till.send(cash.pay_refund(refund_id=approved(api, till, bill, 450).id))

    whole = [(row.mode, row.amount) for row in second.taken.bill.payments[2:]]
    assert whole == [(PaymentMode.CASH, -300), (PaymentMode.CARD, -50), (PaymentMode.CARD, -450)]
    assert (second.taken.bill.paid, second.taken.bill.status) == (0, BillStatus.ISSUED)


def test_what_waits_is_listed_for_both(api, house, till):
    bill = till.send(in_cash(whole_visit(api, house), 1850)).bill
    refund = asked(till, bill, 450, 100)

    waiting = api(MANAGER).send(cash.refunds(status=RefundStatus.REQUESTED)).items
    api(MANAGER).send(cash.approve_refund(refund_id=refund.id))

    assert [(each.amount, each.bill_no, len(each.lines)) for each in waiting] == [(550, bill.bill_no, 2)]
    assert [each.id for each in till.send(cash.refunds(status=RefundStatus.APPROVED)).items] == [refund.id]
    assert [each.id for each in till.send(cash.refunds(bill_id=bill.id)).items] == [refund.id]
    assert till.send(cash.refunds(status=RefundStatus.REQUESTED)).items == []


@pytest.mark.parametrize(
    "forgery", ["UPDATE refund_lines SET amount = 1", "UPDATE refunds SET reason = 'x'", "DELETE FROM refunds"]
)
def test_what_a_refund_is_for_never_changes(api, house, till, owner, forgery):
    asked(till, till.send(in_cash(owing(api, house), 800)).bill, 450)

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute(forgery)


def test_two_at_once_never_give_back_more_than_was_paid(api, house, till, owner):
    bill = till.send(in_cash(owing(api, house), 800)).bill
    tills = [till, api(CASHIER_B)] * 3

    answers = together(*[lambda who=who: asked(who, bill, 300) for who in tills])

    assert sum(isinstance(answer, MoreThanPaid) for answer in answers) == 4
    assert owner.execute("SELECT sum(amount) FROM refund_lines").fetchone() == (600,)
