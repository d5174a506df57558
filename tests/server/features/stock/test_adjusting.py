from datetime import date, timedelta
from decimal import Decimal

import pytest

from server.features.stock.moves import Reference
from shared.contracts import access, stock
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid, MayNotApprove
from shared.contracts.stock import BatchRecalled, NotEnoughStock
from shared.ids import new_id
from shared.models.stock import MoveType, StockView
from shared.permissions import Permission, Role
from shared.rules.stock import Part
from tests.server.features.stock.test_moves import take, wanted
from tests.support.house import PASSWORD
from tests.support.shelves import PHARMACY


@pytest.fixture
def pharmacist(api):
    return api(Role.PHARMACIST)


def agreed(person, batch_id, second="manager"):
    return person.send(
        access.approve(user_name=second, password=PASSWORD, permission=Permission.STOCK_ADJUST, subject_id=batch_id)
    ).id


def less(batch_id, change, approval_id=None):
    return stock.adjust(
        store_id=PHARMACY,
        batch_id=batch_id,
        change=Decimal(change),
        reason="counted again",
        approval_id=approval_id,
    )


def test_stock_is_adjusted_with_the_word_of_a_second_person_used_once(pharmacist, shelves):
    batch = shelves.receive(50)
    with pytest.raises(ApprovalNeeded):
        pharmacist.send(less(batch, -3))
    word = agreed(pharmacist, batch)

    moved = pharmacist.send(less(batch, -3, word))

    assert [(b.on_hand, b.quarantined) for b in moved.batches] == [(47, False)]
    with pytest.raises(ApprovalNotValid):
        pharmacist.send(less(batch, -3, word))
    assert shelves.levels() == shelves.card() == {("B1", False): 47}


def test_a_manager_needs_a_second_person_too(api, shelves):
    batch = shelves.receive(50)

    with pytest.raises(ApprovalNeeded):
        api(Role.MANAGER).send(less(batch, -3))
    with pytest.raises(MayNotApprove):
        agreed(api(Role.MANAGER), batch, second="pharmacist")


def test_no_more_is_taken_off_than_is_there(pharmacist, shelves):
    batch = shelves.receive(50)

    with pytest.raises(NotEnoughStock) as refused:
        pharmacist.send(less(batch, -51, agreed(pharmacist, batch)))

    assert refused.value.left == 50
    assert pharmacist.send(less(batch, 4, agreed(pharmacist, batch))).batches[0].on_hand == 54


def test_what_expired_leaves_the_shelf_as_expired_and_what_broke_as_destroyed(pharmacist, shelves):
    expired = shelves.receive(20, batch="OLD", expires=date(2026, 11, 21), opening=True)
    broken = shelves.receive(20)

    for batch in (expired, broken):
        pharmacist.send(
            stock.destroy(
                store_id=PHARMACY,
                batch_id=batch,
                quantity=Decimal(20),
                reason="off the shelf",
                approval_id=agreed(pharmacist, batch),
            )
        )

    rows = shelves.owner.execute("SELECT type FROM stock_moves WHERE quantity < 0 ORDER BY id").fetchall()
    assert rows == [("expire",), ("destroy",)]
    assert set(shelves.levels().values()) == {0}


def test_what_was_set_aside_is_released_or_stays_aside(pharmacist, shelves):
    batch = shelves.receive(50)
    here = {"store_id": PHARMACY, "batch_id": batch}

    pharmacist.send(stock.set_aside(**here, quantity=Decimal(10), reason="box is wet"))
    pharmacist.send(stock.release(**here, quantity=Decimal(4), reason="only the carton"))

    aside = pharmacist.send(stock.on_hand(view=StockView.ASIDE)).items
    assert [(b.batch_no, b.on_hand) for b in aside] == [("B1", 6)]


