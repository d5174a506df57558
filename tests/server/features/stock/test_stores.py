from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest

from shared.contracts import house as house_calls
from shared.contracts import stock
from shared.contracts.house import DepartmentNotFound
from shared.contracts.prescriptions import MedicineNotFound
from shared.contracts.stock import BatchExpired, BatchKnownOtherwise, StoreNameTaken, StoreNotFound
from shared.errors import Forbidden, StaleVersion
from shared.ids import DepartmentId, MedicineId, StoreId, new_id
from shared.models.stock import ReceivedLine, StoreKind
from shared.permissions import Role
from tests.support.shelves import LATER, PHARMACY


@pytest.fixture
def pharmacist(api):
    return api(Role.PHARMACIST)


@pytest.fixture
def department_of(owner, house):
    def of(who):
        found = owner.execute("SELECT department_id FROM employees WHERE id = %s", (house.employees[who],))
        return found.fetchone()[0]

    return of


def line(shelves, **rest):
    goods = {"batch_no": "b1", "expires_on": LATER, "quantity": Decimal(100), "cost": Decimal("0.8125")}
    return ReceivedLine(medicine_id=shelves.medicine(), **{**goods, "price": Decimal("1.2"), **rest})


def test_a_hospital_begins_with_a_pharmacy_and_makes_other_stores(api, pharmacist):
    ward = api(Role.MANAGER).send(stock.save_store(name="Ward 3", kind=StoreKind.WARD, soon_days=30))

    stores = pharmacist.send(stock.stores()).items

    assert [(s.name, s.kind, s.soon_days) for s in stores] == [
        ("Pharmacy", StoreKind.PHARMACY, 90),
        ("Ward 3", StoreKind.WARD, 30),
    ]
    assert stores[1] == ward


def test_a_store_is_changed_by_who_has_seen_it_and_keeps_a_name_of_its_own(pharmacist):
    ward = pharmacist.send(stock.save_store(name="Ward 3", kind=StoreKind.WARD))
    with pytest.raises(StoreNameTaken):
        pharmacist.send(stock.save_store(name="pharmacy", kind=StoreKind.MAIN))

    closed = stock.save_store(store_id=ward.id, version=1, name="Ward 3", kind=StoreKind.WARD, is_active=False)
    pharmacist.send(closed)

    with pytest.raises(StaleVersion):
        pharmacist.send(closed)
    assert [s.name for s in pharmacist.send(stock.stores()).items] == ["Pharmacy"]
    assert [s.name for s in pharmacist.send(stock.kept_stores()).stores] == ["Pharmacy", "Ward 3"]


def test_what_is_received_lies_there_batch_by_batch(pharmacist, shelves):
    lines = [line(shelves), line(shelves, batch_no="b2", expires_on=date(2026, 12, 31), quantity=Decimal(30))]

    receipt = pharmacist.send(stock.receive(store_id=PHARMACY, lines=lines, supplier="Beximco", note="DN 4711"))

    assert [(b.batch_no, b.on_hand, b.expires_soon) for b in receipt.batches] == [("B2", 30, True), ("B1", 100, False)]
    found = pharmacist.send(stock.on_hand(term="parac 500")).items
    assert found == receipt.batches
    assert (found[1].cost, found[1].price, found[1].supplier) == (Decimal("0.8125"), Decimal("1.2"), "Beximco")


def test_deliveries_of_the_same_batches_in_any_order_do_not_block_each_other(pharmacist, shelves):
    lines = [line(shelves, batch_no=batch, quantity=Decimal(1)) for batch in ("B1", "B2", "B3")]
    pharmacist.send(stock.receive(store_id=PHARMACY, lines=lines))

    def one(number):
        pharmacist.send(stock.receive(store_id=PHARMACY, lines=lines if number % 2 else lines[::-1]))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, range(12)))

    assert shelves.levels() == {("B1", False): 13, ("B2", False): 13, ("B3", False): 13}


def test_a_second_delivery_of_a_batch_joins_the_first(pharmacist, shelves):
    pharmacist.send(stock.receive(store_id=PHARMACY, lines=[line(shelves)]))

    again = pharmacist.send(stock.receive(store_id=PHARMACY, lines=[line(shelves, batch_no="B1")]))

    assert [(b.batch_no, b.on_hand) for b in again.batches] == [("B1", 200)]


