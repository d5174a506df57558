"""The remote call about how the system itself is."""

from shared.contract import query
from shared.models.common import Nothing
from shared.models.system import SystemHealth
from shared.permissions import Permission

health = query("/system/health", Nothing, SystemHealth, allow=Permission.SYSTEM_VIEW)
