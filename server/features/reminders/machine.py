"""In whose name, and where, the server itself sends: nobody signs in as it, and it is in no list."""

from typing import Final
from uuid import UUID

from shared.ids import EmployeeId, WorkstationId

MACHINE_NAME: Final = "Messages"
MACHINE: Final = EmployeeId(UUID(int=2))
MACHINE_PLACE: Final = WorkstationId(UUID(int=2))
