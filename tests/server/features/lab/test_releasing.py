from datetime import timedelta

import pytest

from shared.contracts import appointments, billing, consultations, lab, queue
from shared.contracts.lab_refusals import NotReleased, TestOrderNotFound, TestOrderStateConflict
from shared.errors import Forbidden
from shared.ids import TestOrderId, new_id
from shared.models.appointments import AppointmentStatus
from shared.models.lab import TestOrderStatus, WorkStage
from shared.models.lab_reports import ReportState
from shared.models.lab_results import VersionCause
from shared.permissions import Role
from shared.rules.lab_ranges import Flag
from tests.server.features.lab.papers import giving_the_son, handing_over
from tests.support.bench import CBC, Bench
from tests.support.plans import listening
from tests.support.stream import Screens, eventually

ELEC = {"NA": "140", "K": "4.2", "CL": "101"}


def test_each_step_has_its_event_and_its_person(bench):
    order = bench.released("ELEC", ELEC)
    given = bench.api(Role.RECEPTIONIST).send(giving_the_son(order))

    (version,) = bench.sheet(order).versions
    steps = ["TEST_COMPLETED", "TEST_REVIEWED", "REPORT_GENERATED", "REPORT_DELIVERED"]
    assert [type_ for type_, _ in bench.logged(*steps)] == steps
    assert version.verified is not None
    assert version.reviewed is not None
    assert version.released is not None
    assert [version.verified.who, version.reviewed.who, version.released.who] == [
        "Cashier B",
        "Pathologist",
        "Pathologist",
    ]
    assert given.items[0].given.who == "Receptionist"
    assert bench.item(order).status is TestOrderStatus.DELIVERED


@pytest.mark.parametrize(
    "step",
    [
        Bench.review,
        Bench.release,
        Bench.repeat,
        lambda bench, order: bench.correct(order, {"K": "5"}),
        lambda bench, order: bench.doctor.send(giving_the_son(order)),
    ],
)
def test_no_step_is_skipped(bench, step):
    (order,) = bench.received("ELEC")
    bench.enter(order, ELEC)

    with pytest.raises(TestOrderStateConflict) as refused:
        step(bench, order)

    assert refused.value.status_found is TestOrderStatus.IN_PROGRESS


def test_the_doctor_reads_it_from_its_release_on(bench):
    (order,) = bench.received("CBC")
    bench.enter(order, {**CBC, "HGB": "11.9"})
    bench.verify(order)
    bench.review(order)
    with pytest.raises(NotReleased):
        bench.doctor.send(lab.report(test_order_id=order))

    bench.release(order)

    report = bench.doctor.send(lab.report(test_order_id=order))
    assert (report.test, report.number, report.newest, report.in_correction) == ("Complete blood count", 1, 1, False)
    assert [line.code for line in report.lines][:2] == ["HGB", "RBC"]
    assert (report.lines[0].flag, report.lines[0].range_text) == (Flag.LOW, "12.0–15.0")
    assert [report.verified.who, report.released.who] == ["Cashier B", "Pathologist"]
    assert report.accession == "261122000011"


def test_screens_of_the_clinic_hear_of_it_at_once(bench, client):
    (order,) = bench.received("ELEC")
    bench.enter(order, ELEC)
    bench.verify(order)
    bench.review(order)
    screens = Screens(client)
    stream = screens.open(bench.doctor, "topics")

    bench.release(order)

    eventually(lambda: stream.of("changed"))
    screens.close_all()
    (told,) = stream.of("changed")
    assert {"lab", "consultations"} <= set(told["topics"])
    assert str(order) in told["ids"]


