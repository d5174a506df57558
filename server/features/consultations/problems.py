"""The problem list: what a patient goes on having from visit to visit."""

from server.core.context import Context
from server.features.consultations.problem_repository import ProblemRepository
from server.features.consultations.repository import ConsultationRepository
from server.features.consultations.tables import PatientProblem
from server.features.patients.service import PatientService
from shared.contracts.consultations import ProblemListed
from shared.ids import PatientId, ProblemId, new_id
from shared.models.common import Nothing
from shared.models.consultations import AddProblem, Problem, ResolveProblem


class ProblemService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._problems = ProblemRepository(ctx.session)

    def add(self, request: AddProblem) -> Problem:
        """Once: the patient is held, so two who add the same take turns."""
        ConsultationRepository(self._ctx.session).check_diagnosable([request.code])
        self._ctx.check_open(request.patient_id)  # "listed already" tells what the patient has
        patients = PatientService(self._ctx)
        patients.hold(request.patient_id)
        patient = patients.active(request.patient_id)
        if any(problem.code == request.code for problem in self.of_patient(patient.id)):
            raise ProblemListed(request.code)
        row = PatientProblem(
            id=ProblemId(new_id()),
            patient_id=patient.id,
            code=request.code,
            recorded_by=self._ctx.person.employee_id,
            recorded_at=self._ctx.now,
        )
        self._problems.add(row)
        self._ctx.touched(patient.id)
        return next(problem for problem in self.of_patient(patient.id) if problem.id == row.id)

    def resolve(self, request: ResolveProblem) -> Nothing:
        """Off the list, and on record."""
        for row in self._problems.twins_locked(request.problem_id):
            self._ctx.check_open(row.patient_id)
            row.resolved_at = self._ctx.now
            row.resolved_by = self._ctx.person.employee_id
            self._ctx.touched(row.patient_id)
        return Nothing()

    def of_patient(self, patient_id: PatientId) -> list[Problem]:
        """What stands, the oldest first; what came twice by a merge stands once."""
        problems: dict[str, Problem] = {}
        for row, title, by in self._problems.standing(patient_id):
            told = Problem(id=row.id, code=row.code, title=title, since=row.recorded_at, recorded_by=by)
            problems.setdefault(row.code, told)
        return list(problems.values())
