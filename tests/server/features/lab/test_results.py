from datetime import timedelta

import pytest

from shared.ages import Precision
from shared.contracts import lab, patients
from shared.contracts.lab_refusals import (
    AlreadyTold,
    CriticalUntold,
    DifferentialOff,
    GroupDiffers,
    IndexDisagrees,
    NothingEnteredAnew,
    ResultsMissing,
    TestOrderStateConflict,
    ValueRefused,
)
from shared.errors import InvalidRequest, StaleVersion
from shared.ids import AnalyteId, new_id
from shared.models.lab import TestOrderStatus, WorkStage
from shared.models.lab_results import TypedValue, VersionCause
from shared.models.patients import Birth, Sex
from shared.permissions import Role
from shared.rules.lab_delta import Change
from shared.rules.lab_formulas import NotCalculated
from shared.rules.lab_ranges import Condition, Flag
from shared.rules.lab_values import Refusal
from tests.support.bench import CBC, lines_of
from tests.support.plans import listening

LIPID = {"CHOL": "210", "HDL": "45", "TRIG": "150"}
ELEC = {"NA": "140", "K": "4.2", "CL": "101"}


def test_a_panel_is_entered_at_once_with_flags_and_the_ranges_used(bench):
    (order,) = bench.received("CBC")

    lines = lines_of(bench.enter(order, {**CBC, "HGB": "11.9", "PLT": "460"}))

    assert {c: lines[c].flag for c in ("HGB", "WBC", "PLT")} == {
        "HGB": Flag.LOW,
        "WBC": Flag.NORMAL,
        "PLT": Flag.HIGH,
    }
    assert (lines["HGB"].value, lines["HGB"].range_text, lines["HGB"].unit) == ("11.9", "12.0–15.0", "g/dL")
    assert lines["HGB"].entered is not None
    assert lines["HGB"].entered.who == "Lab Technician"


def test_the_range_is_copied_into_the_result(bench):
    (order,) = bench.received("CBC")
    bench.enter(order, CBC)

    bench.owner.execute("UPDATE reference_ranges SET low = 1, high = 2")

    kept = bench.owner.execute("SELECT low, high, critical_low, unit FROM test_results WHERE code = 'HGB'").fetchone()
    assert [float(one) for one in kept[:3]] == [12, 15, 7]
    assert kept[3] == "g/dL"
    assert lines_of(bench.sheet(order))["HGB"].range_text == "12.0–15.0"


def test_the_age_is_that_at_the_collection(bench, clock):
    """A boy's alkaline phosphatase the day before he is 18 has a boy's range, whenever it is entered."""
    desk = bench.api(Role.RECEPTIONIST)
    boy = bench.patient(years=17, sex=Sex.MALE)
    card = desk.send(patients.get(patient_id=boy))
    born = clock.now().date().replace(year=clock.now().year - 18) + timedelta(days=1)
    update = patients.update(
        patient_id=boy,
        version=card.version,
        name="Rafi",
        sex=Sex.MALE,
        birth=Birth(date=born, precision=Precision.DAY),
    )
    desk.send(update)
    (order,) = bench.received("ALP", patient_id=boy)
    bench.owner.execute("UPDATE samples SET received_at = received_at + interval '3 days'")

    line = lines_of(bench.enter(order, {"ALP": "300"}))["ALP"]

    assert (line.flag, line.range_text) == (Flag.NORMAL, "≤ 400")


def test_without_a_range_there_is_no_flag_and_it_says_so(bench):
    (order,) = bench.received("CRP", patient_id=bench.patient(years=8))

    line = lines_of(bench.enter(order, {"CRP": "80"}))["CRP"]

    assert (line.flag, line.range_text) == (Flag.NO_RANGE, "")


def test_a_pregnancy_said_at_the_collection_has_its_own_range(bench):
    visit = bench.visit()
    (order,) = bench.order(visit, "HGB")
    bench.receive(visit, [order], conditions=[Condition.PREGNANT])

    line = lines_of(bench.enter(order, {"HGB": "11.2"}))["HGB"]

    assert (line.flag, line.range_text) == (Flag.NORMAL, "≥ 11.0")