def test_the_last_result_brings_the_patient_back_into_the_queue(bench):
    visit = bench.visit()
    first, second = bench.order(visit, "ELEC", "CRP")
    found = bench.doctor.send(appointments.get(appointment_id=visit))
    bench.doctor.send(queue.send_for_tests(appointment_id=visit, version=found.version))
    bench.receive(visit, [first, second])

    def status():
        return bench.doctor.send(appointments.get(appointment_id=visit)).status

    bench.enter(first, ELEC)
    bench.enter(second, {"CRP": "4"})
    bench.out(first)
    assert status() is AppointmentStatus.ON_HOLD
    bench.out(second)

    assert status() is AppointmentStatus.WAITING
    assert [type_ for type_, _ in bench.logged("SENT_FOR_TESTS", "QUEUE_RETURNED")] == [
        "SENT_FOR_TESTS",
        "QUEUE_RETURNED",
    ]
    line = bench.doctor.send(queue.of_doctor(doctor_id=bench.house.doctor))
    assert [entry.appointment_id for entry in line.entries] == [visit]


def test_a_cancelled_test_is_waited_for_no_more(bench):
    visit = bench.visit()
    first, second = bench.order(visit, "ELEC", "CRP")
    found = bench.doctor.send(appointments.get(appointment_id=visit))
    bench.doctor.send(queue.send_for_tests(appointment_id=visit, version=found.version))
    bench.receive(visit, [first])
    bench.doctor.send(lab.cancel(test_order_id=second, version=bench.version(second), reason="not needed"))

    bench.enter(first, ELEC)
    bench.out(first)

    assert bench.doctor.send(appointments.get(appointment_id=visit)).status is AppointmentStatus.WAITING


def test_who_was_skipped_for_another_reason_is_not_brought_back(bench):
    order = bench.released("ELEC", ELEC)

    visit = bench.item(order).appointment_id
    assert bench.doctor.send(appointments.get(appointment_id=visit)).status is AppointmentStatus.ON_HOLD


def test_once_the_day_has_ended_nobody_is_put_into_the_queue(bench):
    visit = bench.visit()
    (order,) = bench.order(visit, "ELEC")
    found = bench.doctor.send(appointments.get(appointment_id=visit))
    bench.doctor.send(queue.send_for_tests(appointment_id=visit, version=found.version))
    bench.receive(visit, [order])
    bench.enter(order, ELEC)
    bench.doctor.send(queue.end_day(doctor_id=bench.house.doctor))

    bench.out(order)

    assert bench.doctor.send(appointments.get(appointment_id=visit)).status is AppointmentStatus.NO_SHOW


def test_the_report_is_given_again_and_again_and_each_time_is_kept(bench):
    first, second = bench.released("ELEC", ELEC), bench.released("CRP", {"CRP": "4"})
    desk = bench.api(Role.RECEPTIONIST)

    desk.send(handing_over(first, second))
    desk.send(giving_the_son(first))

    report = bench.doctor.send(lab.report(test_order_id=first))
    assert [(d.taken_by, d.relation, d.number) for d in report.deliveries] == [
        ("Amina Begum", "", 1),
        ("Rahim", "son", 1),
    ]
    assert {one.state for one in desk.send(lab.to_deliver(term="amina")).items} == {ReportState.DELIVERED}


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(bench):
    order = bench.released("ELEC", {**ELEC, "K": "4.2"})

    sheet = bench.correct(order, {"K": "5.4"})
    in_between = bench.doctor.send(lab.report(test_order_id=order))
    bench.out(order)

    assert (sheet.item.status, sheet.item.reissue) == (TestOrderStatus.IN_PROGRESS, True)
    assert (in_between.number, in_between.in_correction, value(in_between, "K")) == (1, True, "4.2")
    new = bench.doctor.send(lab.report(test_order_id=order))
    old = bench.doctor.send(lab.report(test_order_id=order, number=1))
    assert (new.number, new.cause, new.reason, value(new, "K")) == (2, VersionCause.CORRECTED, "read off wrong", "5.4")
    assert (old.number, old.newest, value(old, "K")) == (1, 2, "4.2")
    assert value(new, "NA") == "140"
    assert [type_ for type_, _ in bench.logged("TEST_CORRECTED", "REPORT_GENERATED")] == [
        "REPORT_GENERATED",
        "TEST_CORRECTED",
        "REPORT_GENERATED",
    ]


