"""The remote calls about referrals."""

from shared.contract import command, query
from shared.contracts.appointments import (
    AlreadyBooked,
    AppointmentNotFound,
    AppointmentStateConflict,
    DayFull,
    DoctorAway,
    DoctorNotFound,
    PatientElsewhere,
    SessionEnded,
    SlotFull,
    WrongDay,
)
from shared.contracts.patients import PatientDied, PatientNotFound
from shared.models.referrals import ListReferrals, ReferInside, Referral, VisitReferrals, WriteLetter
from shared.permissions import Permission
from shared.topics import Topic

of_visit = query(
    "/appointments/{appointment_id}/referrals",
    ListReferrals,
    VisitReferrals,
    allow=Permission.CONSULTATIONS_VIEW,
    raises=(AppointmentNotFound,),
)

refer_inside = command(
    "/appointments/{appointment_id}/referrals",
    ReferInside,
    Referral,
    allow=Permission.CONSULTATIONS_WRITE,
    changes={Topic.REFERRALS, Topic.APPOINTMENTS, Topic.QUEUE},
    raises=(
        AppointmentNotFound,
        AppointmentStateConflict,
        PatientNotFound,
        PatientDied,
        DoctorNotFound,
        AlreadyBooked,
        WrongDay,
        SessionEnded,
        SlotFull,
        DayFull,
        DoctorAway,
        PatientElsewhere,
    ),
)

write_letter = command(
    "/appointments/{appointment_id}/referral-letters",
    WriteLetter,
    Referral,
    allow=Permission.CONSULTATIONS_WRITE,
    changes={Topic.REFERRALS},
    raises=(AppointmentNotFound, AppointmentStateConflict),
)
