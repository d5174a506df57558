"""What waits, as the bench sees and settles it."""

import pytest

from server.features.analysers.hl7 import read_oru
from shared.contracts import analysers, confidential, patients
from shared.contracts.analysers import NothingFits, NothingWaits, RunNotFound
from shared.contracts.lab_refusals import SecondPersonNeeded
from shared.errors import Confidential, Forbidden
from shared.ids import AnalyserRunId, new_id
from shared.models.analysers import AnalyserKind, ValueReason, ValueState
from shared.models.lab import WorkStage
from shared.permissions import Role
from tests.server.features.analysers.conftest import CBC, obx, oru
from tests.support.plans import listening


@pytest.fixture
def stray(machines):
    """A message of the chemistry line under a number of no tube; the run that waits."""
    chemistry = next(one for one in machines.inbox.analysers(AnalyserKind.HL7) if one.sender)

    def send(lines, number="QC-1", patient="B-77"):
        machines.inbox.take(chemistry, read_oru(oru(number, lines, f"PID|1||{patient}", control_id=number)))
        return machines.bench.tech.send(analysers.waiting()).items[-1]

    return send


def test_who_works_at_the_bench_sees_what_waits_with_what_was_sent(machines, stray):
    run = stray([obx("CRP", "3", "mg/L"), obx("PDX", "1")])

    assert (run.analyser, run.accession, run.patient) == ("Cobas c 311", "QC-1", "B-77")
    assert [(v.code, v.name, v.value, v.unit, v.reason) for v in run.waiting] == [
        ("CRP", "CRP", "3", "mg/L", ValueReason.UNKNOWN_ACCESSION),
        ("PDX", "", "1", "", ValueReason.UNKNOWN_ACCESSION),
    ]
    raw = machines.bench.tech.send(analysers.message(run_id=run.id))
    assert "OBX|1|NM|CRP" in raw.text


def test_nobody_else_sees_it(machines, stray):
    run = stray([obx("CRP", "3", "mg/L")])

    for who in (Role.NURSE, Role.DOCTOR, Role.RECEPTIONIST, Role.MANAGER):
        for call in (analysers.waiting(), analysers.analysers(), analysers.message(run_id=run.id)):
            with pytest.raises(Forbidden):
                machines.bench.api(who).send(call)


def test_what_was_sent_is_a_look_at_whom_it_names(machines, stray):
    """By the number of a tube, or by the patient's own where the tube's is nobody's."""
    bench = machines.bench
    (order,) = bench.received("CRP")
    by_tube = stray([obx("PDX", "1")], machines.accession(order))
    patient = bench.item(order).patient
    by_number = stray([obx("PDX", "1")], "QC-2", patient.patient_no)
    nobodys = stray([obx("PDX", "1")], "QC-3")
    looks = "SELECT patient_id, part, opened_by, subject_id FROM access_log WHERE opened_by = 'choice'"

    for run in (by_tube, by_number, nobodys):
        bench.tech.send(analysers.message(run_id=run.id))

    assert machines.owner.execute(looks).fetchall() == [
        (patient.id, "tests", "choice", by_tube.id),
        (patient.id, "tests", "choice", by_number.id),
    ]


def test_what_was_sent_of_a_closed_record_stays_closed(machines, stray):
    bench = machines.bench
    patient = bench.api(Role.RECEPTIONIST).send(patients.get(patient_id=bench.patient()))
    run = stray([obx("CRP", "3", "mg/L")], patient=patient.patient_no)
    mark = confidential.mark(patient_id=patient.id, confidential=True, reason="Asked for it herself")
    bench.api(Role.MANAGER).send(mark)

    with pytest.raises(Confidential):
        bench.tech.send(analysers.message(run_id=run.id))


def test_scanning_the_right_label_enters_it_as_by_whoever_scanned(machines, stray):
    (order,) = machines.bench.received("CRP")
    run = stray([obx("CRP", "3", "mg/L")])

    settled = machines.bench.tech.send(analysers.assign(run_id=run.id, accession=machines.accession(order)))

    assert settled.values[0].state is ValueState.ENTERED
    assert machines.bench.tech.send(analysers.waiting()).items == []
    item = machines.bench.item(order)
    assert (item.stage, item.analyser) == (WorkStage.VERIFY, "Cobas c 311")
    with pytest.raises(SecondPersonNeeded):
        machines.bench.verify(order, by=machines.bench.tech)
    machines.bench.verify(order)
    assert machines.owner.execute("SELECT accession, reason FROM analyser_settlements").fetchall() == [
        (machines.accession(order), "")
    ]


def test_what_does_not_fit_the_scanned_tube_goes_on_waiting(machines, stray):
    (order,) = machines.bench.received("CRP")
    run = stray([obx("CRP", "3", "mg/L"), obx("PDX", "1")])

    settled = machines.bench.tech.send(analysers.assign(run_id=run.id, accession=machines.accession(order)))

    assert [(value.code, value.reason) for value in settled.waiting] == [("PDX", ValueReason.UNKNOWN_CODE)]


def test_a_tube_that_none_of_it_fits_is_refused_and_changes_nothing(machines, stray):
    (order,) = machines.bench.received("TSH")
    run = stray([obx("CRP", "3", "mg/L")])

    with pytest.raises(NothingFits) as refused:
        machines.bench.tech.send(analysers.assign(run_id=run.id, accession=machines.accession(order)))
    with pytest.raises(NothingFits):
        machines.bench.tech.send(analysers.assign(run_id=run.id, accession="261199000011"))

    assert refused.value.reason is ValueReason.NOT_ORDERED
    (left,) = machines.bench.tech.send(analysers.waiting()).items
    assert left == run


def test_discarding_needs_a_reason_and_is_kept(machines, stray):
    run = stray([obx("CRP", "3", "mg/L")])

    settled = machines.bench.tech.send(analysers.discard(run_id=run.id, reason="Control material"))

    assert settled.values[0].state is ValueState.DISCARDED
    assert machines.owner.execute("SELECT accession, reason FROM analyser_settlements").fetchall() == [
        ("", "Control material")
    ]
    for call in (
        analysers.discard(run_id=run.id, reason="Once more"),
        analysers.assign(run_id=run.id, accession="261122000011"),
        analysers.message(run_id=run.id),
    ):
        with pytest.raises(NothingWaits):
            machines.bench.tech.send(call)
    with pytest.raises(RunNotFound):
        machines.bench.tech.send(analysers.discard(run_id=AnalyserRunId(new_id()), reason="Nobody's"))


def test_the_list_of_analysers_says_when_each_was_heard_and_what_was_wrong(machines, stray):
    stray([obx("CRP", "3", "mg/L")])
    machines.send(b"nothing of the kind")

    known = {one.name: one for one in machines.bench.tech.send(analysers.analysers()).items}

    assert list(known) == ["Cobas c 311", "Erba H360", "Mindray BS-230", "Sysmex XN-550"]
    assert (known["Cobas c 311"].waiting, known["Cobas c 311"].place) == (1, "127.0.0.1")
    assert known["Cobas c 311"].last_message_at is not None
    assert known["Sysmex XN-550"].problem == "no_header"
    assert known["Mindray BS-230"].last_message_at is None


def test_twelve_runs_that_wait_are_asked_for_in_a_handful_of_statements(machines, stray, database):
    for number in range(12):
        stray([obx(code, "1") for code in list(CBC)], number=f"QC-{number}")

    with listening(database) as statements:
        machines.bench.tech.send(analysers.waiting())

    assert len(statements) <= 10
