from decimal import Decimal

import pytest

from shared.contracts import consultations, prescriptions
from shared.contracts.appointments import AppointmentStateConflict
from shared.contracts.consultations import ConsultationNotFound
from shared.contracts.prescriptions import MedicineNotFound, PrescriptionNotFound
from shared.errors import Forbidden
from shared.ids import AppointmentId, MedicineId, PrescriptionId, new_id
from shared.models.prescriptions import NewPrescriptionItem, PrescriptionStatus
from shared.permissions import Role
from shared.rules.dosing import Frequency
from tests.server.features.consultations.visits import checked_in, completed, in_room


@pytest.fixture
def paracetamol(house):
    return NewPrescriptionItem(
        medicine_id=house.medicines["Paracetamol 500 mg"], dose=Decimal(1), frequency=Frequency.TDS, days=5
    )


@pytest.fixture
def syrup(house):
    return NewPrescriptionItem(
        medicine_id=house.medicines["Amoxicillin 125 mg/5 mL"], dose=Decimal(5), frequency=Frequency.TDS, days=7
    )


def test_a_prescription_copies_its_medicines_and_counts_what_to_hand_out(api, house, paracetamol, syrup):
    visit_id = in_room(api, house)

    given = api("doctor").send(prescriptions.prescribe(appointment_id=visit_id, items=[paracetamol, syrup]))

    assert (given.prescription_no, given.version, given.status) == ("RX-2026-000001", 1, PrescriptionStatus.ISSUED)
    assert [(i.medicine, i.strength, i.quantity) for i in given.items] == [
        ("Paracetamol", "500 mg", 15),
        ("Amoxicillin", "125 mg/5 mL", 1),
    ]
    assert given.prescribed_by == "Dr doctor"


def test_the_quantity_the_doctor_typed_stands(api, house, paracetamol):
    visit_id = in_room(api, house)
    more = paracetamol.model_copy(update={"quantity": 20})

    given = api("doctor").send(prescriptions.prescribe(appointment_id=visit_id, items=[more]))

    assert given.items[0].quantity == 20


def test_a_second_one_for_the_visit_takes_the_place_of_the_first(api, house, paracetamol, syrup):
    visit_id = in_room(api, house)
    first = api("doctor").send(prescriptions.prescribe(appointment_id=visit_id, items=[paracetamol]))

    second = api("doctor").send(prescriptions.prescribe(appointment_id=visit_id, items=[syrup]))

    assert (second.prescription_no, second.version) == (first.prescription_no, 2)
    kept = api(Role.PHARMACIST).send(prescriptions.get(prescription_id=first.id))
    assert (kept.status, [i.medicine for i in kept.items]) == (PrescriptionStatus.CANCELLED, ["Paracetamol"])
    shown = api("doctor").send(consultations.get(appointment_id=visit_id)).prescription
    assert shown is not None
    assert shown.id == second.id


def test_it_carries_the_advice_of_the_note_as_it_was_then(api, house, paracetamol):
    visit_id = in_room(api, house)
    saved = api("doctor").send(consultations.save_note(appointment_id=visit_id, version=1, advice="Drink water"))
    given = api("doctor").send(prescriptions.prescribe(appointment_id=visit_id, items=[paracetamol]))

    api("doctor").send(consultations.save_note(appointment_id=visit_id, version=saved.version, advice="Something else"))

    assert given.advice == "Drink water"
    assert api("doctor").send(prescriptions.get(prescription_id=given.id)).advice == "Drink water"


def test_each_visit_has_a_number_of_its_own_and_a_refused_one_leaves_no_gap(api, house, paracetamol):
    unknown = paracetamol.model_copy(update={"medicine_id": MedicineId(new_id())})
    first = in_room(api, house)
    with pytest.raises(MedicineNotFound) as refused:
        api("doctor").send(prescriptions.prescribe(appointment_id=first, items=[unknown]))
    second = in_room(api, house, name="Rahim Uddin", doctor="doctor_b")

    given = [
        api(doctor).send(prescriptions.prescribe(appointment_id=visit_id, items=[paracetamol]))
        for doctor, visit_id in (("doctor", first), ("doctor_b", second))
    ]

    assert refused.value.medicine_id == unknown.medicine_id
    assert [p.prescription_no for p in given] == ["RX-2026-000001", "RX-2026-000002"]


def test_the_log_says_how_many_medicines_and_never_which(api, house, owner, paracetamol, syrup):
    visit_id = in_room(api, house)

    api("doctor").send(prescriptions.prescribe(appointment_id=visit_id, items=[paracetamol, syrup]))

    logged = owner.execute(
        "SELECT description, metadata FROM appointment_events WHERE type = 'PRESCRIPTION_GIVEN'"
    ).fetchall()
    assert logged == [
        ("RX-2026-000001", {"prescription_no": "RX-2026-000001", "version": 1, "medicines": 2}),
    ]


def test_only_while_the_patient_is_in_the_room(api, house, paracetamol):
    waiting = checked_in(api, house).id
    with pytest.raises(AppointmentStateConflict):
        api("doctor").send(prescriptions.prescribe(appointment_id=waiting, items=[paracetamol]))
    with pytest.raises(ConsultationNotFound):
        api("doctor").send(prescriptions.prescribe(appointment_id=AppointmentId(new_id()), items=[paracetamol]))


def test_not_after_the_consultation(api, house, paracetamol):
    visit_id = completed(api, house)

    with pytest.raises(AppointmentStateConflict):
        api("doctor").send(prescriptions.prescribe(appointment_id=visit_id, items=[paracetamol]))


def test_a_pharmacist_reads_and_does_not_prescribe(api, house, paracetamol):
    visit_id = in_room(api, house)

    with pytest.raises(Forbidden):
        api(Role.PHARMACIST).send(prescriptions.prescribe(appointment_id=visit_id, items=[paracetamol]))
    with pytest.raises(PrescriptionNotFound):
        api(Role.PHARMACIST).send(prescriptions.get(prescription_id=PrescriptionId(new_id())))


@pytest.mark.parametrize(
    ("term", "strengths"),
    [
        ("amox 500", ["500 mg"]),
        ("500 AMOX", ["500 mg"]),
        ("amox", ["500 mg", "125 mg/5 mL"]),
        ("suspension", ["125 mg/5 mL"]),
        ("warfarin", []),
    ],
)
def test_finds_medicines_by_words_in_any_order(api, house, term, strengths):
    found = api("doctor").send(prescriptions.medicines(term=term))

    assert [m.strength for m in found.items] == strengths


@pytest.mark.parametrize("term", ["", "I03", "food three TABLET"])
def test_finds_instructions_by_number_or_words(api, house, term):
    found = api("doctor").send(prescriptions.instructions(term=term))

    assert [i.code for i in found.items] == ["I03"]
