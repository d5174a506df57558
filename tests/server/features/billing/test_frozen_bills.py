"""The server's role changes nothing of what was billed, let off, credited or cancelled: neither does the owner's."""

from decimal import Decimal

import psycopg
import pytest

from shared.contracts import access, billing, consultations, lab, payers
from shared.models.bill_changes import LineToCredit
from shared.models.billing import DiscountKind
from shared.models.payers import PayerKind
from shared.permissions import Permission, Role
from tests.server.features.billing.test_billing import bill_of, issued
from tests.server.features.consultations.visits import in_room
from tests.server.frozen.test_unchangeable import NEW_VALUES, is_refused
from tests.support.house import PASSWORD

TABLES = (
    "bills",
    "bill_items",
    "bill_discounts",
    "bill_splits",
    "bill_cancellations",
    "credit_notes",
    "credit_note_lines",
    "credit_requests",
)
MOVES = {
    "bills": {
        "paid",
        "credited",
        "payer_credited",
        "payer_paid",
        "payer_returned",
        "payer_lost",
        "status",
        "version",
    },
    "bill_items": {"released"},
}
"""What becomes of a bill is not what was billed."""
NEW_ID = "jsonb_build_object('id', gen_random_uuid())"
ANOTHER = f"INSERT INTO {{0}} SELECT (jsonb_populate_record(r, {NEW_ID})).* FROM {{0}} r LIMIT 1"
A_LINE_MORE = """
    INSERT INTO credit_note_lines SELECT credit_note_id, i.id, 1, 0, 0, 5 FROM credit_note_lines l, bill_items i
    WHERE i.id NOT IN (SELECT bill_item_id FROM credit_note_lines) LIMIT 1
"""
CLEVER = (
    A_LINE_MORE,
    ANOTHER.format("bill_discounts"),
    ANOTHER.format("bill_splits"),
    ANOTHER.format("bill_items"),
    "UPDATE bill_items SET released = true WHERE NOT released",
    "UPDATE bills SET status = 'draft'",
    "UPDATE credit_requests SET status = 'requested'",
)


@pytest.fixture
def one_of_each(api, house):
    """A bill with a discount, a credit note and a request that was refused; and one that was cancelled."""
    cashier, manager = api(Role.CASHIER), api(Role.MANAGER)
    visit_id = in_room(api, house)
    api("doctor").send(lab.order(appointment_id=visit_id, test_type_ids=[house.tests["CBC"], house.tests["CRP"]]))
    draft = bill_of(api, visit_id)
    cashier.send(
        billing.give_discount(
            bill_id=draft.id, version=draft.version, kind=DiscountKind.PERCENT, value=Decimal(5), reason="Poor"
        )
    )
    draft = bill_of(api, visit_id)
    insurer = manager.send(payers.add(code="GREEN", name="Green Life", kind=PayerKind.INSURER))
    cashier.send(
        billing.split(
            bill_id=draft.id, version=draft.version, payer_id=insurer.id, value=Decimal(10), reason="By letter"
        )
    )
    bill = issued(api, visit_id, Role.CASHIER)
    order_id = bill.items[0].itemable_id
    api(Role.PATHOLOGIST).send(lab.cancel(test_order_id=order_id, version=1, reason="No tube left"))
    bill = cashier.send(billing.get(bill_id=bill.id))
    asked = bill.credit_requests[0].id
    bill = cashier.send(billing.reject_credit(bill_id=bill.id, version=bill.version, request_id=asked, reason="Done"))
    word = access.approve(
        user_name=house.user_name(Role.MANAGER),
        password=PASSWORD,
        permission=Permission.BILLING_CANCEL,
        subject_id=bill.id,
    )
    line = LineToCredit(bill_item_id=bill.items[1].id, quantity=Decimal(1))
    cashier.send(
        billing.credit(
            bill_id=bill.id,
            version=bill.version,
            lines=[line],
            reason="Twice",
            approval_id=cashier.send(word).id,
        )
    )
    api("doctor").send(consultations.complete(appointment_id=visit_id, version=1))
    void = issued(api, visit_id)
    manager.send(billing.cancel(bill_id=void.id, version=void.version, reason="Wrong patient"))


def dump(owner):
    return {table: owner.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY 1").fetchall() for table in TABLES}


def attempts(owner, tables=TABLES, moves=MOVES):
    for table in tables:
        columns = owner.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", (table,)
        ).fetchall()
        for column, kind in columns:
            if column not in moves.get(table, ()):
                yield f"UPDATE {table} SET {column} = {NEW_VALUES[kind].replace('{0}', column)}"
                yield f"UPDATE {table} SET {column} = NULL"
        yield f"DELETE FROM {table}"
        yield f"TRUNCATE {table} CASCADE"


@pytest.mark.parametrize("who", ["server", "owner"])
def test_no_column_and_no_row_is_changed(one_of_each, fresh, owner, who):
    before = dump(owner)
    dsn = fresh.owner_dsn if who == "owner" else fresh.app_url.replace("postgresql+psycopg", "postgresql")

    with psycopg.connect(dsn, autocommit=True) as role:
        went_through = [attempt for attempt in (*attempts(owner), *CLEVER) if not is_refused(role, attempt)]

    assert went_through == []
    assert all(before.values())
    assert dump(owner) == before
