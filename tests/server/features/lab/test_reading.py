from datetime import timedelta

import pytest

from shared.contracts import consultations, lab
from shared.contracts.lab_refusals import TestOrderNotFound
from shared.errors import Forbidden
from shared.ids import TestOrderId, new_id
from shared.models.lab_results import VersionCause
from shared.permissions import Role
from shared.rules.lab_ranges import Flag
from tests.support.bench import CBC

ELEC = {"NA": "140", "K": "4.2", "CL": "101"}


@pytest.fixture
def patient_id(bench):
    return bench.patient()


def latest(bench, patient_id):
    known = bench.doctor.send(consultations.background(patient_id=patient_id, again=True)).results
    return {one.code: one for one in known}


def unread(bench, who="doctor"):
    return [(one.test, one.number) for one in bench.api(who).send(lab.unread()).items]


def test_the_newest_value_of_each_analyte_stands_with_those_before_it(bench, clock, patient_id):
    visit = bench.visit(patient_id)
    for code, values in (("ELEC", ELEC), ("ELEC", ELEC | {"K": "5.4"}), ("CBC", CBC)):
        (order,) = bench.order(visit, code)
        bench.receive(visit, [order])
        bench.enter(order, values)
        bench.out(order)
        clock.advance(timedelta(minutes=1))

    known = latest(bench, patient_id)

    assert next(iter(known)) == "HGB"  # the tube that was filled last comes first
    assert list(known)[-3:] == ["NA", "K", "CL"]  # as the report has them
    assert (known["K"].value, known["K"].flag, known["K"].unit) == ("5.4", Flag.HIGH, "mmol/L")
    assert [(each.value, each.flag) for each in known["K"].earlier] == [("4.2", Flag.NORMAL)]
    assert known["HGB"].earlier == []


def test_what_was_not_released_or_could_not_be_done_is_no_value(bench, patient_id):
    (entered,) = bench.received("ELEC", patient_id=patient_id)
    bench.enter(entered, ELEC)
    bench.verify(entered)

    assert latest(bench, patient_id) == {}


def test_a_correction_counts_from_its_release_on_and_what_it_replaced_is_no_earlier_value(bench, patient_id):
    order = bench.released("ELEC", ELEC, patient_id)
    bench.correct(order, {"K": "4.9"})
    while_corrected = latest(bench, patient_id)["K"]
    bench.out(order)
    corrected = latest(bench, patient_id)["K"]

    assert (while_corrected.value, while_corrected.number) == ("4.2", 1)
    assert (corrected.value, corrected.number, corrected.earlier) == ("4.9", 2, [])


def test_who_may_not_see_the_laboratory_reads_no_results(bench, patient_id, owner):
    owner.execute("DELETE FROM role_permissions WHERE permission = 'lab:view'")

    assert bench.doctor.send(consultations.background(patient_id=patient_id)).results is None


def test_a_released_result_is_unread_until_its_doctor_says_so(bench, patient_id):
    order = bench.released("ELEC", ELEC | {"K": "5.4"}, patient_id)
    (waiting,) = bench.doctor.send(lab.unread()).items

    bench.path.send(lab.mark_read(test_order_id=order, number=1))
    still = unread(bench)
    for _ in range(2):
        bench.doctor.send(lab.mark_read(test_order_id=order, number=1))

    assert (waiting.flagged, waiting.critical, waiting.cause) == (1, False, VersionCause.FIRST)
    assert still == [("Electrolytes", 1)]  # another's eyes are not his
    assert unread(bench) == []
    assert bench.logged("TEST_RESULT_READ") == [("TEST_RESULT_READ", {"test_order_id": str(order), "number": 1})]


def test_a_corrected_result_is_told_again_and_reading_the_old_one_does_not_hide_it(bench, patient_id):
    order = bench.released("ELEC", ELEC, patient_id)
    bench.doctor.send(lab.mark_read(test_order_id=order, number=1))
    bench.correct(order, {"K": "4.9"})
    bench.out(order)

    bench.doctor.send(lab.mark_read(test_order_id=order, number=1))

    (told,) = bench.doctor.send(lab.unread()).items
    assert (told.number, told.cause) == (2, VersionCause.CORRECTED)


def test_only_who_ordered_it_has_it_on_the_list(bench, patient_id):
    bench.released("ELEC", ELEC, patient_id)

    assert unread(bench, "doctor_b") == []
    assert unread(bench, Role.PATHOLOGIST) == []
    with pytest.raises(Forbidden):
        unread(bench, Role.CASHIER)
    with pytest.raises(TestOrderNotFound):
        bench.doctor.send(lab.mark_read(test_order_id=TestOrderId(new_id()), number=1))