@pytest.mark.parametrize("other", [{"expires_on": date(2028, 1, 31)}, {"price": Decimal("1.3")}])
def test_a_batch_that_says_something_else_than_before_is_looked_at_again(pharmacist, shelves, other):
    pharmacist.send(stock.receive(store_id=PHARMACY, lines=[line(shelves)]))

    with pytest.raises(BatchKnownOtherwise) as refused:
        pharmacist.send(stock.receive(store_id=PHARMACY, lines=[line(shelves, **other)]))

    assert (refused.value.expires_on, refused.value.price) == (LATER, Decimal("1.2"))
    assert shelves.levels() == {("B1", False): 100}


def test_expired_goods_are_not_received_but_are_counted_when_a_store_is_opened(pharmacist, shelves):
    old = line(shelves, expires_on=date(2026, 11, 21))
    with pytest.raises(BatchExpired):
        pharmacist.send(stock.receive(store_id=PHARMACY, lines=[old]))

    opened = pharmacist.send(stock.receive(store_id=PHARMACY, lines=[old], opening=True))

    assert [(b.is_expired, b.expires_soon) for b in opened.batches] == [(True, False)]


def test_one_wrong_line_books_in_nothing(pharmacist, shelves):
    wrong = line(shelves).model_copy(update={"medicine_id": MedicineId(new_id())})

    with pytest.raises(MedicineNotFound):
        pharmacist.send(stock.receive(store_id=PHARMACY, lines=[line(shelves), wrong]))
    with pytest.raises(StoreNotFound):
        pharmacist.send(stock.receive(store_id=StoreId(new_id()), lines=[line(shelves)]))

    assert shelves.levels() == {}


def test_a_technician_books_in_for_the_laboratory_alone(api, shelves, department_of):
    technician = api(Role.LAB_TECHNICIAN)
    department = department_of("lab_technician")
    own = api(Role.MANAGER).send(stock.save_store(name="Laboratory", kind=StoreKind.LAB, department_id=department))

    assert technician.send(stock.receive(store_id=own.id, lines=[line(shelves)]))
    with pytest.raises(Forbidden):
        technician.send(stock.receive(store_id=PHARMACY, lines=[line(shelves)]))


def test_who_keeps_stores_says_which_department_a_store_belongs_to(api, department_of):
    office = api(Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        office.send(stock.stores())
    laboratory, nowhere = department_of("lab_technician"), DepartmentId(new_id())
    kept = office.send(stock.kept_stores())
    assert laboratory in {one.id for one in kept.departments}
    assert [store.department_id for store in kept.stores] == [None]
    with pytest.raises(DepartmentNotFound):
        office.send(stock.save_store(name="Bench", kind=StoreKind.LAB, department_id=nowhere))

    saved = office.send(
        stock.save_store(
            store_id=PHARMACY, version=1, name="Pharmacy", kind=StoreKind.PHARMACY, department_id=laboratory
        )
    )

    assert office.send(stock.kept_stores()).stores == [saved]


def test_a_department_given_up_is_still_named_where_it_has_a_store(api):
    office = api(Role.ADMINISTRATOR)
    empty, full = (office.send(house_calls.add_department(name=name)) for name in ("Empty", "Full"))
    office.send(stock.save_store(name="Cupboard", kind=StoreKind.WARD, department_id=full.id))
    for one in (empty, full):
        office.send(house_calls.change_department(department_id=one.id, name=one.name, is_active=False))

    named = {one.name for one in office.send(stock.kept_stores()).departments}

    assert "Full" in named
    assert "Empty" not in named


def test_a_batch_is_found_by_its_number_too(pharmacist, shelves):
    pharmacist.send(stock.receive(store_id=PHARMACY, lines=[line(shelves), line(shelves, batch_no="XY-9")]))

    assert [b.batch_no for b in pharmacist.send(stock.on_hand(term="xy-9")).items] == ["XY-9"]
    assert pharmacist.send(stock.on_hand(term="warfarin")).items == []
    assert len(pharmacist.send(stock.on_hand(medicine_id=shelves.medicine(), store_id=PHARMACY)).items) == 2