def value(report, code):
    return {line.code: line.value for line in report.lines}[code]


def test_only_the_pathologist_releases_and_corrects(bench):
    (order,) = bench.received("ELEC")
    bench.enter(order, ELEC)
    bench.verify(order)
    bench.review(order)

    for who in ("lab_technician", "doctor", Role.NURSE):
        with pytest.raises(Forbidden):
            bench.release(order, by=bench.api(who))


def test_the_doctor_who_ordered_reviews_and_another_does_not(bench, api):
    (order,) = bench.received("ELEC")
    bench.enter(order, ELEC)
    bench.verify(order)

    with pytest.raises(Forbidden):
        bench.review(order, by=api("doctor_b"))
    with pytest.raises(Forbidden):
        api("doctor_b").send(lab.sheet(test_order_id=order))
    assert bench.review(order, by=bench.doctor).item.status is TestOrderStatus.REVIEWED


def test_an_ordered_test_is_cancelled_by_the_doctor_with_a_reason(bench):
    visit = bench.visit()
    (order,) = bench.order(visit, "CBC")

    item = bench.doctor.send(lab.cancel(test_order_id=order, version=1, reason="done last week"))

    assert (item.status, item.stage) == (TestOrderStatus.CANCELLED, None)
    assert bench.tech.send(lab.worklist()).items == []
    assert bench.logged("TEST_CANCELLED")[0][1] == {"test_order_id": str(order)}


def test_a_cancelled_test_is_not_paid_for_unless_its_bill_was_issued(bench):
    visit = bench.visit()
    crp, cbc, elec = bench.order(visit, "CRP", "CBC", "ELEC")
    cashier = bench.api(Role.CASHIER)

    def cancel(order):
        bench.doctor.send(lab.cancel(test_order_id=order, version=1, reason="done last week"))
        bill = cashier.send(billing.of_appointment(appointment_id=visit))
        return bill, [item.itemable_id for item in bill.items]

    bill, lines = cancel(crp)
    assert (lines, bill.total) == ([cbc, elec], sum(item.amount for item in bill.items))
    cashier.send(billing.issue(bill_id=bill.id, version=bill.version))
    _, lines = cancel(cbc)
    assert lines == [cbc, elec]


def test_after_the_collection_a_stranger_does_not_cancel_and_a_resulted_test_nobody(bench, api):
    (order,) = bench.received("ELEC")

    with pytest.raises(Forbidden):
        api("doctor_b").send(lab.cancel(test_order_id=order, version=bench.version(order), reason="not needed"))
    bench.enter(order, ELEC)
    bench.verify(order)
    with pytest.raises(TestOrderStateConflict):
        bench.path.send(lab.cancel(test_order_id=order, version=bench.version(order), reason="not needed"))


@pytest.mark.parametrize("who", ["doctor", "path"])
def test_after_the_collection_who_may_review_it_cancels_it_with_a_reason(bench, who):
    (order,) = bench.received("ELEC")
    person, version = getattr(bench, who), bench.version(order)

    silent = person.raw(
        "POST",
        f"/test-orders/{order}/cancel",
        json={"version": version, "reason": ""},
        headers={"Command-Key": str(new_id())},
    )
    item = person.send(lab.cancel(test_order_id=order, version=version, reason="taken twice"))

    assert silent.status_code == 422
    assert item.status is TestOrderStatus.CANCELLED


def test_the_technician_and_the_nurse_cancel_nothing(bench):
    (order,) = bench.order(bench.visit(), "ELEC")

    for role in (Role.LAB_TECHNICIAN, Role.NURSE):
        with pytest.raises(Forbidden):
            bench.api(role).send(lab.cancel(test_order_id=order, version=1, reason="ordered twice"))


