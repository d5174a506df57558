from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest

from server.features.stock.moves import Reference, Wanted
from shared.contracts.stock import BatchExpired, BatchNotFound, BatchRecalled, NotEnoughStock
from shared.ids import StockBatchId, new_id
from shared.models.stock import MoveType
from shared.rules.stock import Part
from tests.support.server import NOON
from tests.support.shelves import PHARMACY

TODAY = NOON.date()
SOON = date(2026, 12, 31)
DISPENSE = MoveType.DISPENSE


def wanted(shelves, quantity, medicine="Paracetamol 500 mg", batch=None):
    return Wanted(shelves.medicine(medicine), Decimal(quantity), batch)


def take(shelves, quantity, **rest):
    with shelves.hands() as hands:
        return hands.take(PHARMACY, [wanted(shelves, quantity, **rest)], DISPENSE)


def recall(shelves, batch_id):
    shelves.owner.execute(
        "INSERT INTO stock_recalls (id, batch_id, recalled, reason, recalled_by, workstation_id, recalled_at) "
        "VALUES (gen_random_uuid(), %s, true, 'glass found', %s, (SELECT id FROM workstations LIMIT 1), now())",
        (batch_id, shelves.house.employees["pharmacist"]),
    )


def test_one_line_is_taken_from_two_batches_the_first_expiring_first(shelves):
    shelves.receive(50, batch="LATE")
    shelves.receive(20, batch="SOON", expires=SOON)

    taken = take(shelves, 30)

    assert [(t.batch.batch_no, t.quantity) for t in taken] == [("SOON", 20), ("LATE", 10)]
    assert shelves.levels() == {("SOON", False): 0, ("LATE", False): 40}


def test_a_proposal_says_what_is_missing_and_holds_nothing(shelves):
    shelves.receive(20)

    with shelves.hands() as hands:
        proposal = hands.propose(PHARMACY, shelves.medicine(), Decimal(30))

    assert (proposal.found, proposal.missing) == (20, 10)
    assert shelves.levels() == {("B1", False): 20}


def test_more_than_there_is_takes_nothing_of_any_line(shelves):
    shelves.receive(20)
    shelves.receive(5, batch="S1", medicine="Amoxicillin 500 mg")

    with pytest.raises(NotEnoughStock) as refused, shelves.hands() as hands:
        hands.take(PHARMACY, [wanted(shelves, 10), wanted(shelves, 6, medicine="Amoxicillin 500 mg")], DISPENSE)

    assert (refused.value.medicine, refused.value.left) == ("Amoxicillin 500 mg", Decimal(5))
    assert shelves.levels() == {("B1", False): 20, ("S1", False): 5}


def test_two_lines_of_one_medicine_share_what_is_there(shelves):
    shelves.receive(20)

    with pytest.raises(NotEnoughStock) as refused, shelves.hands() as hands:
        hands.take(PHARMACY, [wanted(shelves, 15), wanted(shelves, 10)], DISPENSE)

    assert refused.value.left == 5


def test_the_last_hundred_go_to_whoever_comes_first_and_not_one_more(shelves):
    """Twenty pharmacists want ten each of the same hundred tablets, which lie in three batches."""
    for number, quantity in enumerate((50, 30, 20), start=1):
        shelves.receive(quantity, batch=f"B{number}", expires=date(2027, number, 28))

    def one(_):
        try:
            return sum(t.quantity for t in take(shelves, 10))
        except NotEnoughStock as refused:
            return refused

    with ThreadPoolExecutor(20) as pool:
        ends = list(pool.map(one, range(20)))

    refused = [end for end in ends if isinstance(end, NotEnoughStock)]
    assert sum(end for end in ends if not isinstance(end, NotEnoughStock)) == 100
    assert [end.left for end in refused] == [0] * 10
    assert set(shelves.levels().values()) == {0}


def test_who_comes_late_for_more_than_is_left_is_told_how_much_that_is(shelves):
    shelves.receive(100)

    def one(quantity):
        try:
            return sum(t.quantity for t in take(shelves, quantity))
        except NotEnoughStock as refused:
            return refused.left

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(one, (60, 60)))

    assert sorted(ends) == [40, 60]


