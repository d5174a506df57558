import pytest

from shared.ages import AgeUnit
from shared.contracts import lab, patients
from shared.contracts.lab_refusals import CriticalUntold
from shared.models.lab import TestOrderStatus, WorkStage
from shared.models.lab_results import VersionCause
from shared.models.patients import Sex, TypedAge
from shared.permissions import Role
from shared.rules.lab_ranges import Flag
from tests.server.features.merges.records import merging
from tests.support.bench import CBC, lines_of


@pytest.fixture
def patient(bench):
    return bench.patient()


def say(bench, patient, *, sex=Sex.FEMALE, age=None, name="Amina Begum"):
    """The desk corrects the card."""
    desk = bench.api(Role.RECEPTIONIST)
    card = desk.send(patients.get(patient_id=patient))
    desk.send(patients.update(patient_id=patient, version=card.version, name=name, sex=sex, age=age))


def flags(report):
    return {line.code: line.flag for line in report.lines}


def test_a_corrected_sex_judges_released_results_anew_and_marks_them(bench, patient):
    order = bench.released("HGB", {"HGB": "12.5"}, patient)

    say(bench, patient, sex=Sex.MALE)

    item = bench.item(order)
    assert (item.status, item.stage, item.reissue, item.results) == (
        TestOrderStatus.COMPLETED,
        WorkStage.REVIEW,
        True,
        2,
    )
    sheet = bench.sheet(order)
    assert (lines_of(sheet)["HGB"].flag, lines_of(sheet)["HGB"].range_text) == (Flag.LOW, "13.0–17.0")
    assert lines_of(sheet)["HGB"].value == "12.5"
    assert [v.cause for v in sheet.versions] == [VersionCause.FIRST, VersionCause.RECOMPUTED]
    assert [v.verified.who for v in sheet.versions if v.verified] == ["Cashier B", "Cashier B"]
    assert bench.logged("TEST_REISSUE_NEEDED") == [("TEST_REISSUE_NEEDED", {"test_order_id": str(order), "number": 2})]


def test_until_it_is_issued_again_the_old_one_is_read_as_one_in_correction(bench, patient):
    order = bench.released("HGB", {"HGB": "12.5"}, patient)
    say(bench, patient, sex=Sex.MALE)

    old = bench.doctor.send(lab.report(test_order_id=order))
    bench.review(order)
    bench.release(order)
    new = bench.doctor.send(lab.report(test_order_id=order))

    assert (old.number, old.in_correction, flags(old)) == (1, True, {"HGB": Flag.NORMAL})
    assert (new.number, new.in_correction, flags(new)) == (2, False, {"HGB": Flag.LOW})
    assert new.sex is Sex.MALE
    assert not bench.item(order).reissue


def test_an_age_that_changes_nothing_a_report_says_makes_no_version(bench, patient):
    order = bench.released("HGB", {"HGB": "12.5"}, patient)

    say(bench, patient, age=TypedAge(amount=41))
    say(bench, patient, name="Amina Khatun")

    assert bench.item(order).results == 1
    assert not bench.item(order).reissue


def test_a_formula_that_depends_on_the_age_is_calculated_anew(bench, patient):
    order = bench.released("RFT", {"UREA": "30", "CREA": "1.0", "NA": "140", "K": "4.2", "CL": "101"}, patient)
    before = lines_of(bench.sheet(order))["EGFR"]

    say(bench, patient, age=TypedAge(amount=70))

    after = lines_of(bench.sheet(order))["EGFR"]
    assert before.value is not None
    assert after.value is not None
    assert int(after.value) < int(before.value)
    assert after.entered == before.entered


def test_a_value_that_becomes_critical_is_told_before_it_goes_on(bench, patient):
    """An infant's bilirubin, thought to be a woman's."""
    order = bench.released("BIL", {"BILT": "16", "BILD": "0.2"}, patient)

    say(bench, patient, age=TypedAge(amount=9, unit=AgeUnit.DAYS))

    assert bench.item(order).untold
    with pytest.raises(CriticalUntold):
        bench.review(order)
    bench.tell(order)
    assert bench.review(order)


def test_what_is_being_entered_is_judged_anew_and_stays_where_it_is(bench, patient):
    (order,) = bench.received("CBC", patient_id=patient)
    bench.enter(order, {**CBC, "HGB": "12.5", "RBC": "4.2", "HCT": "38"})

    say(bench, patient, sex=Sex.MALE)

    sheet = bench.sheet(order)
    assert (sheet.item.stage, sheet.item.reissue) == (WorkStage.VERIFY, False)
    assert lines_of(sheet)["HGB"].flag is Flag.LOW
    assert sheet.touched_by == ["Lab Technician"]
    assert bench.verify(order).item.status is TestOrderStatus.COMPLETED


def test_a_child_thought_grown_up_has_its_own_ranges(bench, patient):
    order = bench.released("HGB", {"HGB": "11.6"}, patient)
    assert flags(bench.doctor.send(lab.report(test_order_id=order))) == {"HGB": Flag.LOW}

    say(bench, patient, age=TypedAge(amount=8))

    assert lines_of(bench.sheet(order))["HGB"].flag is Flag.NORMAL


def test_results_of_a_merged_record_are_judged_by_the_one_that_stands(bench):
    desk = bench.api(Role.RECEPTIONIST)
    kept = desk.send(patients.get(patient_id=bench.patient(sex=Sex.MALE)))
    merged = desk.send(patients.get(patient_id=bench.patient(sex=Sex.FEMALE)))
    order = bench.released("HGB", {"HGB": "12.5"}, merged.id)
    kept, merged = (desk.send(patients.get(patient_id=one.id)) for one in (kept, merged))

    desk.send(merging(desk, kept, merged))

    assert lines_of(bench.sheet(order))["HGB"].flag is Flag.LOW
    assert bench.item(order).reissue
