import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from shared.contracts import lab
from shared.contracts.lab_refusals import (
    NoSuchAccession,
    SampleNotFound,
    SampleStateConflict,
    TestOrderNotFound,
    TestOrderStateConflict,
)
from shared.errors import Forbidden, StaleVersion
from shared.ids import SampleId, TestOrderId, new_id
from shared.models.lab import RejectCause, SampleStage, TestOrderStatus, Urgency, WorkStage
from shared.models.patients import Sex
from shared.permissions import Role
from shared.rules.lab_ranges import Condition, Flag
from tests.support.bench import CBC
from tests.support.plans import indexes, listening

ORDER_INDEXES = {
    "ix_test_orders_to_deliver",
    "ix_test_orders_worklist",
    "ix_test_orders_ordered_at",
    "all of test_orders",
}


@pytest.fixture
def nurse(api):
    return api(Role.NURSE)


def reject(person, sample, cause=RejectCause.HAEMOLYSED, note=""):
    return person.send(lab.reject(sample_id=sample.id, version=sample.version, cause=cause, note=note))


def test_tests_of_one_kind_of_tube_share_one(bench, nurse):
    visit = bench.visit()
    orders = bench.order(visit, "CBC", "HBA1C", "LIPID", "FBS")

    samples = nurse.send(lab.collect(appointment_id=visit, test_order_ids=orders)).items

    assert [(s.accession, s.tube, s.tests) for s in samples] == [
        ("261122000011", "lavender EDTA", ["Complete blood count", "HbA1c"]),
        ("261122000012", "grey fluoride", ["Glucose, fasting"]),
        ("261122000013", "yellow gel serum", ["Lipid profile"]),
    ]
    assert {s.stage for s in samples} == {SampleStage.COLLECTED}
    assert {s.collected.who for s in samples} == {"Nurse"}


def test_a_label_names_no_test_that_was_cancelled(bench, nurse):
    visit = bench.visit()
    cbc, hba1c = bench.order(visit, "CBC", "HBA1C")
    nurse.send(lab.prepare(appointment_id=visit, test_order_ids=[cbc, hba1c]))

    for order, left in ((cbc, ["HbA1c"]), (hba1c, [])):
        bench.doctor.send(lab.cancel(test_order_id=order, version=bench.version(order), reason="not needed"))
        (sample,) = nurse.send(lab.samples_of(appointment_id=visit)).items
        assert sample.tests == left


def test_a_number_has_digits_and_capital_letters_only_and_fits_a_label(bench, nurse):
    visit = bench.visit()

    samples = nurse.send(lab.collect(appointment_id=visit, test_order_ids=bench.order(visit, "CBC", "URINE"))).items

    assert all(s.accession.isalnum() and s.accession == s.accession.upper() for s in samples)
    assert {len(s.accession) for s in samples} == {12}


def test_numbers_begin_anew_each_business_day(bench, nurse, owner):
    visit = bench.visit()
    cbc, fbs = bench.order(visit, "CBC", "FBS")
    owner.execute("INSERT INTO counters (name, last) VALUES ('accession:2026-11-21', 816)")
    nurse.send(lab.collect(appointment_id=visit, test_order_ids=[cbc]))

    (second,) = nurse.send(lab.collect(appointment_id=visit, test_order_ids=[fbs])).items

    assert second.accession == "261122000021"


def test_two_who_collect_at_once_get_two_numbers(bench, api):
    visit = bench.visit()
    cbc, fbs = bench.order(visit, "CBC", "FBS")
    people = [api(Role.NURSE), api(Role.LAB_TECHNICIAN)]
    gate = threading.Barrier(2)

    def collect(person, order):
        gate.wait()
        return person.send(lab.collect(appointment_id=visit, test_order_ids=[order])).items[0].accession

    with ThreadPoolExecutor() as pool:
        numbers = list(pool.map(collect, people, (cbc, fbs)))

    assert sorted(numbers) == ["261122000011", "261122000021"]


