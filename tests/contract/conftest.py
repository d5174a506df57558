"""A record with something of everything, and what comes back to whoever asks after it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

import pytest

from shared.contract import Endpoint
from shared.contracts import (
    billing,
    certificates,
    confidential,
    consultations,
    lab,
    patients,
    pharmacy,
    prescriptions,
    vitals,
)
from shared.errors import ApiError, InvalidRequest, Unexpected
from shared.models.consultations import DiagnosisKind, NewDiagnosis
from shared.models.lab_reports import ReportVersion
from shared.models.lab_results import Taker
from shared.models.patients import Severity, Sex
from shared.models.pharmacy import LineDone, Outcome
from shared.models.prescriptions import NewPrescriptionItem
from shared.models.spreadsheets import SpreadsheetForm
from shared.permissions import Role
from shared.rules.dosing import Frequency
from tests.contract.requests import a_request
from tests.server.features.documents.test_attaching import attached
from tests.support.bench import CBC, Bench
from tests.support.server import Api
from tests.support.shelves import PHARMACY, Shelves

AnyEndpoint: TypeAlias = Endpoint[..., Any, Any]

NAME: Final = "Zelnara Quxley"
TODAY: Final = date(2026, 11, 22)


@dataclass
class Record:
    """A patient with something of everything, and the ids by which it is asked after."""

    known: dict[str, Any]
    marks: tuple[bytes, ...]
    content: tuple[bytes, ...]
    """A result, a weight, a diagnosis, a medicine, a test, a note and a policy that nobody else in this house has."""
    allergy: tuple[bytes, ...]
    """Of the card it is read by whoever may harm by it (`tests/server/features/confidential/test_card.py`)."""
    accession: str
    acts: dict[str, Any]
    """The ids by which parts of it are changed, which no query of a stranger tells."""


@pytest.fixture
def record(bench, owner, database, clock):
    """All have done their work: the report is handed over, the prescription still counts and is older than a month."""
    owner.execute("UPDATE settings SET prescription_days = 60")
    shelves = Shelves(bench.api, bench.house, owner, database, clock)
    shelves.receive(100)
    patient_id, doctor, colleague = bench.patient(name=NAME), bench.doctor, bench.api("doctor_c")
    told = patients.update(
        patient_id=patient_id, version=1, name=NAME, sex=Sex.FEMALE, notes="Comes in secret", policy_no="POL-4711"
    )
    bench.api(Role.RECEPTIONIST).send(told)
    allergic = patients.record_allergy(patient_id=patient_id, substance="Quillaja", severity=Severity.SEVERE)
    card = bench.api(Role.RECEPTIONIST).send(allergic)
    visit_id = bench.visit(patient_id)
    weight = colleague.send(vitals.record(appointment_id=visit_id, weight_kg=Decimal("71.35")))
    paper = attached(colleague, patient_id, title="Consent to a lobotomy")
    doctor.send(consultations.get(appointment_id=visit_id))
    diagnosis = NewDiagnosis(code="I10", kind=DiagnosisKind.PRIMARY)
    doctor.send(consultations.record_diagnoses(appointment_id=visit_id, diagnoses=[diagnosis]))
    line = NewPrescriptionItem(medicine_id=shelves.medicine(), dose=Decimal(1), frequency=Frequency.TDS, days=5)
    prescription = doctor.send(prescriptions.prescribe(appointment_id=visit_id, items=[line], overrides=[]))
    (order_id,) = bench.order(visit_id, "CBC")
    bench.receive(visit_id, [order_id])
    bench.enter(order_id, CBC | {"WBC": "7.83"})
    bench.out(order_id)
    taken = lab.deliver(reports=[ReportVersion(test_order_id=order_id, number=1)], taker=Taker.PATIENT, taken_by=NAME)
    bench.tech.send(taken)
    part = LineDone(line=1, outcome=Outcome.GIVEN, quantity=Decimal(5))
    bench.api(Role.PHARMACIST).send(
        pharmacy.dispense(prescription_id=prescription.id, turn=0, store_id=PHARMACY, lines=[part])
    )
    bill = bench.api(Role.CASHIER).send(billing.of_appointment(appointment_id=visit_id))
    with owner.transaction():
        owner.execute("SET LOCAL session_replication_role = replica")
        owner.execute("UPDATE prescriptions SET prescribed_at = prescribed_at - interval '31 days'")
    leave = certificates.issue(appointment_id=visit_id, from_day=TODAY, to_day=TODAY, remark="Saw a hypnotist")
    (number,) = owner.execute("SELECT patient_no FROM patients WHERE name = %s", [NAME]).fetchone()
    (accession,) = owner.execute("SELECT set_number || tube_sign FROM samples").fetchone()
    known = {
        "patient_id": patient_id,
        "patient_no": number,
        "appointment_id": visit_id,
        "bill_id": bill.id,
        "prescription_id": prescription.id,
        "test_order_id": order_id,
        "doctor_id": bench.house.doctor,
        "store_id": PHARMACY,
        "name": NAME,
        "term": NAME,
        "line": 1,
        "limit": 50,
        "form": SpreadsheetForm.CSV,
        **dict.fromkeys(("date", "day", "last_day", "first", "last", "first_day", "since", "until"), TODAY),
    }
    (test,) = owner.execute("SELECT name FROM test_types WHERE code = 'CBC'").fetchone()
    measured = (b"7.83", b"71.35", b"ypertens", b"Paracetamol", test.encode())
    content = (*measured, b"in secret", b"POL-4711", b"lobotomy", b"hypnotist")
    acts = {
        "allergy_id": card.allergies[0].id,
        "certificate_id": doctor.send(leave).id,
        "document_id": paper.id,
        "sample_id": owner.execute("SELECT id FROM samples").fetchone()[0],
        "test_order_ids": [order_id],
        "test_type_ids": [bench.tests["CBC"]],
        "vitals_id": weight.id,
    }
    return Record(known, (NAME.encode(), number.encode()), content, (b"Quillaja",), accession, acts)


def answered(who: Api, endpoint: AnyEndpoint, known: Mapping[str, Any]) -> bytes:
    """What comes back, a refusal too; what is not known and need not be said is not asked."""
    made = a_request(endpoint)
    fields = {
        name: known.get(name, getattr(made, name))
        for name, field in type(made).model_fields.items()
        if name in known or field.is_required()
    }
    try:
        return repr(who.send(endpoint.bind(type(made)(**fields)))).encode()  # so that files are read too
    except (InvalidRequest, Unexpected):
        raise
    except ApiError as refusal:
        return repr(refusal).encode()


def close(bench: Bench, record: Record) -> None:
    marked = confidential.mark(patient_id=record.known["patient_id"], confidential=True, reason="Asked for it herself")
    bench.api(Role.MANAGER).send(marked)


def assert_same(found: Iterable[AnyEndpoint], excepted: Mapping[AnyEndpoint, str]) -> None:
    assert set(map(str, found)) == set(map(str, excepted))
