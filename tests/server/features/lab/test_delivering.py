from decimal import Decimal

import pytest
from pydantic import ValidationError

from shared.contracts import billing, cash, lab, patients
from shared.contracts.lab_refusals import NotReleased, ReportReplaced, TestOrderNotFound, TestOrderStateConflict
from shared.errors import Forbidden, InvalidRequest
from shared.ids import TestOrderId, new_id
from shared.models.billing import PaymentMode
from shared.models.cash_payments import PaymentPart
from shared.models.lab import RejectCause
from shared.models.lab_reports import ReportState
from shared.models.lab_results import Taker
from shared.models.patients import Sex
from shared.permissions import Role
from tests.server.features.lab.papers import giving_the_son, handing_over, printing, released_together, versions
from tests.support.plans import listening

ELEC = {"NA": "140", "K": "4.2", "CL": "101"}
BOTH = {"ELEC": ELEC, "CRP": {"CRP": "4"}}


@pytest.fixture
def desk(bench):
    return bench.api(Role.RECEPTIONIST)


@pytest.fixture
def waiting(desk):
    """What the desk's list shows, with nothing asked for."""
    return lambda: desk.send(lab.to_deliver()).items


def say_sex(bench, patient_id, sex):
    desk = bench.api(Role.RECEPTIONIST)
    card = desk.send(patients.get(patient_id=patient_id))
    desk.send(patients.update(patient_id=patient_id, version=card.version, name=card.name, sex=sex))


def test_a_report_waits_from_its_release_until_somebody_takes_it(bench, desk, waiting):
    (order,) = bench.received("ELEC")
    bench.enter(order, ELEC)
    bench.verify(order)
    bench.review(order)
    before = waiting()
    bench.release(order)

    (there,) = waiting()
    desk.send(handing_over(order))

    assert before == []
    assert (there.test_order_id, there.state, there.number, there.replaces) == (order, ReportState.READY, 1, None)
    assert (there.accession, there.test, there.deliveries) == ("261122000011", "Electrolytes", [])
    assert waiting() == []


@pytest.mark.parametrize("term", ["amina", "AMINA beg", "261122000011", "26112200001", "P-2026-0001"])
def test_what_was_given_is_found_by_name_number_and_accession(bench, desk, term):
    order = bench.released("ELEC", ELEC)
    desk.send(giving_the_son(order))

    (found,) = desk.send(lab.to_deliver(term=term)).items

    assert found.state is ReportState.DELIVERED
    assert [(d.taker, d.taken_by, d.relation, d.number, d.given.who) for d in found.deliveries] == [
        (Taker.RELATIVE, "Rahim", "son", 1, "Receptionist")
    ]
    assert desk.send(lab.to_deliver(term="rahim")).items == []


def test_of_a_patient_everything_released_is_told_and_nobody_elses(bench, desk):
    amina, other = bench.patient(), bench.patient(name="Badal Khan", sex=Sex.MALE)
    first, second = released_together(bench, BOTH, amina)
    bench.released("CRP", {"CRP": "4"}, other)
    desk.send(handing_over(first))

    told = desk.send(lab.to_deliver(patient_id=amina)).items

    assert {one.test_order_id: one.state for one in told} == {
        first: ReportState.DELIVERED,
        second: ReportState.READY,
    }


def test_a_corrected_sex_holds_the_report_back_on_top_of_the_list_with_its_reason(bench, desk, waiting):
    patient = bench.patient()
    order = bench.released("HGB", {"HGB": "12.5"}, patient)
    desk.send(giving_the_son(order))
    bench.released("CRP", {"CRP": "4"}, bench.patient(name="Badal Khan"))

    say_sex(bench, patient, Sex.MALE)

    first, second = waiting()
    assert (first.test_order_id, first.state, first.number) == (order, ReportState.REJUDGING, 1)
    assert [d.taken_by for d in first.deliveries] == ["Rahim"]
    assert second.state is ReportState.READY
    with pytest.raises(TestOrderStateConflict):
        desk.send(handing_over(order))
    bench.review(order)
    bench.release(order)
    again = next(one for one in waiting() if one.test_order_id == order)
    assert (again.state, again.number, again.replaces, again.value_corrected) == (ReportState.READY, 2, 1, False)


