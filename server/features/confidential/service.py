"""Records that open to those who treat the patient alone, and what is kept of whoever opens one all the same."""

from server.core.context import Context
from server.features.confidential.repository import ConfidentialRepository
from server.features.confidential.tables import BrokenGlassRow, BrokenGlassSeen, Confidence
from shared.contracts.patients import PatientNotFound
from shared.errors import Forbidden
from shared.ids import BrokenGlassId, new_id
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from shared.models.confidential import BreakGlass, BrokenGlass, ListBrokenGlass, MarkConfidential
from shared.permissions import Permission


class ConfidentialService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._records = ConfidentialRepository(ctx.session)

    def mark(self, request: MarkConfidential) -> None:
        """The manager any record, a doctor that of the own patients. Marking it as it is already says nothing."""
        self._ctx.actor.reaches(Permission.PATIENTS_CONFIDE, own=self._ctx.treats(request.patient_id))
        patient = self._records.patient_locked(request.patient_id)
        if patient.confidential == request.confidential:
            return
        patient.confidential = request.confidential
        self._records.add(
            Confidence(
                id=new_id(),
                patient_id=patient.id,
                confidential=request.confidential,
                reason=request.reason,
                employee_id=self._ctx.person.employee_id,
                at=self._ctx.now,
            )
        )
        self._ctx.touched(patient.id)

    def break_glass(self, request: BreakGlass) -> None:
        """Kept in the log of looks too, and told to the manager at once."""
        if not self._records.exists(request.patient_id):
            raise PatientNotFound(request.patient_id)
        broken = BrokenGlassRow(
            id=BrokenGlassId(new_id()),
            patient_id=request.patient_id,
            reason=request.reason,
            employee_id=self._ctx.person.employee_id,
            workstation_id=self._ctx.device.id,
            at=self._ctx.now,
        )
        self._records.add(broken)
        self._ctx.session.flush()  # from here on the record is open to whoever did it
        self._ctx.looked_at(request.patient_id, ChartPart.TIMELINE, OpenedBy.GLASS, broken.id)
        self._ctx.touched(broken.id)

    def broken(self, request: ListBrokenGlass) -> Page[BrokenGlass]:
        self._as_manager()
        found = [
            BrokenGlass(
                id=row.id,
                patient_id=row.patient_id,
                patient_no=number,
                patient_name=name,
                by=by,
                workstation=workstation,
                reason=row.reason,
                at=row.at,
                seen_by=seer,
                seen_at=seen.at if seen is not None else None,
            )
            for row, number, name, by, workstation, seen, seer in self._records.broken(request)
        ]
        return Page(items=found[: request.limit], more=len(found) > request.limit)

    def see(self, broken_glass_id: BrokenGlassId) -> None:
        """Not one's own: somebody else has to have looked at it."""
        self._as_manager()
        broken = self._records.one_broken(broken_glass_id)
        person = self._ctx.person
        if broken.employee_id == person.employee_id:
            raise Forbidden(Permission.PATIENTS_CONFIDE)
        self._records.see(BrokenGlassSeen(broken_glass_id=broken.id, employee_id=person.employee_id, at=self._ctx.now))
        self._ctx.touched(broken.id)

    def _as_manager(self) -> None:
        self._ctx.actor.reaches(Permission.PATIENTS_CONFIDE, own=False)
