"""A laboratory at work: the seeded catalogue, and everything a test needs to bring a result to a stage."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from server.catalogue import loader
from server.catalogue.repository import CatalogueRepository
from server.core.database import Database
from server.core.stores import StoreUrls
from shared.ages import AgeUnit
from shared.contracts import appointments, lab, patients, queue
from shared.ids import AnalyteId, AppointmentId, PatientId, TestOrderId, TestTypeId
from shared.models.lab import Urgency, WorkItem
from shared.models.lab_results import ResultLine, ResultSheet, TypedValue
from shared.models.patients import Sex, TypedAge
from shared.permissions import Role
from tests.support.house import TestHouse
from tests.support.server import Api
from tests.support.stores import FURNISHED, LABORATORY, database_from

CBC = {
    "HGB": "13.5",
    "RBC": "4.5",
    "HCT": "41",
    "WBC": "7.8",
    "NEUT": "60",
    "LYMPH": "30",
    "MONO": "6",
    "EOS": "3",
    "BASO": "1",
    "PLT": "250",
}
"""A woman's, all normal; the indices follow."""


@dataclass
class Bench:
    """The people are `tech` (a technician), `path` (the pathologist), `other` (a second technician) and `doctor`."""

    api: Callable[[str | Role], Api]
    house: TestHouse
    tests: dict[str, TestTypeId]
    owner: psycopg.Connection

    @property
    def tech(self) -> Api:
        return self.api(Role.LAB_TECHNICIAN)

    @property
    def path(self) -> Api:
        return self.api(Role.PATHOLOGIST)

    @property
    def other(self) -> Api:
        return self.api("cashier_b")

    @property
    def doctor(self) -> Api:
        return self.api("doctor")

    def patient(self, *, years: int = 30, sex: Sex = Sex.FEMALE, name: str = "Amina Begum") -> PatientId:
        age = TypedAge(amount=years, unit=AgeUnit.YEARS)
        return self.api(Role.RECEPTIONIST).send(patients.register(name=name, sex=sex, age=age, confirmed=True)).id

    def visit(self, patient_id: PatientId | None = None) -> AppointmentId:
        """With the doctor, in the room."""
        booking = appointments.book(patient_id=patient_id or self.patient(), doctor_id=self.house.doctor, check_in=True)
        visit = self.api(Role.RECEPTIONIST).send(booking)
        called = self.doctor.send(queue.call(appointment_id=visit.id, version=visit.version))
        self.doctor.send(queue.enter(appointment_id=visit.id, version=called.version))
        return visit.id

    def order(self, visit_id: AppointmentId, *codes: str, urgency: Urgency = Urgency.ROUTINE) -> list[TestOrderId]:
        wanted = [self.tests[code] for code in codes]
        page = self.doctor.send(lab.order(appointment_id=visit_id, test_type_ids=wanted, urgency=urgency))
        return [order.id for order in page.items[-len(codes) :]]

    def received(self, *codes: str, patient_id: PatientId | None = None) -> list[TestOrderId]:
        """Ordered, collected and in the laboratory."""
        visit_id = self.visit(patient_id)
        orders = self.order(visit_id, *codes)
        self.receive(visit_id, orders)
        # Out of the room, so that the doctor can call the next.
        visit = self.doctor.send(appointments.get(appointment_id=visit_id))
        self.doctor.send(queue.skip(appointment_id=visit_id, version=visit.version, reason="waits outside"))
        return orders

    def receive(self, visit_id: AppointmentId, orders: list[TestOrderId], **asked: Any) -> None:
        nurse = self.api(Role.NURSE)
        for sample in nurse.send(lab.collect(appointment_id=visit_id, test_order_ids=orders, **asked)).items:
            self.tech.send(lab.receive(sample_id=sample.id, version=sample.version))

    def sheet(self, order_id: TestOrderId) -> ResultSheet:
        return self.path.send(lab.sheet(test_order_id=order_id))

    def item(self, order_id: TestOrderId) -> WorkItem:
        return self.sheet(order_id).item

    def version(self, order_id: TestOrderId) -> int:
        """Behind the server's back: asked a hundred times in these tests."""
        row = self.owner.execute("SELECT version FROM test_orders WHERE id = %s", (order_id,)).fetchone()
        assert row is not None
        version: int = row[0]
        return version

    def typed(self, order_id: TestOrderId, values: dict[str, str]) -> list[TypedValue]:
        asked = (
            "SELECT a.code, a.id FROM analytes a JOIN test_orders o ON o.test_type_id = a.test_type_id WHERE o.id = %s"
        )
        lines: dict[str, AnalyteId] = dict(self.owner.execute(asked, (order_id,)).fetchall())
        return [TypedValue(analyte_id=lines[code], value=value) for code, value in values.items()]

    def enter(self, order_id: TestOrderId, values: dict[str, str], *, by: Api | None = None) -> ResultSheet:
        return (by or self.tech).send(
            lab.enter_results(
                test_order_id=order_id, version=self.version(order_id), values=self.typed(order_id, values)
            )
        )

    def correct(self, order_id: TestOrderId, values: dict[str, str], *, by: Api | None = None) -> ResultSheet:
        return (by or self.path).send(
            lab.correct(
                test_order_id=order_id,
                version=self.version(order_id),
                values=self.typed(order_id, values),
                reason="read off wrong",
            )
        )

    def tell(self, order_id: TestOrderId, *, by: Api | None = None) -> ResultSheet:
        return (by or self.tech).send(
            lab.tell_critical(
                test_order_id=order_id, version=self.version(order_id), told_to="Dr doctor", read_back=True
            )
        )

    def verify(self, order_id: TestOrderId, *, by: Api | None = None) -> ResultSheet:
        return (by or self.other).send(lab.verify(test_order_id=order_id, version=self.version(order_id)))

    def review(self, order_id: TestOrderId, *, by: Api | None = None) -> ResultSheet:
        return (by or self.path).send(lab.review(test_order_id=order_id, version=self.version(order_id)))

    def release(self, order_id: TestOrderId, *, by: Api | None = None) -> ResultSheet:
        return (by or self.path).send(lab.release(test_order_id=order_id, version=self.version(order_id)))

    def repeat(self, order_id: TestOrderId, *, by: Api | None = None) -> ResultSheet:
        return (by or self.path).send(
            lab.repeat(test_order_id=order_id, version=self.version(order_id), reason="looks wrong")
        )

    def out(self, order_id: TestOrderId) -> None:
        """Verified by the second technician, reviewed and released by the pathologist."""
        self.verify(order_id)
        self.review(order_id)
        self.release(order_id)

    def released(self, code: str, values: dict[str, str], patient_id: PatientId | None = None) -> TestOrderId:
        """Entered by the technician, and out."""
        (order_id,) = self.received(code, patient_id=patient_id)
        self.enter(order_id, values)
        self.out(order_id)
        return order_id

    def logged(self, *types: str) -> list[tuple[str, dict[str, Any]]]:
        """Of the events of these types, in order, with what is said of them."""
        rows = self.owner.execute(
            "SELECT type, metadata FROM appointment_events WHERE type = ANY(%s) ORDER BY id", (list(types),)
        )
        return list(rows.fetchall())


