"""An issued prescription is replaced by a new version, or cancelled, with a reason. See also tests/server/frozen."""

from decimal import Decimal

import pytest

from shared.contracts import appointments, consultations, patients, prescriptions
from shared.contracts.prescriptions import OrderSetNotFound, PrescriptionNotFound, PrescriptionStateConflict
from shared.errors import Forbidden
from shared.ids import PrescriptionId, new_id
from shared.models.appointments import AppointmentType
from shared.models.patients import Severity
from shared.models.prescriptions import NewPrescriptionItem, Override, PrescriptionStatus
from shared.permissions import Role
from shared.rules.dosing import Frequency
from tests.server.features.consultations.visits import in_room


@pytest.fixture
def amoxicillin(house):
    return NewPrescriptionItem(
        medicine_id=house.medicines["Amoxicillin 500 mg"], dose=Decimal(1), frequency=Frequency.TDS, days=7
    )


@pytest.fixture
def syrup(house):
    return NewPrescriptionItem(
        medicine_id=house.medicines["Paracetamol 250 mg/5 mL"], dose=Decimal(10), frequency=Frequency.TDS, days=5
    )


@pytest.fixture
def given(api, house, amoxicillin):
    """Of a visit that is over, in spite of a warning."""
    visit_id = in_room(api, house)
    who = api("doctor").send(consultations.get(appointment_id=visit_id)).patient
    api("doctor").send(
        patients.record_allergy(patient_id=who.id, substance="Penicillin", reaction="", severity=Severity.MILD)
    )
    (warning,) = api("doctor").send(prescriptions.check(appointment_id=visit_id, items=[amoxicillin])).items
    override = Override(key=warning.key, reason="Tolerated since")
    given = api("doctor").send(
        prescriptions.prescribe(appointment_id=visit_id, items=[amoxicillin], overrides=[override])
    )
    api("doctor").send(consultations.complete(appointment_id=visit_id, version=1))
    return given


def test_an_amendment_is_a_new_version_with_its_reason_and_the_old_one_stays_readable(api, given, syrup):
    amended = api("doctor").send(
        prescriptions.amend(prescription_id=given.id, items=[syrup], reason="Cannot swallow capsules")
    )

    assert (amended.prescription_no, amended.version) == (given.prescription_no, 2)
    assert amended.amended_because == "Cannot swallow capsules"
    old = api(Role.PHARMACIST).send(prescriptions.get(prescription_id=given.id))
    assert (old.status, old.cancelled_because) == (PrescriptionStatus.CANCELLED, "Cannot swallow capsules")
    assert old.items == given.items


def test_a_replaced_one_is_not_amended_again(api, given, syrup):
    api("doctor").send(prescriptions.amend(prescription_id=given.id, items=[syrup], reason="Wrong strength"))

    with pytest.raises(PrescriptionStateConflict) as refused:
        api("doctor").send(prescriptions.amend(prescription_id=given.id, items=[syrup], reason="Wrong strength"))

    assert refused.value.status_found is PrescriptionStatus.CANCELLED


def test_a_cancelled_one_says_why_and_is_not_cancelled_twice(api, owner, given):
    cancelled = api("doctor").send(prescriptions.cancel(prescription_id=given.id, reason="Wrong patient"))

    assert (cancelled.status, cancelled.cancelled_because) == (PrescriptionStatus.CANCELLED, "Wrong patient")
    with pytest.raises(PrescriptionStateConflict):
        api("doctor").send(prescriptions.cancel(prescription_id=given.id, reason="Wrong patient"))
    logged = owner.execute("SELECT metadata FROM appointment_events WHERE type = 'PRESCRIPTION_CANCELLED'").fetchall()
    assert logged == [({"prescription_no": given.prescription_no, "version": 1},)]


@pytest.mark.parametrize("status", ["partly_dispensed", "dispensed"])
def test_what_was_handed_out_is_neither_amended_nor_cancelled(api, owner, given, syrup, status):
    owner.execute("UPDATE prescriptions SET status = %s", [status])

    with pytest.raises(PrescriptionStateConflict):
        api("doctor").send(prescriptions.amend(prescription_id=given.id, items=[syrup], reason="Wrong strength"))
    with pytest.raises(PrescriptionStateConflict):
        api("doctor").send(prescriptions.cancel(prescription_id=given.id, reason="Wrong patient"))


def test_nobody_but_its_doctor_amends_or_cancels(api, given, syrup):
    for who in ("doctor_b", Role.PHARMACIST, Role.NURSE):
        with pytest.raises(Forbidden):
            api(who).send(prescriptions.amend(prescription_id=given.id, items=[syrup], reason="Wrong strength"))
        with pytest.raises(Forbidden):
            api(who).send(prescriptions.cancel(prescription_id=given.id, reason="Wrong patient"))
    nowhere = PrescriptionId(new_id())
    with pytest.raises(PrescriptionNotFound):
        api("doctor").send(prescriptions.cancel(prescription_id=nowhere, reason="Wrong patient"))


# Order sets and what was given last


def test_the_last_prescription_of_an_earlier_visit_is_found_for_repeating(api, owner, given, paired):
    again, other = paired

    repeated = api("doctor_b").send(prescriptions.last(appointment_id=again)).prescription
    assert repeated is not None
    assert repeated.id == given.id
    assert api("doctor_b").send(prescriptions.last(appointment_id=other)).prescription is None
    looks = owner.execute("SELECT part, subject_id FROM access_log").fetchall()
    assert looks == [("prescriptions", given.id)]  # reading what another doctor gave is a look


@pytest.fixture
def paired(api, house, given, owner):
    """Visits of the same patient and of another one, at another doctor."""
    (patient_id,) = owner.execute("SELECT patient_id FROM prescriptions").fetchone()
    book = appointments.book(
        patient_id=patient_id, doctor_id=house.employees["doctor_b"], type=AppointmentType.NEW, check_in=True
    )
    again = api(Role.RECEPTIONIST).send(book)
    return again.id, in_room(api, house, name="Rahim Uddin", doctor="doctor_c")


def test_an_order_set_is_the_doctors_own_and_is_replaced_by_its_name(api, house, amoxicillin, syrup):
    doctor = api("doctor")
    doctor.send(prescriptions.save_order_set(name="Tonsillitis", items=[amoxicillin]))
    doctor.send(prescriptions.save_order_set(name="Tonsillitis", items=[amoxicillin, syrup]))

    (kept,) = doctor.send(prescriptions.order_sets()).items
    assert [line.medicine.generic for line in kept.lines] == ["Amoxicillin", "Paracetamol"]
    assert kept.lines[0].days == 7
    assert api("doctor_b").send(prescriptions.order_sets()).items == []
    with pytest.raises(OrderSetNotFound):
        api("doctor_b").send(prescriptions.remove_order_set(order_set_id=kept.id))

    doctor.send(prescriptions.remove_order_set(order_set_id=kept.id))

    assert doctor.send(prescriptions.order_sets()).items == []


def test_a_medicine_out_of_use_is_left_out_of_its_sets(api, owner, amoxicillin, syrup):
    api("doctor").send(prescriptions.save_order_set(name="Tonsillitis", items=[amoxicillin, syrup]))
    owner.execute("UPDATE medicines SET is_active = false WHERE generic = 'Amoxicillin'")

    (kept,) = api("doctor").send(prescriptions.order_sets()).items

    assert [line.medicine.generic for line in kept.lines] == ["Paracetamol"]
