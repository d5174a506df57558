"""A correction that was begun and need not be: what was released goes on counting."""

import psycopg
import pytest

from shared.ages import Precision
from shared.contracts import lab, patients
from shared.contracts.lab_refusals import TestOrderStateConflict
from shared.errors import Forbidden
from shared.models.lab import TestOrderStatus
from shared.models.lab_results import VersionCause
from shared.models.patients import Birth, Sex
from shared.permissions import Role
from tests.server.features.lab.papers import handing_over
from tests.support.bench import lines_of

ELEC = {"NA": "140", "K": "4.2", "CL": "101"}


@pytest.fixture
def order(bench):
    return bench.released("ELEC", ELEC)


def abandon(bench, order, *, by=None):
    asked = lab.abandon_correction(test_order_id=order, version=bench.version(order), reason="was right after all")
    return (by or bench.path).send(asked)


@pytest.mark.parametrize("steps", [(), ("verify",), ("verify", "review"), ("verify", "repeat")])
def test_what_was_released_goes_on_counting_at_whatever_stage_it_is_abandoned(bench, order, steps):
    bench.correct(order, {"K": "4.9"})
    for step in steps:
        getattr(bench, step)(order)

    sheet = abandon(bench, order)

    report = bench.doctor.send(lab.report(test_order_id=order))
    assert (sheet.item.status, sheet.item.reissue) == (TestOrderStatus.RELEASED, False)
    assert (lines_of(sheet)["K"].value, lines_of(report)["K"].value) == ("4.2", "4.2")
    assert (report.number, report.newest, report.in_correction) == (1, 1, False)
    given_up = [one for one in sheet.versions if one.number > 1]
    assert {(one.withdrawn_by, one.withdrawn_reason) for one in given_up} == {("Pathologist", "was right after all")}
    assert bench.logged("TEST_CORRECTION_ABANDONED") == [
        ("TEST_CORRECTION_ABANDONED", {"number": 1, "test_order_id": str(order)})
    ]


def test_what_was_given_out_is_given_out_still(bench, order):
    bench.path.send(handing_over(order))
    bench.correct(order, {"K": "4.9"})

    assert abandon(bench, order).item.status is TestOrderStatus.DELIVERED


def test_it_can_be_corrected_again_past_a_second_person_and_counts_then(bench, order):
    bench.correct(order, {"K": "4.9"})
    abandon(bench, order)

    again = bench.correct(order, {"K": "5.0"})
    bench.out(order)

    report = bench.doctor.send(lab.report(test_order_id=order))
    assert [one.number for one in again.versions] == [1, 2, 3]
    assert (report.number, lines_of(report)["K"].value, lines_of(report)["NA"].value) == (3, "5.0", "140")


def test_without_a_correction_there_is_nothing_to_abandon(bench, order):
    (other,) = bench.received("CRP")
    bench.enter(other, {"CRP": "4"})

    for one in (order, other):
        with pytest.raises(TestOrderStateConflict):
            abandon(bench, one)


def test_only_who_releases_abandons(bench, order):
    bench.correct(order, {"K": "4.9"})

    for person in (bench.tech, bench.doctor):
        with pytest.raises(Forbidden):
            abandon(bench, order, by=person)


def test_a_sex_corrected_meanwhile_is_not_lost_with_it(bench):
    patient = bench.patient(sex=Sex.FEMALE)
    order = bench.released("HGB", {"HGB": "12.5"}, patient)
    bench.correct(order, {"HGB": "12.6"})
    desk = bench.api(Role.RECEPTIONIST)
    card = desk.send(patients.get(patient_id=patient))
    birth = Birth(date=card.birth.date, precision=Precision.YEAR)
    desk.send(patients.update(patient_id=patient, version=card.version, name="Amin", sex=Sex.MALE, birth=birth))

    sheet = abandon(bench, order)

    assert sheet.versions[-1].cause is VersionCause.RECOMPUTED
    assert sheet.versions[-1].withdrawn_at is None
    assert (lines_of(sheet)["HGB"].value, lines_of(sheet)["HGB"].range_text) == ("12.5", "13.0–17.0")
    assert (sheet.item.status, sheet.item.reissue) == (TestOrderStatus.COMPLETED, True)


def test_what_was_given_up_is_never_taken_back_nor_filled(bench, order, fresh):
    bench.correct(order, {"K": "4.9"})
    abandon(bench, order)

    address = fresh.app_url.replace("+psycopg", "")
    with psycopg.connect(address) as server_role, pytest.raises(psycopg.errors.InsufficientPrivilege):
        server_role.execute("UPDATE result_versions SET withdrawn_at = NULL WHERE withdrawn_at IS NOT NULL")


def test_the_past_of_a_test_has_every_version_and_what_was_found_before(bench, order, clock):
    bench.correct(order, {"K": "4.9"})
    abandon(bench, order)
    visit = bench.item(order).appointment_id
    (later,) = bench.order(visit, "ELEC")
    bench.receive(visit, [later])

    own = bench.path.send(lab.past(test_order_id=order))
    after = bench.tech.send(lab.past(test_order_id=later))

    assert [(one.number, lines_of(one)["K"].value) for one in own.versions] == [(2, "4.9"), (1, "4.2")]
    assert own.earlier == []
    assert {(one.code, one.value) for one in after.earlier} == {("NA", "140"), ("K", "4.2"), ("CL", "101")}
