from datetime import timedelta
from decimal import Decimal

import pytest

from shared.contracts import appointments, billing, cash, consultations, ledger, patients, queue
from shared.errors import Forbidden
from shared.permissions import Role
from tests.server.features.billing.test_billing import bill_of, issued
from tests.server.features.cash.counter import in_cash
from tests.server.features.consultations.visits import completed
from tests.server.features.merges.records import merging
from tests.server.features.patients.people import registered


@pytest.fixture
def owing(api, house):
    """A bill of 800 that nobody paid."""
    return issued(api, completed(api, house))


def dues(api, bill, who=Role.CASHIER, **rest):
    return api(who).send(billing.dues(patient_id=bill.patient.id, **rest))


def another_visit(api, house, patient_id):
    """A second consultation of the same patient, of another doctor."""
    visit = api(Role.RECEPTIONIST).send(
        appointments.book(patient_id=patient_id, doctor_id=house.employees["doctor_b"], check_in=True)
    )
    called = api("doctor_b").send(queue.call(appointment_id=visit.id, version=visit.version))
    api("doctor_b").send(queue.enter(appointment_id=visit.id, version=called.version))
    api("doctor_b").send(consultations.complete(appointment_id=visit.id, version=1))
    return visit.id


def test_are_the_sum_of_what_is_unpaid_and_the_day_of_the_oldest(api, house, owing, clock):
    clock.advance(timedelta(minutes=1))
    issued(api, another_visit(api, house, owing.patient.id))

    owed = dues(api, owing)

    assert (owed.amount, owed.bills, owed.oldest) == (1600, 2, owing.issued_at)


def test_of_a_merged_record_are_the_kept_one_s_and_counted_once(api, house, owing):
    desk = api(Role.RECEPTIONIST)
    kept, merged = registered(desk, "Asha Rahman"), desk.send(patients.get(patient_id=owing.patient.id))
    desk.send(merging(desk, kept, merged))
    api(Role.CASHIER).send(cash.open_session(opening_float=Decimal(0)))
    api(Role.CASHIER).send(in_cash(owing, 300))

    (row,) = api(Role.MANAGER).send(ledger.dues()).rows

    assert (row.patient_id, row.owed, row.bills) == (kept.id, 500, 1)


def test_leave_out_the_bill_that_the_counter_has_open(api, owing):
    assert dues(api, owing, besides=owing.id).amount == 0


def test_are_not_of_what_is_only_gathered(api, house):
    draft = bill_of(api, completed(api, house))

    assert dues(api, draft).amount == 0


def test_are_less_by_what_was_paid_and_none_of_a_cancelled_bill(api, house, owing):
    api(Role.CASHIER).send(cash.open_session(opening_float=Decimal(0)))
    api(Role.CASHIER).send(in_cash(owing, 300))
    void = issued(api, another_visit(api, house, owing.patient.id))
    api(Role.MANAGER).send(billing.cancel(bill_id=void.id, version=void.version, reason="Wrong patient"))

    owed = dues(api, owing)

    assert (owed.amount, owed.bills) == (500, 1)


@pytest.mark.parametrize("who", [Role.RECEPTIONIST, Role.PHARMACIST, Role.LAB_TECHNICIAN, Role.CASHIER])
def test_are_told_at_every_counter(api, owing, who):
    assert dues(api, owing, who).amount == 800


@pytest.mark.parametrize("who", [Role.DISPLAY, Role.DOCTOR])
def test_are_told_to_nobody_else(api, owing, who):
    with pytest.raises(Forbidden):
        dues(api, owing, who)


def test_are_what_the_ledger_says_the_patient_owes(api, owner, owing):
    (booked,) = owner.execute("SELECT sum(amount) FROM ledger_entries WHERE account = 'patient_dues'").fetchone()

    assert dues(api, owing).amount == booked
