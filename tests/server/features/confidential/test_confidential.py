from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest

from server.core.looks import closed_records
from shared.ages import AgeUnit
from shared.contracts import (
    appointments,
    charts,
    confidential,
    consultations,
    documents,
    lab,
    patients,
    prescriptions,
    queue,
)
from shared.contracts.confidential import BrokenGlassNotFound
from shared.errors import Confidential, Forbidden
from shared.ids import BrokenGlassId, new_id
from shared.models.patients import Sex, TypedAge
from shared.models.prescriptions import NewPrescriptionItem
from shared.permissions import Role
from shared.rules.dosing import Frequency
from tests.support.server import NOON, people_of

WHY = "Unconscious in the emergency room, allergies must be known"


@pytest.fixture
def vip(api):
    """A patient of `doctor`, here today, whose record the manager has marked."""
    reception = api(Role.RECEPTIONIST)
    age = TypedAge(amount=50, unit=AgeUnit.YEARS)
    patient = reception.send(patients.register(name="Nasreen Minister", sex=Sex.FEMALE, age=age, confirmed=True))
    mark(api(Role.MANAGER), patient.id)
    return patient.id


@pytest.fixture
def visit(api, house, vip):
    return api(Role.RECEPTIONIST).send(appointments.book(patient_id=vip, doctor_id=house.doctor, check_in=True))


def mark(who, patient_id, *, on=True):
    who.send(confidential.mark(patient_id=patient_id, confidential=on, reason="Asked for it herself"))


def opens(who, patient_id):
    try:
        who.send(charts.open_chart(patient_id=patient_id))
    except Confidential:
        return False
    return True


def broken(manager, **asked):
    return manager.send(confidential.broken_glass(**asked)).items


def test_a_confidential_record_opens_to_those_who_treat_the_patient_alone(api, vip, visit, owner):
    assert opens(api("doctor"), vip)
    for other in ("doctor_b", Role.NURSE, Role.CASHIER, Role.RECEPTIONIST, Role.MANAGER, Role.PHARMACIST):
        assert not opens(api(other), vip), other
    owner.execute("UPDATE appointments SET appointment_date = appointment_date - 31")
    assert not opens(api("doctor"), vip)


def test_the_department_is_let_in_on_the_day_itself(api, vip, visit, owner):
    owner.execute(
        "UPDATE employees SET department_id = (SELECT department_id FROM employees WHERE full_name = 'Dr doctor') "
        "WHERE full_name = 'Nurse'"
    )

    assert opens(api(Role.NURSE), vip)
    owner.execute("UPDATE appointments SET appointment_date = appointment_date - 1")
    assert not opens(api(Role.NURSE), vip)


def test_the_laboratory_is_let_in_while_there_is_work_for_it(api, house, vip, visit):
    assert not opens(api(Role.LAB_TECHNICIAN), vip)
    doctor = api("doctor")
    called = doctor.send(queue.call(appointment_id=visit.id, version=visit.version))
    doctor.send(queue.enter(appointment_id=visit.id, version=called.version))
    doctor.send(lab.order(appointment_id=visit.id, test_type_ids=[house.tests["CBC"]]))

    assert opens(api(Role.LAB_TECHNICIAN), vip)
    assert not opens(api("doctor_b"), vip)


def test_a_visit_that_is_cancelled_treats_nobody(api, vip, visit):
    api(Role.RECEPTIONIST).send(appointments.cancel(appointment_id=visit.id, version=visit.version, reason="went home"))

    assert not opens(api("doctor"), vip)


def test_a_visit_that_is_only_booked_treats_nobody(api, house, vip):
    """Or a doctor could open any record by booking its patient."""
    api(Role.RECEPTIONIST).send(appointments.book(patient_id=vip, doctor_id=house.doctor))

    assert not opens(api("doctor"), vip)


@pytest.fixture
def nurse(api, owner):
    """Of the department of `doctor`."""
    owner.execute(
        "UPDATE employees SET department_id = (SELECT department_id FROM employees WHERE full_name = 'Dr doctor') "
        "WHERE full_name = 'Nurse'"
    )
    return api(Role.NURSE)


def test_nobody_lets_oneself_in_by_saying_that_the_patient_is_here(api, house, vip, nurse):
    visit = nurse.send(appointments.book(patient_id=vip, doctor_id=house.doctor, check_in=True))

    assert not opens(nurse, vip)
    assert opens(api("doctor"), vip)  # whom the nurse brought the patient
    called = nurse.send(queue.call(appointment_id=visit.id, version=visit.version))
    assert not opens(nurse, vip)
    api("doctor").send(queue.enter(appointment_id=visit.id, version=called.version))
    assert opens(nurse, vip)  # the doctor has the patient before the eyes


