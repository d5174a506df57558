"""Reports by e-mail: each letter goes the way of every message, once, or is listed."""

from datetime import datetime
from typing import Final

from procrastinate import JobContext

from server.core.clock import Clock
from server.core.context import Context
from server.core.database import Database
from server.core.house import Houses
from server.features.reminders.handing import Attachment, Carrier, Handed, Letter
from server.features.reminders.jobs import QUEUE, RETRY, jobs, looked_at
from server.features.reminders.mail import MailCarrier
from server.features.reminders.repository import ReminderRepository
from server.features.reminders.way import Announce, Sending, Step
from server.features.reports.saved_repository import SavedReportsRepository
from server.features.reports.tables import ReportMailAttemptRow, ReportMailRow, SavedReportRow
from shared.ids import ReportMailId, new_id
from shared.models.reminders import MessageState
from shared.models.reports import ReportPeriod
from shared.models.spreadsheets import SpreadsheetForm
from shared.permissions import Scope
from shared.rules.reports import may_be_mailed, reach
from shared.topics import Topic

MAILER: Final = "report_mailer"
_TYPES: Final = {
    SpreadsheetForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    SpreadsheetForm.CSV: "text/csv",
}


@jobs.task(name="send_report", queue=QUEUE, retry=RETRY, pass_context=True)
def send_report(context: JobContext, mail_id: str) -> None:
    looked_at(context, MAILER, mail_id)


class ReportMailer(Sending[ReportMailId, ReportMailRow]):
    def __init__(self, database: Database, clock: Clock, houses: Houses, announce: Announce) -> None:
        super().__init__(database, clock, houses, announce, _ReportStep)


def plan_mails(
    kept: SavedReportsRepository,
    row: SavedReportRow,
    period: ReportPeriod,
    file: Attachment,
    hospital: str,
    now: datetime,
) -> None:
    """A letter for each address that has none of that period yet."""
    for address in kept.without_mail(row, period):
        mail = ReportMailRow(
            id=ReportMailId(new_id()),
            saved_id=row.id,
            since=period.since,
            until=period.until,
            address=address,
            title=f"{row.name}, {_days(period)}",
            text=f"{row.name}, {_days(period)}: see the file with this letter.\n\n"
            f"Sent by itself for {kept.name_of(row.kept_by)}, who keeps this report under Statistics and can end it "
            f"there.\n\n{hospital}\n",
            file=file.name,
            data=file.data,
            state=MessageState.PLANNED,
            due_at=now,
        )
        kept.add(mail)
        look_at(kept, mail.id, now)


def attachment(name: str, data: bytes) -> Attachment:
    """Of the type that the end of its name says."""
    return Attachment(name, _TYPES[SpreadsheetForm(name.rpartition(".")[2])], data)


def look_at(kept: SavedReportsRepository, mail_id: ReportMailId, due_at: datetime) -> None:
    """Somebody looks at the letter from then on, if this transaction is committed."""
    send_report.configure(schedule_at=due_at, connection=kept.connection).defer(mail_id=str(mail_id))


def may_still_go(row: SavedReportRow, kept: SavedReportsRepository) -> bool:
    """Whether whoever keeps it still keeps it, and may still see it."""
    if row.forgotten_at is not None or row.chosen is None or not may_be_mailed(row.chosen):
        return False
    return reach(row.chosen.kind, kept.rights_of(row.kept_by)) is Scope.ALL


class _ReportStep(Step[ReportMailId, ReportMailRow]):
    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self._kept = SavedReportsRepository(ctx.session)
        self._messaging = ReminderRepository(ctx.session).messaging()

    @property
    def _most_tries(self) -> int:
        return self._messaging.rules.most_tries

    def _locked(self, key: ReportMailId) -> ReportMailRow:
        return self._kept.mail_locked(key)

    def _carrier(self, _: ReportMailRow) -> Carrier:
        return MailCarrier(self._messaging.mail, self._messaging.mail_password)

    def _prepared(self, row: ReportMailRow) -> tuple[Letter, Carrier] | None:
        saved = self._kept.get(row.saved_id)
        if row.data is None or row.address not in saved.mail_to or not may_still_go(saved, self._kept):
            row.data = None
            self._move(row, MessageState.SKIPPED)
            return None
        file = attachment(row.file, row.data)
        letter = Letter(row.id, row.address, row.title, row.text, self._ctx.house.name, self._ctx.now, file)
        return letter, self._carrier(row)

    def _accepted(self, row: ReportMailRow) -> None:
        row.data = None

    def _look_at(self, row: ReportMailRow, at: datetime) -> None:
        look_at(self._kept, row.id, at)

    def _attempted(self, row: ReportMailRow, handed: Handed) -> None:
        self._kept.add(ReportMailAttemptRow(mail_id=row.id, at=self._ctx.now, outcome=handed.outcome, code=handed.code))

    def _moved(self, row: ReportMailRow) -> None:
        self._ctx.announcement.topics.add(Topic.SAVED_REPORTS)
        self._ctx.touched(row.id)


def _days(period: ReportPeriod) -> str:
    if period.days == 1:
        return period.since.isoformat()
    return f"{period.since.isoformat()} to {period.until.isoformat()}"