def test_a_label_printed_a_tube_collected_and_received_are_three_facts(bench, nurse, clock):
    visit = bench.visit()
    orders = bench.order(visit, "CBC")
    (sample,) = nurse.send(lab.prepare(appointment_id=visit, test_order_ids=orders)).items
    assert (sample.stage, sample.collected) == (SampleStage.PREPARED, None)

    printed = nurse.send(lab.label_printed(sample_id=sample.id, version=sample.version))
    clock.advance(timedelta(minutes=4))
    again = nurse.send(lab.label_printed(sample_id=sample.id, version=printed.version))
    (collected,) = nurse.send(lab.collect(appointment_id=visit, test_order_ids=orders)).items
    clock.advance(timedelta(minutes=9))
    received = bench.tech.send(lab.receive(sample_id=sample.id, version=collected.version))

    assert (again.label_prints, again.label_printed) == (2, printed.label_printed)
    assert collected.accession == sample.accession
    assert [received.label_printed.who, received.collected.who, received.received.who] == [
        "Nurse",
        "Nurse",
        "Lab Technician",
    ]
    assert received.label_printed.at < received.collected.at < received.received.at


def test_each_step_is_one_event_a_tube(bench, nurse):
    visit = bench.visit()
    orders = bench.order(visit, "CBC", "FBS")
    bench.receive(visit, orders)

    events = bench.logged("TEST_SAMPLE_COLLECTED", "TEST_IN_PROGRESS")

    assert [type_ for type_, _ in events] == ["TEST_SAMPLE_COLLECTED"] * 2 + ["TEST_IN_PROGRESS"] * 2
    assert events[0][1] == {"accession": "261122000011"}
    assert {bench.item(order).status for order in orders} == {TestOrderStatus.IN_PROGRESS}


def test_a_rejected_tube_sends_its_tests_back_and_the_next_has_another_number(bench, nurse):
    visit = bench.visit()
    orders = bench.order(visit, "CBC", "HBA1C")
    bench.receive(visit, orders)
    bench.enter(orders[0], CBC)
    (sample,) = bench.tech.send(lab.samples_of(appointment_id=visit)).items

    rejected = reject(bench.tech, sample, RejectCause.CLOTTED, "no fill to the mark")

    assert (rejected.stage, rejected.reject_cause, rejected.rejected.who) == (
        SampleStage.REJECTED,
        RejectCause.CLOTTED,
        "Lab Technician",
    )
    assert rejected.tests == ["Complete blood count", "HbA1c"]
    assert [(i.status, i.stage, i.accession) for i in map(bench.item, orders)] == [
        (TestOrderStatus.ORDERED, WorkStage.COLLECT, None)
    ] * 2
    assert bench.logged("TEST_SAMPLE_REJECTED") == [
        ("TEST_SAMPLE_REJECTED", {"accession": "261122000011", "cause": "clotted"})
    ]
    (again,) = nurse.send(lab.collect(appointment_id=visit, test_order_ids=orders)).items
    assert again.accession == "261122000021"
    assert [s.stage for s in nurse.send(lab.samples_of(appointment_id=visit)).items] == [
        SampleStage.REJECTED,
        SampleStage.COLLECTED,
    ]


def test_what_was_entered_of_a_rejected_tube_is_nobodys_result(bench, nurse):
    visit = bench.visit()
    (order,) = bench.order(visit, "CBC")
    bench.receive(visit, [order])
    bench.enter(order, CBC)
    (sample,) = bench.tech.send(lab.samples_of(appointment_id=visit)).items
    reject(bench.tech, sample)

    bench.receive(visit, [order])

    sheet = bench.sheet(order)
    assert {line.value for line in sheet.lines} == {None}
    assert sheet.touched_by == []


def test_a_tube_with_verified_results_is_repeated_before_it_is_rejected(bench):
    (order,) = bench.received("CBC")
    bench.enter(order, CBC)
    bench.verify(order)
    (sample,) = bench.tech.send(lab.samples_of(appointment_id=bench.item(order).appointment_id)).items

    with pytest.raises(TestOrderStateConflict) as refused:
        reject(bench.tech, sample)
    bench.repeat(order)
    rejected = reject(bench.tech, sample)

    assert refused.value.status_found is TestOrderStatus.COMPLETED
    assert rejected.stage is SampleStage.REJECTED


