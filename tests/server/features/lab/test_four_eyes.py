"""Every way for one person to enter and verify the same result: tried, and refused."""

import psycopg
import pytest

from shared.contracts import lab, patients
from shared.contracts.lab_refusals import SecondPersonNeeded
from shared.errors import Forbidden
from shared.models.lab import RejectCause, TestOrderStatus
from shared.models.lab_results import TypedValue
from shared.models.patients import Sex, TypedAge
from shared.permissions import Role
from tests.support.bench import CBC

ELEC = {"NA": "140", "K": "4.2", "CL": "101"}


@pytest.fixture
def order(bench):
    (order,) = bench.received("ELEC")
    return order


def refused(bench, order, by):
    with pytest.raises(SecondPersonNeeded):
        bench.verify(order, by=by)
    assert bench.item(order).status is TestOrderStatus.IN_PROGRESS
    return True


def test_whoever_entered_it_does_not_verify_it_and_another_does(bench, order):
    sheet = bench.enter(order, ELEC)

    assert (sheet.may_verify, sheet.touched_by) == (False, ["Lab Technician"])
    assert refused(bench, order, bench.tech)
    assert bench.verify(order).item.status is TestOrderStatus.COMPLETED


def test_nor_does_the_pathologist_who_entered_it(bench, order):
    bench.enter(order, ELEC, by=bench.path)

    assert refused(bench, order, bench.path)


def test_nor_who_entered_one_line_of_it(bench, order):
    bench.enter(order, {"NA": "140", "K": "4.2"})
    bench.enter(order, {"CL": "101"}, by=bench.other)

    assert refused(bench, order, bench.other)
    assert refused(bench, order, bench.tech)
    assert bench.verify(order, by=bench.path)


def test_nor_whose_values_were_overwritten_by_another(bench, order):
    bench.enter(order, ELEC)
    bench.enter(order, {"NA": "141", "K": "4.3", "CL": "102"}, by=bench.other)

    assert refused(bench, order, bench.tech)
    assert refused(bench, order, bench.other)


def test_nor_who_enters_it_again_after_another_did(bench, order):
    bench.enter(order, ELEC, by=bench.other)
    bench.enter(order, {"K": "4.4"})

    assert refused(bench, order, bench.tech)


def test_nor_who_only_said_that_a_line_could_not_be_done_or_wrote_a_comment(bench, order):
    bench.enter(order, ELEC)
    lines = {line.code: line.analyte_id for line in bench.sheet(order).lines}
    said = TypedValue(analyte_id=lines["CL"], not_done=True)
    remark = TypedValue(analyte_id=lines["K"], value="4.2", comment="haemolysed")
    for person, value in ((bench.other, said), (bench.path, remark)):
        person.send(lab.enter_results(test_order_id=order, version=bench.version(order), values=[value]))

    assert refused(bench, order, bench.other)
    assert refused(bench, order, bench.path)


def test_nor_the_verifier_who_repeats_it_himself(bench, order):
    bench.enter(order, ELEC)
    bench.verify(order)
    bench.repeat(order, by=bench.other)
    bench.enter(order, {"K": "4.9"}, by=bench.other)

    assert refused(bench, order, bench.other)
    # The first technician entered nothing of what is new, and what is old was verified by the other.
    assert bench.verify(order, by=bench.tech)


def test_nor_who_corrects_what_was_released(bench, order):
    bench.enter(order, ELEC)
    bench.verify(order, by=bench.path)
    bench.review(order)
    bench.release(order)
    bench.correct(order, {"K": "4.9"})

    assert refused(bench, order, bench.path)
    assert bench.verify(order, by=bench.tech)


def test_nor_after_the_patients_age_was_corrected_in_between(bench, order):
    """The new version, which the desk opened, is gone on with by the same people."""
    bench.enter(order, ELEC)
    bench.enter(order, {"K": "4.4"}, by=bench.other)
    patient = bench.item(order).patient
    desk = bench.api(Role.RECEPTIONIST)
    card = desk.send(patients.get(patient_id=patient.id))
    desk.send(
        patients.update(
            patient_id=patient.id,
            version=card.version,
            name=patient.name,
            sex=Sex.FEMALE,
            age=TypedAge(amount=9),
        )
    )
    assert bench.item(order).results == 2

    assert refused(bench, order, bench.tech)
    assert refused(bench, order, bench.other)


def test_nor_after_the_tube_was_collected_again(bench):
    visit = bench.visit()
    (order,) = bench.order(visit, "ELEC")
    bench.receive(visit, [order])
    bench.enter(order, ELEC, by=bench.other)
    (sample,) = bench.tech.send(lab.samples_of(appointment_id=visit)).items
    bench.tech.send(lab.reject(sample_id=sample.id, version=sample.version, cause=RejectCause.HAEMOLYSED))
    bench.receive(visit, [order])
    bench.enter(order, ELEC)

    assert refused(bench, order, bench.tech)
    # Of this tube the other one entered nothing.
    assert bench.verify(order, by=bench.other)


def test_a_doctor_or_a_nurse_verifies_nothing(bench, order):
    bench.enter(order, ELEC)

    for who in ("doctor", Role.NURSE):
        with pytest.raises(Forbidden):
            bench.verify(order, by=bench.api(who))


def test_a_test_that_needs_no_second_person_is_verified_by_the_one_there_is(bench):
    (order,) = bench.received("UPT")
    bench.owner.execute("UPDATE test_types SET one_person = true WHERE code = 'UPT'")
    sheet = bench.enter(order, {"UPT": "neg"})

    assert sheet.may_verify
    assert bench.verify(order, by=bench.tech).item.status is TestOrderStatus.COMPLETED


def test_the_database_refuses_it_too(bench, fresh):
    (order,) = bench.received("CBC")
    bench.enter(order, CBC)
    forged = (
        "UPDATE result_versions SET verified_at = now(), verified_by = (SELECT id FROM employees WHERE full_name = %s)"
    )

    with psycopg.connect(fresh.app_url.replace("+psycopg", "")) as server_role:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            server_role.execute(forged, ("Lab Technician",))
        server_role.rollback()
        assert server_role.execute(forged, ("Pathologist",)).rowcount == 1
        server_role.rollback()
