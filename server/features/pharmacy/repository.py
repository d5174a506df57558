"""All SQL of the pharmacy's counter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, NamedTuple

from sqlalchemy import Select, and_, case, distinct, func, or_, select, text
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from server.core.database import Base
from server.features.appointments.tables import Appointment
from server.features.patients.search_repository import has_said
from server.features.patients.tables import SEALED, Allergy, Patient
from server.features.pharmacy.tables import DispenseLineRow, DispenseReturnRow, DispenseRow
from server.features.prescriptions.tables import MedicineRow, PrescriptionRow
from shared.contracts.pharmacy import DispenseLineNotFound
from shared.ids import AppointmentId, DispenseLineId, MedicineId, PatientId, PrescriptionId
from shared.models.pharmacy import Outcome
from shared.models.prescriptions import DoseForm

# Said as the partial index says it, so that the planner can use it.
_OPEN: Final = text("prescriptions.status IN ('issued', 'partly_dispensed')")
_REFUSED_LINES: Final = (
    select(func.count(distinct(DispenseLineRow.line)))
    .join(DispenseRow, DispenseRow.id == DispenseLineRow.dispense_id)
    .where(DispenseRow.prescription_id == PrescriptionRow.id, DispenseLineRow.outcome == Outcome.REFUSED)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Lasting:
    """What a patient was given earlier and must still have."""

    generic: str
    strength: str
    prescription_no: str
    until: date


class Given(NamedTuple):
    """A line of what was handed out, with its turn; None for the prescription of a sale without one."""

    line: DispenseLineRow
    turn: DispenseRow
    prescription: PrescriptionRow | None

    @property
    def number(self) -> str:
        """As people call it."""
        return self.prescription.prescription_no if self.prescription else self.turn.sale_no or ""


class PharmacyRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, row: Base) -> None:
        self._session.add(row)

    def flush(self) -> None:
        self._session.flush()  # its lines refer to it, and the moves too

    def waiting(self, since: datetime, limit: int) -> Sequence[tuple[PrescriptionRow, Appointment]]:
        """Prescribed since then and waiting for something, the longest first."""
        found = _waiting(since).order_by(PrescriptionRow.prescribed_at, PrescriptionRow.id)
        return [(row, visit) for row, visit in self._session.execute(found.limit(limit))]

    def waiting_called(
        self, term: str, since: datetime, today: date, limit: int
    ) -> Sequence[tuple[PrescriptionRow, Appointment]]:
        """By today's token, the prescription's number, or whose it is; a token comes before all others."""
        token = and_(Appointment.appointment_date == today, Appointment.token == term.upper())
        number = PrescriptionRow.prescription_no == term.upper()
        found = (
            _waiting(since)
            .where(or_(token, number, has_said(term)))
            .order_by(case((token, 0), else_=1), PrescriptionRow.prescribed_at.desc(), PrescriptionRow.id)
        )
        return [(row, visit) for row, visit in self._session.execute(found.limit(limit))]

    def allergies_of(self, patient_ids: Collection[PatientId]) -> dict[PatientId, list[str]]:
        """The substances that stand."""
        found: dict[PatientId, list[str]] = {}
        rows = self._session.execute(
            select(Allergy.patient_id, Allergy.substance)
            .where(Allergy.patient_id.in_(patient_ids), Allergy.withdrawn_at.is_(None))
            .order_by(Allergy.id)
        )
        for patient_id, substance in rows:
            found.setdefault(patient_id, []).append(substance)
        return found

    def turns(self, prescription_id: PrescriptionId) -> Sequence[DispenseRow]:
        """What the counter did about a prescription so far, in order."""
        return self._session.scalars(
            select(DispenseRow)
            .where(DispenseRow.prescription_id == prescription_id)
            .order_by(DispenseRow.turn)
            .options(selectinload(DispenseRow.lines))
        ).all()

    def replaced_by(self, prescription_id: PrescriptionId) -> PrescriptionId | None:
        return self._session.scalar(select(PrescriptionRow.id).where(PrescriptionRow.supersedes == prescription_id))

    def lasting(self, patient_id: PatientId, appointment_id: AppointmentId, today: date) -> list[Lasting]:
        """Handed out of other visits' prescriptions and not used up yet, by the reckoning of its days."""
        rows = self._session.execute(
            select(
                MedicineRow.generic,
                MedicineRow.strength,
                PrescriptionRow.prescription_no,
                func.max(DispenseLineRow.lasts_until),
            )
            .join(DispenseRow, DispenseRow.id == DispenseLineRow.dispense_id)
            .join(PrescriptionRow, PrescriptionRow.id == DispenseRow.prescription_id)
            .join(MedicineRow, MedicineRow.id == DispenseLineRow.medicine_id)
            .where(
                PrescriptionRow.patient_id == patient_id,
                PrescriptionRow.appointment_id != appointment_id,
                DispenseLineRow.lasts_until >= today,
            )
            .group_by(MedicineRow.generic, MedicineRow.strength, PrescriptionRow.prescription_no)
            .order_by(PrescriptionRow.prescription_no)
        )
        return [
            Lasting(generic, strength, number, until) for generic, strength, number, until in rows if until is not None
        ]

    def products(self, forms: Collection[DoseForm]) -> Sequence[MedicineRow]:
        """All in use of these forms."""
        found = select(MedicineRow).where(MedicineRow.is_active, MedicineRow.form.in_(forms))
        return self._session.scalars(found.order_by(MedicineRow.generic, MedicineRow.strength, MedicineRow.id)).all()

    def controlled(self, ids: Collection[MedicineId]) -> set[MedicineId]:
        """Those of which every piece is accounted for, in use or not."""
        return set(self._session.scalars(select(MedicineRow.id).where(MedicineRow.id.in_(ids), MedicineRow.controlled)))

    def given_line(self, line_id: DispenseLineId) -> Given:
        """Raises DispenseLineNotFound, for a line of which nothing was given too."""
        row = self._session.execute(
            select(DispenseLineRow, DispenseRow, PrescriptionRow)
            .join(DispenseRow, DispenseRow.id == DispenseLineRow.dispense_id)
            .outerjoin(PrescriptionRow, PrescriptionRow.id == DispenseRow.prescription_id)
            .where(DispenseLineRow.id == line_id, DispenseLineRow.outcome == Outcome.GIVEN)
        ).one_or_none()
        if row is None:
            raise DispenseLineNotFound(line_id)
        return Given(*row)

    def returned(self, line_id: DispenseLineId) -> Decimal:
        found = select(func.coalesce(func.sum(DispenseReturnRow.quantity), 0))
        return Decimal(self._session.scalars(found.where(DispenseReturnRow.dispense_line_id == line_id)).one())


def _waiting(since: datetime) -> Select[PrescriptionRow, Appointment]:
    """A line is waited for until it is given in full, or refused."""
    patient = contains_eager(Appointment.patient)
    return (
        select(PrescriptionRow, Appointment)
        .join(Appointment, Appointment.id == PrescriptionRow.appointment_id)
        .join(Patient, Patient.id == Appointment.patient_id)
        .where(_OPEN, PrescriptionRow.prescribed_at >= since, PrescriptionRow.lines > _REFUSED_LINES)
        .options(
            patient,
            *(patient.defer(column, raiseload=True) for column in SEALED),
            joinedload(Appointment.doctor, innerjoin=True),
        )
    )
