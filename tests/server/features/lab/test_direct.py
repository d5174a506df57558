"""Tests for somebody who sees no doctor of the house."""

from decimal import Decimal

import pytest

from shared.contracts import access, appointments, billing, calendar, charts, lab, patients, queue
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.contracts.lab_refusals import UnknownTestType
from shared.contracts.patients import PatientDied, PatientNotFound
from shared.errors import Forbidden
from shared.ids import PatientId, TestTypeId, new_id
from shared.models.appointments import AppointmentStatus, AppointmentType
from shared.models.lab import TestOrderStatus, Urgency, WorkStage
from shared.permissions import Permission, Role
from tests.server.features.consultations.visits import completed
from tests.support.bench import CBC
from tests.support.house import PASSWORD

SENDER = "Dr Rahman, Green Road Clinic"


@pytest.fixture
def patient_id(bench):
    return bench.patient()


def direct(bench, patient_id, *codes, by=Role.PATHOLOGIST, **more):
    wanted = [bench.tests[code] for code in codes]
    return bench.api(by).send(lab.order_direct(patient_id=patient_id, test_type_ids=wanted, **more)).items


def agreed(bench, patient_id, who="pathologist", asker=Role.NURSE):
    word = access.approve(
        user_name=who, password=PASSWORD, permission=Permission.LAB_ORDER_DIRECT, subject_id=patient_id
    )
    return bench.api(asker).send(word).id


def visits(bench, patient_id):
    return bench.path.send(charts.visits(patient_id=patient_id)).items


def test_the_laboratory_has_the_tests_to_collect_with_who_sent_the_patient(bench, patient_id):
    items = direct(bench, patient_id, "CBC", "FBS", urgency=Urgency.URGENT, requester=SENDER)

    assert [(one.code, one.urgency, one.stage, one.ordered_by, one.requester) for one in items] == [
        ("CBC", Urgency.URGENT, WorkStage.COLLECT, "Pathologist", SENDER),
        ("FBS", Urgency.URGENT, WorkStage.COLLECT, "Pathologist", SENDER),
    ]
    assert [one.id for one in bench.tech.send(lab.worklist()).items] == [one.id for one in items]


def test_the_visit_is_over_as_it_begins_and_has_no_place_anywhere(bench, patient_id, owner):
    (item,) = direct(bench, patient_id, "CBC")

    (visit,) = visits(bench, patient_id)
    assert (visit.appointment_id, visit.type, visit.status) == (
        item.appointment_id,
        AppointmentType.LABORATORY,
        AppointmentStatus.COMPLETED,
    )
    assert (visit.doctor, visit.token, visit.entered_at, visit.tests) == ("Pathologist", None, None, 1)
    assert owner.execute("SELECT serial_number, queue_position FROM appointments").fetchall() == [(None, None)]
    assert owner.execute("SELECT count(*) FROM queue_days").fetchone() == (0,)


def test_the_log_has_the_visit_and_how_many_tests(bench, patient_id):
    direct(bench, patient_id, "CBC", "FBS", requester=SENDER)

    assert bench.logged("APPOINTMENT_REGISTERED", "TESTS_ORDERED", "QUEUE_JOINED", "CONSULTATION_COMPLETED") == [
        ("APPOINTMENT_REGISTERED", {"date": "2026-11-22", "type": "laboratory"}),
        ("TESTS_ORDERED", {"count": 2, "urgency": "routine"}),
    ]


def test_the_cashier_finds_the_tests_waiting_to_be_paid_and_no_consultation(bench, patient_id):
    direct(bench, patient_id, "CBC", "FBS")

    (bill,) = bench.api(Role.CASHIER).send(billing.unpaid()).items
    assert (bill.token, bill.direct, bill.due) == (None, True, Decimal(450 + 150))
    whole = bench.api(Role.CASHIER).send(billing.get(bill_id=bill.id))
    assert [line.charged_by for line in whole.items] == ["Pathologist", "Pathologist"]


def test_the_bill_of_a_consultation_is_none_of_the_laboratorys(bench, house):
    completed(bench.api, house)

    (bill,) = bench.api(Role.CASHIER).send(billing.unpaid()).items
    assert (bill.token, bill.direct) == ("A-001", False)


