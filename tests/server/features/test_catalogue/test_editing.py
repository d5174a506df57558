"""What may be changed in the laboratory's catalogue, what is refused, and what is kept of it."""

from typing import Any

import psycopg
import pytest

from shared.contracts import lab, test_catalogue
from shared.contracts.test_catalogue import CatalogueRefused, NotInCatalogue
from shared.errors import Forbidden, StaleVersion
from shared.models.patients import Sex
from shared.models.test_catalogue import SubjectKind
from shared.permissions import Role
from shared.rules.lab_catalogue import CatalogueProblem, Gap
from shared.rules.lab_values import ResultKind
from tests.server.features.test_catalogue.conftest import WHY

TODAY = "2026-11-22"
ADULT = {"age_min": 6574}
WHOLE = {"low": "3.5", "high": "5.0", "critical_low": "2.5", "critical_high": "6.5"}


def problem_of(refused):
    return refused.value.problem


def refusal(change, *args, **facts):
    with pytest.raises(CatalogueRefused) as refused:
        change(*args, **facts)
    return refused.value.problem


def changes(keeper, **asked):
    return keeper.api.send(test_catalogue.history(**asked)).items


def test_a_test_is_read_with_its_lines_and_the_ranges_that_count_today(keeper):
    potassium = keeper.line("ELEC", "K")

    (ranges,) = potassium.sets
    assert (potassium.unit, potassium.decimals, potassium.kind) == ("mmol/L", 1, ResultKind.NUMBER)
    assert [(band.age_min, str(band.critical_high)) for band in ranges.bands] == [(0, "6.5000"), (6574, "6.5000")]
    assert potassium.gaps == []
    assert keeper.line("CBC", "RBC").gaps == [Gap(None, "0d", "18y")]


def test_a_test_is_found_by_a_word_of_one_of_its_lines(keeper):
    found = keeper.api.send(test_catalogue.tests(term="potass"))

    assert {test.code for test in found.items} == {"ELEC", "RFT"}


def test_nobody_but_the_pathologist_changes_the_catalogue(api):
    for role in (Role.LAB_TECHNICIAN, Role.DOCTOR, Role.ADMINISTRATOR, Role.MANAGER):
        with pytest.raises(Forbidden):
            api(role).send(test_catalogue.tests())


def test_a_change_is_kept_with_who_when_why_and_what_stood_before(keeper, clock):
    keeper.change_test("CBC", name="Full blood count", target_minutes=60)

    (change,) = changes(keeper)
    told = {one.field: (one.before, one.after) for one in change.fields}
    assert told == {"name": ("Complete blood count", "Full blood count"), "target_minutes": ("240", "60")}
    assert (change.kind, change.subject, change.reason) == (SubjectKind.TEST, "CBC", WHY)
    assert change.done.who == "Pathologist"


def test_the_price_stays_the_price_lists(keeper, api):
    keeper.change_test("CBC", name="Full blood count")

    assert [found.price for found in api("doctor").send(lab.test_types(term="CBC")).items] == [450]


def test_what_says_the_same_is_no_change(keeper):
    before = keeper.test("CBC")

    keeper.change_test("CBC")

    assert keeper.test("CBC") == before
    assert changes(keeper) == []


def test_who_was_slower_is_told_and_changes_nothing(keeper):
    stale = keeper.test("CBC").version
    keeper.change_test("CBC", name="Full blood count")

    with pytest.raises(StaleVersion):
        keeper.change_test("CBC", name="Haemogram", version=stale)
    assert keeper.test("CBC").name == "Full blood count"


def test_a_renamed_test_is_found_by_its_new_name_when_ordering(keeper, bench):
    keeper.change_test("CBC", name="Haemogramme complet", also="")

    page = bench.doctor.send(lab.test_types(term="haemogramme"))
    assert [test.code for test in page.items] == ["CBC"]


def test_a_retired_test_is_not_offered_any_more(keeper, bench):
    keeper.change_test("CBC", is_active=False)

    assert bench.doctor.send(lab.test_types(term="CBC")).items == []
    assert keeper.api.send(test_catalogue.tests(term="CBC")).items[0].is_active is False


def test_a_laboratory_with_tests_is_not_retired(keeper):
    (haematology,) = [one for one in keeper.api.send(test_catalogue.labs()).items if one.name == "Haematology"]

    with pytest.raises(CatalogueRefused) as refused:
        keeper.api.send(
            test_catalogue.change_lab(
                lab_id=haematology.id, version=haematology.version, name="Haematology", is_active=False, reason=WHY
            )
        )
    assert problem_of(refused) is CatalogueProblem.LAB_IN_USE


def test_a_new_laboratory_takes_tests(keeper):
    made = keeper.api.send(test_catalogue.add_lab(name="Molecular biology", reason=WHY))

    keeper.change_test("HIV", lab_id=made.id)

    assert keeper.test("HIV").lab == "Molecular biology"


