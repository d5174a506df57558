"""All SQL of referrals."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from server.features.appointments.tables import Appointment
from server.features.referrals.tables import ReferralRow
from server.features.staff.tables import Employee
from shared.ids import AppointmentId, ReferralId

_WHOLE: Final = (
    joinedload(ReferralRow.doctor).joinedload(Employee.department),
    joinedload(ReferralRow.booked).joinedload(Appointment.doctor).joinedload(Employee.department),
)


class ReferralRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, referral: ReferralRow) -> None:
        self._session.add(referral)
        self._session.flush()  # the answer reads it with both doctors

    def get(self, referral_id: ReferralId) -> ReferralRow:
        """Just given, with both doctors."""
        found = select(ReferralRow).where(ReferralRow.id == referral_id).options(*_WHOLE)
        return self._session.scalars(found.execution_options(populate_existing=True)).one()

    def given_in(self, appointment_id: AppointmentId) -> Sequence[ReferralRow]:
        """In the order they were given, with both doctors."""
        found = select(ReferralRow).where(ReferralRow.appointment_id == appointment_id).order_by(ReferralRow.id)
        return self._session.scalars(found.options(*_WHOLE)).all()

    def that_led_to(self, appointment_id: AppointmentId) -> ReferralRow | None:
        """With both doctors."""
        return self._session.scalar(select(ReferralRow).where(ReferralRow.booked_id == appointment_id).options(*_WHOLE))
