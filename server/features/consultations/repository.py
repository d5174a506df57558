"""All SQL of consultations, diagnoses and the ICD-10."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from server.features.appointments.repository import AppointmentRepository
from server.features.appointments.tables import Appointment
from server.features.consultations.tables import Consultation, ConsultationAmendment, Diagnosis, Icd10Class
from server.features.patients.searching import fold
from server.features.staff.tables import Department, Employee
from shared.contracts.appointments import AppointmentNotFound
from shared.contracts.consultations import ConsultationNotFound, UnknownDiagnosis
from shared.ids import AppointmentId, ConsultationId, EmployeeId, PatientId
from shared.models.consultations import DiagnosisKind

_SHORTEST_GUESS: Final = 4
_NEAR: Final = 0.4
"""How alike the letter triples of a word and of a title must be: "pnuemonia" and "pneumonia" are by 0.43."""


class ConsultationRepository:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._appointments = AppointmentRepository(session)

    # The visit

    def visit(self, appointment_id: AppointmentId) -> Appointment:
        """With patient and doctor. Raises ConsultationNotFound."""
        try:
            return self._appointments.get(appointment_id)
        except AppointmentNotFound as error:
            raise ConsultationNotFound(appointment_id) from error

    def visit_locked(self, appointment_id: AppointmentId) -> Appointment:
        """With patient and doctor. Raises ConsultationNotFound."""
        try:
            return self._appointments.get_locked(appointment_id)
        except AppointmentNotFound as error:
            raise ConsultationNotFound(appointment_id) from error

    # The consultation

    def of_visit(self, appointment_id: AppointmentId) -> Consultation | None:
        return self._session.scalar(select(Consultation).where(Consultation.appointment_id == appointment_id))

    def of_visit_locked(self, appointment_id: AppointmentId) -> Consultation | None:
        """As it stands once nobody else changes it."""
        return self._session.scalar(
            select(Consultation)
            .where(Consultation.appointment_id == appointment_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )

    def add(self, consultation: Consultation) -> None:
        self._session.add(consultation)
        self._session.flush()  # the empty one is version 1; what is written next makes it 2

    def flush(self) -> None:
        self._session.flush()  # the version that is answered is the one that was written

    def past_of(self, patient_id: PatientId, limit: int) -> list[tuple[Consultation, str, str]]:
        """Completed ones with doctor and department, newest first."""
        rows = self._session.execute(
            select(Consultation, Employee.full_name, Department.name)
            .join(Employee, Employee.id == Consultation.doctor_id)
            .outerjoin(Department, Department.id == Employee.department_id)
            .where(Consultation.patient_id == patient_id, Consultation.completed_at.is_not(None))
            .order_by(Consultation.completed_at.desc(), Consultation.id.desc())
            .limit(limit)
        )
        return [(consultation, doctor, department or "") for consultation, doctor, department in rows]

    # What was added to a signed one

    def add_amendment(self, amendment: ConsultationAmendment) -> None:
        self._session.add(amendment)
        self._session.flush()  # the answer reads it with the writer's name

    def amendments(self, consultation_id: ConsultationId) -> Sequence[tuple[ConsultationAmendment, str]]:
        """With who added, in that order."""
        rows = self._session.execute(
            select(ConsultationAmendment, Employee.full_name)
            .join(Employee, Employee.id == ConsultationAmendment.amended_by)
            .where(ConsultationAmendment.consultation_id == consultation_id)
            .order_by(ConsultationAmendment.id)
        )
        return [(row, by) for row, by in rows]

    # Diagnoses

    def standing(self, consultation_ids: Iterable[ConsultationId]) -> Sequence[tuple[Diagnosis, str]]:
        """Those not taken back, with their titles, primary ones first."""
        rows = self._session.execute(
            select(Diagnosis, Icd10Class.title)
            .join(Icd10Class, Icd10Class.code == Diagnosis.code)
            .where(Diagnosis.consultation_id.in_(list(consultation_ids)), Diagnosis.withdrawn_at.is_(None))
            .order_by(case((Diagnosis.kind == DiagnosisKind.PRIMARY, 0), else_=1), Diagnosis.id)
        )
        return [(diagnosis, title) for diagnosis, title in rows]

    def add_diagnoses(self, diagnoses: Iterable[Diagnosis]) -> None:
        # One code stands once: what was taken back must be written before what takes its place.
        self._session.flush()  # the unit of work would insert first
        self._session.add_all(diagnoses)
        self._session.flush()  # the answer reads them with their titles

    def check_diagnosable(self, codes: Sequence[str]) -> None:
        """Raises UnknownDiagnosis for the first that is no leaf of the ICD-10."""
        known = set(
            self._session.scalars(select(Icd10Class.code).where(Icd10Class.code.in_(codes), Icd10Class.is_leaf))
        )
        for code in codes:
            if code not in known:
                raise UnknownDiagnosis(code)

    def search_icd10(self, term: str, limit: int) -> list[Icd10Class]:
        """Leaves by the beginning of the code, with or without its dot, or by all words in any order."""
        words = and_(True, *(Icd10Class.search.contains(word, autoescape=True) for word in fold(term).split()))
        by_code = Icd10Class.code.startswith(_dotted(term), autoescape=True)
        found = (
            select(Icd10Class)
            .where(Icd10Class.is_leaf, or_(by_code, words))
            .order_by(case((by_code, 0), else_=1), Icd10Class.code)
            .limit(limit)
        )
        rows = list(self._session.scalars(found))
        return rows or self._like(term, limit)

    def usual(self, doctor_id: EmployeeId, since: datetime, limit: int) -> Sequence[Icd10Class]:
        """What this doctor diagnosed most since then."""
        often = (
            select(Diagnosis.code, func.count().label("times"))
            .where(Diagnosis.recorded_by == doctor_id, Diagnosis.recorded_at >= since, Diagnosis.withdrawn_at.is_(None))
            .group_by(Diagnosis.code)
            .order_by(func.count().desc(), Diagnosis.code)
            .limit(limit)
            .subquery()
        )
        found = (
            select(Icd10Class).join(often, often.c.code == Icd10Class.code).order_by(often.c.times.desc(), often.c.code)
        )
        return self._session.scalars(found).all()

    def _like(self, term: str, limit: int) -> list[Icd10Class]:
        """Where no title has the words as they are typed: every one of them nearly, the nearest first."""
        words = [word for word in fold(term).split() if len(word) >= _SHORTEST_GUESS]
        if not words:
            return []
        near = [func.word_similarity(word, Icd10Class.search) for word in words]
        found = (
            select(Icd10Class)
            .where(Icd10Class.is_leaf, *(likeness >= _NEAR for likeness in near))
            .order_by(sum(near[1:], near[0]).desc(), Icd10Class.code)
            .limit(limit)
        )
        return list(self._session.scalars(found))


def _dotted(term: str) -> str:
    """`e119` is typed for E11.9."""
    bare = term.upper().replace(".", "").replace(" ", "")
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare
