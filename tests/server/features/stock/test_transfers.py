from datetime import date
from decimal import Decimal

import psycopg
import pytest

from shared.contracts import stock
from shared.contracts.stock import DifferenceUnexplained, NotEnoughStock, SameStore, TransferArrived
from shared.errors import Forbidden
from shared.models.stock import ArrivedLine, SentLine, StoreKind, TransferStatus
from shared.permissions import Role
from tests.support.shelves import PHARMACY


@pytest.fixture
def pharmacist(api):
    return api(Role.PHARMACIST)


@pytest.fixture
def ward(shelves):
    return shelves.ward()


def sent(pharmacist, shelves, ward, quantity):
    line = SentLine(medicine_id=shelves.medicine(), quantity=Decimal(quantity))
    return pharmacist.send(stock.send(store_id=PHARMACY, to_store_id=ward, lines=[line], note="for the night"))


def there(pharmacist, store_id):
    return [(b.batch_no, b.on_hand) for b in pharmacist.send(stock.on_hand(store_id=store_id)).items]


def test_what_is_sent_lies_in_neither_store_until_it_is_received(pharmacist, shelves, ward):
    shelves.receive(20, batch="SOON", expires=date(2026, 12, 31))
    shelves.receive(100, batch="LATE")

    transfer = sent(pharmacist, shelves, ward, 30)

    assert (transfer.transfer_no, transfer.status) == ("ST-2026-000001", TransferStatus.SENT)
    assert [(line.batch_no, line.sent, line.received) for line in transfer.lines] == [
        ("SOON", 20, None),
        ("LATE", 10, None),
    ]
    assert there(pharmacist, PHARMACY) == [("LATE", 90)]
    assert there(pharmacist, ward) == []

    arrived = pharmacist.send(stock.accept(transfer_id=transfer.id, version=transfer.version))

    assert (arrived.status, arrived.received_by) == (TransferStatus.RECEIVED, "Pharmacist")
    assert there(pharmacist, ward) == [("SOON", 20), ("LATE", 10)]
    with pytest.raises(TransferArrived):
        pharmacist.send(stock.accept(transfer_id=transfer.id, version=arrived.version))


@pytest.mark.parametrize(("back", "left_here"), [(False, 70), (True, 75)])
def test_what_did_not_arrive_is_explained_and_missing_or_back(pharmacist, shelves, ward, back, left_here):
    batch = shelves.receive(100)
    transfer = sent(pharmacist, shelves, ward, 30)
    few = {"transfer_id": transfer.id, "version": 1, "lines": [ArrivedLine(batch_id=batch, received=Decimal(25))]}
    with pytest.raises(DifferenceUnexplained):
        pharmacist.send(stock.accept(**few))

    arrived = pharmacist.send(stock.accept(**few, back_to_sender=back, explanation="one strip torn"))

    assert (arrived.lines[0].received, arrived.explanation) == (25, "one strip torn")
    assert there(pharmacist, ward) == [("B1", 25)]
    assert there(pharmacist, PHARMACY) == [("B1", left_here)]
    assert shelves.levels()


def test_no_more_arrives_than_was_sent(pharmacist, shelves, ward):
    batch = shelves.receive(100)
    transfer = sent(pharmacist, shelves, ward, 30)

    pharmacist.send(
        stock.accept(transfer_id=transfer.id, version=1, lines=[ArrivedLine(batch_id=batch, received=Decimal(31))])
    )

    assert there(pharmacist, ward) == [("B1", 30)]


def test_only_what_is_there_is_sent_and_never_to_the_same_store(pharmacist, shelves, ward):
    shelves.receive(20)

    with pytest.raises(NotEnoughStock):
        sent(pharmacist, shelves, ward, 30)
    with pytest.raises(SameStore):
        sent(pharmacist, shelves, PHARMACY, 10)

    assert pharmacist.send(stock.transfers()).items == []


def test_a_technician_receives_for_the_laboratory_alone(api, pharmacist, house, shelves, owner, ward):
    (department,) = owner.execute(
        "SELECT department_id FROM employees WHERE id = %s", (house.employees["lab_technician"],)
    ).fetchone()
    own = pharmacist.send(stock.save_store(name="Laboratory", kind=StoreKind.LAB, department_id=department)).id
    shelves.receive(100)
    to_lab, to_ward = sent(pharmacist, shelves, own, 10), sent(pharmacist, shelves, ward, 10)
    technician = api(Role.LAB_TECHNICIAN)

    technician.send(stock.accept(transfer_id=to_lab.id, version=1))
    with pytest.raises(Forbidden):
        technician.send(stock.accept(transfer_id=to_ward.id, version=1))

    listed = technician.send(stock.transfers(store_id=own)).items
    assert [t.transfer_no for t in listed] == [to_lab.transfer_no]
    assert [t.id for t in pharmacist.send(stock.transfers()).items] == [to_ward.id, to_lab.id]


def test_an_arrival_is_never_changed(pharmacist, shelves, ward, server_role):
    shelves.receive(100)
    transfer = sent(pharmacist, shelves, ward, 30)
    pharmacist.send(stock.accept(transfer_id=transfer.id, version=1))

    for attempt in (
        "UPDATE stock_transfers SET explanation = 'all there'",
        "UPDATE stock_transfer_lines SET received = 1",
        "DELETE FROM stock_transfer_lines",
        "DELETE FROM stock_transfers",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            server_role.execute(attempt)
