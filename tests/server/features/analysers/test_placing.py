"""What is entered, what waits and why: each message through the inbox, on the real database."""

import pytest

from server.features.analysers.hl7 import read_oru
from shared.contracts import lab
from shared.models.analysers import AnalyserKind
from shared.models.lab import RejectCause
from shared.rules.lab_ranges import Flag
from tests.server.features.analysers.conftest import CBC, obx, oru
from tests.support.bench import lines_of


@pytest.fixture
def take(machines):
    """As if the named analyser had sent these lines for the tube of an order, or for a number."""
    known = {one.name: one for one in machines.inbox.analysers(AnalyserKind.HL7)}

    def send(subject, lines, *head, by="Cobas c 311", **said):
        accession = subject if isinstance(subject, str) else machines.accession(subject)
        machines.inbox.take(known[by], read_oru(oru(accession, lines, *head, **said)))
        return machines.states()

    return send


WAITS = "waiting"


def test_units_are_converted_by_the_table_and_by_the_agreed_factor(machines, take):
    glucose, crp = machines.bench.received("RBS", "CRP")

    take(glucose, [obx("GLU", "5.5", "mmol/L")])
    take(crp, [obx("CRP", "0.35", "mg/dL")])

    assert machines.values(glucose)["GLUR"] == "99"
    assert machines.values(crp)["CRP"] == "3.5"


def test_a_glucose_is_the_one_that_was_ordered(machines, take):
    fasting, random = machines.bench.received("FBS")[0], machines.bench.received("RBS")[0]

    for order in (fasting, random):
        take(order, [obx("GLU", "5", "mmol/L")])

    assert (machines.values(fasting)["GLUF"], machines.values(random)["GLUR"]) == ("90", "90")
    both, _ = machines.bench.received("FBS", "RBS")
    assert take(both, [obx("GLU", "5", "mmol/L")])["GLU"] == (WAITS, "unknown_code")


def test_what_does_not_fit_waits_and_says_why(machines, take):
    crp, _, glucose = machines.bench.received("CRP", "HBSAG", "RBS")
    expected = {
        obx("GLU", "99", "mg/dL"): "unknown_unit",
        obx("CRP", "3", "ounces"): "unknown_unit",
        obx("CRP", "3"): "unknown_unit",
        obx("CRP", "****", "mg/L"): "value_refused",
        obx("CRP", "99999", "mg/L"): "value_refused",
        obx("CRP", "3~4", "mg/L"): "value_refused",
        obx("CRP", "1e99", "mg/L"): "value_refused",
        obx("HBS", "N", kind="ST"): "value_refused",
        obx("HBS", "1.2 S/CO", kind="ST"): "value_refused",
        obx("CRPX", "3", "mg/L"): "unknown_code",
        obx("1988-5", "3", "mg/L"): "unknown_code",
        obx("TSH", "2", "m[IU]/L"): "not_ordered",
        obx("CRP", "3", "mg/L", status="W"): "withdrawn",
    }

    for number, line in enumerate(expected):
        take(glucose if "GLU" in line else crp, [line], control_id=str(number))

    rows = machines.owner.execute("SELECT state, reason FROM analyser_values ORDER BY id").fetchall()
    assert rows == [(WAITS, reason) for reason in expected.values()]
    assert machines.count("test_results") == 0


def test_a_number_of_no_tube_waits(machines, take):
    for number in ("", "QC-1", "261122999991", "26112200001", "261122000011 / 261122000021"):
        states = take(number, CBC)
        assert states == dict.fromkeys(CBC, (WAITS, "unknown_accession"))


def test_words_operators_and_titres_are_read_as_agreed(machines, take):
    hbsag, crp, widal = machines.bench.received("HBSAG", "CRP", "WIDAL")

    take(hbsag, [obx("HBS", "NEG", kind="ST"), obx("CRP", "<^0.5", "mg/L", kind="SN")])
    take(widal, [obx("TO", "^1^:^80", kind="SN")])

    assert machines.values(hbsag)["HBSAG"] == "Non-reactive"
    assert machines.values(crp)["CRP"] == "<0.5"
    assert machines.values(widal)["TO"] == "1:80"


