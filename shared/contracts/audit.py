"""The remote calls about the audit: what was changed, who looked, and whether the logs are whole."""

from dataclasses import dataclass
from uuid import UUID

from shared.contract import command, query
from shared.contracts.patients import PatientNotFound
from shared.errors import NotFound
from shared.models.audit import (
    AuditChoices,
    AuditStanding,
    ChangeDetails,
    ChangeSummary,
    ExportChanges,
    ExportedPiece,
    ExportLooks,
    GetChange,
    ListPatientLooks,
    LookEntry,
    PatientLooks,
    SearchChanges,
    SearchLooks,
)
from shared.models.common import Nothing, Page
from shared.permissions import Permission


@dataclass(eq=False)
class ChangeNotFound(NotFound):
    """Of an archived month, or never there."""

    change_id: UUID


choices = query("/audit/choices", Nothing, AuditChoices, allow=Permission.AUDIT_VIEW)

changes = query("/audit/changes", SearchChanges, Page[ChangeSummary], allow=Permission.AUDIT_VIEW)

change = query(
    "/audit/changes/{change_id}", GetChange, ChangeDetails, allow=Permission.AUDIT_VIEW, raises=(ChangeNotFound,)
)

# Not keyed: a piece that is asked for twice is told twice, and is too large to be kept as an answer.
export_changes = command(
    "/audit/changes/file", ExportChanges, ExportedPiece, allow=Permission.AUDIT_VIEW, changes=set(), keyed=False
)

looks = query("/audit/looks", SearchLooks, Page[LookEntry], allow=Permission.AUDIT_VIEW)

export_looks = command(
    "/audit/looks/file", ExportLooks, ExportedPiece, allow=Permission.AUDIT_VIEW, changes=set(), keyed=False
)

looks_at_patient = query(
    "/audit/patients/{patient_id}/looks",
    ListPatientLooks,
    PatientLooks,
    allow=Permission.AUDIT_VIEW,
    raises=(PatientNotFound,),
)

standing = query("/audit/standing", Nothing, AuditStanding, allow=Permission.AUDIT_VIEW)
