"""The remote calls about the audit, bound to what answers them."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.audit.service import AuditService
from shared.contracts import audit
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

routes = Routes()


@routes.handles(audit.choices)
def choices(_: Nothing, ctx: Context) -> AuditChoices:
    return AuditService(ctx).choices()


@routes.handles(audit.changes)
def changes(request: SearchChanges, ctx: Context) -> Page[ChangeSummary]:
    return AuditService(ctx).changes(request)


@routes.handles(audit.change)
def change(request: GetChange, ctx: Context) -> ChangeDetails:
    return AuditService(ctx).change(request)


@routes.handles(audit.export_changes)
def export_changes(request: ExportChanges, ctx: Context) -> ExportedPiece:
    return AuditService(ctx).export_changes(request)


@routes.handles(audit.looks)
def looks(request: SearchLooks, ctx: Context) -> Page[LookEntry]:
    return AuditService(ctx).looks(request)


@routes.handles(audit.export_looks)
def export_looks(request: ExportLooks, ctx: Context) -> ExportedPiece:
    return AuditService(ctx).export_looks(request)


@routes.handles(audit.looks_at_patient)
def looks_at_patient(request: ListPatientLooks, ctx: Context) -> PatientLooks:
    return AuditService(ctx).looks_at_patient(request)


@routes.handles(audit.standing)
def standing(_: Nothing, ctx: Context) -> AuditStanding:
    return AuditService(ctx).standing()