@pytest.fixture(scope="session")
def laboratory(furnished: TestHouse, store_urls: StoreUrls, admin: psycopg.Connection) -> str:
    """Built once into a template: the small hospital with the seeded catalogue and a second technician."""
    place = database_from(store_urls, admin, FURNISHED, LABORATORY)
    database = Database(place.app_url, pool_size=1)
    with database.transaction() as session:
        catalogue = CatalogueRepository(session)
        loader._test_types(catalogue)
        loader._analytes(catalogue)
        loader._reference_ranges(catalogue)
        loader._services(catalogue)
        loader._prices(session, catalogue)
    database.close()
    with psycopg.connect(place.owner_dsn) as owner:
        # Nobody else at the counter of the second cashier is needed here.
        owner.execute(
            "UPDATE user_roles SET role_id = (SELECT id FROM roles WHERE name = 'lab_technician') "
            "WHERE user_id = (SELECT id FROM users WHERE user_name = 'cashier.b')"
        )
    return LABORATORY


@pytest.fixture
def bench(api: Callable[[str | Role], Api], house: TestHouse, owner: psycopg.Connection) -> Bench:
    tests: dict[str, TestTypeId] = dict(owner.execute("SELECT code, id FROM test_types").fetchall())
    return Bench(api, house, tests, owner)


def lines_of(sheet: ResultSheet) -> dict[str, ResultLine]:
    return {line.code: line for line in sheet.lines}
