"""The remote calls about two records of one person becoming one."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.contract import command, query
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.contracts.patients import PatientNotFound
from shared.errors import ApiError, Conflict, NotFound, StaleVersion
from shared.ids import AppointmentId, MergeId
from shared.models.common import Page
from shared.models.merges import ListMerges, Merge, MergePatients, UndoMerge
from shared.permissions import Permission
from shared.topics import Topic


class MergedWithItself(ApiError):
    """Both are the same record."""

    status = 422


@dataclass(eq=False)
class AlreadyMerged(Conflict):
    """This record is part of another by now."""

    patient_no: str


@dataclass(eq=False)
class BothBooked(Conflict):
    """Both have an open appointment with the same doctor on the same day: one of the two is cancelled first."""

    doctor: str
    date: date
    kept_visit: AppointmentId
    merged_visit: AppointmentId


@dataclass(eq=False)
class MergeNotFound(NotFound):
    """There is none, or it was undone."""

    merge_id: MergeId


_MOVED: Final = {
    Topic.PATIENTS,
    Topic.APPOINTMENTS,
    Topic.QUEUE,
    Topic.BILLING,
    Topic.CONSULTATIONS,
    Topic.LAB,
    Topic.PRESCRIPTIONS,
}

merge = command(
    "/patient-merges",
    MergePatients,
    Merge,
    allow=Permission.PATIENTS_MERGE,
    changes=_MOVED,
    raises=(
        PatientNotFound,
        MergedWithItself,
        AlreadyMerged,
        BothBooked,
        StaleVersion,
        ApprovalNeeded,
        ApprovalNotValid,
    ),
)

undo = command(
    "/patient-merges/{merge_id}/undo",
    UndoMerge,
    Merge,
    allow=Permission.PATIENTS_MERGE,
    changes=_MOVED,
    raises=(MergeNotFound, AlreadyMerged, ApprovalNeeded, ApprovalNotValid),
)

of_patient = query(
    "/patients/{patient_id}/merges",
    ListMerges,
    Page[Merge],
    allow=Permission.PATIENTS_VIEW,
    raises=(PatientNotFound,),
)
