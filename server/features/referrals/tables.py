"""Referrals; they only grow."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.database import Base, Encrypted
from server.features.appointments.tables import Appointment
from server.features.staff.tables import Employee
from shared.ids import AppointmentId, EmployeeId, ReferralId
from shared.models.appointments import Priority


class ReferralRow(Base):
    """Given in a visit: with a place booked at a colleague's, or as a letter. Whose it is, the visit says."""

    __tablename__ = "referrals"

    id: Mapped[ReferralId] = mapped_column(primary_key=True)
    referral_no: Mapped[str] = mapped_column(unique=True)
    appointment_id: Mapped[AppointmentId] = mapped_column(ForeignKey("appointments.id"), index=True)
    given_by: Mapped[EmployeeId] = mapped_column(ForeignKey("employees.id"))
    given_at: Mapped[datetime]
    urgency: Mapped[Priority]
    reason: Mapped[str] = mapped_column(Encrypted("referrals.reason"))
    question: Mapped[str] = mapped_column(Encrypted("referrals.question"), default="")
    # Of a referral inside the house.
    booked_id: Mapped[AppointmentId | None] = mapped_column(ForeignKey("appointments.id"), unique=True)
    # Of a letter.
    addressee: Mapped[str] = mapped_column(Encrypted("referrals.addressee"), default="")
    department: Mapped[str] = mapped_column(Encrypted("referrals.department"), default="")
    summary: Mapped[str] = mapped_column(Encrypted("referrals.summary"), default="")

    doctor: Mapped[Employee] = relationship(lazy="raise")
    booked: Mapped[Appointment | None] = relationship(lazy="raise", foreign_keys=[booked_id])
