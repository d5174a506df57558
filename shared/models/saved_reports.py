"""What travels of reports that somebody keeps, and of those that are made by themselves: into a folder, by e-mail."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from shared.ids import ReportMailId, SavedReportId
from shared.models.common import Model, Name, Version
from shared.models.patients import Email
from shared.models.reminders import MessageState
from shared.models.reports import ReportChoice, ReportPeriod
from shared.models.spreadsheets import SpreadsheetForm

_MADE_UP: Final = 31
"""So many of those that were missed are made when the server is back."""
MOST_ADDRESSES: Final = 10


class Rhythm(StrEnum):
    DAILY = "daily"
    """Of yesterday."""
    WEEKLY = "weekly"
    """Of last week, Monday to Sunday."""
    MONTHLY = "monthly"
    """Of last month."""

    def last_before(self, day: date) -> ReportPeriod:
        """The last that is over on this day."""
        if self is Rhythm.DAILY:
            begins, ends = day - timedelta(days=1), day
        elif self is Rhythm.WEEKLY:
            ends = day - timedelta(days=day.weekday())
            begins = ends - timedelta(days=7)
        else:
            ends = day.replace(day=1)
            begins = (ends - timedelta(days=1)).replace(day=1)
        return ReportPeriod(since=begins, until=ends - timedelta(days=1))

    def over(self, kept_on: date, today: date) -> list[ReportPeriod]:
        """Those that ended since that day, the earliest first; the last month of them at most."""
        found: list[ReportPeriod] = []
        period = self.last_before(today)
        while period.until >= kept_on and len(found) < _MADE_UP:
            found.append(period)
            period = self.last_before(period.since)
        return found[::-1]


class Schedule(Model):
    """Into the server's folder, to addresses, or both; each address gets a letter of its own."""

    rhythm: Rhythm
    form: SpreadsheetForm
    folder: bool = True
    mail_to: Annotated[list[Email], Field(max_length=MOST_ADDRESSES)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if not self.folder and not self.mail_to:
            raise ValueError("mail_to: somewhere it has to go")
        if len({address.casefold() for address in self.mail_to}) < len(self.mail_to):
            raise ValueError("mail_to: an address stands there twice")
        return self


class Outcome(StrEnum):
    MADE = "made"
    TOO_LONG = "too_long"
    UNWRITABLE = "unwritable"
    """The folder would not take it; its letters go out all the same."""
    FAILED = "failed"
    """The server could not make it."""
    NO_RIGHT = "no_right"
    """Whoever kept it may not see it any more."""


class ReportMail(Model):
    """One letter with the report; `code` is the mail server's own, of the last attempt."""

    id: ReportMailId
    address: str
    state: MessageState
    code: str
    at: datetime
    """When it went out; before that, when it is tried."""
    waits_since: datetime | None = None
    """Since when the mail server is away, or takes nothing from the house; it failed of that, if it failed."""
    version: int

    @property
    def may_go_again(self) -> bool:
        return self.state in (MessageState.FAILED, MessageState.PERHAPS)


class ScheduledFile(Model):
    """One that was due; `file` is its name in the folder and in the letters."""

    period: ReportPeriod
    outcome: Outcome
    file: str
    made_at: datetime
    again_at: datetime | None = None
    """When it is tried again by itself."""
    mails: list[ReportMail] = Field(default_factory=list)

    @property
    def is_bad(self) -> bool:
        """Whether somebody has to look at it."""
        return self.outcome is not Outcome.MADE or any(mail.may_go_again for mail in self.mails)


class SavedReport(Model):
    """`choice` is None where it was kept by another version, and this one knows no such report."""

    id: SavedReportId
    name: str
    choice: ReportChoice | None
    compare: bool
    schedule: Schedule | None
    last: ScheduledFile | None
    earlier: list[ScheduledFile] = Field(default_factory=list)
    """Due before the last, and bad, the newest first; of their letters those that may go again."""
    version: int

    @property
    def mails_to_repeat(self) -> list[ReportMail]:
        due = [self.last, *self.earlier] if self.last else []
        return [mail for each in due for mail in each.mails if mail.may_go_again]


class SaveReport(Model):
    """A new one, or another content for one's own."""

    saved_id: SavedReportId | None = None
    version: Version | None = None
    name: Name
    choice: ReportChoice
    compare: bool = False
    schedule: Schedule | None = None


class ForgetReport(Model):
    saved_id: SavedReportId
    version: Version


class MailReportAgain(Model):
    """It may come twice where nobody knows whether it went out."""

    mail_id: ReportMailId
    version: Version