def test_who_booked_is_let_in_once_somebody_else_checks_in(api, house, vip, nurse):
    visit = nurse.send(appointments.book(patient_id=vip, doctor_id=house.doctor))
    api(Role.RECEPTIONIST).send(appointments.check_in(appointment_id=visit.id, version=visit.version))

    assert opens(nurse, vip)


def test_who_checks_in_what_reception_booked_is_let_in(api, house, vip, nurse):
    visit = api(Role.RECEPTIONIST).send(appointments.book(patient_id=vip, doctor_id=house.doctor))
    nurse.send(appointments.check_in(appointment_id=visit.id, version=visit.version))

    assert opens(nurse, vip)


def test_nobody_lets_oneself_in_by_moving_a_patient_to_the_own_department(api, house, vip, nurse):
    """By what was said of another doctor before."""
    reception, other = api(Role.RECEPTIONIST), house.employees["doctor_b"]
    waits = reception.send(appointments.book(patient_id=vip, doctor_id=other, check_in=True))
    nurse.send(
        queue.transfer(appointment_id=waits.id, version=waits.version, doctor_id=house.doctor, reason="Shorter queue")
    )

    assert not opens(nurse, vip)
    assert opens(api("doctor"), vip)


def test_a_doctor_who_is_alone_in_the_house_breaks_the_glass_and_no_more(api, house, vip, owner):
    """Booked and brought in by nobody else: the reason opens it, and the mark is not hers to take away."""
    owner.execute(
        "INSERT INTO role_permissions (role_id, permission, scope) "
        "SELECT id, 'appointments:check_in', 'all' FROM roles WHERE name = 'doctor'"
    )
    doctor = api("doctor")
    doctor.send(appointments.book(patient_id=vip, doctor_id=house.doctor, check_in=True))

    assert not opens(doctor, vip)
    with pytest.raises(Forbidden):
        mark(doctor, vip, on=False)
    doctor.send(confidential.break_glass(patient_id=vip, reason=WHY))
    assert opens(doctor, vip)


def test_the_note_that_is_being_written_is_closed_as_well(api, vip, visit):
    doctor = api("doctor")
    called = doctor.send(queue.call(appointment_id=visit.id, version=visit.version))
    doctor.send(queue.enter(appointment_id=visit.id, version=called.version))
    doctor.send(consultations.get(appointment_id=visit.id))

    with pytest.raises(Confidential):
        api("doctor_b").send(consultations.get(appointment_id=visit.id))


def test_what_was_merged_and_merged_again_stays_closed(api, vip, visit, owner):
    ages = TypedAge(amount=50, unit=AgeUnit.YEARS)
    reception = api(Role.RECEPTIONIST)
    first, last = (
        reception.send(patients.register(name=name, sex=Sex.FEMALE, age=ages, confirmed=True)).id
        for name in ("Nasreen M", "N Minister")
    )
    owner.execute("SET session_replication_role = replica")
    for merged, kept in ((vip, first), (first, last)):
        owner.execute("UPDATE patients SET merged_into = %s WHERE id = %s", [kept, merged])

    assert not opens(api("doctor_b"), last)


def test_every_call_that_opens_clinical_content_is_closed(api, vip, visit):
    stranger = api("doctor_b")
    closed = (
        charts.open_chart(patient_id=vip),
        charts.timeline(patient_id=vip),
        charts.visits(patient_id=vip),
        charts.tests(patient_id=vip),
        charts.prescriptions(patient_id=vip),
        documents.of_patient(patient_id=vip),
        consultations.background(patient_id=vip),
        lab.reports_of(patient_id=vip),
    )
    for call in closed:
        with pytest.raises(Confidential) as refusal:
            stranger.send(call)
        assert refusal.value.patient_id == vip


def test_what_answers_to_something_typed_tells_a_stranger_nothing(api, house, vip, visit):
    """A warning names medicines, "listed already" a diagnosis, a work list the tests."""
    doctor, stranger = api("doctor"), api("doctor_b")
    called = doctor.send(queue.call(appointment_id=visit.id, version=visit.version))
    doctor.send(queue.enter(appointment_id=visit.id, version=called.version))
    (test,) = doctor.send(lab.order(appointment_id=visit.id, test_type_ids=[house.tests["CBC"]])).items
    problem = doctor.send(consultations.add_problem(patient_id=vip, code="I10"))
    (tube,) = api(Role.NURSE).send(lab.prepare(appointment_id=visit.id, test_order_ids=[test.id])).items
    booked = api(Role.RECEPTIONIST).send(appointments.book(patient_id=vip, doctor_id=house.employees["doctor_b"]))
    line = NewPrescriptionItem(
        medicine_id=house.medicines["Paracetamol 500 mg"], dose=Decimal(1), frequency=Frequency.TDS, days=5
    )

    for call in (
        prescriptions.check(appointment_id=booked.id, items=[line]),
        consultations.add_problem(patient_id=vip, code="I10"),
        consultations.resolve_problem(problem_id=problem.id),
        lab.by_accession(accession=tube.accession),
    ):
        with pytest.raises(Confidential):
            stranger.send(call)

    assert stranger.send(lab.worklist()).items == []
    for who in ("doctor", Role.NURSE, Role.LAB_TECHNICIAN):  # who treats, takes the tube, examines it
        assert [item.patient.id for item in api(who).send(lab.worklist()).items] == [vip]


