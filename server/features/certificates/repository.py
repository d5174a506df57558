"""All SQL of sick-leave certificates."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased, joinedload

from server.features.certificates.tables import CertificateCancellation, CertificateRow
from server.features.staff.tables import Employee
from shared.contracts.certificates import CertificateCancelled, CertificateNotFound
from shared.ids import AppointmentId, CertificateId

_Canceller = aliased(Employee)

Found = tuple[CertificateRow, CertificateCancellation | None, str | None]
"""A certificate with its doctor, and its cancelling with who did it."""


class CertificateRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, certificate: CertificateRow) -> None:
        self._session.add(certificate)
        self._session.flush()  # the answer reads it with its doctor

    def cancel(self, cancellation: CertificateCancellation) -> None:
        """Of two at once the first counts. Raises CertificateCancelled."""
        columns = CertificateCancellation.__table__.columns
        written = self._session.scalar(
            insert(CertificateCancellation)
            .values({column.name: getattr(cancellation, column.name) for column in columns})
            .on_conflict_do_nothing()
            .returning(CertificateCancellation.certificate_id)
        )
        if written is None:
            raise CertificateCancelled

    def get(self, certificate_id: CertificateId) -> Found:
        """Raises CertificateNotFound."""
        found = self._session.execute(_whole().where(CertificateRow.id == certificate_id)).first()
        if found is None:
            raise CertificateNotFound(certificate_id)
        certificate, cancellation, canceller = found
        return certificate, cancellation, canceller

    def of_visit(self, appointment_id: AppointmentId) -> Sequence[Found]:
        """In the order they were issued."""
        found = _whole().where(CertificateRow.appointment_id == appointment_id).order_by(CertificateRow.id)
        return [(certificate, cancellation, who) for certificate, cancellation, who in self._session.execute(found)]


def _whole() -> Select[CertificateRow, CertificateCancellation, str]:
    return (
        select(CertificateRow, CertificateCancellation, _Canceller.full_name)
        .outerjoin(CertificateCancellation, CertificateCancellation.certificate_id == CertificateRow.id)
        .outerjoin(_Canceller, _Canceller.id == CertificateCancellation.cancelled_by)
        .options(joinedload(CertificateRow.doctor).joinedload(Employee.department), joinedload(CertificateRow.visit))
        .execution_options(populate_existing=True)
    )
