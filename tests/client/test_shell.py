from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtTest import QTest

from client.api.event_stream import Link, StreamStatus
from client.api.outbox import Pending
from client.core import aio
from client.core.changes import Changes
from client.core.clock import Clock
from client.core.i18n import time_text
from client.core.live import Live
from client.desk import Desk
from client.printing.papers import DocumentKind
from client.printing.printers import EscPosTarget, FailureReason
from client.printing.service import NoPrinterChosen
from client.printing.spool import Job
from client.shell import Shell
from shared.contracts.cash import MoreThanDue
from shared.errors import ApiError, Unreachable
from shared.ids import WorkstationId
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from tests.client.cashier.conftest import KnownSession
from tests.client.examples import me
from tests.client.fakes import FakeCalls
from tests.client.widgets.conftest import look, shown

__all__ = ["look", "shown"]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Stream(QObject):
    queue = Signal(object)
    board = Signal(object)
    changed = Signal(object, object)
    connected = Signal()
    status_changed = Signal(object)

    def __init__(self):
        super().__init__()
        self.status = StreamStatus(Link.LIVE)
        self.retried = 0

    def watch(self, watches):
        self.watches = watches

    def becomes(self, link, heard=None):
        self.status = StreamStatus(link, heard)
        self.status_changed.emit(self.status)

    def retry_now(self):
        self.retried += 1


class Box(QObject):
    changed = Signal()
    answered_late = Signal(object, object)

    def __init__(self):
        super().__init__()
        self.pending: tuple[Pending, ...] = ()
        self.retried = 0

    def waits_for(self, *endpoints, attempts=1):
        self.pending = tuple(
            Pending(str(place), endpoint, "anna", NOON, attempts) for place, endpoint in enumerate(endpoints)
        )
        self.changed.emit()

    def retry_now(self):
        self.retried += 1


class Service(QObject):
    changed = Signal()
    job_failed = Signal(object)

    def __init__(self):
        super().__init__()
        self.jobs: tuple[Job, ...] = ()
        self.retried = 0

    def holds(self, *jobs):
        self.jobs = jobs
        self.changed.emit()

    def retry(self):
        self.retried += 1


class Printing(QObject):
    printed = Signal(str)
    refused = Signal(object)

    def __init__(self):
        super().__init__()
        self.service = Service()


class Drafts:
    def save(self, key, draft):
        """Nothing is typed here."""

    def load(self, key):
        return None

    def clear(self, key):
        """Nothing was kept."""


class SilentCalls(FakeCalls):
    """The pages' own questions are no matter here."""

    def send(self, call):
        self._answers.setdefault(call.endpoint, Unreachable())
        return super().send(call)


class Parts:
    """All a shell stands on, for one person at one kind of computer."""

    def __init__(self, role, kind):
        self.stream, self.box, self.printing, self.clock = Stream(), Box(), Printing(), Clock()
        session = KnownSession(role)
        anything = cast("Any", self)
        self.desk = Desk(
            workstation_id=WorkstationId(UUID(int=4)),
            workstation="Counter 2",
            kind=kind,
            calls=SilentCalls(),
            session=session,
            changes=Changes(anything.stream),
            live=Live(anything.stream),
            clock=self.clock,
            printing=anything.printing,
        )
        self.shell = Shell(self.desk, Drafts(), anything.stream, anything.box, me(role), "Test Hospital")
        self.frame = self.shell.frame

    @property
    def banners(self):
        return self.frame.banners.texts


@pytest.fixture
def open_for(shown, qapp):
    aio.set_unhandled(lambda error, where: None)

    def open_for(role=Role.RECEPTIONIST, kind=WorkstationKind.RECEPTION):
        parts = Parts(role, kind)
        shown(parts.frame, 1366, 768)
        return parts

    yield open_for
    QTest.qWait(1)
    aio.set_unhandled(None)


@pytest.fixture
def desk(open_for):
    return open_for()


def job(title="Token A-012", attempts=1, **changes):
    made = Job(
        id="01J0000000000000000000000A",
        kind=DocumentKind.TOKEN_SLIP,
        title=title,
        target=EscPosTarget(host="10.0.0.8"),
        attempts=attempts,
        last_error=FailureReason.UNREACHABLE,
    )
    return made.model_copy(update=changes)


def keys_of(parts):
    return [
        key
        for key in (
            "vitals",
            "reception",
            "consulting",
            "cashier",
            "calendar",
            "patient",
            "lab",
            "reports",
            "turnaround",
            "claims",
            "displays",
        )
        if parts.shell.page(key) is not None
    ]


@pytest.mark.parametrize(
    ("role", "kind", "pages"),
    [
        (Role.RECEPTIONIST, WorkstationKind.RECEPTION, ["reception", "calendar", "patient", "reports", "displays"]),
        (Role.DOCTOR, WorkstationKind.CONSULTING, ["consulting", "calendar", "patient", "reports"]),
        (Role.NURSE, WorkstationKind.CONSULTING, ["vitals", "reception", "calendar", "patient", "lab"]),
        (Role.CASHIER, WorkstationKind.CASHIER, ["cashier", "patient", "claims"]),
    ],
)
def test_everybody_sees_the_pages_of_their_work_and_no_other(open_for, role, kind, pages):
    parts = open_for(role, kind)

    assert keys_of(parts) == pages
    assert parts.frame.current == pages[0]
    assert [item.key for item in parts.frame.nav._items] == pages


def test_a_page_is_shown_only_to_whoever_may_make_all_its_calls(open_for):
    parts = open_for(Role.LAB_TECHNICIAN, WorkstationKind.LAB)

    assert keys_of(parts) == ["patient", "lab", "reports", "turnaround"]


