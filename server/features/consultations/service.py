"""What a doctor does between a patient's coming in and going out."""

from server.core.context import Context
from server.features.appointments.fees import ConsultationFees
from server.features.appointments.tables import Appointment
from server.features.billing.lines import Act
from server.features.billing.service import BillingService
from server.features.consultations.amending import Amending
from server.features.consultations.repository import ConsultationRepository
from server.features.consultations.tables import Consultation, Diagnosis
from server.features.lab.service import LabService
from server.features.patients.service import PatientService
from server.features.prescriptions.service import PrescriptionService
from server.features.queue.service import QueueService
from shared.contracts.appointments import AppointmentStateConflict
from shared.contracts.consultations import ConsultationNotFound
from shared.errors import StaleVersion
from shared.events import EventType
from shared.ids import AppointmentId, ConsultationId, DiagnosisId, PatientId, new_id
from shared.models.appointments import AppointmentStatus, AppointmentType
from shared.models.billing import ItemKind
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from shared.models.consultations import (
    AmendConsultation,
    CompleteConsultation,
    ConsultationDetails,
    Icd10,
    NewDiagnosis,
    Note,
    PastVisit,
    RecordDiagnoses,
    SaveNote,
    SearchIcd10,
)
from shared.models.consultations import Diagnosis as StandingDiagnosis
from shared.models.prescriptions import Prescribe, Prescription
from shared.permissions import Permission


