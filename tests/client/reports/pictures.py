"""`python -m tests.client.reports.pictures FOLDER`: a manager's pages, for docs/screens.md."""

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLocale
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from client.core import zone
from client.core.changes import Changes
from client.core.clock import Clock
from client.desk import Desk
from client.pages import pages_for
from client.widgets.frame import Frame
from client.widgets.theme import theme
from shared.contracts import access, dashboard, reminders, reports, staff, stock
from shared.ids import WorkstationId, new_id
from shared.models.common import Page
from shared.models.reports import Grouping, ReportKind
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.client.cashier.conftest import HOSPITAL, KnownSession
from tests.client.dashboard import days
from tests.client.fakes import FakeCalls, FakeStream
from tests.client.reminders import mailing
from tests.client.reports.conftest import KEPT, made

EVENING: Final = days.NOON + timedelta(hours=4, minutes=30)
_MESSAGES: Final = [mailing.item(), mailing.PERHAPS, mailing.SKIPPED, mailing.SENT, mailing.PLANNED]


def answering() -> FakeCalls:
    calls = FakeCalls()
    calls.answers(staff.hospital, HOSPITAL)
    calls.answers(staff.doctors, Page(items=[days.summary(place) for place in range(5)]))
    calls.answers(stock.stores, Page(items=[]))
    calls.answers(dashboard.show, days.a_day(as_of=EVENING))
    calls.answers(reports.start, made)
    calls.answers(reports.saved, Page(items=[KEPT]))
    calls.answers(reminders.messages, Page(items=_MESSAGES))
    calls.answers(reminders.message, lambda ask: mailing.details(_MESSAGES[ask.message_id.int - 1]))
    calls.answers(reminders.standing, mailing.STANDING)
    calls.answers(reminders.templates, Page(items=mailing.TEMPLATES))
    calls.answers(reminders.settings, mailing.SETTINGS)
    calls.answers(access.server_info, mailing.HOUSE)
    return calls


class Then(Clock):
    """Stands at one moment."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


class Office:
    """A manager's window, at that moment."""

    def __init__(self, moment: datetime) -> None:
        self._calls = answering()
        self._parts: Any = SimpleNamespace(stream=FakeStream(), nothing=None)
        clock = Then(moment)
        self._desk = Desk(
            workstation_id=WorkstationId(new_id()),
            workstation="Office 1",
            kind=WorkstationKind.OFFICE,
            calls=self._calls,
            session=KnownSession(Role.MANAGER),
            changes=Changes(cast("Any", self._parts.stream), debounce_ms=1),
            live=self._parts.nothing,
            clock=clock,
            printing=self._parts.nothing,
        )
        self._specs = {spec.key: spec for spec in pages_for(self._desk)}
        self._frame = Frame([spec.nav_item(self._desk, HOSPITAL.name) for spec in self._specs.values()], clock)
        self._frame.top.set_user("Salma Khatun")
        self._frame.top.set_live()
        self._frame.resize(1366, 768)
        self._frame.show()

    def show(self, key: str) -> Any:
        page: QWidget = self._specs[key].build(self._desk, self._parts.nothing)
        self._frame.add_page(key, page)
        self._frame.show_page(key)
        self.settle()
        return page

    def settle(self) -> None:
        for _ in range(5):
            self._calls.deliver()
            QTest.qWait(20)

    def save(self, file: Path) -> None:
        self.settle()
        self._frame.grab().save(str(file))


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    QApplication.setStyle("Fusion")
    _ = QApplication([])
    QLocale.setDefault(QLocale(QLocale.Language.English))
    theme()
    zone.live_by(HOSPITAL.timezone)
    office = Office(EVENING)
    office.show("dashboard")
    office.save(folder / "today.png")
    page = office.show("reports")
    page._statistics.choose_kind(ReportKind.INCOME)
    office.settle()
    page._statistics.choose_grouping(Grouping.DEPARTMENT)
    office.settle()
    page.asking.compare.click()
    office.save(folder / "statistics.png")
    office = Office(mailing.NOON)
    office.show("messages").pages[0].states.button(None).click()
    office.save(folder / "messages.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
