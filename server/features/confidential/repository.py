"""All SQL of confidential records."""

from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from server.core.database import Base
from server.features.confidential.tables import BrokenGlassRow, BrokenGlassSeen
from server.features.patients.tables import Patient
from server.features.staff.tables import Employee
from server.features.workstations.tables import Workstation
from shared.contracts.confidential import BrokenGlassNotFound
from shared.contracts.patients import PatientNotFound
from shared.ids import BrokenGlassId, PatientId
from shared.models.confidential import ListBrokenGlass


class ConfidentialRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def patient_locked(self, patient_id: PatientId) -> Patient:
        """Raises PatientNotFound."""
        patient = self._session.get(Patient, patient_id, with_for_update=True)
        if patient is None:
            raise PatientNotFound(patient_id)
        return patient

    def exists(self, patient_id: PatientId) -> bool:
        return self._session.scalar(select(Patient.id).where(Patient.id == patient_id)) is not None

    def add(self, row: Base) -> None:
        self._session.add(row)

    def broken(
        self, asked: ListBrokenGlass
    ) -> Sequence[Row[BrokenGlassRow, str, str, str, str, BrokenGlassSeen | None, str | None]]:
        """With number and name of the patient, by whom, where, and who has seen it; the newest first, one more."""
        seer = aliased(Employee)
        statement = (
            select(
                BrokenGlassRow,
                Patient.patient_no,
                Patient.name,
                Employee.full_name,
                Workstation.name,
                BrokenGlassSeen,
                seer.full_name,
            )
            .join(Patient, Patient.id == BrokenGlassRow.patient_id)
            .join(Employee, Employee.id == BrokenGlassRow.employee_id)
            .join(Workstation, Workstation.id == BrokenGlassRow.workstation_id)
            .outerjoin(BrokenGlassSeen, BrokenGlassSeen.broken_glass_id == BrokenGlassRow.id)
            .outerjoin(seer, seer.id == BrokenGlassSeen.employee_id)
            .order_by(BrokenGlassRow.id.desc())
            .limit(asked.limit + 1)
        )
        if asked.only_unseen:
            statement = statement.where(BrokenGlassSeen.broken_glass_id.is_(None))
        if asked.before is not None:
            statement = statement.where(BrokenGlassRow.id < asked.before)
        return self._session.execute(statement).all()

    def one_broken(self, broken_glass_id: BrokenGlassId) -> BrokenGlassRow:
        """Raises BrokenGlassNotFound."""
        found = self._session.get(BrokenGlassRow, broken_glass_id)
        if found is None:
            raise BrokenGlassNotFound(broken_glass_id)
        return found

    def see(self, seen: BrokenGlassSeen) -> None:
        """Who was first stays."""
        values = {"broken_glass_id": seen.broken_glass_id, "employee_id": seen.employee_id, "at": seen.at}
        self._session.execute(insert(BrokenGlassSeen).values(values).on_conflict_do_nothing())
