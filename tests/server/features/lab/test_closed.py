"""Of a confidential record: an order is no key to it, and what is handed over opens like the rest."""

from datetime import timedelta

import pytest

from shared.contracts import charts, confidential, lab
from shared.errors import Confidential, Forbidden
from shared.permissions import Role
from tests.support.bench import CBC
from tests.support.server import people_of


@pytest.fixture
def vip(bench):
    patient_id = bench.patient()
    mark(bench.api(Role.MANAGER), patient_id)
    return patient_id


def mark(who, patient_id, *, on=True):
    who.send(confidential.mark(patient_id=patient_id, confidential=on, reason="Asked for it herself"))


def ordered(bench, who, patient_id):
    return bench.api(who).send(lab.order_direct(patient_id=patient_id, test_type_ids=[bench.tests["CBC"]])).items


@pytest.mark.parametrize("who", ["doctor_b", Role.PATHOLOGIST])
def test_nobody_orders_oneself_a_way_into_a_closed_record(bench, vip, who):
    with pytest.raises(Confidential):
        ordered(bench, who, vip)


def test_a_visit_for_tests_alone_makes_nobody_treat(bench, vip):
    """Whoever broke the glass to order has it broken, and no more: twelve hours, and the mark stays."""
    stranger, colleague = bench.api("doctor_b"), bench.api("doctor_c")
    bench.owner.execute("UPDATE employees SET department_id = (SELECT min(id::text)::uuid FROM departments)")
    stranger.send(confidential.break_glass(patient_id=vip, reason="Brought a paper of another hospital"))
    assert len(ordered(bench, "doctor_b", vip)) == 1

    with pytest.raises(Confidential):  # of the department
        colleague.send(charts.open_chart(patient_id=vip))
    with pytest.raises(Forbidden):
        mark(stranger, vip, on=False)


def test_no_other_doctor_orders_in_a_visit_of_a_closed_record(bench, vip):
    """The answer says what else is ordered, and the laboratory would be let in."""
    visit_id = bench.visit(vip)

    for who in ("doctor_b", Role.PATHOLOGIST):
        with pytest.raises(Confidential):
            bench.api(who).send(lab.order(appointment_id=visit_id, test_type_ids=[bench.tests["CBC"]]))
    assert bench.order(visit_id, "CBC")


def test_what_was_handed_over_is_corrected_with_a_reason_for_opening_it(bench, client, clock, house):
    patient_id = bench.patient()
    order_id = bench.released("CBC", CBC)
    bench.owner.execute("UPDATE test_orders SET patient_id = %s", [patient_id])
    mark(bench.api(Role.MANAGER), patient_id)
    assert bench.sheet(order_id).item.id == order_id  # while it waits to be handed over it is the laboratory's
    bench.owner.execute("UPDATE test_orders SET status = 'delivered'")

    with pytest.raises(Confidential):
        bench.correct(order_id, {"HGB": "12.5"})
    bench.path.send(confidential.break_glass(patient_id=patient_id, reason="The analyser was wrong all morning"))
    bench.correct(order_id, {"HGB": "12.5"})
    clock.advance(timedelta(hours=12))
    tech = people_of(client, house)(Role.LAB_TECHNICIAN)
    assert tech.send(lab.sheet(test_order_id=order_id)).item.id == order_id  # there is work for it again
