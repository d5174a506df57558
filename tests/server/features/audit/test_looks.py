"""Reading a patient's record leaves a look, whichever call reads it."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from shared.contract import Call
from shared.contracts import (
    appointments,
    billing,
    cash,
    certificates,
    charts,
    consultations,
    documents,
    lab,
    merges,
    patients,
    prescriptions,
    referrals,
    vitals,
)
from shared.ids import AppointmentId, DocumentId, PatientId, PrescriptionId, TestOrderId
from shared.models.charts import OpenedBy
from shared.models.prescriptions import NewPrescriptionItem
from shared.permissions import Role
from shared.rules.dosing import Frequency
from tests.server.features.documents.test_attaching import attached
from tests.support.bench import CBC, Bench
from tests.support.plans import indexes, listening


def leaves_a_look(owner: psycopg.Connection, bench: Bench, who: str | Role, call: Call[Any]) -> bool:
    """As the first who looks: what goes on looking is told once in a while."""
    with owner.transaction():
        owner.execute("SET LOCAL session_replication_role = replica")
        owner.execute("DELETE FROM access_log")
    bench.api(who).send(call)
    return owner.execute("SELECT count(*) FROM access_log").fetchone() == (1,)


def test_reading_a_record_leaves_a_look(bench, owner, house):
    patient_id = bench.patient()
    order_id = bench.released("CBC", CBC, patient_id=patient_id)
    visit_id = owner.execute("SELECT appointment_id FROM test_orders WHERE id = %s", [order_id]).fetchone()[0]
    bill = bench.api(Role.CASHIER).send(billing.of_appointment(appointment_id=visit_id))
    bill = bench.api(Role.CASHIER).send(billing.issue(bill_id=bill.id, version=bill.version))
    asked: list[tuple[str | Role, Call[Any]]] = [
        (Role.RECEPTIONIST, patients.get(patient_id=patient_id)),
        (Role.RECEPTIONIST, merges.of_patient(patient_id=patient_id)),
        (Role.RECEPTIONIST, appointments.timeline(appointment_id=visit_id)),
        (Role.CASHIER, billing.get(bill_id=bill.id)),
        (Role.CASHIER, billing.of_appointment(appointment_id=visit_id)),
        (Role.CASHIER, billing.dues(patient_id=patient_id)),
        (Role.CASHIER, cash.standing(bill_id=bill.id)),
        (Role.CASHIER, cash.deposits(patient_id=patient_id)),
        (Role.MANAGER, charts.bills(patient_id=patient_id)),
        ("doctor", charts.open_chart(patient_id=patient_id)),
        ("doctor", charts.timeline(patient_id=patient_id)),
        ("doctor", charts.visits(patient_id=patient_id)),
        ("doctor", charts.tests(patient_id=patient_id)),
        ("doctor", charts.prescriptions(patient_id=patient_id)),
        ("doctor", consultations.background(patient_id=patient_id)),
        ("doctor", vitals.of_patient(patient_id=patient_id)),
        ("doctor", documents.of_patient(patient_id=patient_id)),
        ("doctor", lab.report(test_order_id=order_id)),
        ("doctor", lab.reports_of(patient_id=patient_id)),
        (Role.NURSE, lab.samples_of(appointment_id=visit_id)),
        (Role.PATHOLOGIST, lab.sheet(test_order_id=order_id)),
        (Role.PATHOLOGIST, lab.past(test_order_id=order_id)),
    ]

    unseen = [str(call.endpoint) for who, call in asked if not leaves_a_look(owner, bench, who, call)]

    assert unseen == []


def of_the_log(owner: psycopg.Connection) -> list[Any]:
    return owner.execute("SELECT part, opened_by, subject_id FROM access_log ORDER BY id").fetchall()


@dataclass(frozen=True)
class Visit:
    """In the room, with two reports, a medicine prescribed, and a paper of three pieces."""

    id: AppointmentId
    patient_id: PatientId
    reports: list[TestOrderId]
    prescription_id: PrescriptionId
    document_id: DocumentId


@pytest.fixture
def visit(bench):
    patient_id = bench.patient()
    visit_id = bench.visit(patient_id)
    orders = bench.order(visit_id, "CRP", "TSH")
    bench.receive(visit_id, orders)
    for order_id, code in zip(orders, ("CRP", "TSH"), strict=True):
        bench.enter(order_id, {code: "3"})
        bench.out(order_id)
    paracetamol = NewPrescriptionItem(
        medicine_id=bench.house.medicines["Paracetamol 500 mg"], dose=Decimal(1), frequency=Frequency.TDS, days=5
    )
    given = bench.doctor.send(prescriptions.prescribe(appointment_id=visit_id, items=[paracetamol]))
    paper = attached(bench.api(Role.RECEPTIONIST), patient_id)
    return Visit(visit_id, patient_id, orders, given.id, paper.id)


def test_the_card_covers_nothing_each_part_and_each_document_is_a_look_of_its_own(bench, owner, visit):
    """Within ten minutes, one after the other, as who opens the card first to hide the rest behind it."""
    first, second = visit.reports
    reader = bench.api("doctor_b")
    before = len(of_the_log(owner))

    reader.send(patients.get(patient_id=visit.patient_id))
    for order_id in (first, second, first):
        reader.send(lab.report(test_order_id=order_id))
    reader.send(prescriptions.get(prescription_id=visit.prescription_id))
    for piece in (1, 2, 0):  # whoever leaves the first piece out is kept too
        reader.send(documents.read_piece(document_id=visit.document_id, number=piece))
    reader.send(lab.reports_of(patient_id=visit.patient_id))

    assert of_the_log(owner)[before:] == [
        ("card", "again", None),
        ("tests", "again", first),
        ("tests", "again", second),
        ("prescriptions", "again", visit.prescription_id),
        ("documents", "again", visit.document_id),
        ("documents", "choice", visit.document_id),
        ("tests", "again", None),
    ]


def test_an_open_chart_covers_the_lists_of_its_page_and_no_more(bench, owner, clock, visit):
    patient_id, order_id = visit.patient_id, visit.reports[0]
    reader = bench.api("doctor_b")
    before = len(of_the_log(owner))

    reader.send(charts.open_chart(patient_id=patient_id))
    clock.advance(timedelta(minutes=6))
    reader.send(charts.open_chart(patient_id=patient_id, opened_by=OpenedBy.AGAIN))
    for of_page in (charts.timeline, charts.visits, charts.tests, charts.prescriptions, documents.of_patient):
        reader.send(of_page(patient_id=patient_id))
    of_the_chart = of_the_log(owner)[before:]
    reader.send(lab.report(test_order_id=order_id))
    reader.send(lab.reports_of(patient_id=patient_id))  # with the values, which the page's list has not
    reader.send(consultations.background(patient_id=patient_id, again=True))

    assert of_the_chart == [("timeline", "choice", None)]
    assert of_the_log(owner)[before + 1 :] == [
        ("tests", "again", order_id),
        ("tests", "again", None),
        ("visits", "again", None),
    ]


def test_whether_it_goes_on_is_one_question_that_an_index_answers(bench, owner, database, visit):
    """Among twenty thousand looks of the same person at others."""
    read = lab.report(test_order_id=visit.reports[0])
    bench.doctor.send(read)
    with owner.transaction():
        owner.execute("SET LOCAL session_replication_role = replica")
        owner.execute(
            "INSERT INTO access_log (id, patient_id, part, opened_by, employee_id, workstation_id, looked_at) "
            "SELECT hms_audit_id(now()), gen_random_uuid(), 'tests', 'again', %s, gen_random_uuid(), now() "
            "FROM generate_series(1, 20000)",
            [bench.house.doctor],
        )
    owner.execute("ANALYZE access_log")

    with listening(database) as statements:
        bench.doctor.send(read)

    (asked,) = (one for one in statements if "access_log" in one[0])
    used = indexes(owner, [asked], "access_log")
    (month,) = {name for (name,) in owner.execute("SELECT DISTINCT tableoid::regclass::text FROM access_log")}
    assert f"{month}_patient_id_id_idx" in used, used


def test_a_consultation_is_some_looks_and_not_dozens(bench, owner, clock, visit):
    """All that the doctor's page asks for, and asks again with each change, in a visit of nine minutes."""
    patient_id, visit_id, doctor = visit.patient_id, visit.id, bench.doctor
    before = len(of_the_log(owner))

    doctor.send(consultations.background(patient_id=patient_id))  # read ahead, while the one before is in the room
    doctor.send(consultations.background(patient_id=patient_id))
    for _ in range(9):
        clock.advance(timedelta(minutes=1))
        doctor.send(consultations.get(appointment_id=visit_id))
        doctor.send(consultations.background(patient_id=patient_id, again=True))
        doctor.send(patients.get(patient_id=patient_id))
        doctor.send(lab.reports_of(patient_id=patient_id))
        doctor.send(certificates.of_visit(appointment_id=visit_id))
        doctor.send(referrals.of_visit(appointment_id=visit_id))
        doctor.send(prescriptions.last(appointment_id=visit_id))

    told = Counter(part for part, *_ in of_the_log(owner)[before:])
    assert told == {"visits": 3, "card": 1, "tests": 1}
