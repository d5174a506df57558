from datetime import date
from decimal import Decimal

import psycopg
import pytest
from pydantic import ValidationError

from shared.contracts import stock
from shared.contracts.access import ApprovalNeeded
from shared.contracts.stock import BatchExpired, BatchKnownOtherwise
from shared.models.stock_packs import Pack
from shared.permissions import Role
from tests.server.features.stock.test_adjusting import agreed
from tests.server.features.stock.test_moves import take

BOX = Pack(name="Box", units=Decimal(100))
STRIP = Pack(name="Strip", units=Decimal(10))


@pytest.fixture
def pharmacist(api):
    return api(Role.PHARMACIST)


def test_packs_of_a_medicine_are_kept_the_usual_one_first(pharmacist, shelves):
    medicine = shelves.medicine()
    pharmacist.send(stock.save_packs(medicine_id=medicine, packs=[STRIP]))

    pharmacist.send(stock.save_packs(medicine_id=medicine, packs=[BOX, STRIP]))

    assert pharmacist.send(stock.packs(medicine_id=medicine)).items == [BOX, STRIP]
    with pytest.raises(ValidationError):
        stock.save_packs(medicine_id=medicine, packs=[BOX, BOX])


def test_what_was_typed_wrongly_of_a_batch_is_put_right_by_two_and_kept(pharmacist, shelves, server_role):
    batch = shelves.receive(50, batch="B1", expires=date(2027, 12, 31))
    shelves.receive(5, batch="B9")
    right = {"batch_id": batch, "batch_no": "b7", "expires_on": date(2026, 11, 21), "reason": "read the wrong line"}
    with pytest.raises(ApprovalNeeded):
        pharmacist.send(stock.correct_batch(**right))
    with pytest.raises(BatchKnownOtherwise):
        pharmacist.send(stock.correct_batch(**{**right, "batch_no": "B9"}, approval_id=agreed(pharmacist, batch)))

    pharmacist.send(stock.correct_batch(**right, approval_id=agreed(pharmacist, batch)))

    assert shelves.levels() == {("B7", False): 50, ("B9", False): 5}
    with pytest.raises(BatchExpired):
        take(shelves, 1, batch=batch)
    assert shelves.owner.execute(
        "SELECT batch_no_before, expires_on_before, batch_no, reason FROM stock_batch_corrections"
    ).fetchall() == [("B1", date(2027, 12, 31), "B7", "read the wrong line")]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        server_role.execute("DELETE FROM stock_batch_corrections")
