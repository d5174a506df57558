from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import UUID

import pytest

from server.core.context import Actor, Context, Device, Person
from server.core.house import House
from server.features.billing.lines import Act
from server.features.billing.numbers import counter_name
from server.features.billing.service import BillingService
from shared.ids import SessionId, UserId, WorkstationId, new_id
from shared.models.billing import ItemKind
from shared.models.workstations import WorkstationKind
from shared.rules.bills import UnitPrice
from tests.server.features.consultations.visits import checked_in


@pytest.fixture
def charge(api, house, database, clock):
    """Charges an act of one waiting patient, in a transaction of its own."""
    visit = checked_in(api, house)
    kind = WorkstationKind.CONSULTING
    actor = Actor(
        Device(house.workstations[kind], "consulting 1", kind),
        Person(UserId(new_id()), SessionId(new_id()), house.doctor, None, "Dr doctor"),
    )

    def one(act, price="100", **tax):
        with database.transaction() as session:
            dressing = Act(ItemKind.SERVICE, act, "Dressing", UnitPrice(Decimal(price), **tax), new_id())
            BillingService(Context(session, actor, clock, House())).charge(visit.id, visit.patient.id, [dressing])

    return one


def test_an_act_charged_twice_is_on_the_bill_once(charge, owner):
    act = new_id()

    charge(act)
    charge(act, "999")

    assert owner.execute("SELECT amount FROM bill_items").fetchall() == [(100,)]


def test_an_act_charged_by_many_at_once_is_on_the_bill_once(charge, owner):
    act = new_id()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(charge, [act] * 8))

    assert owner.execute("SELECT count(*), sum(amount) FROM bill_items").fetchone() == (1, 100)


def test_acts_charged_at_once_meet_on_one_draft_and_none_is_lost(charge, owner):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(charge, [new_id() for _ in range(8)]))

    assert owner.execute("SELECT total FROM bills").fetchall() == [(800,)]


def test_fractions_of_a_price_are_kept_until_the_line_is_rounded(charge, owner):
    charge(new_id(), "0.1250")

    assert owner.execute("SELECT unit_price, amount FROM bill_items").fetchone() == (Decimal("0.125"), Decimal("0.13"))


@pytest.mark.parametrize(
    ("inclusive", "on_the_bill"),
    [
        (False, ("100.05", "15.01", "115.06", False)),
        (True, ("87.00", "13.05", "100.05", True)),
    ],
)
def test_a_line_and_its_bill_say_the_tax_on_top_or_within(charge, owner, inclusive, on_the_bill):
    charge(new_id(), "100.05", tax_rate=Decimal("0.15"), tax_inclusive=inclusive)

    subtotal, tax, total, is_inclusive = owner.execute(
        "SELECT subtotal, b.tax, total, tax_inclusive FROM bills b JOIN bill_items i ON i.bill_id = b.id "
        "WHERE tax_rate = 0.15 AND i.tax = b.tax AND i.amount = b.total"
    ).fetchone()
    assert (f"{subtotal:.2f}", f"{tax:.2f}", f"{total:.2f}", is_inclusive) == on_the_bill


@pytest.mark.parametrize(
    ("name", "short"),
    [("Cashier 1", "C1"), ("cash-counter 12", "CC12"), ("  7  ", "7"), ("ক্যাশ", "000ABC")],
)
def test_a_computers_name_is_shortened_for_its_numbers(name, short):
    device = Device(WorkstationId(UUID(int=0xABC)), name, WorkstationKind.CASHIER)

    assert counter_name(device) == short
