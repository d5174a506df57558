from decimal import Decimal

import psycopg
import pytest
from sqlalchemy import make_url

from shared.contracts import access, appointments, billing, consultations, lab, patients, payers, prices, queue
from shared.models.patients import Sex, TypedAge
from shared.models.payers import PayerKind
from shared.models.prices import tax_subject
from shared.permissions import Permission, Role
from tests.support.house import PASSWORD


@pytest.fixture
def manager(api):
    return api(Role.MANAGER)


@pytest.fixture
def staff(api):
    """The category."""
    return next(each for each in api(Role.MANAGER).send(payers.choices()).categories if each.code == "STAFF")


@pytest.fixture
def delta(manager):
    """An insurer."""
    return manager.send(payers.add(code="DELTA", name="Delta Life", kind=PayerKind.INSURER, default_share=Decimal(80)))


@pytest.fixture
def listed(manager):
    """Makes a list for some patients."""

    def add(code, category=None, payer=None):
        return manager.send(
            prices.add_list(
                code=code,
                name=code.title(),
                category_id=category.id if category else None,
                payer_id=payer.id if payer else None,
            )
        ).id

    return add


@pytest.fixture
def set_tax(api, house):
    """The administrator sets it, the manager agrees."""

    def one(**said):
        word = access.approve(
            user_name=house.user_name(Role.MANAGER),
            password=PASSWORD,
            permission=Permission.PRICES_MANAGE,
            subject_id=tax_subject(said["code"]),
        )
        admin = api(Role.ADMINISTRATOR)
        return admin.send(prices.set_tax_class(**said, approval_id=admin.send(word).id))

    return one


@pytest.fixture
def app_role(fresh):
    """The role the server runs as, without the server."""
    dsn = make_url(fresh.app_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


@pytest.fixture
def charged(api, house):
    """The bill of a visit with a blood count, of a patient of that category and payer."""
    names = iter(("Rahima Begum", "Karim Ali", "Nur Jahan", "Salma Khatun", "Abdul Hai", "Tania Islam"))

    def one(category=None, payer=None, doctor="doctor"):
        desk, room = api(Role.RECEPTIONIST), api(doctor)
        card = desk.send(
            patients.register(
                name=next(names),
                sex=Sex.FEMALE,
                age=TypedAge(amount=30),
                category_id=category.id if category else None,
                payer_id=payer.id if payer else None,
                confirmed=True,
            )
        )
        visit = desk.send(appointments.book(patient_id=card.id, doctor_id=house.employees[doctor], check_in=True))
        called = room.send(queue.call(appointment_id=visit.id, version=visit.version))
        room.send(queue.enter(appointment_id=visit.id, version=called.version))
        room.send(lab.order(appointment_id=visit.id, test_type_ids=[house.tests["CBC"]]))
        room.send(consultations.complete(appointment_id=visit.id, version=1))
        return desk.send(billing.of_appointment(appointment_id=visit.id))

    return one