@pytest.mark.parametrize(
    ("code", "values", "refusal", "analyte"),
    [
        ("CBC", {**CBC, "HGB": "135"}, Refusal.NOT_VALID, "Haemoglobin"),
        ("CBC", {**CBC, "PLT": "many"}, Refusal.NO_NUMBER, "Platelets"),
        ("HBSAG", {"HBSAG": "perhaps"}, Refusal.NO_CHOICE, "HBsAg"),
        ("WIDAL", {"TO": "loads"}, Refusal.NO_TITRE, "Salmonella Typhi O (TO)"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name_and_nothing_is_saved(bench, code, values, refusal, analyte):
    (order,) = bench.received(code)

    with pytest.raises(ValueRefused) as refused:
        bench.enter(order, values)

    assert (refused.value.analyte, refused.value.problem) == (analyte, refusal)
    assert bench.owner.execute("SELECT count(*) FROM test_results").fetchone() == (0,)
    assert bench.item(order).stage is WorkStage.ENTER


def test_operators_choices_and_titres_are_kept_as_such(bench):
    crp, urine, widal = bench.received("CRP", "URINE", "WIDAL")

    assert lines_of(bench.enter(crp, {"CRP": "<5"}))["CRP"].value == "<5"
    protein = lines_of(bench.enter(urine, {"UPRO": "+"}))["UPRO"]
    titre = lines_of(bench.enter(widal, {"TO": "160"}))["TO"]

    assert (protein.value, protein.flag) == ("1+", Flag.ABNORMAL)
    assert (titre.value, titre.flag) == ("1:160", Flag.ABNORMAL)


def test_formulas_follow_from_what_is_entered_and_from_what_is_changed(bench):
    (order,) = bench.received("LIPID")

    first = lines_of(bench.enter(order, LIPID))["LDL"]
    changed = lines_of(bench.enter(order, {"CHOL": "180"}))["LDL"]
    none = lines_of(bench.enter(order, {"TRIG": "420"}))["LDL"]

    assert (first.value, first.calculated, first.flag) == ("135", True, Flag.HIGH)
    assert (changed.value, changed.flag) == ("105", Flag.NORMAL)
    assert (none.value, none.not_calculated, none.not_done) == ("", NotCalculated.TRIGLYCERIDES_TOO_HIGH, False)
    assert bench.item(order).stage is WorkStage.VERIFY


def test_a_typed_index_is_compared_with_the_others(bench):
    (order,) = bench.received("CBC")

    with pytest.raises(IndexDisagrees) as refused:
        bench.enter(order, {**CBC, "MCV": "71"})
    taken = lines_of(bench.enter(order, {**CBC, "MCV": "91.5"}))["MCV"]

    assert (refused.value.typed, refused.value.calculated) == ("71.0", "91.1")
    assert (taken.value, taken.calculated) == ("91.5", False)


def test_a_differential_sums_to_a_hundred(bench):
    (order,) = bench.received("CBC")

    with pytest.raises(DifferentialOff) as refused:
        bench.enter(order, {**CBC, "NEUT": "61"})

    assert refused.value.total == "101"
    assert bench.owner.execute("SELECT count(*) FROM test_results").fetchone() == (0,)


def test_a_line_of_another_test_is_refused(bench):
    (order,) = bench.received("CRP")
    stranger = TypedValue(analyte_id=AnalyteId(new_id()), value="5")

    with pytest.raises(InvalidRequest):
        bench.tech.send(lab.enter_results(test_order_id=order, version=bench.version(order), values=[stranger]))


def test_nothing_is_entered_before_the_tube_is_in_the_laboratory(bench):
    (order,) = bench.order(bench.visit(), "CRP")

    with pytest.raises(TestOrderStateConflict) as refused:
        bench.enter(order, {"CRP": "5"})

    assert refused.value.status_found is TestOrderStatus.ORDERED


def test_two_screens_do_not_overwrite_each_other(bench):
    (order,) = bench.received("CRP")
    known, values = bench.version(order), bench.typed(order, {"CRP": "4"})
    bench.enter(order, {"CRP": "5"})

    with pytest.raises(StaleVersion):
        bench.tech.send(lab.enter_results(test_order_id=order, version=known, values=values))


def test_a_leap_from_the_last_verified_result_is_said(bench, clock):
    patient = bench.patient()
    bench.released("HGB", {"HGB": "13.5"}, patient)
    clock.advance(timedelta(minutes=5))
    visit = bench.owner.execute("SELECT appointment_id FROM test_orders").fetchone()[0]
    (order,) = bench.order(visit, "CBC")
    bench.receive(visit, [order])

    empty = lines_of(bench.sheet(order))["HGB"]
    leapt = lines_of(bench.enter(order, {**CBC, "HGB": "10.9", "HCT": "33", "RBC": "3.6"}))["HGB"]
    near = lines_of(bench.enter(order, {"HGB": "11.5", "HCT": "34.5"}))["HGB"]

    assert empty.previous == leapt.previous
    assert leapt.previous is not None
    assert (leapt.change, leapt.previous.value) == (Change.LEAP, "13.5")
    assert near.change is Change.NONE


def test_what_nobody_verified_is_no_last_result(bench, clock):
    (first,) = bench.received("HGB")
    bench.enter(first, {"HGB": "9.1"})
    visit = bench.item(first).appointment_id
    clock.advance(timedelta(minutes=5))
    (second,) = bench.order(visit, "HGB")
    bench.receive(visit, [second])

    line = lines_of(bench.enter(second, {"HGB": "13"}))["HGB"]

    assert (line.change, line.previous) == (Change.NONE, None)


def test_another_blood_group_is_blocked(bench, clock):
    patient = bench.patient()
    bench.released("BG", {"ABO": "A", "RH": "Positive"}, patient)
    visit = bench.owner.execute("SELECT appointment_id FROM test_orders").fetchone()[0]
    clock.advance(timedelta(minutes=5))
    (order,) = bench.order(visit, "BG")
    bench.receive(visit, [order])
    bench.enter(order, {"ABO": "B", "RH": "Positive"})

    with pytest.raises(GroupDiffers) as refused:
        bench.verify(order)

    assert (refused.value.analyte, refused.value.value, refused.value.previous) == ("ABO group", "B", "A")


def test_a_critical_value_is_told_before_it_is_verified(bench):
    (order,) = bench.received("ELEC")
    sheet = bench.enter(order, {**ELEC, "K": "7.1"})
    assert (lines_of(sheet)["K"].flag, sheet.to_tell, sheet.item.untold) == (Flag.CRITICAL_HIGH, ["Potassium"], True)

    with pytest.raises(CriticalUntold) as refused:
        bench.verify(order)
    told = bench.tell(order)
    bench.verify(order)

    assert refused.value.analytes == ("Potassium",)
    assert (told.to_tell, told.item.untold) == ([], False)
    assert [(c.analyte, c.value, c.told_to, c.told.who) for c in told.calls] == [
        ("Potassium", "7.1", "Dr doctor", "Lab Technician")
    ]
    assert bench.logged("CRITICAL_VALUE_TOLD") == [("CRITICAL_VALUE_TOLD", {"test_order_id": str(order), "count": 1})]


def test_a_call_that_was_not_read_back_is_none(bench):
    (order,) = bench.received("ELEC")
    bench.enter(order, {**ELEC, "K": "7.1"})

    answer = bench.tech.raw(
        "POST",
        f"/test-orders/{order}/critical-calls",
        json={"version": bench.version(order), "told_to": "Dr doctor", "read_back": False},
        headers={"Command-Key": bench.tech._client.new_key()},
    )

    assert answer.status_code == 422
    assert bench.item(order).untold


def test_another_critical_value_is_another_call_and_the_same_one_is_not(bench):
    (order,) = bench.received("ELEC")
    bench.enter(order, {**ELEC, "K": "7.1"})
    bench.tell(order)

    with pytest.raises(AlreadyTold):
        bench.tell(order)
    worse = bench.enter(order, {"K": "7.4"})
    back = bench.enter(order, {"K": "7.1"})

    assert (worse.to_tell, back.to_tell) == (["Potassium"], [])


def test_a_panel_with_gaps_is_not_verified_but_what_could_not_be_done_is_no_gap(bench):
    (order,) = bench.received("ELEC")
    bench.enter(order, {"NA": "140", "K": "4.2"})

    with pytest.raises(ResultsMissing) as refused:
        bench.verify(order)
    lines = {line.code: line.analyte_id for line in bench.sheet(order).lines}
    gap = TypedValue(analyte_id=lines["CL"], not_done=True, comment="too little left")
    sheet = bench.tech.send(lab.enter_results(test_order_id=order, version=bench.version(order), values=[gap]))
    bench.verify(order)

    assert refused.value.analytes == ("Chloride",)
    line = lines_of(sheet)["CL"]
    assert (line.value, line.not_done, line.flag, line.comment) == ("", True, Flag.UNJUDGED, "too little left")


def test_a_repeat_keeps_what_was_verified_and_needs_something_new(bench):
    (order,) = bench.received("ELEC")
    bench.enter(order, ELEC)
    bench.verify(order)

    repeated = bench.repeat(order)
    with pytest.raises(NothingEnteredAnew):
        bench.verify(order)
    bench.enter(order, {"K": "4.2"}, by=bench.other)
    bench.verify(order, by=bench.tech)

    assert {line.value for line in repeated.lines} == {"140", "4.2", "101"}
    assert (repeated.item.status, repeated.item.stage) == (TestOrderStatus.IN_PROGRESS, WorkStage.ENTER)
    assert [(v.number, v.cause, v.reason) for v in bench.sheet(order).versions] == [
        (1, VersionCause.FIRST, ""),
        (2, VersionCause.REPEATED, "looks wrong"),
    ]


def test_entering_a_panel_takes_as_many_statements_for_many_lines_as_for_few(bench, database):
    small, large = bench.received("ELEC", "CBC")

    def statements(order, values):
        call = lab.enter_results(test_order_id=order, version=bench.version(order), values=bench.typed(order, values))
        with listening(database) as said:
            bench.tech.send(call)
        return len(said)

    few = statements(small, ELEC)
    many = statements(large, CBC)

    assert many <= few
    assert many < 40
