"""The remote calls about sick-leave certificates."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.appointments import AppointmentNotFound, AppointmentStateConflict
from shared.errors import ApiError, Conflict, NotFound
from shared.ids import CertificateId
from shared.models.certificates import CancelCertificate, Certificate, IssueCertificate, ListCertificates
from shared.models.common import Page
from shared.permissions import Permission
from shared.rules.sick_leave import SickLeaveFault
from shared.topics import Topic


@dataclass(eq=False)
class CertificateNotFound(NotFound):
    certificate_id: CertificateId


class CertificateCancelled(Conflict):
    """It was cancelled before."""


@dataclass(eq=False)
class SickLeaveNotPlausible(ApiError):
    """No certificate is written for such days."""

    status = 422
    fault: SickLeaveFault


of_visit = query(
    "/appointments/{appointment_id}/certificates",
    ListCertificates,
    Page[Certificate],
    allow=Permission.CONSULTATIONS_VIEW,
    raises=(AppointmentNotFound,),
)

issue = command(
    "/appointments/{appointment_id}/certificates",
    IssueCertificate,
    Certificate,
    allow=Permission.CONSULTATIONS_WRITE,
    changes={Topic.CERTIFICATES},
    raises=(AppointmentNotFound, AppointmentStateConflict, SickLeaveNotPlausible),
)

cancel = command(
    "/certificates/{certificate_id}/cancellation",
    CancelCertificate,
    Certificate,
    allow=Permission.CONSULTATIONS_WRITE,
    changes={Topic.CERTIFICATES},
    raises=(CertificateNotFound, CertificateCancelled),
)