def test_a_recall_stops_a_batch_everywhere_and_is_taken_back_by_two(pharmacist, shelves):
    batch = shelves.receive(50)
    pharmacist.send(stock.recall(batch_id=batch, reason="glass found"))
    with pytest.raises(BatchRecalled):
        take(shelves, 1, batch=batch)
    back = {"batch_id": batch, "recalled": False, "reason": "another batch was meant"}
    with pytest.raises(ApprovalNeeded):
        pharmacist.send(stock.recall(**back))

    pharmacist.send(stock.recall(**back, approval_id=agreed(pharmacist, batch)))

    assert take(shelves, 1, batch=batch)
    (row,) = pharmacist.send(stock.on_hand()).items
    assert (row.recalled, row.recalled_because) == (False, "")


def test_a_card_tells_every_move_with_the_balance_who_and_for_what(pharmacist, shelves, house):
    batch = shelves.receive(50, medicine="Amoxicillin 500 mg")
    ward = shelves.ward()
    shelves.receive(7, medicine="Amoxicillin 500 mg", store=ward, batch="W1")
    with shelves.hands() as hands:
        line = wanted(shelves, 12, medicine="Amoxicillin 500 mg")
        hands.take(PHARMACY, [line], MoveType.DISPENSE, Reference("dispense", new_id(), "RX-2026-000007"))
        hands.put_back(PHARMACY, [Part(batch, Decimal(2))])

    whole = pharmacist.send(stock.card(medicine_id=shelves.medicine("Amoxicillin 500 mg")))
    here = pharmacist.send(stock.card(medicine_id=shelves.medicine("Amoxicillin 500 mg"), store_id=PHARMACY, limit=2))

    assert [(line.type, line.quantity, line.balance) for line in whole.lines] == [
        (MoveType.PATIENT_RETURN, 2, 47),
        (MoveType.DISPENSE, -12, 45),
        (MoveType.RECEIVE, 7, 57),
        (MoveType.RECEIVE, 50, 50),
    ]
    assert [(line.quantity, line.balance, line.reference) for line in here.lines] == [
        (2, 40, ""),
        (-12, 38, "RX-2026-000007"),
    ]
    assert here.more
    assert (here.lines[1].moved_by, here.lines[1].store) == ("Pharmacist", "Pharmacy")


def test_what_is_low_or_will_not_last_is_ordered_again(pharmacist, shelves, clock):
    shelves.receive(100)
    shelves.receive(30, medicine="Amoxicillin 500 mg", batch="A1")
    shelves.receive(500, medicine="Amoxicillin 125 mg/5 mL", batch="S1")
    pharmacist.send(stock.set_reorder_level(store_id=PHARMACY, medicine_id=shelves.medicine(), level=Decimal(100)))
    take(shelves, 24, medicine="Amoxicillin 500 mg")
    take(shelves, 5, medicine="Amoxicillin 125 mg/5 mL")

    lines = pharmacist.send(stock.reorder(store_id=PHARMACY, days=10)).items

    assert [(x.medicine.generic, x.on_hand, x.used, x.lasts_days, x.suggested) for x in lines] == [
        ("Paracetamol", 100, 0, None, 100),
        ("Amoxicillin", 6, 24, 2, 66),
    ]
    kept = pharmacist.send(stock.reorder(store_id=PHARMACY, days=10, all=True)).items
    assert [(x.medicine.generic, x.level, x.suggested_level, x.suggested) for x in kept] == [
        ("Amoxicillin", None, 34, 66),
        ("Amoxicillin", None, 7, 0),
        ("Paracetamol", 100, 0, 100),
    ]


def test_only_what_expires_within_the_stores_days_is_on_that_list(pharmacist, shelves):
    shelves.receive(10, batch="SOON", expires=date(2026, 11, 22) + timedelta(days=90))
    shelves.receive(10, batch="LATER", expires=date(2026, 11, 22) + timedelta(days=91))
    shelves.receive(10, batch="OVER", expires=date(2026, 11, 1), opening=True)

    soon = pharmacist.send(stock.on_hand(view=StockView.SOON)).items

    assert [b.batch_no for b in soon] == ["OVER", "SOON"]