def test_a_corrected_value_says_why_and_the_old_paper_is_given_to_nobody(bench, desk, waiting):
    order = bench.released("ELEC", ELEC)
    bench.correct(order, {"K": "5.4"})
    (held,) = waiting()
    bench.out(order)
    (ready,) = waiting()

    with pytest.raises(ReportReplaced) as refused:
        desk.send(handing_over(order, number=1))

    assert (held.state, held.number, held.reasons) == (ReportState.CORRECTING, 1, ["read off wrong"])
    assert (ready.state, ready.number, ready.replaces, ready.value_corrected) == (ReportState.READY, 2, 1, True)
    assert ready.reasons == ["read off wrong"]
    assert refused.value.newest == 2
    assert desk.send(handing_over(order, number=2)).items[0].number == 2


def test_a_correction_that_needs_another_tube_is_held_back_under_the_number_of_the_old_one(bench, desk, waiting):
    patient = bench.patient()
    order = bench.released("ELEC", ELEC, patient)
    bench.correct(order, {"K": "5.4"})
    item = bench.item(order)
    (sample,) = bench.tech.send(lab.samples_of(appointment_id=item.appointment_id)).items
    bench.tech.send(lab.reject(sample_id=sample.id, version=sample.version, cause=RejectCause.HAEMOLYSED))

    (held,) = waiting()
    bench.receive(item.appointment_id, [order])
    bench.enter(order, {**ELEC, "K": "5.0"})
    bench.out(order)
    (report,) = desk.send(printing(order, number=3)).reports

    assert (held.state, held.accession, held.reasons) == (
        ReportState.CORRECTING,
        "261122000011",
        ["read off wrong"],
    )
    assert desk.send(lab.to_deliver(term="amina")).items[0].number == 3
    assert report.replaces is not None
    assert (report.replaces.number, report.replaces.value_corrected) == (1, True)
    assert report.accession != "261122000011"


def test_a_relative_is_related_and_no_test_is_named_twice(bench):
    order = TestOrderId(new_id())

    with pytest.raises(ValidationError):
        lab.deliver(reports=versions(order), taker=Taker.RELATIVE, taken_by="Rahim")
    with pytest.raises(ValidationError):
        lab.deliver(reports=versions(order, order), taker=Taker.PATIENT, taken_by="Amina")


def test_tests_of_the_visit_that_are_still_worked_on_are_counted(bench, waiting):
    visit = bench.visit()
    done, _, _ = bench.order(visit, "ELEC", "CRP", "TSH")
    bench.receive(visit, [done])
    bench.enter(done, ELEC)
    bench.out(done)

    assert [one.still_open for one in waiting()] == [2]


def test_that_it_is_not_paid_is_a_hint_for_whoever_may_see_bills_and_no_hindrance(bench, desk):
    visit = bench.visit()
    (order,) = bench.order(visit, "ELEC")
    bench.receive(visit, [order])
    bench.enter(order, ELEC)
    bench.out(order)

    def unpaid(api):
        return [one.unpaid for one in api.send(lab.to_deliver()).items]

    before = unpaid(desk)
    bill = desk.send(billing.of_appointment(appointment_id=visit))
    issued = desk.send(billing.issue(bill_id=bill.id, version=bill.version))
    cashier = bench.api(Role.CASHIER)
    cashier.send(cash.open_session(opening_float=Decimal(0)))
    cashier.send(
        cash.pay(
            bill_id=bill.id,
            version=issued.version,
            parts=[PaymentPart(amount=issued.due, mode=PaymentMode.CARD, reference="1")],
        )
    )

    assert (before, unpaid(desk)) == ([True], [False])
    assert unpaid(bench.doctor) == [None]
    assert desk.send(handing_over(order)).items


def test_the_desk_prints_what_it_hands_over_and_each_test_is_a_look(bench, desk, owner):
    patient = bench.patient()
    first, second = released_together(bench, BOTH, patient)
    with pytest.raises(Forbidden):
        desk.send(lab.report(test_order_id=first))

    paper = desk.send(printing(second, first))

    assert [report.test for report in paper.reports] == ["CRP", "Electrolytes"]
    assert [line.value for line in paper.reports[1].lines] == ["140", "4.2", "101"]
    looks = owner.execute(
        "SELECT l.subject_id, e.full_name, l.part, l.opened_by "
        "FROM access_log l JOIN employees e ON e.id = employee_id WHERE l.patient_id = %s AND l.subject_id IS NOT NULL",
        (patient,),
    ).fetchall()
    assert sorted(looks) == sorted((order, "Receptionist", "tests", "choice") for order in (first, second))


