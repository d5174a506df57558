"""The demonstration hospital."""

from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from server.catalogue.loader import load_catalogue
from server.core.clock import business_date
from server.core.database import Encrypted
from server.core.events import AppointmentEvent
from server.core.house import load_house
from server.demo import PASSWORD, load_demo
from server.features.access.passwords import Passwords
from server.features.access.tables import Account, User
from server.features.appointments.tables import Appointment
from server.features.patients.tables import Patient
from server.features.purchases.repository import PurchaseRepository
from server.features.schedules.tables import WeeklySessionRow
from server.features.staff.repository import StaffRepository
from server.features.stock.repository import StockRepository
from shared.models.appointments import AppointmentStatus
from shared.models.purchases import ListOrders, OrderStatus
from shared.models.stock import ListOnHand
from shared.rules.stock import expires_soon, is_expired


@pytest.fixture(autouse=True)
def _small_and_with_keys(keys, monkeypatch):
    """The keys are set by the command line that loads the demonstration."""
    monkeypatch.setattr(Encrypted, "keys", keys)
    monkeypatch.setattr("server.demo.PATIENTS", 60)


PASSWORD_TYPED = SecretStr(PASSWORD)


def load(database, clock):
    return load_demo(database, clock, password_cost=4)


def test_people_wait_at_six_doctors_with_serials_and_events_of_their_own(database, clock):
    load(database, clock)

    with database.transaction() as session:
        waiting = session.scalars(select(Appointment).order_by(Appointment.checked_in_at)).all()
        events = Counter(session.scalars(select(AppointmentEvent.type)))
        doctors = StaffRepository(session).doctors_with_places()
    assert [doctor.token_prefix for doctor in doctors] == ["P", "M", "C", "G", "E", "O"]
    assert {one.status for one in waiting} == {AppointmentStatus.WAITING}
    assert len({one.token for one in waiting}) == len(waiting) == 20
    assert set(events.values()) == {20}
    for doctor in doctors:
        serials = [one.serial_number for one in waiting if one.doctor_id == doctor.id]
        assert serials == list(range(1, len(serials) + 1))


def test_the_doctors_sit_six_days_a_week(database, clock):
    load(database, clock)

    with database.transaction() as session:
        weekly = session.scalars(select(WeeklySessionRow)).all()
    assert Counter(row.weekday for row in weekly) == dict.fromkeys((0, 1, 2, 3, 5, 6), 6)


def test_a_second_call_does_nothing(database, clock):
    first = load(database, clock)

    again = load(database, clock)

    assert (first.users, first.patients, first.appointments) == (14, 60, 20)
    assert (again.users, again.patients, again.appointments) == (0, 0, 0)
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Patient)) == 60


def test_everyone_signs_in_with_the_demonstrations_password(database, clock):
    load(database, clock)

    with database.transaction() as session:
        accounts = dict(session.execute(select(User.user_name, Account.password_hash).join(Account)).all())
        house = load_house(session)
    assert {"salma.khatun", "rafiq.ahmed", "farhana.rahman", "tahmina.sultana"} <= accounts.keys()
    assert all(Passwords(4).match(PASSWORD_TYPED, kept) for kept in accounts.values())
    assert (house.name, house.currency, house.timezone) == ("Shantinagar General Hospital", "BDT", "Asia/Dhaka")


def test_the_pharmacy_has_some_of_it_low_soon_to_expire_and_expired(database, clock):
    with database.transaction() as session:
        load_catalogue(session)

    counts = load(database, clock)

    found = ListOnHand(limit=100)
    with database.transaction() as session:
        today = business_date(clock.now(), ZoneInfo("Asia/Dhaka"), 4)
        stored = StockRepository(session).on_hand(found, found.limit, today)
        ids = {row.medicine.id for row in stored}
        low = [each for each in StockRepository(session).for_prescribers(sorted(ids), today) if each.is_low]
        (order,) = PurchaseRepository(session).orders(ListOrders(), 5)
    assert (order.supplier, order.order.status) == ("Padma Medical Stores", OrderStatus.ORDERED)
    assert counts.medicines_in_stock == len(ids) == 25
    assert sum(is_expired(row.batch.expires_on, today) for row in stored) == 2
    assert any(expires_soon(row.batch.expires_on, today, row.store.soon_days) for row in stored)
    assert 0 in {each.on_hand for each in low}
    assert any(each.on_hand for each in low)
