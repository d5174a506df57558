"""Putting a record away and bringing it back: nothing is erased."""

from server.core.context import Context
from server.features.patients.repository import PatientRepository
from server.features.patients.service import PatientService
from server.features.patients.tables import PatientArchiving
from shared.contracts.patients import PatientNotFound
from shared.errors import StaleVersion
from shared.ids import PatientId, new_id
from shared.models.common import Page
from shared.models.patients import (
    ArchivedPatient,
    BringPatientBack,
    ListArchived,
    PatientDetails,
    PatientSummary,
    PutAway,
    PutPatientAway,
)


class Archiving:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._patients = PatientRepository(ctx.session)

    def put_away(self, request: PutPatientAway) -> PatientDetails:
        """Out of the search; the number stays taken and the history stays where it is."""
        return self._moved(request, is_away=True)

    def bring_back(self, request: BringPatientBack) -> PatientDetails:
        return self._moved(request, is_away=False)

    def archived(self, request: ListArchived) -> Page[ArchivedPatient]:
        found = self._patients.archived(request.term, request.limit + 1)
        rows = [
            ArchivedPatient(
                **dict(PatientSummary.model_validate(patient)),
                version=patient.version,
                put_away=PutAway(reason=said.reason, at=said.at, by=who),
            )
            for patient, said, who in found[: request.limit]
        ]
        return Page(items=rows, more=len(found) > request.limit)

    def _moved(self, request: PutPatientAway | BringPatientBack, *, is_away: bool) -> PatientDetails:
        patient = self._patients.get_locked(request.patient_id)
        if patient.is_active is not is_away or patient.merged_into is not None:
            raise PatientNotFound(request.patient_id)
        if patient.version != request.version:
            raise StaleVersion(patient.version)
        patient.is_active = not is_away
        self._patients.add(
            PatientArchiving(
                id=new_id(),
                patient_id=patient.id,
                is_away=is_away,
                reason=request.reason,
                employee_id=self._ctx.person.employee_id,
                at=self._ctx.now,
            )
        )
        return self._card(patient.id)

    def _card(self, patient_id: PatientId) -> PatientDetails:
        self._ctx.touched(patient_id)
        self._patients.flush()
        return PatientService(self._ctx).shown(patient_id)