def test_tokens_are_given_and_money_is_taken_as_of_anybody(api, vip, visit):
    assert api(Role.RECEPTIONIST).send(patients.get(patient_id=vip)).confidential
    assert api(Role.CASHIER).send(charts.bills(patient_id=vip)).items == []  # asked, not refused


def test_the_search_shows_the_name_and_that_it_is_closed(api, vip):
    (found,) = api("doctor_b").send(patients.search(term="Nasreen Minister")).items

    assert (found.name, found.confidential) == ("Nasreen Minister", True)


def test_whoever_says_why_opens_it_for_half_a_day_and_the_manager_sees_it(api, vip, visit, owner, clock, client, house):
    stranger, manager = api("doctor_b"), api(Role.MANAGER)
    stranger.send(confidential.break_glass(patient_id=vip, reason=WHY))

    assert opens(stranger, vip)
    assert not opens(api("doctor_c"), vip)
    (one,) = broken(manager)
    assert (one.by, one.patient_name, one.reason, one.seen_by) == ("Dr doctor_b", "Nasreen Minister", WHY, None)
    looks = owner.execute("SELECT opened_by, subject_id FROM access_log WHERE patient_id = %s ORDER BY id", (vip,))
    assert ("glass", one.id) in looks.fetchall()
    manager.send(confidential.see(broken_glass_id=one.id))
    assert broken(manager) == []
    assert [each.seen_by for each in broken(manager, only_unseen=False)] == ["Manager"]
    clock.advance(timedelta(hours=12))
    assert not opens(people_of(client, house)("doctor_b"), vip)


def test_nobody_signs_off_the_own_glass_nor_sees_the_list_without_the_right(api, vip):
    manager = api(Role.MANAGER)
    manager.send(confidential.break_glass(patient_id=vip, reason=WHY))
    (one,) = broken(manager)

    with pytest.raises(Forbidden):
        manager.send(confidential.see(broken_glass_id=one.id))
    for other in ("doctor", Role.NURSE):
        with pytest.raises(Forbidden):
            broken(api(other))
    with pytest.raises(BrokenGlassNotFound):
        manager.send(confidential.see(broken_glass_id=BrokenGlassId(new_id())))


def test_a_doctor_marks_the_own_patients_and_nobody_else_but_the_manager_does(api, vip, visit, owner):
    with pytest.raises(Forbidden):
        mark(api("doctor_b"), vip, on=False)
    with pytest.raises(Forbidden):
        mark(api(Role.NURSE), vip, on=False)
    mark(api("doctor"), vip, on=False)
    assert opens(api("doctor_b"), vip)
    mark(api("doctor"), vip)
    assert not opens(api("doctor_b"), vip)

    kept = owner.execute("SELECT confidential FROM confidences WHERE patient_id = %s ORDER BY id", (vip,)).fetchall()
    assert kept == [(True,), (False,), (True,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("DELETE FROM confidences")


def test_a_record_that_took_the_place_of_a_confidential_one_is_confidential(api, vip, owner):
    age = TypedAge(amount=50, unit=AgeUnit.YEARS)
    other = api(Role.RECEPTIONIST).send(
        patients.register(name="Nasrin Minister", sex=Sex.FEMALE, age=age, confirmed=True)
    )
    assert opens(api("doctor_b"), other.id)
    owner.execute("UPDATE patients SET merged_into = %s WHERE id = %s", (other.id, vip))

    assert not opens(api("doctor_b"), other.id)


def test_what_was_merged_into_a_closed_record_is_closed_with_it(api, vip, owner, database, house):
    """Its events and looks still bear its own name."""
    age = TypedAge(amount=50, unit=AgeUnit.YEARS)
    part = api(Role.RECEPTIONIST).send(patients.register(name="N. Minister", sex=Sex.FEMALE, age=age, confirmed=True))
    owner.execute("UPDATE patients SET merged_into = %s WHERE id = %s", (vip, part.id))

    with database.transaction() as session:
        stranger, day = house.employees["doctor_b"], NOON.date()
        assert {vip, part.id} <= closed_records(session, stranger, [], day, NOON)
        assert closed_records(session, stranger, [], day, NOON, [part.id]) == {part.id}
