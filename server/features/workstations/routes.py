"""The handlers of the calls about the hospital's computers."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.workstations.service import WorkstationService
from shared.contracts import workstations
from shared.models.common import Nothing, Page
from shared.models.workstations import (
    Certificate,
    ChangeWorkstation,
    ChoosePrinters,
    OpenPairing,
    Pair,
    Paired,
    PairingCode,
    ReportWorkstation,
    RevokeWorkstation,
    Workplace,
    WorkstationSummary,
)


def workstations_routes(ca_pem: str) -> Routes:
    """`ca_pem` is the hospital's own authority, as computers pin it."""
    routes = Routes()

    @routes.handles(workstations.certificate)
    def certificate(_: Nothing, __: Context) -> Certificate:
        return Certificate(ca_pem=ca_pem)

    @routes.handles(workstations.pair)
    def pair(request: Pair, ctx: Context) -> Paired:
        return WorkstationService(ctx).pair(request, ca_pem)

    @routes.handles(workstations.open_pairing)
    def open_pairing(_: OpenPairing, ctx: Context) -> PairingCode:
        return WorkstationService(ctx).open_pairing()

    @routes.handles(workstations.workstations)
    def list_all(_: Nothing, ctx: Context) -> Page[WorkstationSummary]:
        return WorkstationService(ctx).workstations()

    @routes.handles(workstations.revoke)
    def revoke(request: RevokeWorkstation, ctx: Context) -> Nothing:
        WorkstationService(ctx).revoke(request.workstation_id)
        return Nothing()

    @routes.handles(workstations.change)
    def change(request: ChangeWorkstation, ctx: Context) -> Nothing:
        WorkstationService(ctx).change(request)
        return Nothing()

    @routes.handles(workstations.choose_printers)
    def choose_printers(request: ChoosePrinters, ctx: Context) -> Nothing:
        WorkstationService(ctx).choose_printers(request)
        return Nothing()

    @routes.handles(workstations.report)
    def report(request: ReportWorkstation, ctx: Context) -> Workplace:
        return WorkstationService(ctx).report(request)

    return routes