@pytest.mark.parametrize(("call", "problem"), [("add_lab", "name_taken"), ("add_test", "code_taken")])
def test_a_name_or_a_code_that_is_taken_is_refused(keeper, call, problem):
    now = keeper.test("CBC")
    said: dict[str, Any] = {"name": "haematology"}
    if call == "add_test":
        said = {"code": "cbc", "name": "X", "lab_id": now.lab_id, "specimen": "s", "tube": "t", "target_minutes": 5}

    with pytest.raises(CatalogueRefused) as refused:
        keeper.api.send(getattr(test_catalogue, call)(reason=WHY, **said))
    assert problem_of(refused) == problem


def test_an_analytes_code_is_one_of_its_test_only_once(keeper):
    with pytest.raises(CatalogueRefused) as refused:
        keeper.add("ELEC", "K")
    assert problem_of(refused) is CatalogueProblem.CODE_TAKEN


def test_a_line_that_is_not_used_yet_may_become_anything(keeper):
    keeper.change("ELEC", "K", unit="meq/L", decimals=2)

    potassium = keeper.line("ELEC", "K")
    assert (potassium.unit, potassium.decimals) == ("meq/L", 2)
    assert potassium.sets == [], "ranges of another unit would flag wrongly"


OTHER_MEANINGS: Any = [
    {"unit": "meq/L"},
    {"decimals": 2},
    {"kind": ResultKind.TEXT, "decimals": 0},
    {"formula": "NA - CL"},
    {"code": "KALIUM"},
]


def test_what_the_results_of_a_used_line_mean_is_not_changed(keeper, bench):
    bench.received("ELEC")
    before = keeper.test("ELEC")

    said = [refusal(keeper.change, "ELEC", "K", **facts) for facts in OTHER_MEANINGS]

    assert said == ["already_used"] * len(OTHER_MEANINGS)
    assert keeper.line("ELEC", "K").is_used
    assert keeper.test("ELEC") == before


def test_what_only_names_a_used_line_may_be_changed(keeper, bench):
    bench.received("ELEC")

    keeper.change("ELEC", "K", name="Kalium", loinc="2823-3", valid_high="20", line=9)

    assert keeper.line("ELEC", "K").name == "Kalium"


CONTRADICTIONS: Any = [
    ({"kind": "choice", "choices": ["Negative", "negative "]}, "choices_doubled"),
    ({"kind": "choice"}, "choices_missing"),
    ({"choices": ["A"]}, "choices_not_taken"),
    ({"kind": "titre", "choices": ["1:20", "often"]}, "text_not_possible"),
    ({"kind": "text", "formula": "NA - CL"}, "only_of_numbers"),
    ({"formula": "NA - BICARB"}, "formula_unknown_analyte"),
    ({"formula": "NA - GAP"}, "formula_circular"),
    ({"formula": "NA -"}, "formula_unreadable"),
    ({"formula": "__import__('os')"}, "formula_unreadable"),
    ({"valid_low": 5, "valid_high": 5}, "limits_crossed"),
    ({"delta_absolute": 5, "delta_percent": 5}, "delta_doubled"),
    ({"code": "NA"}, "code_taken"),
]


def test_a_line_that_contradicts_itself_or_the_others_is_refused(keeper):
    before = keeper.test("ELEC")

    said = [refusal(keeper.add, "ELEC", facts.get("code", "GAP"), **facts) for facts, _ in CONTRADICTIONS]

    assert said == [problem for _, problem in CONTRADICTIONS]
    assert keeper.test("ELEC") == before


def test_formulas_that_need_each_other_are_refused(keeper):
    keeper.add("ELEC", "GAP", formula="NA - CL")
    keeper.add("ELEC", "HALF", formula="GAP / 2")

    with pytest.raises(CatalogueRefused) as refused:
        keeper.change("ELEC", "GAP", formula="HALF * 2")
    assert problem_of(refused) is CatalogueProblem.FORMULA_CIRCULAR
    assert set(refused.value.detail.split(", ")) == {"GAP", "HALF"}


def test_what_a_formula_needs_is_not_retired(keeper):
    with pytest.raises(CatalogueRefused) as refused:
        keeper.retire("LIPID", "TRIG")
    assert (problem_of(refused), refused.value.detail) == (CatalogueProblem.NEEDED_BY_FORMULA, "LDL")


def test_a_retired_line_is_gone_for_whoever_changes_it_next(keeper):
    line = keeper.line("ELEC", "CL")
    keeper.retire("ELEC", "CL")

    with pytest.raises(NotInCatalogue):
        keeper.api.send(test_catalogue.retire_analyte(analyte_id=line.id, version=line.version + 1, reason="once more"))
    assert [(one.code, one.is_active) for one in keeper.test("ELEC").lines][-1] == ("CL", False)


WRONG_RANGES: Any = [
    ([WHOLE, {"age_min": 100, "low": "1"}], "bands_overlap", "age_from", 2),
    ([{"low": "5", "high": "3"}], "limits_crossed", "high", 1),
    ([WHOLE | {"critical_low": "3.6"}], "critical_inside", "critical_low", 1),
    ([WHOLE | {"critical_high": "4.9"}], "critical_inside", "critical_high", 1),
    ([WHOLE | {"critical_high": "15"}], "valid_too_narrow", "critical_high", 1),
    ([WHOLE | {"critical_low": "0.8"}], "valid_too_narrow", "critical_low", 1),
    ([WHOLE | {"critical_low": None, "low": "0.7"}], "valid_too_narrow", "low", 1),
    ([{"age_min": 10, "age_max": 10}], "ages_crossed", "age_to", 1),
    ([], "ranges_empty", "", 0),
]


