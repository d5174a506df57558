"""The handlers of the calls about the hospital's computers."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.workstations.service import WorkstationService
from shared.contracts import workstations
from shared.models.common import Nothing, Page
from shared.models.workstations import (
    Certificate,
    OpenPairing,
    Pair,
    Paired,
    PairingCode,
    RevokeWorkstation,
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

    return routes
