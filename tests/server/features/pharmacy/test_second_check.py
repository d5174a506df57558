"""The second safety check: the pharmacist answers for what is handed out."""

import pytest

from shared.contracts import appointments, patients, prescriptions, queue
from shared.contracts.prescriptions import UnsettledWarnings
from shared.models.appointments import AppointmentType
from shared.models.patients import Severity
from shared.models.prescriptions import Override
from shared.permissions import Role
from tests.server.features.pharmacy.conftest import give, refuse


def allergic(counter):
    """Amoxicillin for somebody who tells of penicillin at the counter only."""
    visit = counter.visit()
    given = counter.prescribe("Amoxicillin 500 mg", visit=visit)
    who = counter.shelves.api("doctor").send(appointments.get(appointment_id=visit)).patient
    counter.pharmacist.send(
        patients.record_allergy(patient_id=who.id, substance="Penicillin", reaction="", severity=Severity.SEVERE)
    )
    return given


def test_an_allergy_told_at_the_counter_stops_it_until_the_pharmacist_says_why_not(counter, shelves, owner):
    shelves.receive(50, medicine="Amoxicillin 500 mg")
    given = allergic(counter)
    (warning,) = counter.open(given).warnings

    with pytest.raises(UnsettledWarnings):
        counter.dispense(given, give(quantity=21))
    assert shelves.levels() == {("B1", False): 50}

    counter.dispense(given, give(quantity=21), overrides=[warning.key])
    kept = owner.execute("SELECT kind, found, override FROM dispense_warnings").fetchall()
    assert kept == [("allergy", "Penicillin", "Asked the doctor")]


def test_a_warning_about_a_line_that_is_not_given_asks_nothing(counter, shelves):
    given = allergic(counter)

    assert counter.dispense(given, refuse()).parts == []


def test_the_same_ingredient_that_still_lasts_from_another_prescription_is_said(counter, shelves, api, house):
    shelves.receive(100)
    visit = counter.visit()
    who = api("doctor").send(appointments.get(appointment_id=visit)).patient
    first = counter.prescribe(visit=visit)
    counter.dispense(first, give())
    again = api(Role.RECEPTIONIST).send(
        appointments.book(
            patient_id=who.id, doctor_id=house.employees["doctor_b"], type=AppointmentType.NEW, check_in=True
        )
    )
    owner_visit = into_room(api, again, "doctor_b")
    call = prescriptions.prescribe(appointment_id=owner_visit, items=[counter.item("Paracetamol 500 mg")])
    second = api("doctor_b").send(call)

    (warning,) = [one for one in counter.open(second).warnings if one.rule == "DUP-DISPENSED"]
    assert warning.found == f"Paracetamol 500 mg ({first.prescription_no})"
    with pytest.raises(UnsettledWarnings):
        counter.dispense(second, give())

    counter.days_pass(5)
    assert not [one for one in counter.open(second).warnings if one.rule == "DUP-DISPENSED"]


def into_room(api, visit, doctor):
    called = api(doctor).send(queue.call(appointment_id=visit.id, version=visit.version))
    api(doctor).send(queue.enter(appointment_id=visit.id, version=called.version))
    return visit.id


def test_a_doctors_override_is_not_the_pharmacists(counter, shelves):
    """The doctor gave it in spite of the allergy: the pharmacist answers for the handing out."""
    shelves.receive(50, medicine="Amoxicillin 500 mg")
    visit = counter.visit()
    who = shelves.api("doctor").send(appointments.get(appointment_id=visit)).patient
    told = patients.record_allergy(patient_id=who.id, substance="Penicillin", reaction="", severity=Severity.MILD)
    shelves.api("doctor").send(told)
    items = [counter.item("Amoxicillin 500 mg")]
    (warning,) = shelves.api("doctor").send(prescriptions.check(appointment_id=visit, items=items)).items
    override = Override(key=warning.key, reason="Tolerated since")
    given = counter.prescribe("Amoxicillin 500 mg", visit=visit, overrides=[override])

    with pytest.raises(UnsettledWarnings):
        counter.dispense(given, give(quantity=21))