def test_what_is_asked_for_later_on_the_day_joins_the_visit_its_tubes_and_its_bill(bench, patient_id):
    (first,) = direct(bench, patient_id, "CBC", requester=SENDER)
    (second,) = direct(bench, patient_id, "HBA1C", urgency=Urgency.STAT)

    nurse = bench.api(Role.NURSE)
    tubes = nurse.send(lab.collect(appointment_id=first.appointment_id, test_order_ids=[first.id, second.id])).items
    assert second.appointment_id == first.appointment_id
    assert (second.requester, len(tubes), len(visits(bench, patient_id))) == ("", 1, 1)
    assert len(bench.api(Role.CASHIER).send(billing.unpaid()).items) == 1


def test_tests_of_another_day_are_another_visit(bench, patient_id, owner):
    (first,) = direct(bench, patient_id, "CBC")
    owner.execute("UPDATE appointments SET appointment_date = appointment_date - 1")

    (second,) = direct(bench, patient_id, "CBC")

    assert second.appointment_id != first.appointment_id


def test_a_repeated_command_orders_and_charges_once(bench, patient_id, client):
    key = client.new_key()
    wanted = lab.order_direct(patient_id=patient_id, test_type_ids=[bench.tests["CBC"]])

    first = bench.path.send(wanted, key=key)
    again = bench.path.send(wanted, key=key)

    assert again == first
    assert len(bench.tech.send(lab.worklist()).items) == 1
    assert len(bench.logged("APPOINTMENT_REGISTERED", "TESTS_ORDERED")) == 2


def test_the_released_report_names_who_sent_the_patient_and_waits_to_be_handed_over(bench, patient_id):
    (item,) = direct(bench, patient_id, "CBC", requester=SENDER)
    bench.receive(item.appointment_id, [item.id])
    bench.enter(item.id, CBC)
    bench.out(item.id)

    report = bench.path.send(lab.report(test_order_id=item.id))
    (waiting,) = bench.api(Role.RECEPTIONIST).send(lab.to_deliver()).items
    assert (report.requester, report.ordered.who) == (SENDER, "Pathologist")
    assert (waiting.requester, waiting.test, waiting.unpaid) == (SENDER, "Complete blood count", True)


def test_a_released_result_returns_nobody_to_a_queue_and_is_on_no_doctors_list(bench, patient_id):
    (item,) = direct(bench, patient_id, "CBC", requester=SENDER)
    bench.receive(item.appointment_id, [item.id])
    bench.enter(item.id, CBC)
    bench.out(item.id)

    assert bench.logged("QUEUE_RETURNED", "QUEUE_JOINED") == []
    (visit,) = visits(bench, patient_id)
    assert visit.status is AppointmentStatus.COMPLETED
    for who in ("doctor", "pathologist"):
        assert bench.api(who).send(lab.unread()).items == []


def test_a_doctor_who_orders_directly_reads_the_result(bench, patient_id):
    (item,) = direct(bench, patient_id, "CBC", by=Role.DOCTOR)
    bench.receive(item.appointment_id, [item.id])
    bench.enter(item.id, CBC)
    bench.out(item.id)

    assert [one.test_order_id for one in bench.doctor.send(lab.unread()).items] == [item.id]


def test_no_doctors_day_knows_of_it(bench, patient_id, house):
    """Ordered by a doctor, and often enough that they would count for how long his patients take."""
    for patient in (patient_id, bench.patient(name="Nadia Khan"), bench.patient(name="Rahim Uddin")):
        direct(bench, patient, "CBC", by=Role.DOCTOR)
    desk = bench.api(Role.RECEPTIONIST)
    waiting = desk.send(appointments.book(patient_id=patient_id, doctor_id=house.doctor, check_in=True))

    live = desk.send(queue.of_doctor(doctor_id=house.doctor))
    (day,) = desk.send(calendar.of_doctor(doctor_id=house.doctor, days=1)).days
    figures = desk.send(appointments.figures())
    assert ([one.token for one in live.entries], live.completed, live.pace.minutes) == (["A-001"], 0, 10)
    assert [one.id for one in day.appointments] == [waiting.id]
    assert [one.id for one in desk.send(appointments.of_day()).items] == [waiting.id]
    assert (figures.waiting, figures.completed, figures.average_wait_minutes) == (1, 0, None)


