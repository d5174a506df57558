"""The remote calls about sick-leave certificates, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.certificates.service import CertificateService
from shared.contracts import certificates
from shared.models.certificates import CancelCertificate, Certificate, IssueCertificate, ListCertificates
from shared.models.common import Page

routes = Routes()


@routes.handles(certificates.of_visit)
def of_visit(request: ListCertificates, ctx: Context) -> Page[Certificate]:
    return CertificateService(ctx).of_visit(request.appointment_id)


@routes.handles(certificates.issue)
def issue(request: IssueCertificate, ctx: Context) -> Certificate:
    return CertificateService(ctx).issue(request)


@routes.handles(certificates.cancel)
def cancel(request: CancelCertificate, ctx: Context) -> Certificate:
    return CertificateService(ctx).cancel(request)
