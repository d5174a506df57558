"""What comes back over the counter, and what the database refuses whoever asks."""

from decimal import Decimal

import psycopg
import pytest

from shared.contracts import pharmacy
from shared.contracts.pharmacy import DispenseLineNotFound, MoreThanGiven
from shared.ids import DispenseLineId, new_id
from tests.server.features.pharmacy.conftest import give

TABLES = ("dispenses", "dispense_lines", "dispense_warnings", "dispense_returns")


@pytest.fixture
def part(counter, shelves):
    shelves.receive(50)
    return counter.dispense(counter.prescribe(), give()).parts[0]


def back(counter, part_id, quantity):
    call = pharmacy.take_back(dispense_line_id=part_id, quantity=Decimal(quantity), reason="Not taken")
    return counter.pharmacist.send(call)


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
