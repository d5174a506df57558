"""What is added to a note after it was signed."""

from server.core.context import Context
from server.features.consultations.repository import ConsultationRepository
from server.features.consultations.tables import Consultation, ConsultationAmendment
from shared.contracts.consultations import NotSigned
from shared.events import EventType
from shared.ids import AmendmentId, new_id
from shared.models.consultations import AmendConsultation, Amendment


class Amending:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._consultations = ConsultationRepository(ctx.session)

    def add(self, consultation: Consultation, request: AmendConsultation) -> None:
        """Raises NotSigned."""
        if consultation.completed_at is None:
            raise NotSigned
        self._consultations.add_amendment(
            ConsultationAmendment(
                id=AmendmentId(new_id()),
                consultation_id=consultation.id,
                text=request.text,
                reason=request.reason,
                amended_by=self._ctx.person.employee_id,
                amended_at=self._ctx.now,
            )
        )
        # The timeline is read at every counter: that something was added, not what or why.
        self._ctx.record(EventType.CONSULTATION_AMENDED, consultation.appointment_id, consultation.patient_id)

    def of(self, consultation: Consultation) -> list[Amendment]:
        """In the order they were added; a note that is not signed has none."""
        if consultation.completed_at is None:
            return []
        return [
            Amendment(id=row.id, text=row.text, reason=row.reason, by=by, at=row.amended_at)
            for row, by in self._consultations.amendments(consultation.id)
        ]
