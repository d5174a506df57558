"""How the system is, for whoever looks after it beside another job."""

from server.core.context import Context
from server.features.system.checks import CHECKS, Look, Machine
from server.features.system.repository import SystemRepository
from shared.models.system import SystemHealth
from shared.version import VERSION


class SystemService:
    def __init__(self, ctx: Context, machine: Machine) -> None:
        self._look = Look(ctx, machine, SystemRepository(ctx.session))

    def health(self) -> SystemHealth:
        return SystemHealth(at=self._look.ctx.now, version=VERSION, checks=[check(self._look) for check in CHECKS])
