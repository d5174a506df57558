"""The handler of the call about how the system is."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.system.checks import Machine
from server.features.system.service import SystemService
from shared.contracts import system
from shared.models.common import Nothing
from shared.models.system import SystemHealth


def system_routes(machine: Machine) -> Routes:
    routes = Routes()

    @routes.handles(system.health)
    def health(_: Nothing, ctx: Context) -> SystemHealth:
        return SystemService(ctx, machine).health()

    return routes
