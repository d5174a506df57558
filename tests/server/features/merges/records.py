"""Two records of one person, for tests."""

from shared.contracts import access, merges
from shared.models.merges import Merge, merge_subject
from shared.models.patients import PatientDetails
from shared.permissions import Permission
from tests.support.house import PASSWORD
from tests.support.server import Api


def agreed(desk: Api, subject, who: str = "manager"):
    word = access.approve(user_name=who, password=PASSWORD, permission=Permission.PATIENTS_MERGE, subject_id=subject)
    return desk.send(word).id


def merging(desk: Api, kept: PatientDetails, merged: PatientDetails, **changes):
    """The call, with the manager's word."""
    asked = {
        "kept_id": kept.id,
        "kept_version": kept.version,
        "merged_id": merged.id,
        "merged_version": merged.version,
        "reason": "the same person",
    }
    if "approval_id" not in changes:
        changes["approval_id"] = agreed(desk, merge_subject(kept.id, merged.id))
    return merges.merge(**{**asked, **changes})


def undoing(desk: Api, merge: Merge, **changes):
    if "approval_id" not in changes:
        changes["approval_id"] = agreed(desk, merge.id)
    return merges.undo(**{"merge_id": merge.id, "reason": "two people after all", **changes})
