"""What the hospital has, told with the search of medicines."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from shared.contracts import prescriptions, stock
from shared.models.stock import MoveType
from shared.rules.stock import Part
from tests.server.features.stock.test_moves import recall, wanted
from tests.support.plans import indexes, listening
from tests.support.shelves import LATER, PHARMACY


@pytest.fixture
def found(api, shelves):
    def one(term="paracetamol 500"):
        (medicine,) = api("doctor").send(prescriptions.medicines(term=term)).items
        return medicine.on_hand, medicine.is_low

    return one


def test_a_medicine_that_was_never_kept_says_nothing(found, shelves):
    shelves.receive(50, medicine="Amoxicillin 500 mg")

    assert found() == (None, False)


def test_it_says_how_many_all_batches_and_pharmacies_can_hand_out(found, shelves, api):
    shelves.receive(50)
    shelves.receive(70, batch="B2", expires=LATER + timedelta(days=30))
    shelves.receive(500, batch="B3", store=shelves.ward())

    assert found() == (120, False)


def test_what_may_not_be_given_does_not_count_and_leaves_none(found, shelves):
    shelves.receive(50, expires=date(2026, 11, 21), opening=True)
    recall(shelves, shelves.receive(50, batch="B2"))
    with shelves.hands() as hands:
        hands.put_back(PHARMACY, [Part(shelves.receive(7, batch="B3"), Decimal(5))])
        hands.take(PHARMACY, [wanted(shelves, 7)], MoveType.SALE)

    assert found() == (0, False)


def test_it_is_low_at_the_level_at_which_it_is_ordered_again(found, shelves, api):
    shelves.receive(50)
    level = stock.set_reorder_level(store_id=PHARMACY, medicine_id=shelves.medicine(), level=Decimal(20))
    api("pharmacist").send(level)
    assert found() == (50, False)

    with shelves.hands() as hands:
        hands.take(PHARMACY, [wanted(shelves, 30)], MoveType.DISPENSE)

    assert found() == (20, True)
    api("pharmacist").send(stock.set_reorder_level(store_id=PHARMACY, medicine_id=shelves.medicine(), level=None))
    assert found() == (20, False)


def test_a_search_asks_for_the_stock_of_all_it_found_at_once(api, shelves, database, owner):
    shelves.receive(50)
    api("doctor").send(prescriptions.medicines(term="paracetamol"))

    with listening(database) as statements:
        api("doctor").send(prescriptions.medicines(term="paracetamol"))

    asked = [statement for statement, _ in statements if "stock_levels" in statement]
    assert len(asked) == 1
    owner.execute("SET enable_seqscan = off")
    assert "ix_stock_levels_medicine" in indexes(owner, statements, "stock_levels")
