"""SQL of doctors' phrases."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.features.consultations.tables import DoctorPhrase
from shared.ids import EmployeeId


class PhraseRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, employee_id: EmployeeId) -> Sequence[DoctorPhrase]:
        return self._session.scalars(
            select(DoctorPhrase).where(DoctorPhrase.employee_id == employee_id).order_by(DoctorPhrase.code)
        ).all()

    def put(self, employee_id: EmployeeId, code: str, parts: dict[str, str]) -> None:
        """The last one under a code stands."""
        written = insert(DoctorPhrase).values(employee_id=employee_id, code=code, parts=parts)
        self._session.execute(
            written.on_conflict_do_update(index_elements=["employee_id", "code"], set_={"parts": parts})
        )

    def drop(self, employee_id: EmployeeId, code: str) -> None:
        self._session.execute(
            delete(DoctorPhrase).where(DoctorPhrase.employee_id == employee_id, DoctorPhrase.code == code)
        )
