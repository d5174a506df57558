"""Whoever reads a patient's record leaves a look; a query that tells of patients and leaves none says here why."""

from collections.abc import Iterator
from typing import Any, Final

from shared.contract import Endpoint
from shared.contracts import (
    analysers,
    appointments,
    audit,
    billing,
    calendar,
    cash,
    certificates,
    charts,
    claims,
    confidential,
    consultations,
    dashboard,
    documents,
    endpoints,
    formulary,
    house,
    instructions,
    lab,
    ledger,
    merges,
    patients,
    pharmacy,
    prescriptions,
    prices,
    purchases,
    queue,
    referrals,
    reminders,
    reports,
    schedules,
    stock,
    test_catalogue,
    vitals,
)

OF_A_PATIENT: Final = frozenset(
    {"patient", "patients", "patient_id", "patient_no", "patient_name"}
    | {"appointment_id", "bill_id", "document_id", "prescription_id", "test_order_id"}
)

# The record of one patient: tests/server/features/audit/test_looks.py calls them; `reports.documents` tells of many,
# and leaves a look at each whose clinical document it names: tests/server/features/reports/test_behind.py.
LOOKED_AT: Final = {
    appointments.timeline,
    audit.change,
    billing.dues,
    billing.get,
    billing.of_appointment,
    cash.deposits,
    cash.standing,
    certificates.of_visit,
    charts.bills,
    charts.open_chart,
    charts.prescriptions,
    charts.tests,
    charts.timeline,
    charts.visits,
    consultations.background,
    consultations.get,
    documents.of_patient,
    documents.read_piece,
    lab.past,
    lab.print_reports,
    lab.report,
    lab.reports_of,
    lab.samples_of,
    lab.sheet,
    merges.of_patient,
    patients.get,
    patients.photo,
    pharmacy.open_prescription,
    prescriptions.get,
    prescriptions.last,
    referrals.of_visit,
    reports.documents,
    vitals.of_patient,
}

_FINDING: Final = "who is meant is found before anything is opened"
_WORK: Final = "a list of work: names and what is to be done, and no record"
_MONEY: Final = "figures of the house, with the names on its papers"
_ANSWER: Final = "what is offered or checked for a visit that is open already"
_AUDIT: Final = "that something was changed or looked at, and not what"
EXCEPTED: Final = {
    analysers.waiting: _WORK,
    appointments.get: "where one visit stands, as the queue shows it",
    appointments.of_day: _WORK,
    appointments.suggest: _ANSWER,
    audit.changes: _AUDIT,
    audit.export_changes: _AUDIT,
    audit.export_looks: _AUDIT,
    audit.looks: _AUDIT,
    audit.looks_at_patient: _AUDIT,
    billing.offers: _ANSWER,
    billing.unpaid: _WORK,
    calendar.hit_by_leave: _WORK,
    calendar.of_doctor: _WORK,
    calendar.outside_hours: _WORK,
    cash.refunds: _MONEY,
    claims.get: _MONEY,
    confidential.broken_glass: _AUDIT,
    dashboard.show: _MONEY,
    dashboard.tests: _WORK,
    dashboard.visits: _WORK,
    documents.add_piece: "a piece of a document that comes in",
    lab.by_accession: _FINDING,
    lab.collection: _ANSWER,
    lab.to_deliver: _WORK,
    lab.unread: _WORK,
    lab.worklist: _WORK,
    ledger.day_book: _MONEY,
    ledger.deposits: _MONEY,
    ledger.dues: _MONEY,
    patients.archived: _FINDING,
    patients.by_number: _FINDING,
    patients.look_alikes: _FINDING,
    patients.search: _FINDING,
    pharmacy.for_sale: _ANSWER,
    pharmacy.handed_out: _WORK,
    pharmacy.substitutes: _ANSWER,
    pharmacy.waiting: _WORK,
    prescriptions.check: _ANSWER,
    queue.of_doctor: _WORK,
    reminders.message: "what was sent, and no record",
    reminders.messages: _WORK,
    reminders.preferences: "how the patient wants to be told, and no record",
    vitals.measured_today: _WORK,
}


_HOUSE: Final = "words, prices, tests and hours of the house, and no patient's"
_GOODS: Final = "goods, and why they moved"
OPAQUE: Final[dict[Any, str]] = {
    analysers.message: "a look at each whom it names: tests/server/features/analysers/test_waiting.py",
    claims.export: "for the payer; kept among what left as a file: tests/server/features/claims/test_claims.py",
    consultations.phrases: "a doctor's own words, for any patient",
    formulary.export: _HOUSE,
    house.logo: _HOUSE,
    instructions.changes: _HOUSE,
    instructions.export: _HOUSE,
    instructions.instructions: _HOUSE,
    instructions.try_import: _HOUSE,
    prescriptions.instructions: _HOUSE,
    prices.export: _HOUSE,
    purchases.get_order: _GOODS,
    purchases.returns: _GOODS,
    reminders.templates: "with places for a name, and none",
    reports.export: "figures, and no row is a patient",
    schedules.changes: _HOUSE,
    schedules.export: _HOUSE,
    schedules.of_doctor: _HOUSE,
    stock.card: _GOODS,
    stock.counts: _GOODS,
    stock.get_count: _GOODS,
    stock.transfers: _GOODS,
    test_catalogue.export: _HOUSE,
    test_catalogue.history: _HOUSE,
    test_catalogue.test: _HOUSE,
}
"""Answers of bytes or free text beside no field that names a patient: what they hold, or where the look is seen."""
_FREE: Final = frozenset({"advice", "comment", "content", "data", "image", "note", "notes", "reason", "text"})


def test_every_answer_of_bytes_or_free_text_is_named_with_what_it_holds():
    answering = {one for one in endpoints() if not one.keyed and {*properties(one.schema()["response"])} & _FREE}
    opaque = answering - LOOKED_AT - EXCEPTED.keys()

    assert {str(one) for one in opaque - OPAQUE.keys()} == set()
    assert {str(one) for one in OPAQUE.keys() - opaque} == set()


def test_every_query_that_tells_of_a_patient_leaves_a_look_or_says_why_not():
    telling = {endpoint for endpoint in endpoints() if not endpoint.keyed and names(endpoint) & OF_A_PATIENT}

    assert {str(one) for one in telling - LOOKED_AT - EXCEPTED.keys()} == set()
    assert {str(one) for one in (LOOKED_AT | EXCEPTED.keys()) - telling} == set()
    assert not LOOKED_AT & EXCEPTED.keys()


def names(endpoint: Endpoint[..., Any, Any]) -> set[str]:
    """All fields of the request and of the answer, however deep."""
    schema = endpoint.schema()
    return {*properties(schema["request"]), *properties(schema["response"])}


def properties(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from properties(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from properties(part)
