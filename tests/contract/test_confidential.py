"""To whom a confidential record is closed, no query tells of it; what names the patient all the same says here why."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

import pytest

from shared.contract import Endpoint
from shared.contracts import (
    appointments,
    audit,
    billing,
    calendar,
    cash,
    charts,
    confidential,
    consultations,
    dashboard,
    documents,
    lab,
    merges,
    patients,
    pharmacy,
    prescriptions,
    queue,
    reports,
    vitals,
)
from shared.errors import ApiError, Confidential, InvalidRequest, Unexpected
from shared.models.consultations import DiagnosisKind, NewDiagnosis
from shared.models.lab_reports import ReportVersion
from shared.models.lab_results import Taker
from shared.models.patients import Severity, Sex
from shared.models.pharmacy import LineDone, Outcome
from shared.models.prescriptions import NewPrescriptionItem
from shared.models.reports import Figure, ReportKind
from shared.models.spreadsheets import SpreadsheetForm
from shared.permissions import Permission, Role, held_by
from shared.rules.dosing import Frequency
from tests.contract.requests import a_request
from tests.contract.test_looks import EXCEPTED, LOOKED_AT
from tests.support.bench import CBC, Bench
from tests.support.server import Api
from tests.support.shelves import PHARMACY, Shelves

AnyEndpoint: TypeAlias = Endpoint[..., Any, Any]

NAME: Final = "Zelnara Quxley"
TODAY: Final = date(2026, 11, 22)
STRANGERS: Final = (
    "doctor_b",
    Role.RECEPTIONIST,
    Role.NURSE,
    Role.PATHOLOGIST,
    Role.CASHIER,
    Role.PHARMACIST,
    Role.MANAGER,
)
"""Between them they may ask everything."""

HARM_BY_ALLERGY: Final = {Permission.PRESCRIPTIONS_WRITE, Permission.PHARMACY_DISPENSE, Permission.VITALS_RECORD}

EVERY: Final[set[Any]] = {*LOOKED_AT, *EXCEPTED}
CLOSED_LISTS: Final[set[Any]] = {lab.to_deliver, pharmacy.waiting, pharmacy.handed_out, reports.documents}
RECORDS: Final[set[Any]] = LOOKED_AT - CLOSED_LISTS
"""What opens one record, and is refused whole where that is closed."""

_CARD: Final = "the card is no chart, and is found before anything is opened"
_TOKENS: Final = "who gives tokens and calls them must know whose turn it is"
_MONEY: Final = "who takes money goes on working: a bill says whose it is, and what for"
_WATCHED: Final = "who watches over the records must see whose was opened or changed"
_TUBE: Final = "who takes or examines a tube must know whose it is, and what is to be found in it"
NAMED: Final[dict[Any, str]] = {
    appointments.get: _TOKENS,
    appointments.of_day: _TOKENS,
    audit.changes: _WATCHED,
    audit.export_changes: _WATCHED,
    audit.export_looks: _WATCHED,
    audit.looks: _WATCHED,
    audit.looks_at_patient: _WATCHED,
    billing.get: _MONEY,
    billing.of_appointment: _MONEY,
    billing.unpaid: _MONEY,
    calendar.of_doctor: _TOKENS,
    dashboard.visits: _TOKENS,
    lab.by_accession: _TUBE,
    patients.by_number: _CARD,
    patients.get: _CARD,
    patients.look_alikes: _CARD,
    patients.search: _CARD,
    queue.of_doctor: _TOKENS,
}
_NOBODYS: Final = "what there was in the house, and not whose it was"
SAID: Final[dict[Any, str]] = {
    billing.get: _MONEY,
    billing.of_appointment: _MONEY,
    dashboard.tests: _NOBODYS,
    lab.by_accession: _TUBE,
    reports.documents: _NOBODYS,
}
_BY_ID: Final = "goes by an id that only what is closed tells"
NOT_REFUSED: Final[dict[Any, str]] = {
    audit.change: _BY_ID,
    billing.dues: _MONEY,
    billing.get: _MONEY,
    billing.of_appointment: _MONEY,
    cash.deposits: _MONEY,
    cash.standing: _MONEY,
    charts.bills: _MONEY,
    documents.read_piece: _BY_ID,
    merges.of_patient: _CARD,
    patients.get: _CARD,
    patients.photo: _CARD,
    prescriptions.last: "of an earlier visit: there is none",
}


@dataclass
class Told:
    """Which queries said whose it is, which said what of it, and which said that it is closed."""

    names: set[AnyEndpoint] = field(default_factory=set)
    content: set[AnyEndpoint] = field(default_factory=set)
    refused: set[AnyEndpoint] = field(default_factory=set)


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

    def asked(self) -> Iterator[tuple[AnyEndpoint, dict[str, Any]]]:
        """Every query that tells of a patient; of reports one of each kind that is no money."""
        order = ReportVersion(test_order_id=self.known["test_order_id"], number=1)
        besides: dict[Any, dict[str, Any]] = {
            lab.by_accession: {"accession": self.accession},
            lab.print_reports: {"reports": [order]},
            lab.report: {"number": 1},
            patients.by_number: {"number": self.known["patient_no"]},
        }
        for endpoint in sorted(EVERY, key=str):
            if endpoint is not reports.documents:
                yield endpoint, besides.get(endpoint, {})
        for kind, column in (
            (ReportKind.REGISTER, Figure.ATTENDED),
            (ReportKind.DOCTORS, Figure.PRESCRIPTIONS),
            (ReportKind.DOCTORS, Figure.TESTS),
            (ReportKind.DIAGNOSES, Figure.DIAGNOSES),
            (ReportKind.TESTS, Figure.ORDERED),
            (ReportKind.WAITING, Figure.WAITING_MEDIAN),
            (ReportKind.USER_ACTIVITY, Figure.LOOKS),
        ):
            yield reports.documents, {"kind": kind, "column": column, "doctor_id": None, "store_id": None}


@pytest.fixture
def record(bench, owner, database, clock):
    """All have done their work: the report is handed over, the prescription still counts and is older than a month."""
    owner.execute("UPDATE settings SET prescription_days = 60")
    shelves = Shelves(bench.api, bench.house, owner, database, clock)
    shelves.receive(100)
    patient_id, doctor = bench.patient(name=NAME), bench.doctor
    told = patients.update(
        patient_id=patient_id, version=1, name=NAME, sex=Sex.FEMALE, notes="Comes in secret", policy_no="POL-4711"
    )
    bench.api(Role.RECEPTIONIST).send(told)
    allergic = patients.record_allergy(patient_id=patient_id, substance="Quillaja", severity=Severity.SEVERE)
    bench.api(Role.RECEPTIONIST).send(allergic)
    visit_id = bench.visit(patient_id)
    bench.api(Role.NURSE).send(vitals.record(appointment_id=visit_id, weight_kg=Decimal("71.35")))
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
    content = (b"7.83", b"71.35", b"ypertens", b"Paracetamol", test.encode(), b"in secret", b"POL-4711")
    return Record(known, (NAME.encode(), number.encode()), content, (b"Quillaja",), accession)


def walked(
    bench: Bench,
    record: Record,
    people: Iterable[str | Role],
    only: Collection[AnyEndpoint] = EVERY,
) -> Told:
    """Lists are asked by everybody who may. What opens a record goes through one door: the first who may
    is enough."""
    told = Told()
    looked: set[AnyEndpoint] = set()
    for who in people:
        may = held_by(Role.DOCTOR if who == "doctor_b" else Role(who))
        for endpoint, besides in record.asked():
            if endpoint.allow not in may or endpoint in looked or endpoint not in only:
                continue
            answer = answered(bench.api(who), endpoint, record.known | besides)
            if endpoint in RECORDS and not answer.startswith(b"Forbidden("):
                looked.add(endpoint)
            if answer.startswith(b"Confidential("):
                told.refused.add(endpoint)
            if any(mark in answer for mark in record.marks):
                told.names.add(endpoint)
            told_of_card = endpoint is patients.get and not may.keys().isdisjoint(HARM_BY_ALLERGY)
            if any(mark in answer for mark in record.content + (() if told_of_card else record.allergy)):
                told.content.add(endpoint)
    return told


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


def test_a_closed_record_is_told_to_no_stranger_but_where_the_work_asks_for_it(bench, record):
    before = walked(bench, record, ("doctor_b", Role.PHARMACIST, Role.MANAGER), only=CLOSED_LISTS)
    assert before.names == CLOSED_LISTS
    close(bench, record)

    told = walked(bench, record, STRANGERS)

    assert_same(told.names, NAMED)
    assert_same(told.content, SAID)
    assert_same(RECORDS - told.refused, NOT_REFUSED)


def test_a_list_shows_a_closed_record_to_who_treats_and_says_to_others_that_it_is_closed(bench, record):
    close(bench, record)
    pharmacist = bench.api(Role.PHARMACIST)
    came = reports.documents(kind=ReportKind.REGISTER, column=Figure.ATTENDED, since=TODAY, until=TODAY)
    for who, call in (
        (bench.api("doctor_b"), lab.to_deliver(term=NAME)),
        (pharmacist, pharmacy.waiting(term=NAME)),
        (pharmacist, pharmacy.handed_out(term=NAME)),
    ):
        with pytest.raises(Confidential):  # or whoever stands there would be sent away: "there is nothing for you"
            who.send(call)

    assert len(bench.doctor.send(lab.to_deliver(term=NAME)).items) == 1
    (seen,), (veiled,) = (bench.api(who).send(came).items for who in ("doctor", Role.MANAGER))
    assert (seen.patient, veiled.patient, veiled.patient_no, veiled.patient_id) == (NAME, "", "", None)
    assert seen.id != veiled.id
    reason = "Stands at the counter with last month's paper"
    pharmacist.send(confidential.break_glass(patient_id=record.known["patient_id"], reason=reason))
    assert len(pharmacist.send(pharmacy.waiting(term=NAME)).items) == 1


def close(bench: Bench, record: Record) -> None:
    marked = confidential.mark(patient_id=record.known["patient_id"], confidential=True, reason="Asked for it herself")
    bench.api(Role.MANAGER).send(marked)


def assert_same(found: Iterable[AnyEndpoint], excepted: Mapping[AnyEndpoint, str]) -> None:
    assert set(map(str, found)) == set(map(str, excepted))
