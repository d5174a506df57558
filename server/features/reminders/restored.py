"""After a backup was put back: what it holds as planned may have gone out after it was made."""

from datetime import datetime

from server.features.reminders.repository import ReminderRepository
from server.features.reminders.tables import MessageAttemptRow
from shared.models.reminders import MessageState, Outcome


def doubt_what_was_due(messages: ReminderRepository, now: datetime) -> int:
    """Nobody knows of these: they are listed, not repeated. How many; what is due later can't have been sent."""
    due = messages.due_locked(now)
    for row in due:
        row.state, row.tries = MessageState.PERHAPS, row.tries + 1
    messages.add(*(MessageAttemptRow(message_id=row.id, at=now, outcome=Outcome.UNKNOWN, code="") for row in due))
    return len(due)
