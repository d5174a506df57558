from datetime import timedelta

import pytest

from shared.contracts import appointments, consultations, patients, queue
from shared.contracts.appointments import AppointmentStateConflict
from shared.contracts.consultations import ConsultationNotFound, UnknownDiagnosis
from shared.contracts.patients import PatientNotFound
from shared.errors import Forbidden, StaleVersion
from shared.events import EventType
from shared.ids import AppointmentId, PatientId, new_id
from shared.models.appointments import AppointmentStatus, AppointmentType
from shared.models.consultations import DiagnosisKind, NewDiagnosis, Note
from shared.models.patients import Severity
from shared.permissions import Role
from tests.server.features.consultations.visits import checked_in, completed, in_room

PNEUMONIA = NewDiagnosis(code="J18.9")
PRESSURE = NewDiagnosis(code="I10", kind=DiagnosisKind.SECONDARY)


def events(api, visit_id):
    return [e.type for e in api("doctor").send(appointments.timeline(appointment_id=visit_id)).items]


def test_opening_a_consultation_writes_nothing(api, house, owner):
    visit_id = in_room(api, house)

    opened = api("doctor").send(consultations.get(appointment_id=visit_id))

    assert (opened.version, opened.note, opened.diagnoses, opened.tests) == (1, Note(), [], [])
    assert owner.execute("SELECT count(*) FROM consultations").fetchone() == (0,)


def test_the_first_saved_draft_keeps_the_consultation_that_was_opened(api, house):
    visit_id = in_room(api, house)
    opened = api("doctor").send(consultations.get(appointment_id=visit_id))

    saved = api("doctor").send(
        consultations.save_note(
            appointment_id=visit_id, version=opened.version, complaint="Fever\nCough", advice="Rest"
        )
    )

    assert (saved.id, saved.version, saved.note.complaint) == (opened.id, 2, "Fever\nCough")
    assert api("doctor").send(consultations.get(appointment_id=visit_id)).note == saved.note


def test_a_draft_based_on_an_older_one_changes_nothing(api, house):
    visit_id = in_room(api, house)
    api("doctor").send(consultations.save_note(appointment_id=visit_id, version=1, complaint="Fever"))

    with pytest.raises(StaleVersion) as refused:
        api("doctor").send(consultations.save_note(appointment_id=visit_id, version=1, complaint=""))

    assert refused.value.version == 2
    assert api("doctor").send(consultations.get(appointment_id=visit_id)).note.complaint == "Fever"


def test_the_note_rests_encrypted(api, house, owner):
    visit_id = in_room(api, house)

    api("doctor").send(consultations.save_note(appointment_id=visit_id, version=1, complaint="Fever"))

    (kept,) = owner.execute("SELECT complaint FROM consultations").fetchone()
    assert b"Fever" not in bytes(kept)


@pytest.mark.parametrize(
    "write",
    [
        lambda visit_id, _: consultations.save_note(appointment_id=visit_id, version=1),
        lambda visit_id, _: consultations.record_diagnoses(appointment_id=visit_id, diagnoses=[PNEUMONIA]),
        lambda visit_id, _: consultations.complete(appointment_id=visit_id, version=1),
    ],
)
class TestWriting:
    def test_is_for_the_visits_own_doctor(self, api, house, write):
        visit_id = in_room(api, house)

        with pytest.raises(Forbidden):
            api("doctor_b").send(write(visit_id, house))

    def test_needs_the_patient_in_the_room(self, api, house, write):
        visit = checked_in(api, house)

        with pytest.raises(AppointmentStateConflict) as refused:
            api("doctor").send(write(visit.id, house))

        assert refused.value.status_found is AppointmentStatus.WAITING

    def test_ends_with_the_consultation(self, api, house, write):
        visit_id = completed(api, house)

        with pytest.raises(AppointmentStateConflict):
            api("doctor").send(write(visit_id, house))

    def test_needs_a_visit(self, api, house, write):
        with pytest.raises(ConsultationNotFound):
            api("doctor").send(write(AppointmentId(new_id()), house))


def test_a_visit_that_has_not_begun_has_no_consultation(api, house):
    visit = checked_in(api, house)

    with pytest.raises(ConsultationNotFound):
        api("doctor").send(consultations.get(appointment_id=visit.id))


def test_the_doctor_sees_what_the_patient_is_allergic_to(api, house):
    visit_id = in_room(api, house)
    patient_id = api("doctor").send(consultations.get(appointment_id=visit_id)).patient.id
    api("doctor").send(patients.record_allergy(patient_id=patient_id, substance="Penicillin", severity=Severity.SEVERE))

    seen = api("doctor").send(consultations.get(appointment_id=visit_id))

    assert [a.substance for a in seen.patient.allergies] == ["Penicillin"]


def test_diagnoses_stand_as_given_and_those_taken_back_stay_on_record(api, house, owner):
    visit_id = in_room(api, house)
    api("doctor").send(consultations.record_diagnoses(appointment_id=visit_id, diagnoses=[PNEUMONIA]))

    answer = api("doctor").send(consultations.record_diagnoses(appointment_id=visit_id, diagnoses=[PRESSURE]))

    assert [(d.code, d.kind) for d in answer.diagnoses] == [("I10", DiagnosisKind.SECONDARY)]
    rows = owner.execute("SELECT code, withdrawn_at IS NULL, withdrawn_by FROM diagnoses ORDER BY id").fetchall()
    assert rows == [("J18.9", False, house.doctor), ("I10", True, None)]