def test_ranges_that_would_flag_wrongly_are_refused(keeper):
    before = keeper.test("ELEC")
    said = []

    for bands, *_ in WRONG_RANGES:
        with pytest.raises(CatalogueRefused) as refused:
            keeper.save_ranges("ELEC", "K", TODAY, *bands)
        said.append((refused.value.problem, refused.value.field, refused.value.line))

    assert said == [tuple(expected) for _, *expected in WRONG_RANGES]
    assert keeper.test("ELEC") == before


def test_bands_of_another_sex_condition_or_measure_of_age_do_not_overlap(keeper):
    keeper.save_ranges(
        "LFT",
        "BILT",
        TODAY,
        {"age_max": 28, "critical_high": "15"},
        {"age_max": 24, "by_hours": True, "high": "6"},
        {"age_min": 28, "sex": Sex.MALE, "high": "1.2"},
        {"age_min": 28, "sex": Sex.FEMALE, "high": "1.1"},
        {"age_min": 28, "sex": Sex.FEMALE, "condition": "pregnant", "high": "1.0"},
    )

    (ranges,) = keeper.line("LFT", "BILT").sets
    assert len(ranges.bands) == 5


def test_ages_without_a_range_are_said_and_not_refused(keeper):
    keeper.save_ranges("ELEC", "K", TODAY, WHOLE | {"age_max": 28}, WHOLE | ADULT | {"sex": "female"})

    assert keeper.line("ELEC", "K").gaps == [Gap(None, "28d", "18y"), Gap(Sex.MALE, "18y", "")]


def test_a_day_that_has_passed_keeps_its_ranges(keeper):
    with pytest.raises(CatalogueRefused) as refused:
        keeper.save_ranges("ELEC", "K", "2026-11-21", WHOLE)
    assert problem_of(refused) is CatalogueProblem.PAST_DAY


def test_valid_limits_stay_outside_of_every_range(keeper):
    with pytest.raises(CatalogueRefused) as refused:
        keeper.change("ELEC", "K", valid_high=6)
    assert problem_of(refused) is CatalogueProblem.VALID_TOO_NARROW


def test_a_set_that_is_corrected_on_its_day_is_replaced_and_stays_written(keeper, owner):
    keeper.save_ranges("ELEC", "K", TODAY, WHOLE)
    keeper.save_ranges("ELEC", "K", TODAY, WHOLE | {"high": "5.2"})

    (now,) = keeper.line("ELEC", "K").sets
    kept = owner.execute(
        "SELECT count(*), count(replaced_at) FROM reference_ranges r JOIN analytes a ON a.id = r.analyte_id "
        "JOIN test_types t ON t.id = a.test_type_id WHERE t.code = 'ELEC' AND a.code = 'K'"
    ).fetchone()
    first, second = changes(keeper)[1], changes(keeper)[0]
    assert [str(band.high) for band in now.bands] == ["5.2000"]
    assert kept == (4, 1)
    assert {one.of: (one.before, one.after) for one in second.fields} == {
        "any 0d–": ("3.5–5; critical < 2.5; critical > 6.5", "3.5–5.2; critical < 2.5; critical > 6.5")
    }
    assert ("source", "our own") in {(one.field, one.after) for one in first.fields}


def test_the_history_goes_back_page_by_page(keeper):
    for minutes in (30, 40, 50):
        keeper.change_test("CBC", target_minutes=minutes)
    keeper.change_test("ELEC", target_minutes=10)
    of_cbc = keeper.bench.tests["CBC"]

    newest = keeper.api.send(test_catalogue.history(test_type_id=of_cbc, limit=2))
    older = keeper.api.send(test_catalogue.history(test_type_id=of_cbc, limit=2, before=newest.items[-1].id))

    told = [change.fields[0].after for change in (*newest.items, *older.items)]
    assert (told, newest.more, older.more) == (["50", "40", "30"], True, False)


@pytest.mark.parametrize(
    "attempt", ["UPDATE test_catalogue_changes SET reason = 'none'", "DELETE FROM test_catalogue_changes"]
)
def test_the_servers_own_role_cannot_change_the_history(keeper, fresh, attempt):
    keeper.change_test("CBC", target_minutes=30)

    with (
        psycopg.connect(fresh.app_url.replace("+psycopg", "")) as server,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        server.execute(attempt)


def test_a_change_made_twice_by_one_key_is_made_once(keeper, client):
    key, now = client.new_key(), keeper.test("CBC")
    call = test_catalogue.add_analyte(test_type_id=now.id, code="RDW", name="RDW", line=7, reason=WHY)

    assert keeper.api.send(call, key=key) == keeper.api.send(call, key=key)
    assert len(changes(keeper)) == 1