def test_lines_in_any_order_do_not_block_each_other(shelves):
    """Two at once, each taking what the other takes, the other way round."""
    shelves.receive(100, batch="A")
    shelves.receive(100, batch="B", medicine="Amoxicillin 500 mg")
    lines = [wanted(shelves, 1), wanted(shelves, 1, medicine="Amoxicillin 500 mg")]

    def one(number):
        with shelves.hands() as hands:
            hands.take(PHARMACY, lines if number % 2 else lines[::-1], DISPENSE)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(24)))

    assert shelves.levels() == {("A", False): 76, ("B", False): 76}


def test_the_batch_in_the_hand_may_be_given_though_another_expires_sooner(shelves):
    late = shelves.receive(50, batch="LATE")
    shelves.receive(20, batch="SOON", expires=SOON)

    (taken,) = take(shelves, 10, batch=late)

    assert taken.batch.batch_no == "LATE"


def test_a_batch_is_usable_on_its_last_day_and_not_after(shelves, clock):
    batch = shelves.receive(50, expires=TODAY)
    assert take(shelves, 10)

    clock.advance(timedelta(days=1))

    with pytest.raises(NotEnoughStock) as refused:
        take(shelves, 10)
    assert refused.value.left == 0
    with pytest.raises(BatchExpired):
        take(shelves, 10, batch=batch)


def test_a_recalled_batch_goes_to_nobody(shelves):
    batch = shelves.receive(50)
    recall(shelves, batch)

    with pytest.raises(NotEnoughStock):
        take(shelves, 1)
    with pytest.raises(BatchRecalled) as refused:
        take(shelves, 1, batch=batch)
    assert refused.value.reason == "glass found"


def test_a_batch_of_another_medicine_is_not_taken_for_this_one(shelves):
    other = shelves.receive(50, medicine="Amoxicillin 500 mg")
    shelves.receive(50)

    for batch in (other, StockBatchId(new_id())):
        with pytest.raises(BatchNotFound):
            take(shelves, 1, batch=batch)


def test_what_a_patient_brings_back_lies_in_quarantine_until_it_is_released(shelves):
    batch = shelves.receive(50)
    take(shelves, 50)

    with shelves.hands() as hands:
        hands.put_back(PHARMACY, [Part(batch, Decimal(10))], Reference("dispense", new_id()))

    assert shelves.levels() == {("B1", False): 0, ("B1", True): 10}
    with pytest.raises(NotEnoughStock):
        take(shelves, 1)
    with shelves.hands() as hands:
        hands.release(PHARMACY, Part(batch, Decimal(6)), "blister unopened")
    assert shelves.levels() == {("B1", False): 6, ("B1", True): 4}
    assert take(shelves, 6)


def test_no_more_leaves_quarantine_than_is_in_it(shelves):
    batch = shelves.receive(50)
    with shelves.hands() as hands:
        hands.quarantine(PHARMACY, Part(batch, Decimal(10)), "box is wet")

    with pytest.raises(NotEnoughStock) as refused, shelves.hands() as hands:
        hands.release(PHARMACY, Part(batch, Decimal(11)), "dry again")

    assert refused.value.left == 10
    assert shelves.levels() == {("B1", False): 40, ("B1", True): 10}


def test_what_is_destroyed_names_the_second_person(shelves, house):
    batch = shelves.receive(50)
    with shelves.hands() as hands:
        hands.quarantine(PHARMACY, Part(batch, Decimal(10)), "box is wet")

    with shelves.hands() as hands:
        hands.destroy(PHARMACY, Part(batch, Decimal(10)), "wet", house.employees["manager"], quarantined=True)

    rows = shelves.owner.execute(
        "SELECT type, quantity, reason, moved_by, second_person FROM stock_moves WHERE type = 'destroy'"
    ).fetchall()
    assert rows == [("destroy", -10, "wet", house.employees["pharmacist"], house.employees["manager"])]


def test_a_move_names_what_it_belongs_to_and_the_hospitals_day(shelves, clock):
    shelves.receive(50)
    clock.set(NOON + timedelta(hours=14))  # two in the morning at the hospital: the day before has not ended
    dispense = Reference("dispense", new_id())

    with shelves.hands() as hands:
        hands.take(PHARMACY, [wanted(shelves, 5)], DISPENSE, dispense)

    assert shelves.owner.execute(
        "SELECT quantity, reference_type, reference_id, business_date FROM stock_moves WHERE type = 'dispense'"
    ).fetchall() == [(-5, "dispense", dispense.id, date(2026, 11, 22))]
