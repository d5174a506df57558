from datetime import date
from decimal import Decimal
from typing import Final

import psycopg
import pytest

from shared.contracts import purchases, stock
from shared.contracts.purchases import MoreThanOrdered, OrderLineNotFound
from shared.contracts.stock import BatchExpired, BatchKnownOtherwise
from shared.errors import Forbidden, InvalidRequest, StaleVersion
from shared.models.purchases import GoodsLine, OrderStatus
from shared.models.stock import MoveType
from shared.permissions import Role
from tests.support.shelves import LATER


def goods(line=1, batch="B1", *, packs=2, free=0, price="85.50", expires=LATER, sold_at="1.2"):
    return GoodsLine(
        line=line,
        batch_no=batch,
        expires_on=expires,
        packs=packs,
        free_packs=free,
        pack_price=Decimal(price),
        price=Decimal(sold_at),
    )


def delivered(person, order, *lines, **rest):
    return person.send(
        purchases.receive(order_id=order.id, version=order.version, lines=list(lines), delivery_note="DN 17", **rest)
    )


def test_two_boxes_of_a_hundred_and_one_free_are_three_hundred_tablets_on_the_shelf(pharmacist, shelves, ordered):
    order = ordered()

    booked = delivered(pharmacist, order, goods(free=1))

    assert (booked.order.status, booked.goods.goods_no) == (OrderStatus.RECEIVED, "GR-2026-000001")
    (line,) = booked.goods.lines
    assert (line.units, line.net, line.tax) == (300, Decimal("171.00"), Decimal("25.65"))
    assert shelves.levels() == shelves.card() == {("B1", False): 300}
    (move,) = pharmacist.send(stock.card(medicine_id=shelves.medicine())).lines
    assert (move.type, move.reference) == (MoveType.RECEIVE, "GR-2026-000001")
    (batch,) = pharmacist.send(stock.on_hand()).items
    assert (batch.cost, batch.supplier) == (Decimal("0.855"), "Padma Medical Stores")


def test_an_order_comes_in_parts_and_in_several_batches(pharmacist, shelves, ordered, boxes):
    order = ordered(boxes(5), boxes(1, medicine="Amoxicillin 500 mg"))

    first = delivered(pharmacist, order, goods(batch="B1", packs=1), goods(batch="B2", packs=2)).order

    assert (first.status, [line.left for line in first.lines]) == (OrderStatus.PARTLY_RECEIVED, [2, 1])
    with pytest.raises(StaleVersion):
        delivered(pharmacist, order, goods(packs=2))
    second = delivered(pharmacist, first, goods(batch="B3", packs=1)).order
    third = delivered(pharmacist, second, goods(batch="B3", packs=1), goods(2, "A1", packs=1)).order
    assert (third.status, len(third.receipts)) == (OrderStatus.RECEIVED, 3)
    assert shelves.levels() == {("B1", False): 100, ("B2", False): 200, ("B3", False): 200, ("A1", False): 100}


def test_more_than_was_ordered_is_kept_only_when_somebody_says_so(pharmacist, shelves, ordered, owner):
    order = ordered()

    with pytest.raises(MoreThanOrdered) as refused:
        delivered(pharmacist, order, goods(packs=1), goods(batch="B2", packs=2))
    assert (refused.value.medicine, refused.value.left) == ("Paracetamol 500 mg", 2)
    assert shelves.levels() == {}
    delivered(pharmacist, order, goods(packs=3), more_than_ordered=True)

    assert shelves.levels() == {("B1", False): 300}
    assert owner.execute("SELECT goods_no, more_than_ordered FROM goods_received").fetchall() == [
        ("GR-2026-000001", True)
    ]


def test_goods_that_cannot_be_right_are_refused_with_the_whole_delivery(pharmacist, shelves, ordered):
    order = ordered()
    delivered(pharmacist, ordered(), goods())

    for refusal, wrong in (
        (BatchExpired, goods(batch="OLD", expires=date(2026, 11, 21), packs=1)),
        (BatchKnownOtherwise, goods(sold_at="9.9", packs=1)),
        (OrderLineNotFound, goods(2, packs=1)),
        (InvalidRequest, goods(packs=0, free=99_999)),
    ):
        with pytest.raises(refusal):
            delivered(pharmacist, order, goods(batch="NEW", packs=1), wrong)

    assert shelves.levels() == {("B1", False): 200}


def test_the_last_price_is_known_and_a_rise_of_more_than_a_tenth_is_said(pharmacist, shelves, padma, ordered):
    delivered(pharmacist, ordered(), goods())
    (same,) = delivered(pharmacist, ordered(), goods(batch="B2", price="94.05")).prices
    (risen,) = delivered(pharmacist, ordered(), goods(batch="B3", price="110")).prices

    assert (same.before, same.rise) == (Decimal("0.855"), None)
    assert (risen.before, round(risen.rise, 4)) == (Decimal("0.9405"), Decimal("0.1696"))
    offer = pharmacist.send(purchases.offer(supplier_id=padma.id, medicine_id=shelves.medicine()))
    assert offer.last == offer.cheapest == risen
    history = pharmacist.send(purchases.price_history(medicine_id=shelves.medicine())).items
    assert [price.unit_price for price in history] == [Decimal("1.1"), Decimal("0.9405"), Decimal("0.855")]


def test_who_was_cheaper_is_told_beside_the_supplier_that_is_asked(pharmacist, shelves, padma, ordered, boxes):
    delivered(pharmacist, ordered(), goods())
    meghna = pharmacist.send(purchases.save_supplier(name="Meghna Pharma"))

    offer = pharmacist.send(purchases.offer(supplier_id=meghna.id, medicine_id=shelves.medicine()))

    assert offer.last is None
    assert offer.cheapest is not None
    assert (offer.cheapest.supplier_id, offer.cheapest.unit_price) == (padma.id, Decimal("0.855"))


def test_goods_that_are_free_make_no_price(pharmacist, shelves, ordered):
    booked = delivered(pharmacist, ordered(), goods(packs=0, free=1))

    assert (booked.prices, booked.order.status) == ([], OrderStatus.PARTLY_RECEIVED)
    assert shelves.levels() == {("B1", False): 100}


def test_a_technician_receives_for_the_own_store_alone(api, ordered):
    with pytest.raises(Forbidden):
        delivered(api(Role.LAB_TECHNICIAN), ordered(), goods())


ATTEMPTS: Final = tuple(
    attempt
    for table, column in (
        ("goods_received", "delivery_note = 'other'"),
        ("goods_received_lines", "packs = 9"),
        ("purchase_prices", "unit_price = 0.01"),
        ("supplier_returns", "reason = 'none'"),
        ("supplier_return_lines", "quantity = 9"),
    )
    for attempt in (f"UPDATE {table} SET {column}", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE")
)


def test_neither_role_changes_what_came_what_it_cost_or_what_went_back(
    pharmacist, ordered, server_role, owner, shelves
):
    delivered(pharmacist, ordered(), goods())
    owner.execute(
        "INSERT INTO supplier_returns SELECT gen_random_uuid(), 'DN-X', po.supplier_id, po.store_id, 'wet', "
        "received_by, %s, workstation_id, received_at FROM goods_received JOIN purchase_orders po ON po.id = order_id",
        (shelves.house.employees["manager"],),
    )
    owner.execute(
        "INSERT INTO supplier_return_lines SELECT r.id, b.id, false, 1, 1, 1 FROM supplier_returns r, stock_batches b"
    )

    for connection in (server_role, owner):
        for attempt in ATTEMPTS:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(attempt)
