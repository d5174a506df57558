"""What a move is based on, for tests."""

from typing import Any

from shared.models.appointments import AppointmentSummary
from shared.models.queue import QueueEntry


def step(seen: QueueEntry | AppointmentSummary, reason: str | None = None) -> dict[str, Any]:
    """The patient as last seen on a screen."""
    said = {} if reason is None else {"reason": reason}
    which = seen.appointment_id if isinstance(seen, QueueEntry) else seen.id
    return {"appointment_id": which, "version": seen.version, **said}
