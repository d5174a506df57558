"""What the database refuses whoever asks it, the server's own role first."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.stock import NotEnoughStock
from shared.models.stock import MoveType
from shared.rules.stock import Part
from tests.server.features.stock.test_moves import recall, wanted
from tests.support.server import NOON
from tests.support.shelves import PHARMACY

INSERT = (
    "INSERT INTO stock_moves (id, store_id, batch_id, quarantined, type, quantity, reason, reference_type, "
    "second_person, moved_by, workstation_id, moved_at, business_date) "
    "VALUES (gen_random_uuid(), %(store)s, %(batch)s, %(quarantined)s, %(type)s, %(quantity)s, %(reason)s, '', "
    "%(second)s, %(by)s, "
    "(SELECT id FROM workstations LIMIT 1), %(at)s, '2000-01-01')"
)


@pytest.fixture
def move(shelves, server_role):
    """A move as the server's role writes it, past every service."""

    def one(batch, kind="dispense", quantity=-1, **rest):
        by = shelves.house.employees["pharmacist"]
        values = {"quarantined": False, "reason": "why", "second": None, "by": by, "at": NOON, **rest}
        server_role.execute(INSERT, {"store": PHARMACY, "batch": batch, "type": kind, "quantity": quantity, **values})

    return one


def test_on_hand_follows_the_moves(shelves, move):
    batch = shelves.receive(50)

    move(batch, quantity=-20)

    assert shelves.levels() == {("B1", False): 30}


@pytest.mark.parametrize("kind", ["dispense", "sale", "transfer_out", "supplier_return"])
def test_nothing_goes_below_zero(shelves, move, kind):
    batch = shelves.receive(50)

    with pytest.raises(psycopg.errors.CheckViolation, match="on_hand"):
        move(batch, kind, -51)
    with pytest.raises(psycopg.errors.CheckViolation, match=r"not_from_quarantine|on_hand"):
        move(batch, kind, -1, quarantined=True)

    assert shelves.levels() == {("B1", False): 50}


@pytest.mark.parametrize("kind", ["dispense", "sale"])
def test_an_expired_batch_goes_to_nobody(shelves, move, kind):
    batch = shelves.receive(50, expires=NOON.date())

    with pytest.raises(psycopg.errors.CheckViolation, match="expired"):
        move(batch, kind, at=NOON + timedelta(days=1))
    move(batch, kind, at=NOON)


@pytest.mark.parametrize("kind", ["dispense", "sale"])
def test_a_recalled_batch_goes_to_nobody(shelves, move, kind):
    batch = shelves.receive(50)
    recall(shelves, batch)

    with pytest.raises(psycopg.errors.CheckViolation, match="recalled"):
        move(batch, kind)


NONSENSE: Final[tuple[tuple[str, int, dict[str, str]], ...]] = (
    ("receive", -1, {}),
    ("dispense", 1, {}),
    ("adjust", 0, {"second": "manager"}),
    ("adjust", 1, {}),
    ("adjust", 1, {"second": "pharmacist"}),
    ("adjust", 1, {"second": "manager", "reason": ""}),
    ("destroy", -1, {}),
    ("expire", -1, {}),
    ("patient_return", 1, {}),
    ("gift", 1, {}),
)


def test_a_move_that_makes_no_sense_is_refused(shelves, move):
    batch = shelves.receive(50)

    for kind, quantity, rest in NONSENSE:
        said = {**rest, "second": shelves.house.employees[rest["second"]]} if "second" in rest else rest
        with pytest.raises(psycopg.errors.CheckViolation):
            move(batch, kind, quantity, **said)

    assert shelves.levels() == {("B1", False): 50}


ATTEMPTS = (
    "UPDATE stock_moves SET quantity = 999",
    "DELETE FROM stock_moves",
    "TRUNCATE stock_moves CASCADE",
    "UPDATE stock_levels SET on_hand = 999",
    "DELETE FROM stock_levels",
    "TRUNCATE stock_levels",
    "INSERT INTO stock_levels SELECT store_id, batch_id, true, medicine_id, 9 FROM stock_levels",
    "UPDATE stock_batches SET expires_on = expires_on + 365",
    "UPDATE stock_batches SET price = 0.01",
    "UPDATE stock_batches SET recalled = false, recalled_because = ''",
    "DELETE FROM stock_batches",
    "TRUNCATE stock_batches CASCADE",
    "UPDATE stock_recalls SET reason = 'none'",
    "DELETE FROM stock_recalls",
)


def test_neither_role_changes_a_move_a_level_a_batch_or_a_recall(shelves, server_role):
    recall(shelves, shelves.receive(50))

    for connection in (server_role, shelves.owner):
        for attempt in ATTEMPTS:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(attempt)

    assert shelves.levels() == shelves.card() == {("B1", False): 50}


def test_the_hospitals_day_is_the_databases_to_say(shelves, move):
    batch = shelves.receive(50)

    move(batch, at=NOON)

    days = shelves.owner.execute("SELECT DISTINCT business_date FROM stock_moves").fetchall()
    assert days == [(date(2026, 11, 22),)]


ACTS = st.tuples(
    st.sampled_from(["receive", "take", "put_back", "quarantine", "release", "destroy"]),
    st.sampled_from(["B1", "B2", "B3"]),
    st.integers(1, 30),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, min_size=4, max_size=15))
def test_the_stock_card_is_the_stock_on_hand_whatever_was_done(shelves, house, acts):
    for act, batch, quantity in acts:
        batch_id = _known(shelves, batch)
        part = Part(batch_id, Decimal(quantity))
        try:
            with shelves.hands() as hands:
                if act == "receive":
                    shelves.receive(quantity, batch=batch)
                elif act == "take":
                    hands.take(PHARMACY, [wanted(shelves, quantity)], MoveType.SALE)
                elif act == "put_back":
                    hands.put_back(PHARMACY, [part])
                elif act == "quarantine":
                    hands.quarantine(PHARMACY, part, "looked at")
                elif act == "release":
                    hands.release(PHARMACY, part, "looked at")
                else:
                    hands.destroy(PHARMACY, part, "broken", house.employees["manager"], quarantined=True)
        except NotEnoughStock:
            pass  # random acts ask for more than there is

        assert shelves.levels() == shelves.card()
        assert min(shelves.levels().values()) >= 0


def _known(shelves, batch):
    known = shelves.owner.execute("SELECT id FROM stock_batches WHERE batch_no = %s", (batch,)).fetchone()
    return known[0] if known else shelves.receive(1, batch=batch)
