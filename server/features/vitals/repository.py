"""All SQL of vital signs."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from server.features.appointments.tables import Appointment
from server.features.staff.tables import Employee
from server.features.vitals.tables import VitalsRow
from shared.contracts.vitals import VitalsNotFound
from shared.ids import AppointmentId, PatientId, VitalsId

_withdrawer = aliased(Employee)
_WITH_NAMES: Final = (
    select(VitalsRow, Employee.full_name, _withdrawer.full_name)
    .join(Employee, Employee.id == VitalsRow.measured_by)
    .outerjoin(_withdrawer, _withdrawer.id == VitalsRow.withdrawn_by)
)
_NEWEST: Final = _WITH_NAMES.order_by(VitalsRow.measured_at.desc(), VitalsRow.id.desc())

Named = tuple[VitalsRow, str, str | None]
"""A set with who measured it, and who took it back."""


class VitalsRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, vitals: VitalsRow) -> None:
        self._session.add(vitals)
        self._session.flush()  # the answer reads it with the names

    def flush(self) -> None:
        self._session.flush()  # the answer reads it with the names

    def get_locked(self, vitals_id: VitalsId) -> VitalsRow:
        """Raises VitalsNotFound."""
        found = self._session.scalar(select(VitalsRow).where(VitalsRow.id == vitals_id).with_for_update())
        if found is None:
            raise VitalsNotFound(vitals_id)
        return found

    def named(self, vitals_id: VitalsId) -> Named:
        row, by, withdrawn_by = self._session.execute(_WITH_NAMES.where(VitalsRow.id == vitals_id)).one()
        return row, by, withdrawn_by

    def of_patient(self, patient_id: PatientId, limit: int) -> Sequence[Named]:
        """All sets, those in error too, the newest first."""
        found = self._session.execute(_NEWEST.where(VitalsRow.patient_id == patient_id).limit(limit))
        return [(row, by, withdrawn_by) for row, by, withdrawn_by in found]

    def standing_of(self, patient_id: PatientId, limit: int) -> Sequence[Named]:
        """Without those entered in error."""
        found = self._session.execute(
            _NEWEST.where(VitalsRow.patient_id == patient_id, VitalsRow.withdrawn_at.is_(None)).limit(limit)
        )
        return [(row, by, withdrawn_by) for row, by, withdrawn_by in found]

    def weight_since(self, patient_id: PatientId, moment: datetime) -> Decimal | None:
        """In kilograms, as measured last, if it was after that moment; a set entered in error is none."""
        return self._session.scalar(
            select(VitalsRow.weight_kg)
            .where(
                VitalsRow.patient_id == patient_id,
                VitalsRow.measured_at > moment,
                VitalsRow.weight_kg.is_not(None),
                VitalsRow.withdrawn_at.is_(None),
            )
            .order_by(VitalsRow.measured_at.desc(), VitalsRow.id.desc())
            .limit(1)
        )

    def measured_on(self, day: date) -> Sequence[tuple[AppointmentId, datetime]]:
        """The visits of that day with a set that stands, and when the newest was measured."""
        found = self._session.execute(
            select(Appointment.id, func.max(VitalsRow.measured_at))
            .join(VitalsRow, VitalsRow.appointment_id == Appointment.id)
            .where(Appointment.appointment_date == day, VitalsRow.withdrawn_at.is_(None))
            .group_by(Appointment.id)
            .order_by(Appointment.id)
        )
        return [(visit, at) for visit, at in found]
