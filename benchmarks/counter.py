"""A cashier's and a pharmacist's counter: a bill of six lines issued and paid, a prescription of four dispensed.

Beside each the same statements through psycopg alone, in the same run.
"""

import argparse
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.api import CONNECTIONS, Task, capture, replay, shown
from benchmarks.hospital import Hospital, open_hospital, say_last
from benchmarks.wire import measure, request_of
from server.catalogue.loader import load_catalogue
from server.features.prescriptions.tables import MedicineRow
from shared.contract import Call
from shared.contracts import appointments, billing, cash, consultations, patients, pharmacy, prescriptions, queue, stock
from shared.ids import AppointmentId, MedicineId, PatientId, PrescriptionId
from shared.models.billing import BillDetails, PaymentMode
from shared.models.cash_payments import PaymentPart
from shared.models.patients import Sex, TypedAge
from shared.models.pharmacy import LineDone, Outcome
from shared.models.prescriptions import DoseForm, NewPrescriptionItem
from shared.models.stock import ReceivedLine
from shared.rules.dosing import Frequency
from tests.support.server import Api, Door
from tests.support.shelves import LATER, PHARMACY

_BILL_LINES: Final = 6
_MEDICINES: Final = (
    ("Paracetamol", "500 mg"),
    ("Amoxicillin", "500 mg"),
    ("Omeprazole", "20 mg"),
    ("Cetirizine", "10 mg"),
)
_GIVEN: Final = 10
_BATCHES: Final = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=150, help="of each kind, over each number of connections")
    options = parser.parse_args()
    result: dict[str, Any] = {"benchmark": "counter", "requests": options.requests}
    with open_hospital() as hospital:
        with hospital.application() as (door, database):
            with database.transaction() as session:
                load_catalogue(session)
                medicines = medicines_of(session)
            people = {who: hospital.signed_in(door, who) for who in ("cashier", "pharmacist")}
            tasks = prepare(hospital, door, people, medicines, options.requests)
            keys = {id(call): door.new_key() for each in tasks.values() for task in each for call in every(task)}
        for copy in ("captured", "bare"):
            hospital.copy(copy)
        said = {who: capture(hospital, people[who], tasks[who], keys) for who in tasks}
        with hospital.server() as server:
            for connections in CONNECTIONS:
                for who, mine in tasks.items():
                    for task in mine:
                        calls = task.calls[connections]
                        sent = [request_of(call, people[who], keys[id(call)]) for call in calls]
                        served = measure(server.port, sent, connections)
                        statements = [said[who][id(call)] for call in calls]
                        bare = replay(hospital, statements, connections)
                        line = shown(task, connections, served, bare)
                        result[f"{task.name} x{connections}"] = {**line, "queries": max(map(len, statements))}
    say_last(result)


def every(task: Task) -> list[Call[Any]]:
    return [call for calls in task.calls.values() for call in calls]


def medicines_of(session: Session) -> list[MedicineId]:
    solid = MedicineRow.form.in_((DoseForm.TABLET, DoseForm.CAPSULE))
    found = [
        session.scalars(
            select(MedicineRow.id).where(MedicineRow.generic == generic, MedicineRow.strength == strength, solid)
        ).first()
        for generic, strength in _MEDICINES
    ]
    return [medicine for medicine in found if medicine is not None]


def prepare(
    hospital: Hospital, door: Door, people: dict[str, Api], medicines: list[MedicineId], count: int
) -> dict[str, list[Task]]:
    """Drafts of six lines, prescriptions of four, and shelves that hold enough of everything in three batches."""
    people["cashier"].send(cash.open_session(opening_float=Decimal(1000)))
    fill_shelves(medicines, people["pharmacist"], count * len(CONNECTIONS) * _GIVEN)
    ward = Ward(hospital, door, people["cashier"], medicines)
    drafts = {connections: [ward.draft(number) for number in range(count)] for connections in CONNECTIONS}
    prescribed = {connections: [ward.prescribed(number) for number in range(count)] for connections in CONNECTIONS}
    return {
        "cashier": [
            Task(
                "issue",
                True,
                {
                    each: [billing.issue(bill_id=bill.id, version=bill.version) for bill in drafts[each]]
                    for each in drafts
                },
            ),
            Task("pay", True, {each: [payment(bill) for bill in drafts[each]] for each in drafts}),
        ],
        "pharmacist": [
            Task("dispense", True, {each: [handing_out(one) for one in prescribed[each]] for each in prescribed})
        ],
    }


def payment(bill: BillDetails) -> Call[Any]:
    """In full, in cash, after it was issued."""
    part = PaymentPart(mode=PaymentMode.CASH, amount=bill.total, tendered=bill.total)
    return cash.pay(bill_id=bill.id, version=bill.version + 1, parts=[part])


def handing_out(prescription_id: PrescriptionId) -> Call[Any]:
    lines = [
        LineDone(line=number, outcome=Outcome.GIVEN, quantity=Decimal(_GIVEN))
        for number in range(1, len(_MEDICINES) + 1)
    ]
    return pharmacy.dispense(prescription_id=prescription_id, turn=0, store_id=PHARMACY, lines=lines)


def fill_shelves(medicines: list[MedicineId], pharmacist: Api, needed: int) -> None:
    lines = [
        ReceivedLine(
            medicine_id=medicine,
            batch_no=f"B{batch}",
            expires_on=LATER.replace(year=LATER.year + batch),
            quantity=Decimal(needed),
            cost=Decimal("0.8"),
            price=Decimal("1.2"),
        )
        for medicine in medicines
        for batch in range(_BATCHES)
    ]
    pharmacist.send(stock.receive(store_id=PHARMACY, lines=lines))


class Ward:
    """Patients who come, are seen and go to a counter."""

    def __init__(self, hospital: Hospital, door: Door, cashier: Api, medicines: list[MedicineId]) -> None:
        self._house = hospital.house
        self._desk, self._doctor = (hospital.signed_in(door, who) for who in ("receptionist", "doctor"))
        self._cashier = cashier
        self._medicines = medicines

    def draft(self, number: int) -> BillDetails:
        bill = self._cashier.send(billing.open_draft(patient_id=self._card(f"Rahima {number} Khatun")))
        for line in range(_BILL_LINES):
            bill = self._cashier.send(
                billing.add_typed(
                    bill_id=bill.id, version=bill.version, description=f"Dressing {line}", unit_price=Decimal(150)
                )
            )
        return bill

    def prescribed(self, number: int) -> PrescriptionId:
        visit = self._in_room(f"Karim {number} Uddin")
        items = [
            NewPrescriptionItem(
                medicine_id=medicine,
                dose=Decimal(1),
                frequency=Frequency.OD,
                days=_GIVEN,
            )
            for medicine in self._medicines
        ]
        written = self._doctor.send(prescriptions.prescribe(appointment_id=visit, items=items))
        version = self._doctor.send(consultations.get(appointment_id=visit)).version
        self._doctor.send(consultations.complete(appointment_id=visit, version=version))
        return written.id

    def _in_room(self, name: str) -> AppointmentId:
        booking = appointments.book(patient_id=self._card(name), doctor_id=self._house.doctor, check_in=True)
        visit = self._desk.send(booking)
        called = self._doctor.send(queue.call(appointment_id=visit.id, version=visit.version))
        self._doctor.send(queue.enter(appointment_id=visit.id, version=called.version))
        return visit.id

    def _card(self, name: str) -> PatientId:
        age = TypedAge(amount=40)
        return self._desk.send(patients.register(name=name, sex=Sex.MALE, age=age, confirmed=True)).id


if __name__ == "__main__":
    main()
