"""What comes back over the counter, and what the database refuses whoever asks."""

from decimal import Decimal

import psycopg
import pytest

from shared.contracts import access, billing, cash, payers, pharmacy
from shared.contracts.access import ApprovalNeeded
from shared.contracts.pharmacy import DispenseLineNotFound, MoreThanGiven
from shared.ids import DispenseLineId, new_id
from shared.models.billing import BillStatus, ShareKind
from shared.models.payers import PayerKind
from shared.models.refunds import RefundStatus
from shared.permissions import Permission, Role
from tests.server.features.cash.counter import CASHIER, in_cash
from tests.server.features.pharmacy.conftest import give
from tests.support.house import PASSWORD

TABLES = ("dispenses", "dispense_lines", "dispense_warnings", "dispense_returns")


@pytest.fixture
def part(counter, shelves):
    shelves.receive(50)
    return counter.dispense(counter.prescribe(), give()).parts[0]


def back(counter, part_id, quantity, approval=None):
    call = pharmacy.take_back(
        dispense_line_id=part_id, quantity=Decimal(quantity), reason="Not taken", approval_id=approval
    )
    return counter.pharmacist.send(call)


@pytest.fixture
def till(api):
    till = api(CASHIER)
    till.send(cash.open_session(opening_float=Decimal(100)))
    return till


def word(counter, part_id):
    """The manager's, about what comes back."""
    call = access.approve(
        user_name="manager", password=PASSWORD, permission=Permission.BILLING_CANCEL, subject_id=part_id
    )
    return counter.pharmacist.send(call).id


def bill_of(till, part_id, owner):
    bill_id = owner.execute("SELECT bill_id FROM bill_items WHERE itemable_id = %s", (part_id,)).fetchone()[0]
    return till.send(billing.get(bill_id=bill_id))


def issued(till, part_id, owner):
    draft = bill_of(till, part_id, owner)
    return till.send(billing.issue(bill_id=draft.id, version=draft.version))


def test_what_comes_back_lies_in_quarantine_and_is_never_more_than_was_given(counter, shelves, part, owner):
    back(counter, part.id, 5)
    assert back(counter, part.id, 4).returned == 9

    with pytest.raises(MoreThanGiven) as refused:
        back(counter, part.id, 7)

    assert refused.value.left == 6
    assert shelves.levels() == {("B1", False): 35, ("B1", True): 9}
    assert owner.execute("SELECT count(*) FROM appointment_events WHERE type = 'MEDICINES_RETURNED'").fetchone() == (2,)


def test_a_line_that_was_never_given_takes_nothing_back(counter, part):
    with pytest.raises(DispenseLineNotFound):
        back(counter, DispenseLineId(new_id()), 1)


# The money: fifteen tablets at 1.20 came to 18.00


def test_while_the_bill_is_a_draft_it_only_becomes_shorter(counter, part, till, owner):
    told = back(counter, part.id, 5)

    assert (told.amount, told.credit_note_no, told.to_refund, told.refund_no) == (6, "", 0, "")
    assert [(item.quantity, item.amount) for item in bill_of(till, part.id, owner).items] == [(10, 12)]
    assert back(counter, part.id, 10).amount == 12
    assert owner.execute("SELECT count(*) FROM bill_items WHERE itemable_id = %s", (part.id,)).fetchone() == (0,)


def test_what_was_issued_and_not_paid_is_credited_with_a_second_person(counter, shelves, part, till, owner):
    issued(till, part.id, owner)

    with pytest.raises(ApprovalNeeded):
        back(counter, part.id, 5)
    assert shelves.levels() == {("B1", False): 35}
    told = back(counter, part.id, 5, word(counter, part.id))

    bill = bill_of(till, part.id, owner)
    assert (told.amount, told.credit_note_no, told.to_refund) == (6, bill.credit_notes[0].note_no, 0)
    assert (bill.credited, bill.due) == (6, 12)


def test_what_was_paid_goes_back_after_another_person_approved_it(counter, part, till, owner, api):
    till.send(in_cash(issued(till, part.id, owner), 18))

    told = back(counter, part.id, 5, word(counter, part.id))
    assert (told.amount, told.to_refund) == (6, 6)
    (refund,) = till.send(cash.refunds(status=RefundStatus.REQUESTED)).items
    assert (refund.refund_no, refund.amount, refund.reason) == (told.refund_no, 6, "Not taken")
    api(Role.MANAGER).send(cash.approve_refund(refund_id=refund.id))
    till.send(cash.pay_refund(refund_id=refund.id))

    bill = bill_of(till, part.id, owner)
    assert (bill.paid, bill.credited, bill.due, bill.refundable, bill.status) == (12, 6, 0, 0, BillStatus.PAID)
    # a second strip: the money of the first is not given back again
    again = back(counter, part.id, 10, word(counter, part.id))
    assert (again.amount, again.to_refund) == (12, 12)
    assert bill_of(till, part.id, owner).status is BillStatus.CREDITED


def test_of_what_a_payer_pays_only_the_patients_share_goes_back(counter, part, till, owner, api):
    payer = api(Role.MANAGER).send(payers.add(code="G", name="Green", kind=PayerKind.INSURER, default_share=Decimal(0)))
    draft = bill_of(till, part.id, owner)
    split = billing.split(
        bill_id=draft.id,
        version=draft.version,
        payer_id=payer.id,
        kind=ShareKind.PERCENT,
        value=Decimal(80),
        reason="By the card",
    )
    till.send(split)
    till.send(in_cash(issued(till, part.id, owner), "3.6"))

    told = back(counter, part.id, 5, word(counter, part.id))

    assert (told.amount, told.to_refund) == (6, Decimal("1.2"))


def test_what_was_credited_before_is_not_credited_again(counter, part, till, owner):
    bill = issued(till, part.id, owner)
    agreed = access.approve(
        user_name="manager", password=PASSWORD, permission=Permission.BILLING_CANCEL, subject_id=bill.id
    )
    call = billing.credit(bill_id=bill.id, version=bill.version, reason="Wrong bill", approval_id=till.send(agreed).id)
    till.send(call)

    told = back(counter, part.id, 5)

    assert (told.returned, told.amount, told.credit_note_no) == (5, 0, "")


def test_neither_role_changes_what_was_dispensed(counter, part, owner, fresh):
    back(counter, part.id, 5)
    url = fresh.app_url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url, autocommit=True) as server_role:
        for connection in (server_role, owner):
            for table in TABLES:
                for attempt in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
                    if "warnings" in table and "TRUNCATE" not in attempt and connection is owner:
                        continue  # it has no row here
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        connection.execute(attempt)
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="takes no other line"):
                connection.execute(
                    "INSERT INTO dispense_lines SELECT gen_random_uuid(), dispense_id, line, outcome, medicine_id, "
                    "dose, quantity, covers, batch_id, price, lasts_until, substituted, reason "
                    "FROM dispense_lines LIMIT 1"
                )
            with pytest.raises(psycopg.errors.CheckViolation, match="more comes back"):
                connection.execute(
                    "INSERT INTO dispense_returns SELECT gen_random_uuid(), dispense_line_id, 11, reason, taken_by, "
                    "workstation_id, taken_at FROM dispense_returns LIMIT 1"
                )
