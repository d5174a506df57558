"""What is asked of the database about itself, its backups and the computers around it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Integer, cast, func, select, text
from sqlalchemy.orm import Session

from server.core.outbox import OutboxRow
from server.features.appointments.tables import Appointment
from server.features.staff.tables import Employee
from server.features.system.tables import Backup
from server.features.workstations.tables import Workstation
from shared.models.appointments import AppointmentStatus

_IN_NO_HURRY: Final = text("SET LOCAL statement_timeout = '2s'")
_DATABASE: Final = text(
    "SELECT current_setting('server_version') AS version, pg_database_size(current_database()) / 1000000 AS megabytes,"
    " (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,"
    " current_setting('max_connections')::int AS most"
)

# Read by name: reports are further out than this feature. What was made since, or was forgotten, troubles nobody.
_DUE_REPORTS: Final = text("""
    WITH due AS (SELECT id, kept_on, mail_to FROM saved_reports WHERE rhythm IS NOT NULL AND forgotten_at IS NULL)
    SELECT
        (SELECT count(*) FROM due CROSS JOIN LATERAL (
            SELECT outcome FROM scheduled_files WHERE saved_id = due.id ORDER BY until DESC LIMIT 1
        ) last WHERE last.outcome <> 'made') AS failed,
        (SELECT count(DISTINCT tried.saved_id) FROM due JOIN scheduled_tries tried
            ON tried.saved_id = due.id AND tried.until >= due.kept_on
            WHERE NOT EXISTS (SELECT FROM scheduled_files settled
                WHERE (settled.saved_id, settled.since, settled.until) = (tried.saved_id, tried.since, tried.until))
        ) AS tried_again,
        (SELECT count(*) FROM due JOIN report_mails mail ON mail.saved_id = due.id
            WHERE mail.address = ANY(due.mail_to) AND (
                mail.state IN ('failed', 'perhaps') AND mail.due_at >= :since
                OR mail.state = 'planned' AND mail.waits_since < :waiting)) AS letters
""")


@dataclass(frozen=True)
class DueReports:
    """How many failed in the end, how many are tried again, and how many letters perhaps did not arrive."""

    failed: int
    tried_again: int
    letters: int


@dataclass(frozen=True)
class DatabaseFacts:
    version: str
    megabytes: int
    connections: int
    most: int


class SystemRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def ping(self) -> None:
        """Answers where the database does, or soon not at all."""
        self._session.execute(_IN_NO_HURRY)
        self._session.execute(select(1))

    def database(self) -> DatabaseFacts:
        row = self._session.execute(_DATABASE).one()
        return DatabaseFacts(row.version.split(" ")[0], row.megabytes, row.connections, row.most)

    def add(self, backup: Backup) -> None:
        self._session.add(backup)

    def last_backup(self) -> Backup | None:
        return self._session.scalar(select(Backup).order_by(Backup.id.desc()).limit(1))

    def versions_seen(self, since: datetime) -> dict[str, int]:
        """Of the computers that were heard since: which version each runs, "" where it did not say."""
        version = func.coalesce(Workstation.report["version"].astext, "")
        rows = self._session.execute(
            select(version, func.count())
            .where(Workstation.revoked_at.is_(None), Workstation.seen_at >= since)
            .group_by(version)
        )
        return {name: number for name, number in rows}  # noqa: C416 rows are no pairs to a type checker

    def stuck(self) -> list[tuple[str, int]]:
        """Computers whose papers wait for a printer, and how many each."""
        waiting: Any = cast(Workstation.report["stuck"].astext, Integer)
        rows = self._session.execute(
            select(Workstation.name, waiting)
            .where(Workstation.revoked_at.is_(None), waiting > 0)
            .order_by(waiting.desc(), Workstation.name)
        )
        return [(name, number) for name, number in rows]

    def due_reports(self, letters_since: datetime, waiting_since: datetime) -> DueReports:
        row = self._session.execute(_DUE_REPORTS, {"since": letters_since, "waiting": waiting_since}).one()
        return DueReports(row.failed, row.tried_again, row.letters)

    def announcements_left(self) -> int:
        return self._session.scalar(select(func.count()).select_from(OutboxRow)) or 0

    def queues(self, today: date) -> dict[str, int]:
        """How many wait, by the letter on the tokens: nobody's name."""
        rows = self._session.execute(
            select(Employee.token_prefix, func.count())
            .join(Appointment, Appointment.doctor_id == Employee.id)
            .where(Appointment.appointment_date == today, Appointment.status == AppointmentStatus.WAITING)
            .group_by(Employee.token_prefix)
        )
        return {prefix or "": number for prefix, number in rows}