def test_our_own_judge_flags_not_the_analysers(machines, take):
    (crp,) = machines.bench.received("CRP")

    take(crp, [obx("CRP", "3", "mg/L")])  # which says H

    assert lines_of(machines.bench.sheet(crp))["CRP"].flag is Flag.NORMAL


def test_a_loinc_with_its_unit_needs_no_agreement(machines, take):
    (crp,) = machines.bench.received("CRP")

    states = take(crp, [obx("1988-5", "3", "mg/L", system="LN")])

    assert states == {"1988-5": ("entered", None)}


def test_what_was_counted_beyond_the_order_is_only_noted(machines, take):
    (crp,) = machines.bench.received("CRP")

    states = take(crp, [obx("CRP", "3", "mg/L"), obx("TSH", "2", "m[IU]/L"), obx("XYZ", "1")])

    assert states == {
        "CRP": ("entered", None),
        "TSH": ("noted", "not_ordered"),
        "XYZ": (WAITS, "unknown_code"),
    }


def test_ignored_preliminary_and_empty_values_are_nobodys_work(machines, take):
    (order,) = machines.bench.received("CBC")

    states = take(
        order,
        [
            obx("PDW", "12"),
            obx("WBC", "7", "10*9/L", status="P"),
            obx("HGB", "", "g/L"),
            obx("HIST", "^i^BMP^Base64^Qk0=", kind="ED"),
        ],
        by="Sysmex XN-550",
    )

    assert states == {
        "PDW": ("noted", "ignored"),
        "WBC": ("noted", "preliminary"),
        "HGB": ("noted", "no_value"),
        "HIST": ("noted", "no_value"),
    }


def test_of_two_different_values_none_is_chosen_and_of_two_equal_ones_one_is_entered(machines, take):
    crp, tsh = machines.bench.received("CRP", "TSH")

    take(crp, [obx("CRP", "3", "mg/L"), obx("CRP", "4", "mg/L")])
    assert machines.values(crp)["CRP"] is None
    take(tsh, [obx("TSH", "2.0", "m[IU]/L"), obx("TSH", "2.00", "m[IU]/L")], control_id="2")

    assert machines.values(tsh)["TSH"] == "2.00"
    assert machines.states()["CRP"] == (WAITS, "repeated")


def test_a_correction_in_the_same_message_counts(machines, take):
    (crp,) = machines.bench.received("CRP")

    take(crp, [obx("CRP", "3", "mg/L"), obx("CRP", "4", "mg/L", status="C")])

    assert machines.values(crp)["CRP"] == "4.0"


def test_a_run_again_replaces_the_same_analysers_value(machines, take):
    (crp,) = machines.bench.received("CRP")
    take(crp, [obx("CRP", "3", "mg/L")])

    take(crp, [obx("CRP", "4", "mg/L", status="C")], control_id="2")

    assert machines.values(crp)["CRP"] == "4.0"
    assert machines.count("test_results") == 2


def test_what_a_person_typed_is_never_replaced(machines, take):
    crp, tsh = machines.bench.received("CRP", "TSH")
    machines.bench.enter(crp, {"CRP": "3.0"})
    machines.bench.enter(tsh, {"TSH": "2"})

    states = take(crp, [obx("CRP", "4", "mg/L"), obx("TSH", "2", "m[IU]/L")])

    assert states == {"CRP": (WAITS, "already_entered"), "TSH": ("noted", "same")}
    assert machines.values(crp)["CRP"] == "3.0"
    assert machines.bench.item(crp).analyser == ""


def test_nothing_verified_or_released_is_touched_until_it_is_repeated(machines, take):
    (crp,) = machines.bench.received("CRP")
    machines.bench.enter(crp, {"CRP": "3.0"})
    machines.bench.verify(crp)
    assert take(crp, [obx("CRP", "4", "mg/L")])["CRP"] == (WAITS, "already_verified")
    machines.bench.repeat(crp)

    assert take(crp, [obx("CRP", "5", "mg/L")], control_id="2")["CRP"] == ("entered", None)
    assert machines.values(crp)["CRP"] == "5.0"
    machines.bench.out(crp)
    assert take(crp, [obx("CRP", "6", "mg/L")], control_id="3")["CRP"] == (WAITS, "already_verified")
    machines.bench.correct(crp, {"CRP": "7"})
    assert take(crp, [obx("CRP", "8", "mg/L")], control_id="4")["CRP"] == (WAITS, "already_entered")


