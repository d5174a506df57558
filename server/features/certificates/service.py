"""That somebody was ill and for how long, on a doctor's word: issued once, never changed, cancelled with a reason."""

from server.core.context import Context
from server.core.counters import next_number
from server.features.appointments.repository import AppointmentRepository
from server.features.appointments.service import AppointmentService
from server.features.appointments.tables import Appointment
from server.features.certificates.repository import CertificateRepository
from server.features.certificates.tables import CertificateCancellation, CertificateRow
from shared.contracts.certificates import SickLeaveNotPlausible
from shared.errors import Forbidden
from shared.events import EventType
from shared.ids import AppointmentId, CertificateId, new_id
from shared.models.certificates import CancelCertificate, Cancelled, Certificate, IssueCertificate
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from shared.permissions import Permission
from shared.rules.sick_leave import days_of, fault_of


class CertificateService:
    """Only the visit's own doctor issues one, for who has been in the room; only its issuer cancels it."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._appointments = AppointmentRepository(ctx.session)
        self._certificates = CertificateRepository(ctx.session)

    def of_visit(self, appointment_id: AppointmentId) -> Page[Certificate]:
        """Raises AppointmentNotFound."""
        visit = self._appointments.get(appointment_id)
        self._ctx.looked_at(visit.patient_id, ChartPart.VISITS, OpenedBy.AGAIN, visit.id)
        return Page(items=[_answer(*found) for found in self._certificates.of_visit(visit.id)])

    def issue(self, request: IssueCertificate) -> Certificate:
        visit = AppointmentService(self._ctx).seen_by_me(request.appointment_id, Permission.CONSULTATIONS_WRITE)
        fault = fault_of(request.from_day, request.to_day, self._ctx.today, why_backdated=request.backdated_because)
        if fault is not None:
            raise SickLeaveNotPlausible(fault)
        series = f"MC-{self._ctx.today.year}"
        row = CertificateRow(
            id=CertificateId(new_id()),
            certificate_no=f"{series}-{next_number(self._ctx.session, series):06d}",
            appointment_id=visit.id,
            issued_by=self._ctx.person.employee_id,
            issued_at=self._ctx.now,
            from_day=request.from_day,
            to_day=request.to_day,
            fitness=request.fitness,
            remark=request.remark,
            diagnosis=request.diagnosis,
            backdated_because=request.backdated_because or "" if request.from_day < self._ctx.today else "",
        )
        self._certificates.add(row)
        self._record(EventType.CERTIFICATE_ISSUED, visit, row)
        return _answer(*self._certificates.get(row.id))

    def cancel(self, request: CancelCertificate) -> Certificate:
        """Raises CertificateNotFound, CertificateCancelled."""
        row, *_ = self._certificates.get(request.certificate_id)
        if row.issued_by != self._ctx.person.employee_id:
            raise Forbidden(Permission.CONSULTATIONS_WRITE)
        visit = self._appointments.get(row.appointment_id)
        self._ctx.check_open(visit.patient_id)
        self._certificates.cancel(
            CertificateCancellation(
                certificate_id=row.id,
                reason=request.reason,
                cancelled_by=self._ctx.person.employee_id,
                cancelled_at=self._ctx.now,
            )
        )
        self._record(EventType.CERTIFICATE_CANCELLED, visit, row)
        return _answer(*self._certificates.get(row.id))

    def _record(self, event: EventType, visit: Appointment, row: CertificateRow) -> None:
        """The timeline is read at every counter: the number, not for what or how long."""
        self._ctx.record(event, visit.id, visit.patient_id, row.certificate_no, certificate_no=row.certificate_no)
        self._ctx.touched(row.id, visit.id)


def _answer(row: CertificateRow, cancellation: CertificateCancellation | None, cancelled_by: str | None) -> Certificate:
    cancelled = None
    if cancellation is not None:
        cancelled = Cancelled(by=cancelled_by or "", at=cancellation.cancelled_at, reason=cancellation.reason)
    return Certificate(
        id=row.id,
        certificate_no=row.certificate_no,
        appointment_id=row.appointment_id,
        doctor_id=row.issued_by,
        doctor=row.doctor.full_name,
        degrees=row.doctor.degrees,
        department=row.doctor.department.name if row.doctor.department else "",
        issued_at=row.issued_at,
        examined_on=row.visit.appointment_date,
        from_day=row.from_day,
        to_day=row.to_day,
        days=days_of(row.from_day, row.to_day),
        fitness=row.fitness,
        remark=row.remark,
        diagnosis=row.diagnosis,
        backdated_because=row.backdated_because,
        cancelled=cancelled,
    )