def test_a_diagnosis_that_changes_its_kind_is_taken_back_and_made_anew(api, house, owner):
    visit_id = in_room(api, house)
    secondary = NewDiagnosis(code="J18.9", kind=DiagnosisKind.SECONDARY)
    api("doctor").send(consultations.record_diagnoses(appointment_id=visit_id, diagnoses=[PNEUMONIA]))

    answer = api("doctor").send(consultations.record_diagnoses(appointment_id=visit_id, diagnoses=[secondary]))

    assert [d.kind for d in answer.diagnoses] == [DiagnosisKind.SECONDARY]
    assert owner.execute("SELECT count(*) FROM diagnoses").fetchone() == (2,)


def test_the_log_says_that_there_are_diagnoses_once_for_each_addition_and_never_which(api, house, owner):
    visit_id = in_room(api, house)
    for diagnoses in ([PNEUMONIA], [PNEUMONIA], [PNEUMONIA, PRESSURE], [PRESSURE]):
        api("doctor").send(consultations.record_diagnoses(appointment_id=visit_id, diagnoses=diagnoses))

    logged = owner.execute(
        "SELECT metadata, description FROM appointment_events WHERE type = 'DIAGNOSIS_RECORDED' ORDER BY id"
    ).fetchall()

    assert logged == [({"added": 1}, ""), ({"added": 1}, "")]


@pytest.mark.parametrize("code", ["J18", "Z99.9"])
def test_only_leaves_of_the_icd_can_be_diagnosed(api, house, code):
    visit_id = in_room(api, house)

    with pytest.raises(UnknownDiagnosis) as refused:
        api("doctor").send(
            consultations.record_diagnoses(appointment_id=visit_id, diagnoses=[PRESSURE, NewDiagnosis(code=code)])
        )

    assert refused.value.diagnosis == code
    assert api("doctor").send(consultations.get(appointment_id=visit_id)).diagnoses == []


def test_completing_ends_the_visit_and_tells_the_log(api, house):
    visit_id = in_room(api, house)
    api("doctor").send(consultations.save_note(appointment_id=visit_id, version=1, plan="Antibiotic"))

    done = api("doctor").send(consultations.complete(appointment_id=visit_id, version=2))

    assert done.status is AppointmentStatus.COMPLETED
    assert done.completed_at is not None
    assert events(api, visit_id)[-2:] == [EventType.EXITED_ROOM, EventType.CONSULTATION_COMPLETED]


def test_completing_on_an_older_note_leaves_the_patient_in_the_room(api, house):
    visit_id = in_room(api, house)
    api("doctor").send(consultations.save_note(appointment_id=visit_id, version=1, plan="Antibiotic"))

    with pytest.raises(StaleVersion):
        api("doctor").send(consultations.complete(appointment_id=visit_id, version=1))

    assert api("doctor").send(consultations.get(appointment_id=visit_id)).status is AppointmentStatus.IN_CONSULTATION


def test_the_next_patient_can_be_called_after_completing(api, house):
    completed(api, house)
    waiting = checked_in(api, house, name="Rahim Uddin")

    called = api("doctor").send(queue.call_next(doctor_id=house.doctor))

    assert called.appointment_id == waiting.id


def test_past_visits_tell_diagnoses_newest_first(api, house, clock):
    first = in_room(api, house)
    api("doctor").send(consultations.record_diagnoses(appointment_id=first, diagnoses=[PNEUMONIA]))
    patient_id = api("doctor").send(consultations.complete(appointment_id=first, version=1)).patient.id
    clock.advance(timedelta(minutes=5))
    booked = api(Role.RECEPTIONIST).send(
        appointments.book(patient_id=patient_id, doctor_id=house.doctor, type=AppointmentType.FOLLOWUP, check_in=True)
    )
    called = api("doctor").send(queue.call(appointment_id=booked.id, version=booked.version))
    api("doctor").send(queue.enter(appointment_id=booked.id, version=called.version))
    api("doctor").send(consultations.complete(appointment_id=booked.id, version=1))

    past = api("doctor").send(consultations.background(patient_id=patient_id)).visits

    assert [(v.appointment_id, [d.code for d in v.diagnoses]) for v in past.items] == [
        (booked.id, []),
        (first, ["J18.9"]),
    ]
    assert past.items[0].doctor == "Dr doctor"
    assert not past.more


def test_nobody_has_no_past(api, house):
    with pytest.raises(PatientNotFound):
        api("doctor").send(consultations.background(patient_id=PatientId(new_id())))


@pytest.mark.parametrize(
    ("term", "codes"),
    [
        ("J18", ["J18.9"]),
        ("j189", ["J18.9"]),
        ("E11.", ["E11.9"]),
        ("type diabetes", ["E11.9"]),
        ("DIABETES mellitus", ["E11.9"]),
        ("hypertension essential", ["I10"]),
        ("", ["E11.9", "I10", "J18.9"]),
        ("100%", []),
    ],
)
def test_finds_diagnoses_by_code_or_by_words_in_any_order(api, house, term, codes):
    found = api("doctor").send(consultations.search_icd10(term=term))

    assert [d.code for d in found.items] == codes


def test_a_consultation_is_not_for_the_cashier(api, house):
    visit_id = in_room(api, house)

    with pytest.raises(Forbidden):
        api(Role.CASHIER).send(consultations.get(appointment_id=visit_id))


def test_a_nurse_reads_but_does_not_write(api, house):
    visit_id = in_room(api, house)

    api(Role.NURSE).send(consultations.get(appointment_id=visit_id))
    with pytest.raises(Forbidden):
        api(Role.NURSE).send(consultations.save_note(appointment_id=visit_id, version=1))
