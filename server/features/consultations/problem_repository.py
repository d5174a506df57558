"""SQL of the problem list."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.features.consultations.tables import Icd10Class, PatientProblem
from server.features.staff.tables import Employee
from shared.contracts.consultations import ProblemNotFound
from shared.ids import PatientId, ProblemId


class ProblemRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, problem: PatientProblem) -> None:
        self._session.add(problem)
        self._session.flush()  # the answer reads it with its title

    def standing(self, patient_id: PatientId) -> Sequence[tuple[PatientProblem, str, str]]:
        """Those not resolved with title and who recorded, the oldest first."""
        rows = self._session.execute(
            select(PatientProblem, Icd10Class.title, Employee.full_name)
            .join(Icd10Class, Icd10Class.code == PatientProblem.code)
            .join(Employee, Employee.id == PatientProblem.recorded_by)
            .where(PatientProblem.patient_id == patient_id, PatientProblem.resolved_at.is_(None))
            .order_by(PatientProblem.id)
        )
        return [(row, title, by) for row, title, by in rows]

    def twins_locked(self, problem_id: ProblemId) -> Sequence[PatientProblem]:
        """The problem and what stands of the same patient under the same code. Raises ProblemNotFound."""
        known = self._session.get(PatientProblem, problem_id)
        if known is None:
            raise ProblemNotFound(problem_id)
        twins = self._session.scalars(
            select(PatientProblem)
            .where(
                PatientProblem.patient_id == known.patient_id,
                PatientProblem.code == known.code,
                PatientProblem.resolved_at.is_(None),
            )
            .order_by(PatientProblem.id)
            .with_for_update()
        ).all()
        if not twins:
            raise ProblemNotFound(problem_id)
        return twins
