"""A completed consultation is signed and only added to. That nothing of it changes, tests/server/frozen shows."""

import psycopg
import pytest
from sqlalchemy import make_url

from shared.contracts import appointments, consultations
from shared.contracts.consultations import ConsultationNotFound, NotSigned
from shared.errors import Forbidden
from shared.events import EventType
from shared.ids import AppointmentId, new_id
from shared.models.consultations import NewDiagnosis
from shared.permissions import Role
from tests.server.features.consultations.visits import in_room

REFUSED = psycopg.errors.InsufficientPrivilege


@pytest.fixture
def doctor(api):
    return api(Role.DOCTOR)


@pytest.fixture
def signed(api, house, doctor):
    visit_id = in_room(api, house)
    doctor.send(consultations.save_note(appointment_id=visit_id, version=1, complaint="Cough", plan="Rest"))
    doctor.send(consultations.record_diagnoses(appointment_id=visit_id, diagnoses=[NewDiagnosis(code="J18.9")]))
    doctor.send(consultations.complete(appointment_id=visit_id, version=2))
    return visit_id


@pytest.fixture
def server_role(fresh):
    url = make_url(fresh.app_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def test_a_note_that_is_still_written_is_not_frozen(api, house, doctor, owner):
    visit_id = in_room(api, house)
    doctor.send(consultations.save_note(appointment_id=visit_id, version=1, plan="Rest"))

    owner.execute("UPDATE consultations SET saved_at = now()")

    assert owner.execute("SELECT count(*) FROM consultations").fetchone() == (1,)


def test_what_is_added_stands_beside_the_note_with_who_and_why(doctor, signed):
    before = doctor.send(consultations.get(appointment_id=signed))

    doctor.send(
        consultations.amend(appointment_id=signed, text="Allergic to nuts too.\nTold later.", reason="Rang up at noon")
    )

    after = doctor.send(consultations.get(appointment_id=signed))
    (added,) = after.amendments
    assert (added.text, added.reason, added.by) == (
        "Allergic to nuts too.\nTold later.",
        "Rang up at noon",
        "Dr doctor",
    )
    assert (after.note, after.diagnoses, after.version) == (before.note, before.diagnoses, before.version)


def test_what_is_added_rests_encrypted_and_only_grows(doctor, owner, server_role, signed):
    doctor.send(consultations.amend(appointment_id=signed, text="Allergic to nuts", reason="Rang up"))

    (kept,) = owner.execute("SELECT text FROM consultation_amendments").fetchone()
    assert b"nuts" not in bytes(kept)
    for connection in (owner, server_role):
        for attempt in ("UPDATE {} SET text = ''", "DELETE FROM {}", "TRUNCATE {}"):
            with pytest.raises(REFUSED):
                connection.execute(attempt.format("consultation_amendments"))


def test_the_timeline_says_that_something_was_added_and_never_what(doctor, signed):
    doctor.send(consultations.amend(appointment_id=signed, text="Allergic to nuts", reason="Rang up"))

    entry = doctor.send(appointments.timeline(appointment_id=signed)).items[-1]
    assert (entry.type, entry.description, entry.metadata) == (EventType.CONSULTATION_AMENDED, "", {})


def test_only_the_notes_own_doctor_adds_to_it(api, signed):
    for other in ("doctor_b", Role.NURSE, Role.PATHOLOGIST):
        with pytest.raises(Forbidden):
            api(other).send(consultations.amend(appointment_id=signed, text="Other words", reason="Because"))


def test_what_is_still_written_is_not_added_to(api, house, doctor):
    visit_id = in_room(api, house)
    with pytest.raises(ConsultationNotFound):
        doctor.send(consultations.amend(appointment_id=visit_id, text="Too early", reason="Because"))
    doctor.send(consultations.save_note(appointment_id=visit_id, version=1, plan="Rest"))

    with pytest.raises(NotSigned):
        doctor.send(consultations.amend(appointment_id=visit_id, text="Too early", reason="Because"))
    with pytest.raises(ConsultationNotFound):
        doctor.send(consultations.amend(appointment_id=AppointmentId(new_id()), text="None", reason="Because"))


def test_who_reads_a_signed_note_is_kept(api, owner, signed):
    owner_looks = "SELECT part, opened_by, subject_id FROM access_log"
    assert owner.execute(owner_looks).fetchall() == []

    api(Role.NURSE).send(consultations.get(appointment_id=signed))

    assert owner.execute(owner_looks).fetchall() == [("visits", "choice", signed)]
