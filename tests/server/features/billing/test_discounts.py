from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest

from shared.contracts import access, billing, consultations, lab
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid, NotYourOwnApproval
from shared.contracts.billing import BillItemNotFound, BillStateConflict, DiscountNotFound, DiscountTooLarge
from shared.errors import Forbidden, InvalidRequest, StaleVersion
from shared.ids import BillItemId, new_id
from shared.models.billing import BillStatus, DiscountKind
from shared.permissions import Permission, Role
from tests.server.features.billing.test_billing import bill_of, issued
from tests.server.features.consultations.visits import in_room
from tests.support.house import PASSWORD

CASHIER, MANAGER = Role.CASHIER, Role.MANAGER
ANOTHER = (
    "INSERT INTO bill_discounts "
    "SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid()))).* FROM bill_discounts d"
)


@pytest.fixture
def draft(api, house):
    """CBC 450, CRP 600, consultation 800."""
    visit_id = in_room(api, house)
    api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"], house.tests["CRP"]]))
    api("doctor").send(consultations.complete(appointment_id=visit_id, version=1))
    return bill_of(api, visit_id)


def off(bill, value, kind=DiscountKind.PERCENT, line=None, reason="Poor", **rest):
    item = None if line is None else bill.items[line].id
    return billing.give_discount(
        bill_id=bill.id, version=bill.version, bill_item_id=item, kind=kind, value=Decimal(value), reason=reason, **rest
    )


def agreed(api, house, bill, who=MANAGER):
    return (
        api(CASHIER)
        .send(
            access.approve(
                user_name=house.user_name(who),
                password=PASSWORD,
                permission=Permission.BILLING_DISCOUNT,
                subject_id=bill.id,
            )
        )
        .id
    )


def test_a_cashier_lets_off_up_to_the_limit_of_the_house_alone(api, draft):
    bill = api(CASHIER).send(off(draft, 10))

    assert [str(item.discount) for item in bill.items] == ["45.00", "60.00", "80.00"]
    assert (str(bill.subtotal), str(bill.discount), str(bill.total)) == ("1850.00", "185.00", "1665.00")
    (given,) = bill.discounts
    assert (given.reason, given.asked_by, given.approved_by, given.amount) == ("Poor", "Cashier", "", 185)


@pytest.mark.parametrize(("value", "line"), [("10.01", None), ("10.01", 0)])
def test_above_the_limit_a_second_person_is_asked(api, house, draft, value, line):
    with pytest.raises(ApprovalNeeded):
        api(CASHIER).send(off(draft, value, line=line))
    assert bill_of(api, draft.appointment_id) == draft

    bill = api(CASHIER).send(off(draft, value, line=line, approval_id=agreed(api, house, draft)))

    assert bill.discounts[0].approved_by == "Manager"


def test_small_discounts_one_after_the_other_come_to_the_limit_together(api, draft):
    bill = api(CASHIER).send(off(draft, 6))

    with pytest.raises(ApprovalNeeded):
        api(CASHIER).send(off(bill, 6))


def test_a_small_line_of_a_large_bill_is_not_given_away_alone(api, draft):
    with pytest.raises(ApprovalNeeded):
        api(CASHIER).send(off(draft, 100, DiscountKind.AMOUNT, line=0))


def test_the_house_says_what_the_limit_is(api, owner, clock, draft):
    owner.execute("UPDATE settings SET discount_limit = 50")
    clock.advance(timedelta(seconds=6))  # the settings are remembered for some seconds

    assert api(CASHIER).send(off(draft, 50)).total == 925


def test_the_manager_needs_nobody(api, draft):
    assert api(MANAGER).send(off(draft, 60)).total == 740


def test_ones_own_word_and_a_word_for_another_bill_are_none(api, house, draft):
    with pytest.raises(NotYourOwnApproval):
        agreed(api, house, draft, CASHIER)
    with pytest.raises(ApprovalNotValid):
        api(CASHIER).send(off(draft, 50, approval_id=agreed(api, house, draft.items[0])))


def test_a_waiver_still_makes_a_bill_that_nobody_waits_for(api, draft):
    waived = api(MANAGER).send(off(draft, 1, DiscountKind.WAIVER))
    bill = issued(api, draft.appointment_id)

    assert (waived.total, waived.discount, bill.status) == (0, 1850, BillStatus.PAID)
    assert bill.bill_no is not None
    assert api(CASHIER).send(billing.unpaid()).items == []


def test_several_are_taken_off_one_after_the_other_those_of_lines_first(api, draft):
    bill = api(MANAGER).send(off(draft, 10))
    bill = api(MANAGER).send(off(bill, 50, DiscountKind.AMOUNT, line=0, reason="Staff's child"))

    assert [(str(one.amount), one.reason) for one in bill.discounts] == [("180.00", "Poor"), ("50.00", "Staff's child")]
    assert [str(item.discount) for item in bill.items] == ["90.00", "60.00", "80.00"]
    assert bill.total == 1620


