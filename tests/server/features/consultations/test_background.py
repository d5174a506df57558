"""The patient's past beside today's note."""

from datetime import timedelta
from decimal import Decimal

import pytest

from shared.contracts import consultations, prescriptions, vitals
from shared.contracts.consultations import ProblemListed, ProblemNotFound, UnknownDiagnosis
from shared.contracts.patients import PatientNotFound
from shared.errors import Forbidden
from shared.ids import PatientId, ProblemId, new_id
from shared.models.prescriptions import NewPrescriptionItem, Override
from shared.permissions import Role
from shared.rules.dosing import Frequency, Need
from tests.server.features.charts.histories import came_before
from tests.server.features.consultations.visits import in_room
from tests.support.plans import indexes, listening


@pytest.fixture
def doctor(api):
    return api(Role.DOCTOR)


@pytest.fixture
def visit(api, house):
    return in_room(api, house)


@pytest.fixture
def patient_id(doctor, visit):
    return doctor.send(consultations.get(appointment_id=visit)).patient.id


def item(house, which, frequency=Frequency.BD, days=None):
    need = {"most_a_day": 4, "needed_for": Need.FEVER} if frequency is Frequency.PRN else {}
    facts = {"medicine_id": house.medicines[which], "dose": Decimal(1), "frequency": frequency, "days": days}
    return NewPrescriptionItem.model_validate(facts | need)


def names(doctor, patient_id):
    medicines = doctor.send(consultations.background(patient_id=patient_id)).medicines
    return [(medicine.medicine, medicine.strength) for medicine in medicines]


@pytest.mark.parametrize(
    ("later", "active"),
    [
        (0, ["500 mg", "125 mg/5 mL"]),
        (4, ["500 mg", "125 mg/5 mL"]),
        (5, ["125 mg/5 mL"]),
        (89, ["125 mg/5 mL"]),
        (91, []),
    ],
)
def test_medicines_are_active_to_their_last_day_or_for_some_months(api, house, visit, patient_id, owner, later, active):
    items = [
        item(house, "Paracetamol 500 mg", Frequency.TDS, days=5),
        item(house, "Amoxicillin 500 mg", Frequency.STAT),
        item(house, "Amoxicillin 125 mg/5 mL", Frequency.PRN),
    ]
    warned = api(Role.DOCTOR).send(prescriptions.check(appointment_id=visit, items=items)).items
    answered = [Override(key=warning.key, reason="Once now, then the syrup") for warning in warned]
    api(Role.DOCTOR).send(prescriptions.prescribe(appointment_id=visit, items=items, overrides=answered))
    owner.execute("ALTER TABLE prescriptions DISABLE TRIGGER USER")  # an issued one is frozen
    owner.execute("UPDATE prescriptions SET prescribed_at = prescribed_at - make_interval(days => %s)", (later,))

    assert [strength for _, strength in names(api(Role.DOCTOR), patient_id)] == active


def test_an_amended_prescription_stands_for_the_one_before(doctor, house, visit, patient_id):
    doctor.send(prescriptions.prescribe(appointment_id=visit, items=[item(house, "Amoxicillin 500 mg", days=7)]))
    doctor.send(prescriptions.prescribe(appointment_id=visit, items=[item(house, "Paracetamol 500 mg", days=7)]))

    assert names(doctor, patient_id) == [("Paracetamol", "500 mg")]


def test_vitals_come_newest_first_without_those_in_error(doctor, visit, patient_id, clock):
    for weight in (76, 77, 87):
        wrong = doctor.send(vitals.record(appointment_id=visit, weight_kg=Decimal(weight)))
        clock.advance(timedelta(minutes=1))
    doctor.send(vitals.withdraw(vitals_id=wrong.id, reason="Digits swapped"))

    found = doctor.send(consultations.background(patient_id=patient_id)).vitals

    assert [each.weight_kg for each in found] == [77, 76]


def test_a_problem_stays_on_the_card_until_it_is_resolved(doctor, patient_id, owner):
    added = doctor.send(consultations.add_problem(patient_id=patient_id, code="E11.9"))
    listed = doctor.send(consultations.background(patient_id=patient_id)).problems

    doctor.send(consultations.resolve_problem(problem_id=added.id))

    assert [(p.code, p.title, p.recorded_by) for p in listed] == [
        ("E11.9", "Type 2 diabetes mellitus without complications", "Dr doctor")
    ]
    assert doctor.send(consultations.background(patient_id=patient_id)).problems == []
    assert owner.execute("SELECT code, resolved_by IS NOT NULL FROM patient_problems").fetchall() == [("E11.9", True)]