def test_another_patient_than_the_tubes_waits(machines, take):
    (crp,) = machines.bench.received("CRP")
    mine = machines.bench.item(crp).patient.patient_no

    for number in ("P-2020-9999", f"4711~{mine.replace('2026', '2025')}"):
        assert take(crp, [obx("CRP", "3", "mg/L")], f"PID|1||{number}")["CRP"] == (WAITS, "other_patient")
    for number in ("4711^^^XN", "", mine):
        assert take(crp, [obx("CRP", "3", "mg/L")], f"PID|1||{number}")["CRP"] == ("entered", None)


def test_another_day_of_birth_waits_where_ours_is_exact(machines, take):
    (crp,) = machines.bench.received("CRP")
    line = [obx("CRP", "3", "mg/L")]
    machines.owner.execute("UPDATE patients SET birth_date = '1996-03-01', birth_precision = 'day'")

    assert take(crp, line, "PID|1||||Begum||19960302")["CRP"] == (WAITS, "other_patient")
    assert take(crp, line, "PID|1||||Begum||19960301")["CRP"] == ("entered", None)


def test_a_differential_that_is_none_waits_and_the_rest_is_entered(machines, take):
    (order,) = machines.bench.received("CBC")
    off = {**CBC, "NEUT": ("50.4", "%")}

    states = take(order, off, by="Sysmex XN-550")

    assert {code for code, state in states.items() if state == (WAITS, "differential_off")} == {
        "NEUT",
        "LYMPH",
        "MONO",
        "EOS",
        "BASO",
    }
    values = machines.values(order)
    assert (values["HGB"], values["NEUT"]) == ("13.5", None)


def test_an_index_that_does_not_follow_waits_alone(machines, take):
    (order,) = machines.bench.received("CBC")

    states = take(order, {**CBC, "MCV": ("120", "fL")}, by="Sysmex XN-550")

    assert states["MCV"] == (WAITS, "index_disagrees")
    assert states["HGB"] == ("entered", None)
    assert machines.values(order)["MCV"] == "91.1"


def test_what_came_before_its_tube_is_entered_once_the_tube_is_there(machines, take):
    visit = machines.bench.visit()
    (order,) = machines.bench.order(visit, "CRP")
    nurse = machines.bench.api("nurse")
    (sample,) = nurse.send(lab.collect(appointment_id=visit, test_order_ids=[order])).items
    assert take(sample.accession, [obx("CRP", "3", "mg/L")])["CRP"] == (WAITS, "tube_not_received")
    machines.inbox.look_again()
    assert machines.count("test_results") == 0

    machines.bench.tech.send(lab.receive(sample_id=sample.id, version=sample.version))
    machines.inbox.look_again()

    assert machines.states()["CRP"] == ("entered", None)
    assert machines.bench.sheet(order).touched_by == ["Cobas c 311"]


def test_a_rejected_tube_takes_nothing_more(machines, take):
    (order,) = machines.bench.received("CRP")
    accession = machines.accession(order)
    appointment = machines.bench.item(order).appointment_id
    sample = machines.bench.tech.send(lab.samples_of(appointment_id=appointment)).items[0]
    machines.bench.tech.send(lab.reject(sample_id=sample.id, version=sample.version, cause=RejectCause.CLOTTED))

    assert take(accession, [obx("CRP", "3", "mg/L")])["CRP"] == (WAITS, "tube_rejected")


def test_what_came_is_frozen_even_for_the_servers_own_role(machines, take, database):
    take("QC-1", [obx("CRP", "3", "mg/L")])

    for change in (
        "UPDATE analyser_messages SET control_id = 'x'",
        "DELETE FROM analyser_runs",
        "UPDATE analyser_values SET code = 'x'",
        "DELETE FROM analyser_values",
    ):
        with (
            pytest.raises(Exception, match=r"frozen|permission denied"),
            database.engine.begin() as connection,
        ):
            connection.exec_driver_sql(change)