class ConsultationService:
    """Only the visit's own doctor writes, and only while the patient is in the room."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._consultations = ConsultationRepository(ctx.session)

    def get(self, appointment_id: AppointmentId) -> ConsultationDetails:
        """Empty and not kept yet when the patient has just come in: reading writes nothing."""
        visit = self._consultations.visit(appointment_id)
        consultation = self._consultations.of_visit(appointment_id)
        if consultation is None:
            if visit.status is not AppointmentStatus.IN_CONSULTATION:
                raise ConsultationNotFound(appointment_id)
            consultation = self._begun(visit)
        is_written = consultation.completed_at is None
        if not (is_written and visit.doctor_id == self._ctx.person.employee_id):  # who writes a note looks at nothing
            opened_by = OpenedBy.AGAIN if is_written else OpenedBy.CHOICE
            self._ctx.looked_at(visit.patient_id, ChartPart.VISITS, opened_by, visit.id)
        return self._details(visit, consultation)

    def amend(self, request: AmendConsultation) -> ConsultationDetails:
        """Added, and marked as added; what was signed stays as it was signed."""
        visit = self._consultations.visit_locked(request.appointment_id)
        self._check_own(visit, Permission.CONSULTATIONS_WRITE)
        self._ctx.check_open(visit.patient_id)
        consultation = self._consultations.of_visit(visit.id)
        if consultation is None:
            raise ConsultationNotFound(visit.id)
        Amending(self._ctx).add(consultation, request)
        return self._answer(visit, consultation)

    def save_note(self, request: SaveNote) -> ConsultationDetails:
        """The draft as it stands; nothing of it is told to other screens but that it changed."""
        visit = self._own_in_room_locked(request.appointment_id, Permission.CONSULTATIONS_WRITE)
        consultation = self._kept_locked(visit)
        self._check_version(consultation, request.version)
        for part in Note.model_fields:
            setattr(consultation, part, getattr(request, part))
        consultation.saved_at = self._ctx.now
        self._consultations.flush()
        return self._answer(visit, consultation)

    def record_diagnoses(self, request: RecordDiagnoses) -> ConsultationDetails:
        """The list stands as given: what is not on it any more is taken back, and stays on record."""
        visit = self._own_in_room_locked(request.appointment_id, Permission.CONSULTATIONS_WRITE)
        self._consultations.check_diagnosable([d.code for d in request.diagnoses])
        consultation = self._kept_locked(visit)
        wanted = {d.code: d for d in request.diagnoses}
        withdrawn = 0
        for diagnosis, _ in self._consultations.standing([consultation.id]):
            if diagnosis.code in wanted and wanted[diagnosis.code].kind is diagnosis.kind:
                del wanted[diagnosis.code]
            else:
                withdrawn += 1
                diagnosis.withdrawn_at = self._ctx.now
                diagnosis.withdrawn_by = self._ctx.person.employee_id
        self._consultations.add_diagnoses(self._diagnosis(consultation, new) for new in wanted.values())
        if withdrawn:
            self._ctx.record(EventType.DIAGNOSIS_WITHDRAWN, visit.id, visit.patient_id, withdrawn=withdrawn)
        if wanted:
            # The timeline is read at every counter: that there is a diagnosis, not which.
            self._ctx.record(EventType.DIAGNOSIS_RECORDED, visit.id, visit.patient_id, added=len(wanted))
        return self._answer(visit, consultation)

    def prescribe(self, request: Prescribe) -> Prescription:
        """With the advice as the note has it now."""
        visit = self._own_in_room_locked(request.appointment_id, Permission.PRESCRIPTIONS_WRITE)
        consultation = self._consultations.of_visit(visit.id)
        advice = consultation.advice if consultation else ""
        return PrescriptionService(self._ctx).give(visit, request, advice)

    def complete(self, request: CompleteConsultation) -> ConsultationDetails:
        """The patient leaves the room, and the doctor's fee joins the bill."""
        self._check_own(self._consultations.visit(request.appointment_id), Permission.CONSULTATIONS_WRITE)
        # Locks the doctor's day before the appointment, as every move of the queue does.
        visit = QueueService(self._ctx).complete(request.appointment_id)
        consultation = self._kept_locked(visit)
        self._check_version(consultation, request.version)
        consultation.completed_at = self._ctx.now
        self._consultations.flush()
        self._charge_fee(visit, consultation)
        return self._answer(visit, consultation)

    def past_of(self, patient_id: PatientId, limit: int) -> Page[PastVisit]:
        """Completed ones, the newest first."""
        rows = self._consultations.past_of(patient_id, limit + 1)
        shown = rows[:limit]
        diagnoses: dict[ConsultationId, list[Icd10]] = {}
        for diagnosis, title in self._consultations.standing(consultation.id for consultation, *_ in shown):
            diagnoses.setdefault(diagnosis.consultation_id, []).append(Icd10(code=diagnosis.code, title=title))
        return Page(
            items=[
                PastVisit(
                    appointment_id=consultation.appointment_id,
                    at=consultation.completed_at or consultation.saved_at,
                    doctor=doctor,
                    department=department,
                    diagnoses=diagnoses.get(consultation.id, []),
                )
                for consultation, doctor, department in shown
            ],
            more=len(rows) > limit,
        )

    def search_icd10(self, request: SearchIcd10) -> Page[Icd10]:
        rows = self._consultations.search_icd10(request.term, request.limit + 1)
        items = [Icd10(code=row.code, title=row.title) for row in rows[: request.limit]]
        return Page(items=items, more=len(rows) > request.limit)

    def _own_in_room_locked(self, appointment_id: AppointmentId, permission: Permission) -> Appointment:
        visit = self._consultations.visit_locked(appointment_id)
        self._check_own(visit, permission)
        if visit.status is not AppointmentStatus.IN_CONSULTATION:
            raise AppointmentStateConflict(visit.status)
        return visit

    def _check_own(self, visit: Appointment, permission: Permission) -> None:
        self._ctx.actor.reaches(permission, own=visit.doctor_id == self._ctx.person.employee_id)

    def _check_version(self, consultation: Consultation, version: int) -> None:
        if consultation.version != version:
            raise StaleVersion(consultation.version)

    def _kept_locked(self, visit: Appointment) -> Consultation:
        """Kept from the first writing on; the visit is locked, so two first writings take turns."""
        consultation = self._consultations.of_visit_locked(visit.id)
        if consultation is None:
            consultation = self._begun(visit)
            self._consultations.add(consultation)
        consultation.doctor_id = visit.doctor_id  # who was transferred from the first doctor's room is the other's now
        return consultation

    def _begun(self, visit: Appointment) -> Consultation:
        """A consultation that nothing was written in; its id is the visit's, so that it is known before it is kept."""
        began = visit.entered_at or self._ctx.now
        return Consultation(
            id=ConsultationId(visit.id),
            appointment_id=visit.id,
            patient_id=visit.patient_id,
            doctor_id=visit.doctor_id,
            **dict.fromkeys(Note.model_fields, ""),
            started_at=began,
            saved_at=began,
            version=1,
        )

    def _diagnosis(self, consultation: Consultation, new: NewDiagnosis) -> Diagnosis:
        return Diagnosis(
            id=DiagnosisId(new_id()),
            consultation_id=consultation.id,
            patient_id=consultation.patient_id,
            code=new.code,
            kind=new.kind,
            recorded_by=self._ctx.person.employee_id,
            recorded_at=self._ctx.now,
        )

    def _charge_fee(self, visit: Appointment, consultation: Consultation) -> None:
        is_new = visit.appointment_type is AppointmentType.NEW
        words = "Consultation" if is_new else "Follow-up consultation"
        fee = Act(
            ItemKind.CONSULTATION,
            consultation.id,
            f"{words}: {visit.doctor.full_name}",
            ConsultationFees(self._ctx).of(visit),
            visit.doctor_id,
        )
        BillingService(self._ctx).charge(visit.id, visit.patient_id, [fee])

    def _answer(self, visit: Appointment, consultation: Consultation) -> ConsultationDetails:
        self._ctx.touched(visit.id, visit.patient_id)
        return self._details(visit, consultation)

    def _details(self, visit: Appointment, consultation: Consultation) -> ConsultationDetails:
        """What it carries of other features is for those who may see it there."""
        prescriptions = Permission.PRESCRIPTIONS_VIEW in self._ctx.actor.permissions
        tests = Permission.LAB_VIEW in self._ctx.actor.permissions
        return ConsultationDetails(
            id=consultation.id,
            appointment_id=visit.id,
            status=visit.status,
            token=visit.token or "",
            doctor_id=visit.doctor_id,
            doctor=visit.doctor.full_name,
            degrees=visit.doctor.degrees,
            patient=PatientService(self._ctx).shown(visit.patient_id),
            note=Note(**{part: getattr(consultation, part) for part in Note.model_fields}),
            diagnoses=[
                StandingDiagnosis(code=diagnosis.code, title=title, kind=diagnosis.kind)
                for diagnosis, title in self._consultations.standing([consultation.id])
            ],
            prescription=PrescriptionService(self._ctx).of_visit(visit.id) if prescriptions else None,
            tests=LabService(self._ctx).of_visit(visit.id) if tests else [],
            amendments=Amending(self._ctx).of(consultation),
            started_at=consultation.started_at,
            saved_at=consultation.saved_at,
            completed_at=consultation.completed_at,
            version=consultation.version,
        )
