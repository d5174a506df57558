"""A doctor's and a technician's calls: a patient with 200 visits, a note, a panel of twenty; and the doctor's screen.

Beside each call the same statements through psycopg alone, in the same run, and how many they are.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
from sqlalchemy import make_url

from benchmarks.api import Task, capture, replay
from benchmarks.histories import ANALYTES, USUAL, add_panel, give_past
from benchmarks.hospital import Hospital, figures, open_hospital, say, say_last
from benchmarks.wire import measure, request_of
from server.catalogue.loader import load_catalogue
from server.core.database import Database
from shared.contract import Call
from shared.contracts import appointments, charts, consultations, lab, patients, prescriptions, queue, vitals
from shared.ids import AppointmentId, PatientId, TestOrderId, TestTypeId
from shared.models.charts import OpenedBy
from shared.models.lab_results import TypedValue
from shared.models.patients import Sex, TypedAge
from shared.models.prescriptions import NewPrescriptionItem
from shared.rules.dosing import Frequency
from tests.support.server import Api, Door

_ROUNDS = 10
"""How often each patient is opened; no two times in a row."""


@dataclass(frozen=True)
class Clinic:
    """What there is to be measured on."""

    visits: list[AppointmentId]
    patients: list[PatientId]
    in_room: AppointmentId
    orders: list[TestOrderId]
    panel: TestTypeId


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=25, help="with 200 visits each")
    parser.add_argument("--screen", action=argparse.BooleanOptionalAction, default=True)
    options = parser.parse_args()
    result: dict[str, Any] = {"benchmark": "clinic", "patients": options.patients, "visits_each": 200}
    with open_hospital() as hospital:
        with hospital.application() as (door, database):
            clinic = prepare(hospital, door, database, options.patients)
            people = {who: hospital.signed_in(door, who) for who in ("doctor", "lab_technician")}
            tasks = tasks_of(clinic, values_of(hospital, clinic.panel))
            keys = {id(call): door.new_key() for each in tasks.values() for task in each for call in task.calls[1]}
        for copy in ("captured", "bare"):
            hospital.copy(copy)
        said = {who: capture(hospital, people[who], tasks[who], keys) for who in tasks}
        with hospital.server() as server:
            for who, mine in tasks.items():
                for task in mine:
                    calls = task.calls[1]
                    sent = [
                        request_of(call, people[who], keys[id(call)] if call.endpoint.keyed else "") for call in calls
                    ]
                    served = measure(server.port, sent, 1)
                    statements = [said[who][id(call)] for call in calls]
                    bare = replay(hospital, statements, 1)
                    result[task.name] = line = {
                        **figures(served.each),
                        "sql_p50_ms": figures(bare.each)["p50_ms"],
                        "sql_p95_ms": figures(bare.each)["p95_ms"],
                        "ratio": round(served.per_second / bare.per_second, 3),
                        "queries": max(map(len, statements)),
                    }
                    say(f"{task.name:<12} " + "  ".join(f"{name} {value}" for name, value in line.items()))
            if options.screen:
                from benchmarks.screens import opened_on_screen  # Qt is wanted for this part only

                line = figures(opened_on_screen(hospital, server, clinic.visits))
                result["screen"] = line
                say("screen       " + "  ".join(f"{name} {value}" for name, value in line.items()))
    say_last(result)


def prepare(hospital: Hospital, door: Door, database: Database, count: int) -> Clinic:
    """Some patients that came two hundred times; the last one sits in the room."""
    with database.transaction() as session:
        load_catalogue(session)
    url = make_url(hospital.urls.owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
    desk, doctor, nurse, bench = (
        hospital.signed_in(door, who) for who in ("receptionist", "doctor", "nurse", "lab_technician")
    )
    visits: list[AppointmentId] = []
    persons: list[PatientId] = []
    orders: list[TestOrderId] = []
    with psycopg.connect(url, autocommit=True) as owner:
        panel = add_panel(owner)
        for number in range(count):
            card = desk.send(
                patients.register(name=f"Amina {number} Begum", sex=Sex.FEMALE, age=TypedAge(amount=54), confirmed=True)
            )
            booking = appointments.book(patient_id=card.id, doctor_id=hospital.house.doctor, check_in=True)
            visit = desk.send(booking)
            called = doctor.send(queue.call(appointment_id=visit.id, version=visit.version))
            doctor.send(queue.enter(appointment_id=visit.id, version=called.version))
            see(hospital, doctor, visit.id)
            mine = [ordered(doctor, visit.id, panel) for _ in range(4)]
            for tube in nurse.send(lab.collect(appointment_id=visit.id, test_order_ids=mine)).items:
                bench.send(lab.receive(sample_id=tube.id, version=tube.version))
            if number == 0:  # entered once, to be copied
                enter = entry(mine.pop(), values_of(hospital, panel))
                bench.send(enter)
            visits.append(visit.id)
            persons.append(card.id)
            orders += mine
            if number < count - 1:
                now = doctor.send(appointments.get(appointment_id=visit.id))
                doctor.send(queue.skip(appointment_id=visit.id, version=now.version, reason="waits for results"))
        for visit_id in visits:
            give_past(owner, visit_id, visits[0], panel)
        owner.execute("VACUUM ANALYZE")
    return Clinic(visits, persons, visits[-1], orders, panel)


def see(hospital: Hospital, doctor: Api, visit: AppointmentId) -> None:
    medicine = hospital.house.medicines["Paracetamol 500 mg"]
    item = NewPrescriptionItem(medicine_id=medicine, dose=Decimal(1), frequency=Frequency.TDS, days=5)
    doctor.send(consultations.save_note(appointment_id=visit, version=1, complaint="Cough " * 20, plan="Rest " * 20))
    doctor.send(vitals.record(appointment_id=visit, pulse=80, weight_kg=Decimal(70)))
    doctor.send(prescriptions.prescribe(appointment_id=visit, items=[item]))


def ordered(doctor: Api, visit: AppointmentId, panel: TestTypeId) -> TestOrderId:
    return doctor.send(lab.order(appointment_id=visit, test_type_ids=[panel])).items[-1].id


def values_of(hospital: Hospital, panel: TestTypeId) -> list[TypedValue]:
    url = make_url(hospital.urls.owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as owner:
        rows = owner.execute(USUAL, {"panel": panel}).fetchall()
    assert len(rows) == ANALYTES
    return [TypedValue(analyte_id=analyte, value=value) for analyte, value in rows]


def entry(order: TestOrderId, values: list[TypedValue]) -> Call[Any]:
    """After its tube was received: what was collected and received has moved it on."""
    return lab.enter_results(test_order_id=order, version=3, values=values)


def tasks_of(clinic: Clinic, values: list[TypedValue]) -> dict[str, list[Task]]:
    def often(make: Callable[[int], Call[Any]]) -> dict[int, list[Call[Any]]]:
        return {1: [make(number) for number in range(len(clinic.visits) * _ROUNDS)]}

    def visit(number: int) -> AppointmentId:
        return clinic.visits[number % len(clinic.visits)]

    def patient(number: int) -> PatientId:
        return clinic.patients[number % len(clinic.patients)]

    note = "Cough with yellow sputum for four days, breathless on stairs. " * 8
    return {
        "doctor": [
            Task("visit", False, often(lambda n: consultations.get(appointment_id=visit(n)))),
            Task("past", False, often(lambda n: consultations.background(patient_id=patient(n)))),
            Task("chart", False, often(lambda n: charts.open_chart(patient_id=patient(n), opened_by=OpenedBy.VISIT))),
            Task(
                "note",
                True,
                often(
                    lambda n: consultations.save_note(
                        appointment_id=clinic.in_room, version=2 + n, complaint=note, plan=f"{note}{n}"
                    )
                ),
            ),
        ],
        "lab_technician": [
            Task("sheet", False, {1: [lab.sheet(test_order_id=order) for order in clinic.orders]}),
            Task("panel", True, {1: [entry(order, values) for order in clinic.orders]}),
        ],
    }


if __name__ == "__main__":
    main()