def test_what_is_charged_later_has_its_part_of_what_was_let_off(api, house):
    visit_id = in_room(api, house)
    api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"]]))
    api(CASHIER).send(off(bill_of(api, visit_id), 10))

    api("doctor").send(consultations.complete(appointment_id=visit_id, version=1))

    assert [str(item.amount) for item in bill_of(api, visit_id).items] == ["405.00", "720.00"]


def test_a_line_that_leaves_takes_its_discount_with_it(api, house, draft):
    order_id = next(item.itemable_id for item in draft.items if item.amount == 450)
    bill = api(MANAGER).send(off(draft, 50, line=0))
    bill = api(MANAGER).send(off(bill, 1500, DiscountKind.AMOUNT))

    api(Role.PATHOLOGIST).send(lab.cancel(test_order_id=order_id, version=1, reason="Not needed"))

    left = bill_of(api, draft.appointment_id)
    assert [(one.bill_item_id, one.amount) for one in left.discounts] == [(None, 1400)]
    assert (left.subtotal, left.discount, left.total) == (1400, 1400, 0)


def test_what_was_given_by_mistake_is_taken_back_and_stays_known(api, owner, draft):
    bill = api(CASHIER).send(off(draft, 10))

    again = billing.take_discount_back(bill_id=bill.id, version=bill.version, discount_id=bill.discounts[0].id)
    left = api(CASHIER).send(again)

    assert (left.discounts, left.discount, left.total) == ([], 0, 1850)
    assert owner.execute("SELECT count(*), count(takes_back) FROM bill_discounts").fetchone() == (2, 1)
    twice = billing.take_discount_back(bill_id=bill.id, version=left.version, discount_id=bill.discounts[0].id)
    with pytest.raises(DiscountNotFound):
        api(CASHIER).send(twice)


@pytest.mark.parametrize(
    ("value", "kind", "refusal"),
    [
        ("1850.01", DiscountKind.AMOUNT, DiscountTooLarge),
        ("0.001", DiscountKind.AMOUNT, InvalidRequest),
        ("100.01", DiscountKind.PERCENT, InvalidRequest),
    ],
)
def test_what_does_not_fit_is_refused(api, draft, value, kind, refusal):
    with pytest.raises(refusal):
        api(MANAGER).send(off(draft, value, kind))

    assert bill_of(api, draft.appointment_id) == draft


def test_a_line_of_another_bill_is_refused(api, draft):
    other = billing.give_discount(
        bill_id=draft.id,
        version=draft.version,
        bill_item_id=BillItemId(new_id()),
        kind=DiscountKind.PERCENT,
        value=Decimal(1),
        reason="Poor",
    )
    with pytest.raises(BillItemNotFound):
        api(CASHIER).send(other)


def test_nothing_is_let_off_a_bill_that_is_issued_or_that_moved(api, draft):
    bill = api(CASHIER).send(off(draft, 1))
    with pytest.raises(StaleVersion):
        api(CASHIER).send(off(draft, 1))

    bill = api(CASHIER).send(billing.issue(bill_id=bill.id, version=bill.version))

    with pytest.raises(BillStateConflict):
        api(CASHIER).send(off(bill, 1))
    with pytest.raises(BillStateConflict):
        api(CASHIER).send(
            billing.take_discount_back(bill_id=bill.id, version=bill.version, discount_id=bill.discounts[0].id)
        )


def test_those_who_take_no_money_let_nothing_off(api, draft):
    with pytest.raises(Forbidden):
        api(Role.RECEPTIONIST).send(off(draft, 1))


def test_of_two_at_once_one_is_given_and_the_other_is_told(api, draft, owner):
    def give(who):
        try:
            return api(who).send(off(draft, 5)).version
        except StaleVersion:
            return "stale"

    api(CASHIER), api("cashier_b")
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(give, [CASHIER, "cashier_b"]))

    assert sorted(map(str, answers)) == [str(draft.version + 1), "stale"]
    assert owner.execute("SELECT count(*) FROM bill_discounts").fetchone() == (1,)


def test_what_was_let_off_is_booked_against_income(api, owner, draft):
    bill = api(CASHIER).send(off(draft, 10))
    api(CASHIER).send(billing.issue(bill_id=bill.id, version=bill.version))

    booked = owner.execute("SELECT account, sum(amount) FROM ledger_entries GROUP BY 1 ORDER BY 1").fetchall()

    assert booked == [("discount", 185), ("income", -1850), ("patient_dues", 1665)]


@pytest.mark.parametrize("who", ["server", "owner"])
@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE bill_discounts SET value = 1",
        "UPDATE bill_discounts SET approved_by = asked_by",
        "DELETE FROM bill_discounts",
        "TRUNCATE bill_discounts CASCADE",
        ANOTHER,
    ],
)
def test_the_database_changes_no_discount_and_takes_none_on_an_issued_bill(api, fresh, draft, forgery, who):
    bill = api(CASHIER).send(off(draft, 10))
    api(CASHIER).send(billing.issue(bill_id=bill.id, version=bill.version))

    dsn = fresh.owner_dsn if who == "owner" else fresh.app_url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(dsn, autocommit=True) as role, pytest.raises(psycopg.errors.InsufficientPrivilege):
        role.execute(forgery)
