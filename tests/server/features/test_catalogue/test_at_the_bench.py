"""What a change of the catalogue does to tests that are being done, and to those that were."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shared.ages import Precision
from shared.contracts import lab, patients
from shared.models.lab_results import Limits
from shared.models.patients import Birth, Sex
from shared.permissions import Role
from shared.rules.lab_ranges import Flag
from shared.rules.lab_values import ResultKind
from tests.support.bench import lines_of

TODAY = "2026-11-22"
NORMAL = {"NA": "140", "K": "5.2", "CL": "101"}
WIDER = {"low": "3.5", "high": "5.4", "critical_low": "2.5", "critical_high": "6.5"}


def potassium(bench, order):
    line = lines_of(bench.sheet(order))["K"]
    return line.flag, line.range_text


def test_a_result_keeps_its_range_and_the_next_one_gets_the_new(keeper, bench):
    (before,) = bench.received("ELEC")
    bench.enter(before, NORMAL)

    keeper.save_ranges("ELEC", "K", TODAY, WIDER)
    (after,) = bench.received("ELEC")
    bench.enter(after, NORMAL)

    assert potassium(bench, before) == (Flag.HIGH, "3.5–5.1")
    assert potassium(bench, after) == (Flag.NORMAL, "3.5–5.4")


def test_a_range_of_tomorrow_does_not_count_today_and_does_for_tomorrows_tubes(keeper, bench, next_day):
    keeper.save_ranges("ELEC", "K", "2026-11-23", WIDER)
    (today,) = bench.received("ELEC")
    bench.enter(today, NORMAL)
    next_day()
    (tomorrow,) = bench.received("ELEC")
    bench.enter(tomorrow, NORMAL)

    assert potassium(bench, today) == (Flag.HIGH, "3.5–5.1")
    assert potassium(bench, tomorrow) == (Flag.NORMAL, "3.5–5.4")


def test_what_was_collected_yesterday_is_judged_by_yesterdays_range(keeper, bench, next_day):
    (order,) = bench.received("ELEC")
    next_day()
    keeper.save_ranges("ELEC", "K", "2026-11-23", WIDER)

    bench.enter(order, NORMAL)

    assert potassium(bench, order) == (Flag.HIGH, "3.5–5.1")


def test_bands_of_other_ages_take_the_place_of_all_the_old_ones(keeper, bench):
    """A band that begins at sixteen leaves none behind that begins at eighteen."""
    keeper.save_ranges("ELEC", "K", TODAY, WIDER | {"age_max": 5844}, WIDER | {"age_min": 5844, "high": "5.3"})

    (order,) = bench.received("ELEC")

    limits = lines_of(bench.sheet(order))["K"].limits
    assert limits == Limits(
        low=Decimal("3.5"), high=Decimal("5.3"), critical_low=Decimal("2.5"), critical_high=Decimal("6.5")
    )


def test_an_open_sheet_keeps_its_lines_and_is_saved_whatever_was_retired_since(keeper, bench):
    (open_sheet,) = bench.received("ELEC")
    keeper.retire("ELEC", "CL")
    keeper.add("ELEC", "BICARB", unit="mmol/L")
    (later,) = bench.received("ELEC")

    bench.enter(open_sheet, NORMAL)

    assert list(lines_of(bench.sheet(open_sheet))) == ["NA", "K", "CL"]
    assert list(lines_of(bench.sheet(later))) == ["NA", "K", "BICARB"]
    bench.out(open_sheet)
    report = bench.doctor.send(lab.report(test_order_id=open_sheet))
    assert [line.code for line in report.lines] == ["NA", "K", "CL"]


def test_a_renewed_line_means_another_number_and_is_not_compared_with_the_old(keeper, bench, next_day):
    patient = bench.patient()
    old = bench.released("ELEC", NORMAL, patient)
    keeper.change("ELEC", "K", unit="mg/dL", decimals=0, valid_low=1, valid_high=60, renew=True)
    next_day()
    (new,) = bench.received("ELEC", patient_id=patient)

    line = lines_of(bench.sheet(new))["K"]
    bench.enter(new, {"NA": "140", "K": "20", "CL": "101"})

    assert (line.unit, line.previous, line.range_text) == ("mg/dL", None, "")
    assert lines_of(bench.sheet(new))["NA"].previous is not None
    assert potassium(bench, new) == (Flag.NO_RANGE, "")
    was = bench.doctor.send(lab.report(test_order_id=old)).lines[1]
    assert (was.value, was.unit, was.range_text) == ("5.2", "mmol/L", "3.5–5.1")


def test_a_line_renewed_for_its_decimals_only_keeps_its_ranges_and_its_past(keeper, bench, next_day):
    patient = bench.patient()
    bench.released("ELEC", NORMAL, patient)
    keeper.change("ELEC", "K", decimals=2, renew=True)
    next_day()
    (new,) = bench.received("ELEC", patient_id=patient)

    line = lines_of(bench.sheet(new))["K"]

    assert line.previous is not None
    assert (line.range_text, line.previous.value) == ("3.50–5.10", "5.2")
    assert [(one.code, one.is_active) for one in keeper.test("ELEC").lines] == [
        ("NA", True),
        ("K", True),
        ("CL", True),
        ("K", False),
    ]


def test_an_old_result_is_judged_anew_by_its_own_line_after_that_was_renewed(keeper, bench):
    patient = bench.patient()
    (order,) = bench.received("CBC", patient_id=patient)
    bench.enter(order, {"HGB": "12.5"})
    keeper.change("CBC", "HGB", decimals=2, renew=True)
    card = bench.api(Role.RECEPTIONIST).send(patients.get(patient_id=patient))

    bench.api(Role.RECEPTIONIST).send(
        patients.update(patient_id=patient, version=card.version, name=card.name, sex=Sex.MALE, birth=card.birth)
    )

    line = lines_of(bench.sheet(order))["HGB"]
    assert (line.flag, line.range_text, line.decimals) == (Flag.LOW, "13.0–17.0", 1)


def test_a_written_formula_is_calculated_from_others_that_are_calculated_too(keeper, bench):
    keeper.add("LIPID", "RATIO", formula="LDL / HDL", decimals=1, line=9)
    keeper.add("LIPID", "VLDL", formula="TRIG / 5", line=8)
    (order,) = bench.received("LIPID")

    bench.enter(order, {"CHOL": "200", "HDL": "50", "TRIG": "150"})

    lines = lines_of(bench.sheet(order))
    assert {code: lines[code].value for code in ("LDL", "VLDL", "RATIO")} == {
        "LDL": "120",
        "VLDL": "30",
        "RATIO": "2.4",
    }


def test_what_is_counted_in_the_microscope_is_entered_as_it_is_written(bench):
    (order,) = bench.received("URINE")
    said = {}

    for typed in ("2-4", "4-6", "5", "TNTC", "nil"):
        bench.enter(order, {"UWBC": typed})
        line = lines_of(bench.sheet(order))["UWBC"]
        said[line.value] = line.flag

    assert said == {"2-4": Flag.NORMAL, "4-6": Flag.HIGH, "5": Flag.NORMAL, "plenty": Flag.HIGH, "nil": Flag.NORMAL}
    assert (line.kind, line.range_text) == (ResultKind.COUNTED, "0–5")


def newborn(bench, born):
    reception = bench.api(Role.RECEPTIONIST)
    birth = Birth(date=born, precision=Precision.DAY)
    return reception.send(patients.register(name="Baby of Amina", sex=Sex.FEMALE, birth=birth, confirmed=True)).id


@pytest.mark.parametrize(
    ("days_old", "printed"),
    [(1, ""), (3, "≤ 12.0"), (0, "≤ 6.0")],
)
def test_a_newborns_hours_count_only_where_the_day_of_birth_leaves_no_doubt(keeper, bench, days_old, printed):
    """At noon a child born today is at most twelve hours old, one born yesterday between twelve and thirty-six."""
    keeper.save_ranges(
        "BIL",
        "BILT",
        TODAY,
        {"by_hours": True, "age_max": 24, "high": "6"},
        {"by_hours": True, "age_min": 24, "age_max": 48, "high": "10"},
        {"by_hours": True, "age_min": 48, "age_max": 100, "high": "12"},
        {"age_min": 2, "age_max": 28, "high": "15"},
    )
    born = datetime(2026, 11, 22, tzinfo=UTC).date() - timedelta(days=days_old)
    (order,) = bench.received("BIL", patient_id=newborn(bench, born))

    bench.enter(order, {"BILT": "5.0"})

    line = lines_of(bench.sheet(order))["BILT"]
    assert line.range_text == printed
    assert line.flag is (Flag.NORMAL if printed else Flag.NO_RANGE)
