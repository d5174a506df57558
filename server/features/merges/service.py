"""Two records of one person become one, with the word of a second person; and back again, exactly."""

from datetime import date
from typing import Any, Final

from server.core.context import Context
from server.features.access.approvals import Approvals
from server.features.appointments.service import AppointmentService
from server.features.merges.repository import MergeRepository
from server.features.merges.tables import PatientMerge
from server.features.patients.service import PatientService
from server.features.patients.tables import Patient
from shared.contracts.access import ApprovalNeeded
from shared.contracts.merges import AlreadyMerged, BothBooked, MergedWithItself
from shared.contracts.patients import PatientNotFound
from shared.errors import StaleVersion
from shared.events import EventType
from shared.ids import AppointmentId, ApprovalId, EmployeeId, MergeId, PatientId, new_id
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from shared.models.merges import Merge, MergeAct, MergePatients, UndoMerge, merge_subject
from shared.models.patients import PatientSummary
from shared.permissions import Permission

_VISITS: Final = "appointments.patient_id"
_MOST: Final = 100


class MergeService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._merges = MergeRepository(ctx.session)
        self._patients = PatientService(ctx)
        self._appointments = AppointmentService(ctx)

    def merge(self, request: MergePatients) -> Merge:
        if request.kept_id == request.merged_id:
            raise MergedWithItself
        approver = self._agreed(merge_subject(request.kept_id, request.merged_id), request.approval_id)
        self._hold(request.kept_id, request.merged_id)
        kept = self._whole(request.kept_id, request.kept_version)
        merged = self._whole(request.merged_id, request.merged_version)
        self._refuse_both_booked(kept.id, merged.id)
        merge = PatientMerge(
            id=MergeId(new_id()),
            kept_id=kept.id,
            merged_id=merged.id,
            kept_last_visit=kept.last_visit,
            moved=0,
            reason=request.reason,
            asked_by=self._ctx.person.employee_id,
            approved_by=approver,
            workstation_id=self._ctx.device.id,
            merged_at=self._ctx.now,
        )
        self._merges.add(merge)
        self._patients.join(merged, kept)
        self._merges.flush()
        merge.moved = sum(self._merges.move(merge.id, each, merged.id, kept.id) for each in self._merges.belongings())
        self._tell(EventType.PATIENT_MERGED, merge, owner=kept, other=merged)
        return self._told(merge)

    def undo(self, request: UndoMerge) -> Merge:
        """What came to the kept record since then stays with it."""
        approver = self._agreed(request.merge_id, request.approval_id)
        merge = self._merges.get_locked(request.merge_id)
        self._hold(merge.kept_id, merge.merged_id)
        kept, merged = self._patients.record(merge.kept_id), self._patients.record(merge.merged_id)
        self._refuse_merged(kept)
        for each in self._merges.belongings():
            self._merges.move_back(merge.id, each, merged.id, kept.id)
        self._patients.part(merged, kept, self._last_visit(kept.id, merge.kept_last_visit))
        merge.undone_reason = request.reason
        merge.undone_by = self._ctx.person.employee_id
        merge.undone_approved_by = approver
        merge.undone_at = self._ctx.now
        self._merges.flush()
        self._tell(EventType.PATIENT_UNMERGED, merge, owner=merged, other=kept)
        return self._told(merge)

    def of_patient(self, patient_id: PatientId) -> Page[Merge]:
        self._patients.record(patient_id)
        self._ctx.looked_at(patient_id, ChartPart.CARD, OpenedBy.AGAIN)
        rows = self._merges.of_patient(patient_id, _MOST + 1)
        return Page(items=[_merge(row) for row in rows[:_MOST]], more=len(rows) > _MOST)

    def _agreed(self, subject: Any, approval_id: ApprovalId | None) -> EmployeeId:
        approver = Approvals(self._ctx).check(Permission.PATIENTS_MERGE, subject, approval_id, always=True)
        if approver is None:
            raise ApprovalNeeded(Permission.PATIENTS_MERGE)
        return approver

    def _hold(self, *patient_ids: PatientId) -> None:
        """Their queues, their visits and their records stand still until this is done; in that order, as all lock."""
        for patient_id in patient_ids:
            self._appointments.patient_changed(patient_id)
        self._merges.lock_visits(patient_ids)
        self._patients.hold(*patient_ids)

    def _refuse_both_booked(self, kept_id: PatientId, merged_id: PatientId) -> None:
        """One patient has one open appointment with a doctor on a day."""
        found = self._merges.both_booked(kept_id, merged_id)
        if found is not None:
            kept, merged = found
            raise BothBooked(kept.doctor.full_name, kept.appointment_date, kept.id, merged.id)

    def _last_visit(self, patient_id: PatientId, known: date | None) -> date | None:
        """The later of what was known and what the visits say."""
        seen = self._merges.last_checked_in(patient_id)
        return max((day for day in (known, seen) if day is not None), default=None)

    def _whole(self, patient_id: PatientId, version: int) -> Patient:
        """A record of its own, in the register, and as it was looked at."""
        patient = self._patients.record(patient_id)
        self._refuse_merged(patient)
        if not patient.is_active:
            raise PatientNotFound(patient_id)
        if patient.version != version:
            raise StaleVersion(patient.version)
        return patient

    def _refuse_merged(self, patient: Patient) -> None:
        if patient.merged_into is not None:
            raise AlreadyMerged(patient.patient_no)

    def _tell(self, event: EventType, merge: PatientMerge, *, owner: Patient, other: Patient) -> None:
        """Each visit's own log says that it changed hands, and every screen that shows one of the two asks again."""
        for visit in self._merges.moved_ids(merge.id, _VISITS):
            self._ctx.record(
                event,
                AppointmentId(visit),
                owner.id,
                f"{other.patient_no} → {owner.patient_no}",
                merge_id=str(merge.id),
            )
        for patient_id in (merge.kept_id, merge.merged_id):
            self._appointments.patient_changed(patient_id)
        self._ctx.touched(merge.kept_id, merge.merged_id)

    def _told(self, merge: PatientMerge) -> Merge:
        self._merges.flush()
        return _merge(self._merges.get(merge.id))


def _merge(row: Any) -> Merge:
    merge: PatientMerge = row.PatientMerge
    undone = None
    if merge.undone_at is not None:
        undone = MergeAct(
            reason=merge.undone_reason or "",
            at=merge.undone_at,
            asked_by=row.undone_by,
            approved_by=row.undone_approved_by,
        )
    return Merge(
        id=merge.id,
        kept_id=merge.kept_id,
        merged=PatientSummary.model_validate(row.Patient),
        moved=merge.moved,
        done=MergeAct(reason=merge.reason, at=merge.merged_at, asked_by=row.asked_by, approved_by=row.approved_by),
        undone=undone,
    )