def test_a_person_at_anothers_computer_still_has_their_own_pages(open_for):
    parts = open_for(Role.CASHIER, WorkstationKind.RECEPTION)

    assert "cashier" in keys_of(parts)
    assert "reception" not in keys_of(parts)


def test_a_role_without_a_page_is_welcomed_all_the_same(open_for):
    parts = open_for(Role.DISPLAY, WorkstationKind.OFFICE)

    assert keys_of(parts) == []
    assert parts.frame.current == "welcome"


def test_a_live_screen_has_nothing_to_say(desk):
    assert desk.banners == {}
    assert desk.frame.top.connection.text == "Live"


def test_a_stale_screen_says_of_when_it_is_and_that_entries_are_kept(desk):
    desk.stream.becomes(Link.STALE, NOON)

    assert f"What you see is of {time_text(NOON)}" in desk.banners["link"]
    assert "kept and sent later" in desk.banners["link"]
    assert desk.frame.top.connection.text == f"Not updated since {time_text(NOON)}"


def test_the_banner_goes_by_itself_when_the_server_is_back(desk):
    desk.stream.becomes(Link.STALE, NOON)

    desk.stream.becomes(Link.LIVE)

    assert desk.banners == {}
    assert not desk.frame.banners.isVisible()


def test_trying_again_asks_the_stream_and_sends_what_waits(desk):
    desk.stream.becomes(Link.STALE, NOON)

    desk.frame.banners._strips["link"]._act()

    assert (desk.stream.retried, desk.box.retried) == (1, 1)


def test_a_command_without_an_answer_is_named_until_it_is_answered(desk):
    desk.box.waits_for("POST /patients")
    waiting = desk.banners["outbox"]

    desk.box.waits_for()

    assert waiting == ("Not answered yet: Register a patient. It is kept and will be sent once, even after a restart.")
    assert desk.banners == {}


def test_several_of_them_are_counted(desk):
    desk.box.waits_for("POST /patients", "POST /prints", "POST /appointments")

    assert desk.banners["outbox"].startswith("3 entries are not answered yet, first: Register a patient.")


def test_a_command_that_is_just_on_its_way_is_nothing_to_worry_about(desk):
    desk.box.waits_for("POST /patients", attempts=0)

    assert desk.banners == {}


def test_what_was_left_from_before_is_said_at_sign_in(open_for, monkeypatch):
    left = (Pending("1", "POST /patients", "anna", NOON, attempts=3),)
    before = Box.__init__

    def with_rest(self):
        before(self)
        self.pending = left

    monkeypatch.setattr(Box, "__init__", with_rest)

    assert "outbox" in open_for().banners


def test_an_answer_that_came_late_is_told_in_words(desk):
    late = Pending("1", "POST /bills/{bill_id}/payments", "anna", NOON, 4)

    desk.box.answered_late.emit(late, object())
    desk.box.answered_late.emit(late, MoreThanDue(due=Decimal(120)))

    done, refused = desk.frame.toasts.texts
    assert done == "Take a payment, entered earlier, is done now."
    assert refused.startswith("Take a payment, entered earlier, was refused: Only 120.00 is still to be paid.")


def test_a_paper_that_waits_for_its_printer_is_named_until_it_is_printed(desk):
    desk.printing.service.holds(job())
    waiting = desk.banners["spool"]
    desk.frame.banners._strips["spool"]._act()

    desk.printing.service.holds()

    assert waiting == "Token A-012 waits for its printer and is kept."
    assert desk.printing.service.retried == 1
    assert desk.banners == {}


def test_a_paper_that_is_just_being_printed_raises_no_alarm(desk):
    desk.printing.service.holds(job(last_error=None, sending=True))

    assert desk.banners == {}


def test_several_papers_are_counted(desk):
    desk.printing.service.holds(job(), job("Token A-013"))

    assert desk.banners["spool"] == "2 papers wait for a printer and are kept, first: Token A-012."


def test_a_printer_that_is_off_is_said_once_with_what_to_do(desk):
    desk.printing.service.job_failed.emit(job())

    said = desk.frame.toasts.texts[0]
    assert said.startswith("Token A-012 is kept and not printed yet.")


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (NoPrinterChosen(DocumentKind.BILL), "No printer is chosen here for this paper."),
        (Unreachable(), "Not printed."),
        (OSError(), "the spool on this computer can't be written"),
    ],
)
def test_a_paper_that_did_not_print_is_said(desk, problem, words):
    desk.printing.refused.emit(problem)

    assert words in desk.frame.toasts.texts[0]


def test_a_printed_paper_is_said_in_passing(desk):
    desk.printing.printed.emit("Token A-012")

    assert desk.frame.toasts.texts == ("Token A-012 is being printed.",)


def test_a_wrong_clock_is_said(desk):
    desk.clock.learn(datetime.now(UTC) + timedelta(minutes=10))

    desk.stream.becomes(Link.LIVE)

    assert "clock is wrong" in desk.banners["clock"]


def test_a_visit_chosen_at_reception_opens_on_the_patients_page(desk):
    reception: Any = desk.shell.page("reception")

    reception.timeline_opened.emit(UUID(int=11))

    assert desk.frame.current == "patient"


def test_no_banner_names_what_a_command_was_about(desk):
    desk.box.answered_late.emit(Pending("1", "POST /patients", "anna", NOON, 4), ApiError())

    assert "01J" not in desk.frame.toasts.texts[0]
    assert "POST" not in desk.frame.toasts.texts[0]
