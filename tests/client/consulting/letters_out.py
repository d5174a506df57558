"""Referrals and certificates as the server answers them."""

from datetime import timedelta
from uuid import UUID

from shared.ids import AppointmentId, CertificateId, ReferralId
from shared.models.appointments import Priority
from shared.models.certificates import Certificate, Fitness
from shared.models.referrals import BookedPlace, Letter, Referral
from tests.client.consulting.examples import DOCTOR, NOW, OTHER_DOCTOR

VISIT = AppointmentId(UUID(int=14))
PLACE = BookedPlace(
    appointment_id=AppointmentId(UUID(int=77)),
    doctor=OTHER_DOCTOR.name,
    department=OTHER_DOCTOR.department,
    date=NOW.date(),
    slot_at=None,
    token="E-007",
)
REFERRAL = Referral(
    id=ReferralId(UUID(int=5)),
    referral_no="REF-2026-000004",
    appointment_id=VISIT,
    doctor_id=DOCTOR.id,
    doctor=DOCTOR.name,
    degrees=DOCTOR.degrees,
    department=DOCTOR.department,
    given_at=NOW,
    urgency=Priority.NORMAL,
    reason="Hoarse for six weeks",
    question="Vocal cord lesion?",
    place=PLACE,
    letter=None,
)
LETTER = REFERRAL.model_copy(
    update={
        "id": ReferralId(UUID(int=6)),
        "question": "",
        "place": None,
        "letter": Letter(addressee="Heart Institute", department="Cardiology", summary="Diagnoses:\n– I10"),
    }
)
CERTIFICATE = Certificate(
    id=CertificateId(UUID(int=9)),
    certificate_no="MC-2026-000012",
    appointment_id=VISIT,
    doctor_id=DOCTOR.id,
    doctor=DOCTOR.name,
    degrees=DOCTOR.degrees,
    department=DOCTOR.department,
    issued_at=NOW,
    examined_on=NOW.date(),
    from_day=NOW.date(),
    to_day=NOW.date() + timedelta(days=4),
    days=5,
    fitness=Fitness.NO_WORK,
    remark="",
    diagnosis="",
    backdated_because="",
    cancelled=None,
)
