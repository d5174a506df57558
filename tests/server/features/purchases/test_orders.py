from datetime import date
from decimal import Decimal

import psycopg
import pytest
from pydantic import ValidationError

from shared.contracts import documents, purchases, stock
from shared.contracts.documents import NothingToPrint
from shared.contracts.purchases import OrderStateConflict, SupplierNameTaken, SupplierRetired
from shared.errors import Forbidden, StaleVersion
from shared.models.documents import PaperKind
from shared.models.purchases import OrderStatus, OrderView
from shared.models.stock_packs import Pack
from shared.permissions import Role
from tests.server.features.purchases.test_receiving import delivered, goods
from tests.server.features.stock.test_moves import take
from tests.support.shelves import PHARMACY


def test_a_supplier_is_added_changed_and_retired(pharmacist, padma, boxes):
    with pytest.raises(SupplierNameTaken):
        pharmacist.send(purchases.save_supplier(name="PADMA medical stores"))
    with pytest.raises(StaleVersion):
        pharmacist.send(purchases.save_supplier(supplier_id=padma.id, version=9, name=padma.name))

    retired = pharmacist.send(
        purchases.save_supplier(supplier_id=padma.id, version=1, name=padma.name, phone="01711-402318", is_active=False)
    )

    assert (retired.phone, retired.version) == ("01711-402318", 2)
    assert pharmacist.send(purchases.suppliers()).items == []
    assert pharmacist.send(purchases.suppliers(all=True)).items == [retired]
    with pytest.raises(SupplierRetired):
        pharmacist.send(purchases.save_order(supplier_id=padma.id, store_id=PHARMACY, lines=[boxes()]))


def test_a_draft_is_changed_and_gets_its_number_when_it_goes_out(pharmacist, padma, boxes, clock):
    about = {"supplier_id": padma.id, "store_id": PHARMACY, "expected_on": date(2026, 11, 25)}
    draft = pharmacist.send(purchases.save_order(**about, lines=[boxes(2)]))
    assert (draft.order_no, draft.status, draft.total) == ("", OrderStatus.DRAFT, Decimal("196.65"))

    changed = pharmacist.send(
        purchases.save_order(
            **about, order_id=draft.id, version=draft.version, lines=[boxes(3), boxes(1, medicine="Amoxicillin 500 mg")]
        )
    )
    with pytest.raises(StaleVersion):
        pharmacist.send(purchases.place(order_id=draft.id, version=draft.version))
    placed = pharmacist.send(purchases.place(order_id=draft.id, version=changed.version))

    assert (placed.order_no, placed.ordered_by) == ("PO-2026-000001", "Pharmacist")
    assert [(line.net, line.tax) for line in placed.lines] == [
        (Decimal("256.50"), Decimal("38.48")),
        (Decimal("85.50"), Decimal("12.83")),
    ]
    with pytest.raises(OrderStateConflict):
        pharmacist.send(purchases.save_order(**about, order_id=draft.id, version=placed.version, lines=[boxes()]))
    (listed,) = pharmacist.send(purchases.orders()).items
    assert (listed.items, listed.total, listed.is_late) == (2, placed.total, False)


@pytest.mark.parametrize("absurd", [{"packs": 99_999}, {"price": "999999999", "packs": 99}])
def test_a_barcode_typed_into_a_number_is_no_order(boxes, absurd):
    with pytest.raises(ValidationError):
        boxes(**absurd)


def test_an_order_is_printed_once_it_has_gone_out(pharmacist, padma, boxes, ordered):
    draft = pharmacist.send(purchases.save_order(supplier_id=padma.id, store_id=PHARMACY, lines=[boxes()]))
    paper = {"kind": PaperKind.PURCHASE_ORDER}

    with pytest.raises(NothingToPrint):
        pharmacist.send(documents.record_print(**paper, subject_id=draft.id))
    order = ordered()

    copies = [pharmacist.send(documents.record_print(**paper, subject_id=order.id)).copy_number for _ in range(2)]
    assert copies == [0, 1]


def test_a_refused_order_leaves_no_gap_in_the_numbers(pharmacist, ordered):
    first = ordered()

    with pytest.raises(OrderStateConflict):
        pharmacist.send(purchases.place(order_id=first.id, version=first.version))

    assert ordered().order_no == "PO-2026-000002"


def test_an_order_is_cancelled_and_of_one_that_came_in_part_the_rest_is_not_waited_for(pharmacist, ordered):
    nothing, part = ordered(), ordered()
    some = delivered(pharmacist, part, goods(packs=1)).order

    cancelled = pharmacist.send(purchases.close(order_id=nothing.id, version=nothing.version, reason="out of stock"))
    closed = pharmacist.send(purchases.close(order_id=part.id, version=some.version, reason="the rest is not made"))

    assert (cancelled.status, closed.status) == (OrderStatus.CANCELLED, OrderStatus.RECEIVED)
    assert (closed.closed_by, closed.closed_because) == ("Pharmacist", "the rest is not made")
    assert pharmacist.send(purchases.orders()).items == []
    assert [o.id for o in pharmacist.send(purchases.orders(view=OrderView.CLOSED)).items] == [part.id, nothing.id]
    with pytest.raises(OrderStateConflict):
        delivered(pharmacist, closed, goods(packs=1))


def test_what_is_proposed_is_what_is_needed_less_what_is_on_its_way(pharmacist, padma, shelves, boxes, ordered):
    shelves.receive(430)
    take(shelves, 400)
    pharmacist.send(stock.set_reorder_level(store_id=PHARMACY, medicine_id=shelves.medicine(), level=Decimal(50)))
    pharmacist.send(stock.save_packs(medicine_id=shelves.medicine(), packs=[Pack(name="Box", units=Decimal(100))]))

    (line,) = pharmacist.send(purchases.propose(supplier_id=padma.id, store_id=PHARMACY)).items
    assert (line.suggested, line.pack.name, line.packs, line.last) == (370, "Box", 4, None)

    ordered(boxes(3))
    (less,) = pharmacist.send(purchases.propose(supplier_id=padma.id, store_id=PHARMACY)).items
    assert (less.on_order, less.suggested, less.packs) == (300, 70, 1)

    ordered(boxes(1))
    assert pharmacist.send(purchases.propose(supplier_id=padma.id, store_id=PHARMACY)).items == []


def test_a_technician_looks_and_does_not_order(api, padma):
    technician = api(Role.LAB_TECHNICIAN)

    assert technician.send(purchases.suppliers()).items == [padma]
    with pytest.raises(Forbidden):
        technician.send(purchases.save_supplier(name="Another"))


def test_what_was_ordered_is_never_changed(ordered, server_role):
    ordered()

    for attempt in (
        "UPDATE purchase_order_lines SET packs = 9",
        "DELETE FROM purchase_order_lines",
        "INSERT INTO purchase_order_lines SELECT id, 2, gen_random_uuid(), '', 1, 1, 1, 0, 1, 0 FROM purchase_orders",
        "UPDATE purchase_orders SET order_no = 'PO-2026-000009'",
        "DELETE FROM purchase_orders",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            server_role.execute(attempt)
