"""SQL of a patient's medicines of today."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from server.features.prescriptions.tables import PrescriptionItemRow, PrescriptionRow
from shared.ids import PatientId
from shared.models.prescriptions import PrescriptionStatus
from shared.rules.dosing import Frequency

_LONGEST: Final = timedelta(days=366)
"""Of any stated duration."""
_newer = aliased(PrescriptionRow)
_STANDS: Final = and_(
    PrescriptionRow.status.not_in((PrescriptionStatus.CANCELLED, PrescriptionStatus.EXPIRED)),
    ~select(_newer.id).where(_newer.supersedes == PrescriptionRow.id).exists(),
)


class BackgroundRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def medicines_since(
        self, patient_id: PatientId, now: datetime, without_end: timedelta
    ) -> Sequence[tuple[PrescriptionItemRow, datetime]]:
        """What may be taken still, with when it was prescribed, the newest first; not what was one dose at once."""
        rows = self._session.execute(
            select(PrescriptionItemRow, PrescriptionRow.prescribed_at)
            .join(PrescriptionRow, PrescriptionRow.id == PrescriptionItemRow.prescription_id)
            .where(
                PrescriptionRow.patient_id == patient_id,
                PrescriptionRow.prescribed_at >= now - _LONGEST,
                or_(PrescriptionItemRow.days.is_not(None), PrescriptionRow.prescribed_at >= now - without_end),
                PrescriptionItemRow.frequency != Frequency.STAT,
                _STANDS,
            )
            .order_by(PrescriptionRow.prescribed_at.desc(), PrescriptionItemRow.line)
        )
        return [(item, since) for item, since in rows]
