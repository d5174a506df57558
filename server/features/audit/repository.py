"""All SQL of what was changed and who looked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from server.core.database import ulid_floor
from server.core.looks import Look
from server.features.access.tables import User
from server.features.audit.tables import Change, SealRow
from server.features.patients.tables import Patient
from server.features.staff.tables import Department, Employee
from server.features.workstations.tables import Workstation
from shared.ids import EmployeeId, PatientId, WorkstationId

# An id is made when its row is written, and the look tells when the request began.
_APART: Final = timedelta(days=1)
_AUDITED: Final = text("""
    SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'audited' ORDER BY 1
""")


class AuditRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    # Changes, each with its patient, who did it, and where

    def changes(
        self,
        *,
        begin: datetime | None,
        end: datetime | None,
        employee_id: EmployeeId | None,
        workstation_id: WorkstationId | None,
        patient_ids: Sequence[PatientId] | None,
        table: str,
        record: str,
        call: str,
        before: UUID | None,
        limit: int,
    ) -> Sequence[Any]:
        """The newest first."""
        found = _CHANGES.order_by(Change.id.desc()).limit(limit)
        if begin is not None:
            found = found.where(Change.id >= ulid_floor(begin))
        if end is not None:
            found = found.where(Change.id < ulid_floor(end))
        if before is not None:
            found = found.where(Change.id < before)
        if employee_id is not None:
            mine = select(User.id).where(User.employee_id == employee_id)
            found = found.where(Change.user_id.in_(mine))
        if workstation_id is not None:
            found = found.where(Change.workstation_id == workstation_id)
        if patient_ids is not None:
            found = found.where(Change.patient_id.in_(patient_ids))
        if table:
            found = found.where(Change.table_name == table)
        if record:
            found = found.where(Change.record == record)
        if call:
            found = found.where(Change.call.contains(call, autoescape=True))
        return self._session.execute(found).all()

    def change(self, change_id: UUID) -> Any | None:
        return self._session.execute(_CHANGES.where(Change.id == change_id)).one_or_none()

    # Looks, each with the patient, who looked, and where

    def looks(
        self,
        *,
        begin: datetime | None,
        end: datetime | None,
        employee_id: EmployeeId | None = None,
        workstation_id: WorkstationId | None = None,
        patient_ids: Sequence[PatientId] | None,
        before: UUID | None,
        limit: int,
    ) -> Sequence[Any]:
        """The newest first."""
        found = _LOOKS.order_by(Look.id.desc()).limit(limit)
        if begin is not None:
            found = found.where(Look.looked_at >= begin, Look.id >= ulid_floor(begin - _APART))
        if end is not None:
            found = found.where(Look.looked_at < end)
        if before is not None:
            found = found.where(Look.id < before)
        if employee_id is not None:
            found = found.where(Look.employee_id == employee_id)
        if workstation_id is not None:
            found = found.where(Look.workstation_id == workstation_id)
        if patient_ids is not None:
            found = found.where(Look.patient_id.in_(patient_ids))
        return self._session.execute(found).all()

    # Patients

    def patient(self, patient_id: PatientId) -> Patient | None:
        return self._session.get(Patient, patient_id)

    def patients_numbered(self, number: str) -> list[PatientId]:
        """The patient of this number, under all numbers there ever were; nobody for one that nobody has."""
        known = select(Patient.id).where(or_(Patient.patient_no == number, Patient.former_numbers.contains([number])))
        return [one for patient_id in self._session.scalars(known) for one in self.merged_into(patient_id)]

    def merged_into(self, patient_id: PatientId) -> list[PatientId]:
        """This record, and those that went into it: the logs keep whose they were written about."""
        same = select(Patient.id).where(Patient.id == patient_id).cte(recursive=True)
        same = same.union(select(Patient.id).join(same, Patient.merged_into == same.c.id))
        return list(self._session.scalars(select(same.c.id)))

    # By what can be searched, and how the seal stands

    def people(self) -> Sequence[Any]:
        return self._session.execute(select(Employee.id, Employee.full_name).order_by(Employee.full_name)).all()

    def workstations(self) -> Sequence[Any]:
        return self._session.execute(select(Workstation.id, Workstation.name).order_by(Workstation.name)).all()

    def audited_tables(self) -> list[str]:
        return list(self._session.scalars(_AUDITED))

    def last_seal(self) -> tuple[int, datetime] | None:
        row = self._session.execute(
            select(SealRow.number, SealRow.at).order_by(SealRow.number.desc()).limit(1)
        ).one_or_none()
        return None if row is None else (row[0], row[1])


_CHANGES: Final = (
    select(
        Change,
        func.coalesce(Employee.full_name, "").label("who"),
        func.coalesce(Workstation.name, "").label("workstation"),
        func.coalesce(Patient.patient_no, "").label("patient_no"),
        func.coalesce(Patient.name, "").label("patient"),
    )
    .outerjoin(User, User.id == Change.user_id)
    .outerjoin(Employee, Employee.id == User.employee_id)
    .outerjoin(Workstation, Workstation.id == Change.workstation_id)
    .outerjoin(Patient, Patient.id == Change.patient_id)
)
_LOOKS: Final = (
    select(
        Look,
        Employee.full_name.label("who"),
        func.coalesce(Department.name, "").label("department"),
        Workstation.name.label("workstation"),
        Patient.patient_no,
        Patient.name.label("patient"),
    )
    .join(Employee, Employee.id == Look.employee_id)
    .outerjoin(Department, Department.id == Employee.department_id)
    .join(Workstation, Workstation.id == Look.workstation_id)
    .join(Patient, Patient.id == Look.patient_id)
)