def test_the_doctor_sees_where_it_was_ordered_that_it_was_cancelled_and_why(bench):
    visit = bench.visit()
    (order,) = bench.order(visit, "ELEC")

    bench.path.send(lab.cancel(test_order_id=order, version=1, reason="ordered twice"))

    (shown,) = bench.doctor.send(consultations.get(appointment_id=visit)).tests
    assert (shown.status, shown.cancel_reason) == (TestOrderStatus.CANCELLED, "ordered twice")


def test_with_the_last_open_test_cancelled_the_patient_comes_back_into_the_queue(bench):
    visit = bench.visit()
    (order,) = bench.order(visit, "ELEC")
    found = bench.doctor.send(appointments.get(appointment_id=visit))
    bench.doctor.send(queue.send_for_tests(appointment_id=visit, version=found.version))

    bench.path.send(lab.cancel(test_order_id=order, version=1, reason="no reagent today"))

    assert bench.doctor.send(appointments.get(appointment_id=visit)).status is AppointmentStatus.WAITING


def test_there_must_be_a_test(bench):
    for call in (lab.sheet, lab.report):
        with pytest.raises(TestOrderNotFound):
            bench.path.send(call(test_order_id=TestOrderId(new_id())))


def test_a_patients_reports_are_listed_newest_first_in_as_many_statements_as_one(bench, database):
    patient = bench.patient()
    first = bench.released("ELEC", ELEC, patient)

    def statements():
        with listening(database) as said:
            page = bench.doctor.send(lab.reports_of(patient_id=patient))
        return page, len(said)

    statements()  # the first look is kept, those that go on are not
    _, few = statements()
    visit = bench.item(first).appointment_id
    found = bench.doctor.send(appointments.get(appointment_id=visit))
    assert found.status is AppointmentStatus.ON_HOLD
    second, third = bench.order(visit, "CRP", "LIPID")
    bench.receive(visit, [second, third])
    bench.enter(second, {"CRP": "4"})
    bench.enter(third, {"CHOL": "190", "HDL": "50", "TRIG": "100"})
    bench.out(second)
    bench.out(third)
    page, many = statements()

    assert [report.test for report in page.items] == ["Lipid profile", "CRP", "Electrolytes"]
    assert many == few


def test_a_look_at_results_is_kept(bench):
    order = bench.released("ELEC", ELEC)
    bench.doctor.send(lab.report(test_order_id=order))

    assert bench.owner.execute("SELECT part, subject_id FROM access_log").fetchall() == [("tests", order)]


def test_how_long_each_stage_took(bench, clock):
    visit = bench.visit()
    (order,) = bench.order(visit, "ELEC")
    day = clock.now().date()
    nurse = bench.api(Role.NURSE)

    def after(some):
        clock.advance(timedelta(minutes=some))

    after(1)
    (sample,) = nurse.send(lab.collect(appointment_id=visit, test_order_ids=[order])).items
    after(2)
    bench.tech.send(lab.receive(sample_id=sample.id, version=sample.version))
    after(3)
    bench.enter(order, ELEC)
    after(1)
    bench.verify(order)
    after(2)
    bench.review(order)
    after(1)
    bench.release(order)

    (test,) = bench.path.send(lab.turnaround(first_day=day, last_day=day)).tests

    minutes = {stage.stage: stage.median_minutes for stage in test.stages}
    assert minutes == {
        WorkStage.COLLECT: 1,
        WorkStage.RECEIVE: 2,
        WorkStage.ENTER: 3,
        WorkStage.VERIFY: 1,
        WorkStage.REVIEW: 2,
        WorkStage.RELEASE: 1,
    }
    assert (test.test, test.lab, test.tests, test.late) == ("Electrolytes", "Biochemistry", 1, 0)
    assert test.total is not None
    assert test.total.median_minutes == 10
    other = bench.path.send(lab.turnaround(first_day=day - timedelta(days=2), last_day=day - timedelta(days=1)))
    assert other.tests == []