def test_it_begins_no_free_follow_up_and_costs_no_consultation(bench, patient_id, house):
    (item,) = direct(bench, patient_id, "CBC", by=Role.DOCTOR)

    desk = bench.api(Role.RECEPTIONIST)
    suggested = desk.send(appointments.suggest(patient_id=patient_id, doctor_id=house.doctor))
    assert (suggested.type, suggested.free_until) == (AppointmentType.NEW, None)
    assert desk.send(appointments.get(appointment_id=item.appointment_id)).fee == "0.00"


def test_the_patient_was_here(bench, patient_id):
    direct(bench, patient_id, "CBC")

    assert bench.path.send(patients.get(patient_id=patient_id)).last_visit.isoformat() == "2026-11-22"


def test_a_nurse_orders_with_the_word_of_a_second_person_who_may(bench, patient_id, house):
    with pytest.raises(ApprovalNeeded) as refused:
        direct(bench, patient_id, "CBC", by=Role.NURSE)
    (item,) = direct(bench, patient_id, "CBC", by=Role.NURSE, approval_id=agreed(bench, patient_id))

    (visit,) = visits(bench, patient_id)
    assert refused.value.permission == Permission.LAB_ORDER_DIRECT
    # Who agreed stands for it.
    assert (item.ordered_by, visit.doctor) == ("Nurse", "Pathologist")
    assert bench.logged("TESTS_ORDERED")[-1][1]["approved_by"] == str(house.employees["pathologist"])


def test_a_word_given_for_another_patient_counts_for_nothing(bench, patient_id, owner):
    word = agreed(bench, bench.patient(name="Somebody Else"))

    with pytest.raises(ApprovalNotValid):
        direct(bench, patient_id, "CBC", by=Role.NURSE, approval_id=word)

    assert owner.execute("SELECT count(*) FROM appointments").fetchone() == (0,)


@pytest.mark.parametrize("who", [Role.RECEPTIONIST, Role.LAB_TECHNICIAN, Role.CASHIER, Role.MANAGER])
def test_nobody_else_orders_directly(bench, patient_id, who, owner):
    with pytest.raises(Forbidden):
        direct(bench, patient_id, "CBC", by=who)

    assert owner.execute("SELECT count(*) FROM test_orders").fetchone() == (0,)


def test_what_cannot_be_ordered_leaves_nothing_behind(bench, patient_id, owner):
    unknown = TestTypeId(new_id())

    with pytest.raises(UnknownTestType):
        bench.path.send(lab.order_direct(patient_id=patient_id, test_type_ids=[bench.tests["CBC"], unknown]))
    with pytest.raises(PatientNotFound):
        direct(bench, PatientId(new_id()), "CBC")
    owner.execute("UPDATE patients SET died_on = '2026-11-20'")
    with pytest.raises(PatientDied):
        direct(bench, patient_id, "CBC")

    for table in ("appointments", "test_orders", "bills", "appointment_events"):
        assert owner.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


def test_a_visit_to_the_laboratory_cannot_be_booked(bench, patient_id, house, client):
    wish = {"patient_id": str(patient_id), "doctor_id": str(house.doctor), "type": "laboratory"}
    desk = bench.api(Role.RECEPTIONIST)

    refused = desk.raw("POST", "/appointments", json=wish, headers={"Command-Key": client.new_key()})

    assert refused.status_code == 422


def test_a_cancelled_test_is_charged_to_nobody(bench, patient_id):
    (item,) = direct(bench, patient_id, "CBC")

    cancelled = bench.path.send(lab.cancel(test_order_id=item.id, version=item.version, reason="went home"))

    assert cancelled.status is TestOrderStatus.CANCELLED
    assert bench.api(Role.CASHIER).send(billing.unpaid()).items == []