def test_a_problem_is_listed_once_and_resolved_once(doctor, patient_id):
    added = doctor.send(consultations.add_problem(patient_id=patient_id, code="I10"))
    with pytest.raises(ProblemListed):
        doctor.send(consultations.add_problem(patient_id=patient_id, code="I10"))
    doctor.send(consultations.resolve_problem(problem_id=added.id))

    for gone in (added.id, ProblemId(new_id())):
        with pytest.raises(ProblemNotFound):
            doctor.send(consultations.resolve_problem(problem_id=gone))
    assert doctor.send(consultations.add_problem(patient_id=patient_id, code="I10")).id != added.id


def test_only_doctors_keep_the_list_and_only_with_real_diagnoses(api, doctor, patient_id):
    with pytest.raises(Forbidden):
        api(Role.NURSE).send(consultations.add_problem(patient_id=patient_id, code="I10"))
    with pytest.raises(UnknownDiagnosis):
        doctor.send(consultations.add_problem(patient_id=patient_id, code="J18"))
    with pytest.raises(PatientNotFound):
        doctor.send(consultations.add_problem(patient_id=PatientId(new_id()), code="I10"))


def test_a_pathologist_sees_no_medicines_and_a_cashier_nothing(api, patient_id):
    assert api(Role.PATHOLOGIST).send(consultations.background(patient_id=patient_id)).medicines is None
    with pytest.raises(Forbidden):
        api(Role.CASHIER).send(consultations.background(patient_id=patient_id))


def test_each_opening_is_kept_and_reading_anew_is_the_same_look(doctor, patient_id, owner):
    doctor.send(consultations.background(patient_id=patient_id))
    doctor.send(consultations.background(patient_id=patient_id, again=True))

    assert owner.execute("SELECT part, opened_by FROM access_log").fetchall() == [("visits", "visit")]


def test_two_hundred_visits_take_as_many_statements_as_one(doctor, house, visit, patient_id, owner, database):
    doctor.send(prescriptions.prescribe(appointment_id=visit, items=[item(house, "Paracetamol 500 mg", days=5)]))
    doctor.send(vitals.record(appointment_id=visit, pulse=80, weight_kg=Decimal(70)))
    doctor.send(consultations.add_problem(patient_id=patient_id, code="I10"))
    with listening(database) as note_of_one:
        doctor.send(consultations.save_note(appointment_id=visit, version=1, plan="Rest"))
    asked = consultations.background(patient_id=patient_id, again=True)
    doctor.send(asked)
    with listening(database) as of_one:
        doctor.send(asked)
    came_before(owner, visit, 200)
    owner.execute(_NOTES, {"visit": visit})
    owner.execute(_SIGNED, {"visit": visit})
    owner.execute(_SETS)
    owner.execute("ANALYZE")

    with listening(database) as of_many:
        found = doctor.send(asked)
    with listening(database) as note_of_many:
        doctor.send(consultations.save_note(appointment_id=visit, version=2, plan="Rest, and water"))

    assert (len(found.visits.items), found.visits.more, len(found.vitals)) == (8, True, 12)
    assert len(found.visits.items[0].diagnoses) == 1
    assert len(of_many) == len(of_one)
    assert len(note_of_many) <= len(note_of_one)
    assert indexes(owner, of_many, "vitals") == {"ix_vitals_patient", "pk_employees"}


_NOTES = """
WITH notes AS (
    INSERT INTO consultations (id, appointment_id, patient_id, doctor_id, complaint, history, examination, plan, advice,
        started_at, saved_at, version)
    SELECT a.id, a.id, a.patient_id, a.doctor_id, c.complaint, c.history, c.examination, c.plan, c.advice,
        a.booked_at, a.booked_at, 2
    FROM appointments a JOIN consultations c ON c.appointment_id = %(visit)s WHERE a.status = 'completed'
    RETURNING id, patient_id, doctor_id, started_at
), named AS (
    INSERT INTO diagnoses (id, consultation_id, patient_id, code, kind, recorded_by, recorded_at)
    SELECT gen_random_uuid(), id, patient_id, 'I10', 'primary', doctor_id, started_at FROM notes
)
SELECT 1"""
_SIGNED = "UPDATE consultations SET completed_at = saved_at WHERE appointment_id <> %(visit)s"
_SETS = """
INSERT INTO vitals (id, appointment_id, patient_id, pulse, weight_kg, measured_by, measured_at)
SELECT gen_random_uuid(), id, patient_id, 80, 70, doctor_id, booked_at FROM appointments WHERE status = 'completed'"""
