"""Many doctors and patients at once, made of plain rows."""

from datetime import datetime

from sqlalchemy.orm import Session

from server.features.patients.tables import Patient
from server.features.staff.tables import Employee
from shared.ids import EmployeeId, PatientId, new_id
from shared.models.patients import Sex


def doctors(session: Session, how_many: int) -> list[EmployeeId]:
    """Who see patients, and whose tokens are bare numbers."""
    made = [EmployeeId(new_id()) for _ in range(how_many)]
    session.add_all(Employee(id=one, full_name=f"Dr {number}", is_doctor=True) for number, one in enumerate(made))
    return made


def crowd(session: Session, how_many: int, now: datetime) -> list[PatientId]:
    made = [PatientId(new_id()) for _ in range(how_many)]
    session.add_all(
        Patient(
            id=one,
            patient_no=f"T-{one.int & 0xFFFFFFFFFF:010X}",
            name=f"Patient {number}",
            sex=Sex.FEMALE,
            name_folded=f"patient {number}",
            found_by=[],
            registered_at=now,
        )
        for number, one in enumerate(made)
    )
    return made
