"""The manager's desk, the server's clockwork, and the mail server beside it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg

from server.features.reports.mailing import ReportMailer
from server.features.reports.scheduling import Scheduler
from shared.contracts import reminders, reports, system
from shared.ids import ReportMailId
from shared.models.reminders import MailServer, MessageState, Rules, Security, SmsGateway
from shared.models.reports import Grouping, ReportChoice, ReportKind
from shared.models.saved_reports import Rhythm, SavedReport, Schedule
from shared.models.spreadsheets import SpreadsheetForm
from shared.models.system import CheckKind, CheckState
from shared.permissions import Role
from tests.support import post_office
from tests.support.server import TurnedClock, people_of

REGISTER = ReportChoice(kind=ReportKind.REGISTER, by=Grouping.DAY)
ADDRESSES = ["head@clinic.example", "board@clinic.example"]
BY_MAIL = Schedule(
    rhythm=Rhythm.DAILY,
    form=SpreadsheetForm.XLSX,
    folder=False,
    mail_to=["head@clinic.example", "board@clinic.example"],
)


@dataclass
class Office:
    client: Any
    house: Any
    clock: TurnedClock
    scheduler: Scheduler
    mailer: ReportMailer
    owner: psycopg.Connection
    mail: post_office.MailServer

    def manager(self, call: Any) -> Any:
        return people_of(self.client, self.house)(Role.MANAGER).send(call)

    def settle(self, port: int) -> None:
        self.manager(
            reminders.save_settings(
                rules=Rules(most_tries=3),
                mail=MailServer(host="127.0.0.1", port=port, security=Security.PLAIN, sender="desk@hospital.example"),
                sms=SmsGateway(),
                version=self.manager(reminders.settings()).version,
            )
        )

    def keep(
        self, schedule: Schedule = BY_MAIL, choice: ReportChoice = REGISTER, *, kept: SavedReport | None = None
    ) -> SavedReport:
        """In the place of what was kept."""
        place = (kept.id, kept.version) if kept else (None, None)
        made: SavedReport = self.manager(
            reports.save(name="Daily register", choice=choice, schedule=schedule, saved_id=place[0], version=place[1])
        )
        return made

    def pass_days(self, days: int = 1) -> None:
        self.clock.advance(timedelta(days=days))

    def make_due(self) -> int:
        made = 0
        while self.scheduler.make_next():
            made += 1
        return made

    def send_due(self) -> None:
        """By the jobs that were left, as the queue's worker does."""
        for (mail_id,) in self.owner.execute(
            "SELECT DISTINCT args->>'mail_id' FROM procrastinate_jobs WHERE scheduled_at <= %s ORDER BY 1",
            (self.clock.now(),),
        ).fetchall():
            self.mailer.send(ReportMailId(mail_id))

    def shown(self) -> SavedReport:
        one: SavedReport = self.manager(reports.saved()).items[0]
        return one

    def trouble(self) -> tuple[CheckState, dict[str, int | str]]:
        """As the page of the system tells it."""
        health = people_of(self.client, self.house)(Role.ADMINISTRATOR).send(system.health())
        (check,) = [one for one in health.checks if one.kind is CheckKind.REPORTS]
        return check.state, check.figures

    def last(self) -> Any:
        return self.shown().last

    def states(self) -> list[tuple[str, MessageState, str]]:
        return [(one.address.partition("@")[0], one.state, one.code) for one in self.last().mails]
