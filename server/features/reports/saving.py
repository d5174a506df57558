"""Reports that somebody keeps under a name, with a rhythm or without."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from server.core.context import Context
from server.features.reminders.repository import ReminderRepository
from server.features.reports.mailing import look_at
from server.features.reports.saved_repository import MAY_GO_AGAIN, SavedReportsRepository
from server.features.reports.scheduling import PAUSES
from server.features.reports.tables import ReportMailRow, SavedReportRow, ScheduledFileRow, ScheduledTryRow
from shared.contracts.reminders import ChannelNotSet
from shared.contracts.reports import (
    NoReportsFolder,
    ReportMailNotFound,
    ReportMailOnItsWay,
    ReportMayNameSomebody,
    ReportNameTaken,
    SavedReportNotFound,
)
from shared.errors import Forbidden, StaleVersion
from shared.ids import SavedReportId, new_id
from shared.models.common import Page
from shared.models.reminders import Channel, MessageState
from shared.models.reports import ReportChoice, ReportPeriod
from shared.models.saved_reports import (
    ForgetReport,
    MailReportAgain,
    ReportMail,
    SavedReport,
    SaveReport,
    Schedule,
    ScheduledFile,
)
from shared.permissions import Permission
from shared.rules.reports import may_be_mailed, reach

_LATELY: Final = timedelta(days=14)
"""As long as the page of the system tells of it too."""
_MOST_EARLIER: Final = 31


class SavingService:
    """Each person's own; `folder` is where the server writes those that are due."""

    def __init__(self, ctx: Context, folder: Path | None) -> None:
        self._ctx = ctx
        self._folder = folder
        self._kept = SavedReportsRepository(ctx.session)

    def saved(self) -> Page[SavedReport]:
        rows = self._kept.of(self._ctx.person.employee_id)
        return Page(items=self._shown(rows))

    def save(self, request: SaveReport) -> SavedReport:
        """In the place of one that was kept before, of one that was forgotten under this name, or a new one."""
        me = self._ctx.person.employee_id
        if reach(request.choice.kind, self._ctx.actor.permissions) is None:
            raise Forbidden(Permission.REPORTS_VIEW)
        if request.schedule is not None:
            self._ctx.actor.reaches(Permission.REPORTS_VIEW, own=False)
            self._check_ways(request.choice, request.schedule)
        named = self._kept.named(request.name, me)
        row = self._row(request) or (named if named and named.forgotten_at else None)
        if named is not None and named is not row:
            raise ReportNameTaken(request.name)
        if row is None:
            row = SavedReportRow(id=SavedReportId(new_id()), kept_by=me)
        rhythm = request.schedule.rhythm if request.schedule else None
        if row.rhythm is None or row.rhythm is not rhythm or row.forgotten_at is not None:
            row.kept_on = self._ctx.today  # else what came to nothing is still tried again
        row.name, row.compare = request.name, request.compare
        row.choice = request.choice.model_dump(mode="json", exclude_none=True)
        row.rhythm = rhythm
        row.form = request.schedule.form if request.schedule else None
        row.folder = request.schedule.folder if request.schedule else False
        row.mail_to = request.schedule.mail_to if request.schedule else []
        row.forgotten_at = None
        self._kept.add(row)
        return self._shown([row])[0]

    def forget(self, request: ForgetReport) -> None:
        """Raises SavedReportNotFound, StaleVersion."""
        self._one(request.saved_id, request.version).forgotten_at = self._ctx.now
        self._kept.skip_mails(request.saved_id)

    def mail_again(self, request: MailReportAgain) -> SavedReport:
        """Raises ReportMailNotFound, StaleVersion, ReportMailOnItsWay."""
        mail = self._kept.mail_locked(request.mail_id)
        row = self._kept.one(mail.saved_id, self._ctx.person.employee_id)
        if row is None:
            raise ReportMailNotFound
        if mail.version != request.version:
            raise StaleVersion(mail.version)
        if mail.state not in MAY_GO_AGAIN:
            raise ReportMailOnItsWay
        mail.state, mail.due_at = MessageState.PLANNED, self._ctx.now
        mail.tries, mail.waits_since = 0, None
        look_at(self._kept, mail.id, mail.due_at)
        self._kept.add(mail)
        return self._shown([row])[0]

    def _check_ways(self, choice: ReportChoice, schedule: Schedule) -> None:
        if schedule.folder and self._folder is None:
            raise NoReportsFolder
        if schedule.mail_to and not may_be_mailed(choice):
            raise ReportMayNameSomebody
        if schedule.mail_to and not ReminderRepository(self._ctx.session).messaging().can_use(Channel.EMAIL):
            raise ChannelNotSet(Channel.EMAIL)

    def _shown(self, rows: Sequence[SavedReportRow]) -> list[SavedReport]:
        kept = {row.id: row for row in rows}
        lately = self._ctx.now - _LATELY
        due = [(file.saved_id, _settled(file)) for file in self._kept.files(list(kept), lately)]
        due += [
            (each.saved_id, _tried(kept[each.saved_id], each)) for each in self._kept.open_tries(list(kept), lately)
        ]
        due.sort(key=lambda each: (each[1].period.until, each[1].made_at), reverse=True)
        mails: dict[tuple[SavedReportId, date, date], list[ReportMail]] = defaultdict(list)
        for mail, code in self._kept.mails((saved_id, file.period) for saved_id, file in due):
            mails[mail.saved_id, mail.since, mail.until].append(_mail(mail, code))
        found: dict[SavedReportId, list[ScheduledFile]] = defaultdict(list)
        for saved_id, file in due:
            letters = mails[saved_id, file.period.since, file.period.until]
            found[saved_id].append(file.model_copy(update={"mails": letters}))
        return [_shown(row, found[row.id]) for row in rows]

    def _row(self, request: SaveReport) -> SavedReportRow | None:
        return None if request.saved_id is None else self._one(request.saved_id, request.version)

    def _one(self, saved_id: SavedReportId, version: int | None) -> SavedReportRow:
        row = self._kept.one(saved_id, self._ctx.person.employee_id)
        if row is None:
            raise SavedReportNotFound
        if row.version != version:
            raise StaleVersion(row.version)
        return row


