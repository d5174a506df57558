"""After a backup was put back: letters and reports that were due since it was made may have gone out already."""

from datetime import date, datetime

from server.features.reports.saved_repository import SavedReportsRepository
from server.features.reports.tables import ReportMailAttemptRow
from shared.models.reminders import MessageState, Outcome


def doubt_letters_due(kept: SavedReportsRepository, now: datetime) -> int:
    """They are listed, not repeated. How many."""
    due = kept.mails_due_locked(now)
    for row in due:
        row.state, row.tries = MessageState.PERHAPS, row.tries + 1
        kept.add(ReportMailAttemptRow(mail_id=row.id, at=now, outcome=Outcome.UNKNOWN, code=""))
    return len(due)


def begin_anew(kept: SavedReportsRepository, today: date) -> int:
    """What ended before today is not made up where it would be mailed: nobody knows what was. How many reports."""
    mailed = [row for row in kept.scheduled() if row.mail_to]
    for row in mailed:
        row.kept_on = today
    return len(mailed)
