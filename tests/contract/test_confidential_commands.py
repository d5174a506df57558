"""To whom a confidential record is closed, no command answers with what is in it; what is not refused says here why."""

from typing import Any, Final

import psycopg

from shared.contracts import (
    analysers,
    appointments,
    billing,
    calendar,
    cash,
    claims,
    consultations,
    documents,
    endpoints,
    lab,
    merges,
    patients,
    pharmacy,
    queue,
    reminders,
    vitals,
)
from shared.errors import InvalidRequest
from shared.models.lab_reports import ReportVersion
from shared.models.lab_results import Taker
from shared.models.patients import PatientDetails
from shared.permissions import Role, held_by
from tests.contract.conftest import NAME, AnyEndpoint, Record, answered, assert_same, close
from tests.contract.requests import a_request
from tests.contract.test_confidential import HARM_BY_ALLERGY, STRANGERS
from tests.contract.test_looks import OF_A_PATIENT, names, properties

_CARD: Final = "the card is no chart, and what is not of it is left out of the answer"
_MONEY: Final = "who takes money goes on working: a bill says whose it is, and what for"
_TOKENS: Final = "who gives tokens and calls them must know whose turn it is"
_TUBE: Final = "who takes or examines a tube must know whose it is, and what is to be found in it"
_MEASURED: Final = "what is being measured is the laboratory's and its analysers'"
_TYPED: Final = "answers with what was just said"
_IN_THE_ROOM: Final = "for the visit's own doctor alone, with the patient in the room"
_MESSAGES: Final = "what is sent to the patient, and no record"
NOT_REFUSED: Final[dict[Any, str]] = {
    **dict.fromkeys((analysers.assign, analysers.discard), _TUBE),
    **dict.fromkeys(
        (
            appointments.book,
            appointments.cancel,
            appointments.check_in,
            appointments.reschedule,
            calendar.take_leave,
            queue.call,
            queue.call_next,
            queue.end_day,
            queue.enter,
            queue.no_show,
            queue.pause,
            queue.recall,
            queue.reorder,
            queue.resume,
            queue.return_to_queue,
            queue.send_for_tests,
            queue.set_priority,
            queue.skip,
            queue.transfer,
            queue.undo_call,
        ),
        _TOKENS,
    ),
    **dict.fromkeys(
        (
            billing.add_offer,
            billing.add_typed,
            billing.cancel,
            billing.credit,
            billing.give_discount,
            billing.issue,
            billing.open_draft,
            billing.reject_credit,
            billing.remove_line,
            billing.split,
            billing.take_discount_back,
            cash.approve_refund,
            cash.attempt,
            cash.pay,
            cash.pay_refund,
            cash.reject_refund,
            cash.request_refund,
            cash.return_deposit,
            cash.settle_attempt,
            cash.take_deposit,
            claims.answer,
            claims.decide,
            claims.gather,
            claims.leave_out,
            claims.submit,
            pharmacy.sell,
        ),
        _MONEY,
    ),
    **dict.fromkeys(
        (
            merges.merge,
            merges.undo,
            patients.bring_back,
            patients.put_away,
            patients.record_allergy,
            patients.register,
            patients.register_unknown,
            patients.remove_photo,
            patients.set_photo,
            patients.update,
            patients.withdraw_allergy,
        ),
        _CARD,
    ),
    **dict.fromkeys(
        (
            consultations.complete,
            consultations.record_diagnoses,
            consultations.save_note,
            consultations.schedule_follow_up,
        ),
        _IN_THE_ROOM,
    ),
    **dict.fromkeys((documents.attach, documents.begin, vitals.record), _TYPED),
    **dict.fromkeys((lab.collect, lab.label_printed, lab.prepare, lab.receive, lab.reject), _TUBE),
    **dict.fromkeys(
        (reminders.give_up, reminders.save_preferences, reminders.send_again, reminders.send_all_again), _MESSAGES
    ),
}
SAID: Final[dict[Any, str]] = {
    billing.issue: _MONEY,
    consultations.record_diagnoses: _IN_THE_ROOM,
    lab.label_printed: _TUBE,
    lab.reject: _TUBE,
}
_VERSIONS: Final = {
    "appointments": "appointment_id",
    "bills": "bill_id",
    "patients": "patient_id",
    "samples": "sample_id",
    "test-orders": "test_order_id",
}
"""Of what a command is sent with the version of, by the first word of its path."""


def telling() -> list[AnyEndpoint]:
    """Every command about a patient that answers with anything; those that are not refused last: they change it."""
    found = [
        endpoint
        for endpoint in endpoints()
        if endpoint.keyed and names(endpoint) & OF_A_PATIENT and [*properties(endpoint.schema()["response"])]
    ]
    return sorted(found, key=lambda endpoint: (endpoint in NOT_REFUSED, str(endpoint)))


def test_no_command_answers_a_stranger_with_what_is_in_a_closed_record(bench, record, owner):
    """Who saw the patient longer than a month ago is one of them."""
    close(bench, record)
    owner.execute("UPDATE appointments SET appointment_date = appointment_date - 31")
    refused: set[AnyEndpoint] = set()
    done: set[AnyEndpoint] = set()
    said: set[AnyEndpoint] = set()

    for endpoint in telling():
        for who in ("doctor", *STRANGERS):
            may = held_by(Role.DOCTOR if who in {"doctor", "doctor_b"} else Role(who))
            if endpoint.allow not in may:
                continue
            try:
                answer = answered(bench.api(who), endpoint, asked(record, endpoint, owner))
            except InvalidRequest:  # what comes before what the server is asked needs more than a record
                assert endpoint in NOT_REFUSED
                continue
            if answer.startswith(b"Confidential("):
                refused.add(endpoint)
            elif answer.startswith(endpoint.response.__name__.encode()):
                done.add(endpoint)
            reads_allergies = endpoint.response is PatientDetails and not may.keys().isdisjoint(HARM_BY_ALLERGY)
            if any(mark in answer for mark in record.content + (() if reads_allergies else record.allergy)):
                said.add(endpoint)

    assert_same(set(telling()) - refused, NOT_REFUSED)
    assert_same(said, SAID)
    assert {str(one) for one in refused & done} == set()


def asked(record: Record, endpoint: AnyEndpoint, owner: psycopg.Connection) -> dict[str, Any]:
    """All that may be said, but no second person's word: it would be none."""
    plain = {"approval_id": None, "buyer": "", "buyer_phone": "", "check_in": False}
    known = dict(a_request(endpoint)) | plain | record.known | record.acts
    if endpoint is lab.deliver:
        report = ReportVersion(test_order_id=known["test_order_id"], number=1)
        known |= {"reports": [report], "taker": Taker.PATIENT, "taken_by": NAME}
    if endpoint is consultations.add_problem:
        known |= {"code": "I10"}
    first = endpoint.path.split("/")[1]
    if first in _VERSIONS:
        table = first.replace("-", "_")
        row = owner.execute(f"SELECT version FROM {table} WHERE id = %s", [known[_VERSIONS[first]]]).fetchone()
        known |= {"version": row and row[0]}
    return known