@pytest.mark.parametrize("role", [Role.CASHIER, Role.NURSE, Role.PHARMACIST, Role.MANAGER])
def test_who_hands_no_reports_over_prints_none(bench, role):
    order = bench.released("ELEC", ELEC)

    with pytest.raises(Forbidden):
        bench.api(role).send(printing(order))


def test_only_what_was_released_is_printed(bench, desk):
    order = bench.released("ELEC", ELEC)
    bench.correct(order, {"K": "5.4"})
    (open_one,) = bench.received("CRP")
    bench.enter(open_one, {"CRP": "4"})
    bench.verify(open_one)
    bench.review(open_one)

    for unprintable in (printing(order, number=2), printing(open_one), printing(order, number=7)):
        with pytest.raises(NotReleased):
            desk.send(unprintable)
    with pytest.raises(TestOrderNotFound):
        desk.send(printing(TestOrderId(new_id())))
    assert desk.send(printing(order)).reports[0].in_correction


def test_a_paper_is_of_one_patient(bench, desk):
    mine = bench.released("ELEC", ELEC)
    other = bench.released("ELEC", ELEC, bench.patient(name="Badal Khan"))

    with pytest.raises(InvalidRequest):
        desk.send(printing(mine, other))


def test_an_old_version_is_printed_alone(bench, desk):
    patient = bench.patient()
    order, other = released_together(bench, BOTH, patient)
    bench.correct(order, {"K": "5.4"})
    bench.out(order)

    with pytest.raises(ReportReplaced):
        desk.send(printing(other, order))
    (old,) = desk.send(printing(order)).reports

    assert (old.number, old.newest, old.replaces) == (1, 2, None)


def test_a_correction_says_what_stood_before_and_why(bench, desk):
    order = bench.released("ELEC", {**ELEC, "K": "5.9"})
    bench.correct(order, {"K": "4.9"})
    bench.out(order)

    (report,) = desk.send(printing(order, number=2)).reports

    assert report.replaces is not None
    assert (report.replaces.number, report.replaces.value_corrected) == (1, True)
    assert report.replaces.reasons == ["read off wrong"]
    assert report.replaces.released.who == "Pathologist"
    assert [(line.name, line.value, line.flag) for line in report.replaces.lines] == [("Potassium", "5.9", "high")]


def test_a_version_that_was_never_released_is_not_what_was_before(bench, desk):
    """A repeat before the first release, and a correction that a corrected sex overtook."""
    patient = bench.patient()
    repeated, overtaken = bench.received("ELEC", "HGB", patient_id=patient)
    bench.enter(repeated, ELEC)
    bench.verify(repeated)
    bench.repeat(repeated)
    bench.enter(repeated, {"K": "4.4"})
    bench.out(repeated)
    bench.enter(overtaken, {"HGB": "12.5"})
    bench.out(overtaken)
    bench.correct(overtaken, {"HGB": "12.6"})
    bench.verify(overtaken)
    say_sex(bench, patient, Sex.MALE)
    bench.review(overtaken)
    bench.release(overtaken)

    first, second = desk.send(
        lab.print_reports(reports=[*versions(repeated, number=2), *versions(overtaken, number=3)])
    ).reports

    assert (first.number, first.replaces) == (2, None)
    assert second.replaces is not None
    assert (second.replaces.number, second.replaces.sex, second.sex) == (1, Sex.FEMALE, Sex.MALE)
    assert second.replaces.value_corrected
    assert [line.value for line in second.replaces.lines] == ["12.5"]


def test_a_long_list_and_a_long_paper_cost_no_more_statements(bench, desk, database):
    patient = bench.patient()

    def statements():
        with listening(database) as heard:
            desk.send(lab.to_deliver(patient_id=patient))
            desk.send(printing(*orders))
        return len(heard)

    three = released_together(bench, {**BOTH, "TSH": {"TSH": "2"}}, patient)
    orders = three[:1]
    one = statements()
    orders = three

    assert statements() == one
