"""What travels about two records of one person becoming one."""

from datetime import datetime
from uuid import UUID, uuid5

from shared.ids import ApprovalId, MergeId, PatientId
from shared.models.common import Model, Reason, Version
from shared.models.patients import PatientSummary


def merge_subject(kept_id: PatientId, merged_id: PatientId) -> UUID:
    """What the second person's word is about: these two records, this way round."""
    return uuid5(kept_id, str(merged_id))


class MergePatients(Model):
    """`merged_id` goes into `kept_id`, with all that belongs to it."""

    kept_id: PatientId
    kept_version: Version
    merged_id: PatientId
    merged_version: Version
    reason: Reason
    approval_id: ApprovalId | None = None
    """Always needed; it is about `merge_subject` of the two."""


class UndoMerge(Model):
    merge_id: MergeId
    reason: Reason
    approval_id: ApprovalId | None = None
    """Always needed; it is about the merge."""


class ListMerges(Model):
    patient_id: PatientId


class MergeAct(Model):
    """One side of it: done, or undone."""

    reason: str
    at: datetime
    asked_by: str
    approved_by: str


class Merge(Model):
    id: MergeId
    kept_id: PatientId
    merged: PatientSummary
    """The record as it was, and is again once this is undone."""
    moved: int
    """How many of its rows went over."""
    done: MergeAct
    undone: MergeAct | None = None
