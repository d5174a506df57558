"""Sick-leave certificates and their cancelling; both only grow."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base, Encrypted
from server.features.appointments.tables import Appointment
from server.features.staff.tables import Employee
from shared.ids import AppointmentId, CertificateId, EmployeeId
from shared.models.certificates import Fitness


class CertificateRow(Base):
    """Whose it is, the visit says."""

    __tablename__ = "certificates"

    id: Mapped[CertificateId] = mapped_column(primary_key=True)
    certificate_no: Mapped[str] = mapped_column(unique=True)
    appointment_id: Mapped[AppointmentId] = mapped_column(ForeignKey("appointments.id"), index=True)
    issued_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    issued_at: Mapped[datetime]
    from_day: Mapped[date]
    to_day: Mapped[date]
    fitness: Mapped[Fitness]
    remark: Mapped[str] = mapped_column(Encrypted("certificates.remark"), default="")
    # Only where the patient agreed to its being printed.
    diagnosis: Mapped[str] = mapped_column(Encrypted("certificates.diagnosis"), default="")
    backdated_because: Mapped[str] = mapped_column(Encrypted("certificates.backdated_because"), default="")

    doctor: Mapped[Employee] = relationship(lazy="raise")
    visit: Mapped[Appointment] = relationship(lazy="raise")


class CertificateCancellation(Base):
    """A fact of its own: the certificate stays as it was signed."""

    __tablename__ = "certificate_cancellations"

    certificate_id: Mapped[CertificateId] = mapped_column(ForeignKey("certificates.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Encrypted("certificate_cancellations.reason"))
    cancelled_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    cancelled_at: Mapped[datetime]
