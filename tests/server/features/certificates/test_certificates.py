"""Sick leave on a doctor's word: plausible days, a number, no change afterwards."""

from datetime import timedelta

import pytest

from shared.contracts import appointments, certificates, documents
from shared.contracts.appointments import AppointmentNotFound, AppointmentStateConflict
from shared.contracts.certificates import CertificateCancelled, CertificateNotFound, SickLeaveNotPlausible
from shared.contracts.documents import NothingToPrint
from shared.errors import Forbidden
from shared.events import EventType
from shared.ids import AppointmentId, CertificateId, new_id
from shared.models.certificates import Fitness
from shared.models.documents import PaperKind
from shared.permissions import Role
from shared.rules.sick_leave import SickLeaveFault
from tests.server.features.consultations.visits import checked_in, completed


@pytest.fixture
def doctor(api):
    return api(Role.DOCTOR)


@pytest.fixture
def visit(api, house, doctor):
    return doctor.send(appointments.get(appointment_id=completed(api, house)))


@pytest.fixture
def leave(visit):
    """From so many days after today, for so many days."""

    def call(begins=0, days=3, **changes):
        first = visit.date + timedelta(days=begins)
        last = first + timedelta(days=days - 1)
        return certificates.issue(**{"appointment_id": visit.id, "from_day": first, "to_day": last} | changes)

    return call


def test_it_is_numbered_and_counts_its_days_and_prints_no_diagnosis_unasked(leave, doctor):
    first = doctor.send(leave(days=3, fitness=Fitness.NO_SCHOOL))
    second = doctor.send(leave(days=1, diagnosis="Pneumonia, unspecified"))

    assert (first.certificate_no, first.days, first.diagnosis, first.fitness) == (
        "MC-2026-000001",
        3,
        "",
        Fitness.NO_SCHOOL,
    )
    assert (second.certificate_no, second.days, second.diagnosis) == ("MC-2026-000002", 1, "Pneumonia, unspecified")


@pytest.mark.parametrize(
    ("begins", "days", "fault"),
    [
        (0, 0, SickLeaveFault.ENDS_BEFORE_IT_BEGINS),
        (0, 91, SickLeaveFault.TOO_LONG),
        (-31, 40, SickLeaveFault.TOO_FAR_BACK),
        (31, 1, SickLeaveFault.TOO_FAR_AHEAD),
        (-1, 3, SickLeaveFault.BACKDATED),
    ],
)
def test_days_that_cannot_be_are_refused_and_take_no_number(leave, doctor, owner, begins, days, fault):
    with pytest.raises(SickLeaveNotPlausible) as refused:
        doctor.send(leave(begins, days))

    assert refused.value.fault is fault
    assert owner.execute("SELECT count(*) FROM certificates").fetchone() == (0,)
    assert owner.execute("SELECT count(*) FROM counters WHERE name LIKE 'MC-%'").fetchone() == (0,)


@pytest.mark.parametrize(("begins", "days"), [(0, 90), (-30, 31), (30, 1)])
def test_the_limits_themselves_are_still_possible(leave, doctor, begins, days):
    issued = doctor.send(leave(begins, days, backdated_because="Fell ill on Friday, clinic closed"))

    assert issued.days == days
    assert bool(issued.backdated_because) is (begins < 0)


def test_a_cancelled_one_stays_with_who_and_why_and_is_not_printed_any_more(leave, doctor):
    issued = doctor.send(leave())
    copies = [
        doctor.send(documents.record_print(kind=PaperKind.CERTIFICATE, subject_id=issued.id)).copy_number
        for _ in range(2)
    ]

    cancelled = doctor.send(certificates.cancel(certificate_id=issued.id, reason="Wrong days"))

    assert copies == [0, 1]
    assert (cancelled.cancelled.reason, cancelled.cancelled.by) == ("Wrong days", "Dr doctor")
    assert cancelled.model_copy(update={"cancelled": None}) == issued
    with pytest.raises(NothingToPrint):
        doctor.send(documents.record_print(kind=PaperKind.CERTIFICATE, subject_id=issued.id))
    with pytest.raises(CertificateCancelled):
        doctor.send(certificates.cancel(certificate_id=issued.id, reason="Once more"))
    (kept,) = doctor.send(certificates.of_visit(appointment_id=issued.appointment_id)).items
    assert kept == cancelled


def test_both_facts_are_on_the_timeline_without_what_or_how_long(leave, visit, doctor):
    issued = doctor.send(leave(diagnosis="Pneumonia", remark="No lifting"))
    doctor.send(certificates.cancel(certificate_id=issued.id, reason="Wrong days"))

    *_, first, second = doctor.send(appointments.timeline(appointment_id=visit.id)).items

    assert (first.type, second.type) == (EventType.CERTIFICATE_ISSUED, EventType.CERTIFICATE_CANCELLED)
    for entry in (first, second):
        assert (entry.description, entry.metadata) == (issued.certificate_no, {"certificate_no": issued.certificate_no})


def test_what_it_says_rests_encrypted(leave, doctor, owner):
    issued = doctor.send(leave(diagnosis="Pneumonia", remark="No lifting"))
    doctor.send(certificates.cancel(certificate_id=issued.id, reason="Wrong days"))

    kept = owner.execute("SELECT diagnosis, remark, backdated_because FROM certificates").fetchall()
    kept += owner.execute("SELECT reason FROM certificate_cancellations").fetchall()
    assert not any(word in bytes(cell) for row in kept for cell in row for word in (b"Pneu", b"lift", b"Wrong"))


def test_only_the_visits_own_doctor_issues_and_only_its_issuer_cancels(api, house, leave, doctor):
    waiting = checked_in(api, house, name="Rahim Uddin")
    issued = doctor.send(leave())

    for who in ("doctor_b", Role.NURSE, Role.RECEPTIONIST):
        with pytest.raises(Forbidden):
            api(who).send(leave())
        with pytest.raises(Forbidden):
            api(who).send(certificates.cancel(certificate_id=issued.id, reason="Not mine"))
    with pytest.raises(AppointmentStateConflict):
        doctor.send(leave(appointment_id=waiting.id))
    with pytest.raises(AppointmentNotFound):
        doctor.send(leave(appointment_id=AppointmentId(new_id())))
    with pytest.raises(CertificateNotFound):
        doctor.send(certificates.cancel(certificate_id=CertificateId(new_id()), reason="Nowhere"))


def test_looking_at_the_certificates_of_a_visit_that_is_over_is_kept(api, owner, leave, visit, doctor):
    doctor.send(leave())

    api(Role.NURSE).send(certificates.of_visit(appointment_id=visit.id))

    assert owner.execute("SELECT part, subject_id FROM access_log").fetchall() == [("visits", visit.id)]
