from decimal import Decimal

import pytest
from pydantic import ValidationError

from shared.contracts import access, purchases, stock
from shared.contracts.access import ApprovalNeeded
from shared.contracts.stock import NotEnoughStock
from shared.models.purchases import ReturnedLine
from shared.models.stock import MoveType
from shared.permissions import Permission
from tests.server.features.stock.test_moves import recall
from tests.support.house import PASSWORD
from tests.support.shelves import PHARMACY


def returning(person, supplier, *lines, agreed=True):
    word = None
    if agreed:
        word = person.send(
            access.approve(
                user_name="manager", password=PASSWORD, permission=Permission.STOCK_ADJUST, subject_id=supplier.id
            )
        ).id
    return purchases.return_goods(
        supplier_id=supplier.id,
        store_id=PHARMACY,
        lines=[ReturnedLine(batch_id=b, quantity=Decimal(q), quarantined=aside) for b, q, aside in lines],
        reason="glass found",
        approval_id=word,
    )


def test_goods_go_back_with_a_debit_note_and_the_word_of_a_second_person(pharmacist, shelves, padma):
    batch = shelves.receive(50)
    recall(shelves, batch)
    pharmacist.send(stock.set_aside(store_id=PHARMACY, batch_id=batch, quantity=Decimal(20), reason="box is wet"))
    lines = ((batch, 30, False), (batch, 15, True))
    with pytest.raises(ApprovalNeeded):
        pharmacist.send(returning(pharmacist, padma, *lines, agreed=False))

    returned = pharmacist.send(returning(pharmacist, padma, *lines))

    assert (returned.return_no, returned.second_person, returned.total) == ("DN-2026-000001", "Manager", 36)
    assert [(line.quantity, line.quarantined, line.amount) for line in returned.lines] == [
        (30, False, 24),
        (15, True, 12),
    ]
    assert shelves.levels() == shelves.card() == {("B1", False): 0, ("B1", True): 5}
    moves = pharmacist.send(stock.card(medicine_id=shelves.medicine())).lines[:2]
    assert {(m.type, m.reference, m.reason) for m in moves} == {
        (MoveType.SUPPLIER_RETURN, "DN-2026-000001", "glass found")
    }
    assert pharmacist.send(purchases.returns(supplier_id=padma.id)).items == [returned]


def test_no_more_goes_back_than_is_there_and_a_refusal_leaves_no_gap(pharmacist, shelves, padma):
    batch, other = shelves.receive(50), shelves.receive(5, batch="B2")

    with pytest.raises(NotEnoughStock) as refused:
        pharmacist.send(returning(pharmacist, padma, (batch, 10, False), (other, 6, False)))
    assert refused.value.left == 5
    assert shelves.levels() == {("B1", False): 50, ("B2", False): 5}

    assert pharmacist.send(returning(pharmacist, padma, (other, 5, False))).return_no == "DN-2026-000001"


def test_a_batch_goes_back_in_one_line(pharmacist, shelves, padma):
    batch = shelves.receive(50)

    with pytest.raises(ValidationError):
        returning(pharmacist, padma, (batch, 1, False), (batch, 2, False), agreed=False)