def test_nothing_is_received_before_it_is_collected_nor_twice(bench, nurse):
    visit = bench.visit()
    orders = bench.order(visit, "CBC")
    (sample,) = nurse.send(lab.prepare(appointment_id=visit, test_order_ids=orders)).items

    with pytest.raises(SampleStateConflict) as early:
        bench.tech.send(lab.receive(sample_id=sample.id, version=sample.version))
    (sample,) = nurse.send(lab.collect(appointment_id=visit, test_order_ids=orders)).items
    received = bench.tech.send(lab.receive(sample_id=sample.id, version=sample.version))
    with pytest.raises(SampleStateConflict) as twice:
        bench.tech.send(lab.receive(sample_id=sample.id, version=received.version))
    with pytest.raises(StaleVersion):
        bench.tech.send(lab.receive(sample_id=sample.id, version=sample.version))

    assert (early.value.stage_found, twice.value.stage_found) == (SampleStage.PREPARED, SampleStage.RECEIVED)


def test_a_filled_tube_is_not_filled_again(bench, nurse):
    visit = bench.visit()
    orders = bench.order(visit, "CBC")
    nurse.send(lab.collect(appointment_id=visit, test_order_ids=orders))

    with pytest.raises(SampleStateConflict) as refused:
        nurse.send(lab.collect(appointment_id=visit, test_order_ids=orders))

    assert refused.value.stage_found is SampleStage.COLLECTED


def test_another_visits_test_is_not_collected_here(bench, nurse):
    (stranger,) = bench.received("FBS")
    visit = bench.visit()
    orders = bench.order(visit, "CBC")

    for other in (stranger, TestOrderId(new_id())):
        with pytest.raises(TestOrderNotFound):
            nurse.send(lab.collect(appointment_id=visit, test_order_ids=[*orders, other]))

    assert nurse.send(lab.samples_of(appointment_id=visit)).items == []


def test_there_must_be_a_tube(bench):
    with pytest.raises(SampleNotFound):
        bench.tech.send(lab.receive(sample_id=SampleId(new_id()), version=1))


def test_what_was_said_at_the_collection_is_kept_with_the_tube(bench, nurse):
    visit = bench.visit()
    asked = lab.collect(appointment_id=visit, test_order_ids=bench.order(visit, "HGB"), conditions=[Condition.PREGNANT])

    assert nurse.send(asked).items[0].conditions == [Condition.PREGNANT]


@pytest.mark.parametrize(
    ("tests", "years", "sex", "asked"),
    [
        (("FBS", "CBC"), 30, Sex.FEMALE, [Condition.PREGNANT, Condition.FASTING]),
        (("FBS", "CBC"), 30, Sex.MALE, [Condition.FASTING]),
        (("FBS", "CBC"), 30, Sex.UNKNOWN, [Condition.PREGNANT, Condition.FASTING]),
        (("CBC", "TSH"), 70, Sex.FEMALE, []),
        (("CBC",), 8, Sex.FEMALE, []),
        (("TSH",), 30, Sex.FEMALE, [Condition.TRIMESTER_1, Condition.TRIMESTER_2, Condition.TRIMESTER_3]),
        (("ELEC",), 30, Sex.FEMALE, []),
    ],
)
def test_only_what_a_range_depends_on_is_asked(bench, nurse, tests, years, sex, asked):
    visit = bench.visit(bench.patient(years=years, sex=sex))
    bench.order(visit, *tests)

    assert nurse.send(lab.collection(appointment_id=visit)).asked == asked


def test_nothing_is_asked_for_a_tube_that_is_filled(bench, nurse):
    visit = bench.visit()
    nurse.send(lab.collect(appointment_id=visit, test_order_ids=bench.order(visit, "FBS")))

    assert nurse.send(lab.collection(appointment_id=visit)).asked == []


@pytest.mark.parametrize(
    ("conditions", "flag", "printed"),
    [([Condition.FASTING], Flag.HIGH, "70–99"), ([], Flag.NO_RANGE, "only when fasting")],
)
def test_a_fasting_glucose_is_judged_only_of_who_has_fasted(bench, conditions, flag, printed):
    visit = bench.visit()
    (order,) = bench.order(visit, "FBS")
    bench.receive(visit, [order], conditions=conditions)

    (line,) = bench.enter(order, {"GLUF": "130"}).lines
    assert (line.flag, line.range_text) == (flag, printed)


