"""What travels about confidential records, and about whoever opened one without treating the patient."""

from datetime import datetime

from pydantic import Field

from shared.ids import BrokenGlassId, PatientId
from shared.models.common import Model, Reason


class MarkConfidential(Model):
    """Or no longer: each with a reason."""

    patient_id: PatientId
    confidential: bool
    reason: Reason


class BreakGlass(Model):
    """Open it all the same: for half a day, for this person, seen by the manager."""

    patient_id: PatientId
    reason: Reason


class BrokenGlass(Model):
    id: BrokenGlassId
    patient_id: PatientId
    patient_no: str
    patient_name: str
    by: str
    workstation: str
    reason: str
    at: datetime
    seen_by: str | None
    seen_at: datetime | None


class ListBrokenGlass(Model):
    """The newest first; `before` is the last one that is known."""

    only_unseen: bool = True
    before: BrokenGlassId | None = None
    limit: int = Field(default=50, ge=1, le=200)


class SeeBrokenGlass(Model):
    broken_glass_id: BrokenGlassId
