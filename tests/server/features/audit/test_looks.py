"""Reading a patient's record leaves a look, whichever call reads it."""

from typing import Any

import psycopg

from shared.contract import Call
from shared.contracts import (
    appointments,
    billing,
    cash,
    charts,
    consultations,
    documents,
    lab,
    merges,
    patients,
    vitals,
)
from shared.permissions import Role
from tests.support.bench import CBC, Bench


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
