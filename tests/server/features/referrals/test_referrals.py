"""Sending on: to a colleague's queue in one act with the booking, or with a letter that stays as it was written."""

from datetime import timedelta

import pytest

from shared.contracts import appointments, consultations, documents, queue, referrals
from shared.contracts.appointments import AlreadyBooked, AppointmentNotFound, AppointmentStateConflict, WrongDay
from shared.contracts.documents import NothingToPrint
from shared.errors import Forbidden, InvalidRequest
from shared.events import EventType
from shared.ids import AppointmentId, new_id
from shared.models.appointments import AppointmentStatus, Priority
from shared.models.documents import PaperKind
from shared.permissions import Role
from tests.server.features.consultations.visits import checked_in, completed, in_room


@pytest.fixture
def doctor(api):
    return api(Role.DOCTOR)


@pytest.fixture
def visit(api, house, doctor):
    return doctor.send(appointments.get(appointment_id=in_room(api, house)))


@pytest.fixture
def refer(house, visit):
    """To the colleague B, with what differs."""

    def call(**changes):
        asked = {
            "appointment_id": visit.id,
            "doctor_id": house.employees["doctor_b"],
            "reason": "Hoarse for six weeks",
            "question": "Vocal cord lesion?",
        }
        return referrals.refer_inside(**(asked | changes))

    return call


def letter(visit_id, **changes):
    asked = {"appointment_id": visit_id, "addressee": "Heart Institute, Dhaka", "reason": "Murmur", "summary": "E11.9"}
    return referrals.write_letter(**(asked | changes))


def test_today_the_patient_gets_a_token_in_the_colleagues_queue(api, house, refer, visit, doctor):
    checked_in(api, house, name="Was There Before", doctor="doctor_b")

    given = doctor.send(refer())

    assert given.place is not None
    assert (given.place.token, given.place.doctor, given.letter) == ("B-002", "Dr doctor_b", None)
    line = api("doctor_b").send(queue.of_doctor(doctor_id=house.employees["doctor_b"])).entries
    assert [entry.token for entry in line] == ["B-001", "B-002"]
    place = doctor.send(appointments.get(appointment_id=given.place.appointment_id))
    assert (place.patient.id, place.status) == (visit.patient.id, AppointmentStatus.WAITING)


def test_an_urgent_one_waits_before_the_others_and_the_counter_reads_no_clinical_word(api, house, refer, owner, doctor):
    checked_in(api, house, name="Was There Before", doctor="doctor_b")

    given = doctor.send(refer(urgency=Priority.EMERGENCY))

    line = api("doctor_b").send(queue.of_doctor(doctor_id=house.employees["doctor_b"])).entries
    assert [entry.token for entry in line] == ["B-002", "B-001"]
    logged = str(owner.execute("SELECT description, metadata FROM appointment_events").fetchall())
    assert "Hoarse" not in logged
    assert "Vocal" not in logged
    assert given.urgency is Priority.EMERGENCY


def test_on_another_day_a_place_is_booked(refer, visit, doctor):
    day = visit.date + timedelta(days=3)

    given = doctor.send(refer(date=day))

    booked = doctor.send(appointments.get(appointment_id=given.place.appointment_id))
    assert (booked.date, booked.status) == (day, AppointmentStatus.SCHEDULED)


def test_the_visit_says_that_it_was_referred_and_to_whom(refer, visit, doctor):
    given = doctor.send(refer())

    entry = doctor.send(appointments.timeline(appointment_id=visit.id)).items[-1]
    assert (entry.type, entry.description) == (EventType.REFERRAL_GIVEN, "Dr doctor_b")
    assert entry.metadata["referral_no"] == given.referral_no
    assert entry.metadata["booked"] == str(given.place.appointment_id)


def test_the_colleague_reads_who_refers_why_and_what_is_asked(api, refer, doctor):
    given = doctor.send(refer())

    told = api("doctor_b").send(referrals.of_visit(appointment_id=given.place.appointment_id))

    assert told.given == []
    assert (told.received.doctor, told.received.reason, told.received.question) == (
        "Dr doctor",
        "Hoarse for six weeks",
        "Vocal cord lesion?",
    )


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"date": -1}, WrongDay),
        ({"doctor_id": "doctor"}, InvalidRequest),
        ({"appointment_id": AppointmentId(new_id())}, AppointmentNotFound),
    ],
)
def test_a_refused_booking_leaves_no_referral(house, refer, visit, doctor, owner, changes, refusal):
    if "date" in changes:
        changes = {"date": visit.date + timedelta(days=changes["date"])}
    if changes.get("doctor_id") == "doctor":
        changes = {"doctor_id": house.doctor}

    with pytest.raises(refusal):
        doctor.send(refer(**changes))

    assert owner.execute("SELECT count(*) FROM referrals").fetchone() == (0,)


def test_nobody_is_referred_twice_into_one_queue(refer, doctor, owner):
    doctor.send(refer())

    with pytest.raises(AlreadyBooked):
        doctor.send(refer())

    assert owner.execute("SELECT count(*) FROM referrals").fetchone() == (1,)
    assert owner.execute("SELECT last FROM counters WHERE name LIKE 'REF-%'").fetchone() == (1,)


def test_only_the_visits_own_doctor_refers_and_only_who_was_in_the_room(api, house, refer, visit):
    waiting = checked_in(api, house, name="Rahim Uddin")
    for who in ("doctor_b", Role.NURSE, Role.RECEPTIONIST):
        with pytest.raises(Forbidden):
            api(who).send(refer(doctor_id=house.employees["doctor_c"]))
        with pytest.raises(Forbidden):
            api(who).send(letter(visit.id))
    for call in (refer(appointment_id=waiting.id), letter(waiting.id)):
        with pytest.raises(AppointmentStateConflict):
            api(Role.DOCTOR).send(call)


def test_a_letter_is_numbered_and_encrypted_and_follows_the_visit_after_its_end(api, house, doctor, owner):
    visit_id = completed(api, house)

    first, second = doctor.send(letter(visit_id)), doctor.send(letter(visit_id, addressee="Eye Hospital"))

    assert (first.referral_no, second.referral_no) == ("REF-2026-000001", "REF-2026-000002")
    assert [one.letter.addressee for one in doctor.send(referrals.of_visit(appointment_id=visit_id)).given] == [
        "Heart Institute, Dhaka",
        "Eye Hospital",
    ]
    kept = owner.execute("SELECT addressee, reason, summary FROM referrals").fetchall()
    assert not any(word in bytes(cell) for row in kept for cell in row for word in (b"Heart", b"Murmur", b"E11"))


def test_a_letter_is_printed_and_its_copies_are_counted_but_a_place_has_no_paper(refer, visit, doctor):
    written, place = doctor.send(letter(visit.id)), doctor.send(refer())

    copies = [
        doctor.send(documents.record_print(kind=PaperKind.REFERRAL, subject_id=written.id)).copy_number
        for _ in range(3)
    ]

    assert copies == [0, 1, 2]
    with pytest.raises(NothingToPrint):
        doctor.send(documents.record_print(kind=PaperKind.REFERRAL, subject_id=place.id))


def test_looking_at_the_referrals_of_a_visit_that_is_over_is_kept(api, owner, visit, doctor):
    doctor.send(letter(visit.id))
    doctor.send(consultations.complete(appointment_id=visit.id, version=1))

    api(Role.NURSE).send(referrals.of_visit(appointment_id=visit.id))

    assert owner.execute("SELECT part, subject_id FROM access_log").fetchall() == [("visits", visit.id)]
