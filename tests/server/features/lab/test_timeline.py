"""What the counters read of the laboratory's work: which order and which step; neither which test, nor why."""

import pytest

from shared.contracts import appointments, lab
from shared.models.lab import RejectCause
from shared.permissions import Role
from tests.server.features.appointments.visits import waiting

WHY = "HIV result belonged to another tube"


@pytest.fixture
def steps(bench):
    """Every step that has a reason; the visit."""
    visit_id = bench.visit()
    crp, cbc, tsh = bench.order(visit_id, "CRP", "CBC", "TSH")
    bench.doctor.send(lab.cancel(test_order_id=cbc, version=1, reason=WHY))
    (sample,) = bench.api(Role.NURSE).send(lab.collect(appointment_id=visit_id, test_order_ids=[tsh])).items
    bench.tech.send(lab.reject(sample_id=sample.id, version=sample.version, cause=RejectCause.CLOTTED, note=WHY))
    bench.receive(visit_id, [crp])
    bench.enter(crp, {"CRP": "3"})
    bench.verify(crp)
    bench.path.send(lab.repeat(test_order_id=crp, version=bench.version(crp), reason=WHY))
    bench.enter(crp, {"CRP": "4"})
    bench.out(crp)
    values = bench.typed(crp, {"CRP": "5"})
    bench.path.send(lab.correct(test_order_id=crp, version=bench.version(crp), values=values, reason=WHY))
    bench.path.send(lab.abandon_correction(test_order_id=crp, version=bench.version(crp), reason=WHY))
    return visit_id


def test_why_a_test_was_cancelled_repeated_or_corrected_is_not_in_the_timeline(bench, steps):
    told = bench.api(Role.CASHIER).send(appointments.timeline(appointment_id=steps)).items

    with_a_reason = {
        *("TEST_CANCELLED", "TEST_SAMPLE_REJECTED", "TEST_REPEATED"),
        *("TEST_CORRECTED", "TEST_CORRECTION_ABANDONED"),
    }
    assert {entry.type.value for entry in told} >= with_a_reason
    kept = bench.owner.execute("SELECT description, metadata::text FROM appointment_events").fetchall()
    assert not [said for said in kept if WHY in " ".join(said)]


def test_an_older_entry_that_bears_it_is_told_without(api, house, owner):
    visit = waiting(api(Role.RECEPTIONIST), house.doctor)
    with owner.transaction():
        owner.execute("SET LOCAL session_replication_role = replica")
        owner.execute("UPDATE appointment_events SET type = 'TEST_CORRECTED', description = %s", [WHY])

    told = api(Role.CASHIER).send(appointments.timeline(appointment_id=visit.id)).items

    assert {(entry.type.value, entry.description) for entry in told} == {("TEST_CORRECTED", "")}
