"""To whom a confidential record is closed, no query tells of it; what names the patient all the same says here why."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from shared.contracts import (
    appointments,
    audit,
    billing,
    calendar,
    cash,
    charts,
    confidential,
    dashboard,
    documents,
    lab,
    merges,
    patients,
    pharmacy,
    prescriptions,
    queue,
    reports,
)
from shared.errors import Confidential
from shared.models.lab_reports import ReportVersion
from shared.models.reports import Figure, ReportKind
from shared.permissions import Permission, Role, held_by
from tests.contract.conftest import NAME, TODAY, AnyEndpoint, Record, answered, assert_same, close
from tests.contract.test_looks import EXCEPTED, LOOKED_AT
from tests.support.bench import Bench

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


def asked(record: Record) -> Iterator[tuple[AnyEndpoint, dict[str, Any]]]:
    """Every query that tells of a patient; of reports one of each kind that is no money."""
    order = ReportVersion(test_order_id=record.known["test_order_id"], number=1)
    besides: dict[Any, dict[str, Any]] = {
        lab.by_accession: {"accession": record.accession},
        lab.print_reports: {"reports": [order]},
        lab.report: {"number": 1},
        patients.by_number: {"number": record.known["patient_no"]},
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
        for endpoint, besides in asked(record):
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