def test_a_scanned_label_finds_the_tubes_tests_and_the_sets(bench, nurse):
    visit = bench.visit()
    orders = bench.order(visit, "CBC", "HBA1C", "FBS")
    nurse.send(lab.collect(appointment_id=visit, test_order_ids=orders))

    def found(accession):
        return [i.code for i in bench.tech.send(lab.by_accession(accession=accession)).items]

    assert found("261122000011") == ["CBC", "HBA1C"]
    assert found("261122000012") == ["FBS"]
    assert found("26112200001") == ["CBC", "HBA1C", "FBS"]
    with pytest.raises(NoSuchAccession):
        found("261122000019")


def test_the_list_has_what_is_urgent_first_and_then_what_is_due_first(bench, clock):
    visit = bench.visit()
    bench.order(visit, "CBC")
    clock.advance(timedelta(minutes=1))
    bench.order(visit, "FBS")
    bench.order(visit, "CRP", urgency=Urgency.URGENT)
    bench.order(visit, "ELEC", urgency=Urgency.STAT)

    items = bench.tech.send(lab.worklist()).items

    assert [i.code for i in items] == ["ELEC", "CRP", "CBC", "FBS"]
    assert [round((i.due_at - i.ordered_at) / timedelta(minutes=1)) for i in items] == [60, 120, 240, 240]


def test_the_list_is_of_one_laboratory_and_one_stage(bench, nurse):
    visit = bench.visit()
    cbc, _ = bench.order(visit, "CBC", "FBS")
    nurse.send(lab.collect(appointment_id=visit, test_order_ids=[cbc]))
    labs = {one.name: one.id for one in bench.tech.send(lab.labs()).items}

    def codes(**asked):
        return [i.code for i in bench.tech.send(lab.worklist(**asked)).items]

    assert codes(lab_id=labs["Haematology"]) == ["CBC"]
    assert codes(stage=WorkStage.COLLECT) == ["FBS"]
    assert codes(stage=WorkStage.RECEIVE) == ["CBC"]
    assert codes(stage=WorkStage.ENTER) == []
    assert codes(term="261122") == ["CBC"]
    assert codes(term="begum amina") == ["CBC", "FBS"]
    assert codes(term="nobody") == []
    assert bench.tech.send(lab.worklist(limit=1)).more


def test_the_list_reads_what_is_open_and_not_the_years_before(bench, database):
    visit = bench.visit()
    bench.order(visit, "CBC")
    bench.owner.execute(
        "INSERT INTO test_orders SELECT (jsonb_populate_record(o, jsonb_build_object("
        "'id', gen_random_uuid(), 'status', 'delivered', 'released', 1, "
        "'ordered_at', o.ordered_at - n * interval '1 minute'))).* "
        "FROM test_orders o, generate_series(1, 5000) n"
    )
    bench.owner.execute("ANALYZE test_orders")

    plans = {}
    for stage in (None, *WorkStage):
        with listening(database) as statements:
            bench.tech.send(lab.worklist(stage=stage, limit=20))
        plans[stage] = indexes(bench.owner, statements, "test_orders") & ORDER_INDEXES

    assert plans.pop(WorkStage.DELIVER) == {"ix_test_orders_ordered_at"}
    assert plans == {stage: {"ix_test_orders_worklist"} for stage in plans}
    with listening(database) as statements:
        bench.path.send(lab.to_deliver())
    assert indexes(bench.owner, statements, "test_orders") & ORDER_INDEXES == {"ix_test_orders_to_deliver"}


def test_who_did_not_come_for_two_weeks_is_looked_for_no_more(bench):
    bench.order(bench.visit(), "CBC")
    assert len(bench.tech.send(lab.worklist()).items) == 1

    bench.owner.execute("UPDATE test_orders SET ordered_at = ordered_at - interval '15 days'")

    assert bench.tech.send(lab.worklist()).items == []


def test_a_doctor_collects_nothing(bench, api):
    visit = bench.visit()

    with pytest.raises(Forbidden):
        api("doctor").send(lab.collect(appointment_id=visit, test_order_ids=bench.order(visit, "CBC")))