def _settled(file: ScheduledFileRow) -> ScheduledFile:
    return ScheduledFile(
        period=ReportPeriod(since=file.since, until=file.until),
        outcome=file.outcome,
        file=file.file,
        made_at=file.made_at,
    )


def _tried(row: SavedReportRow, attempt: ScheduledTryRow) -> ScheduledFile:
    """Again, unless its rhythm was changed since."""
    return ScheduledFile(
        period=ReportPeriod(since=attempt.since, until=attempt.until),
        outcome=attempt.outcome,
        file="",
        made_at=attempt.tried_at,
        again_at=attempt.tried_at + PAUSES[attempt.number - 1] if attempt.until >= row.kept_on else None,
    )


def _mail(mail: ReportMailRow, code: str) -> ReportMail:
    return ReportMail(
        id=mail.id,
        address=mail.address,
        state=mail.state,
        code=code,
        at=mail.accepted_at or mail.due_at,
        waits_since=mail.waits_since,
        version=mail.version,
    )


def _shown(row: SavedReportRow, due: Sequence[ScheduledFile]) -> SavedReport:
    """`due`: the newest first."""
    schedule = None
    if row.rhythm and row.form:
        schedule = Schedule(rhythm=row.rhythm, form=row.form, folder=row.folder, mail_to=row.mail_to)
    earlier = (_to_look_at(each, row.mail_to) for each in due[1:])
    return SavedReport(
        id=row.id,
        name=row.name,
        choice=row.chosen,
        compare=row.compare,
        schedule=schedule,
        last=due[0] if due else None,
        earlier=[each for each in earlier if each.is_bad][:_MOST_EARLIER],
        version=row.version,
    )


def _to_look_at(due: ScheduledFile, addresses: Collection[str]) -> ScheduledFile:
    """With the letters that may go again; to an address that was taken off none does."""
    again = [mail for mail in due.mails if mail.may_go_again and mail.address in addresses]
    return due.model_copy(update={"mails": again})
