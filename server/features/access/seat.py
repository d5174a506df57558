"""Where people may sign in."""

from server.core.context import Context
from shared.contracts.access import NoSignInHere
from shared.models.workstations import WorkstationKind


def check_seat(ctx: Context) -> None:
    """Nobody signs in at a wall display, or begins to: it hangs where everyone reads it. Raises NoSignInHere."""
    if ctx.device.kind is WorkstationKind.DISPLAY:
        raise NoSignInHere
