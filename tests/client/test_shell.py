import gc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from shiboken6 import isValid

from client.api.event_stream import Link
from client.api.outbox import Pending
from client.core import aio
from client.core.i18n import time_text
from client.core.numbers import write_by
from client.printing.papers import DocumentKind
from client.printing.printers import EscPosTarget, FailureReason
from client.printing.service import NoPrinterChosen
from client.printing.spool import Job
from client.viewmodels.dashboard.day import Day
from client.viewmodels.patient.broken_glass import BrokenGlassState
from client.widgets.inputs import LineInput
from shared.contracts.cash import MoreThanDue
from shared.errors import ApiError, Unreachable
from shared.models.workstations import WorkstationKind
from shared.permissions import Role
from shared.rules.number_formats import DigitGroups, NumberFormat
from tests.client.cashier.conftest import KnownSession
from tests.client.dashboard import days
from tests.client.patient.test_confidential import ONE as BROKEN
from tests.client.shell_parts import NOON, Box, Parts
from tests.client.widgets.conftest import look, shown

__all__ = ["look", "shown"]


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
            "refunds",
            "cash_reports",
            "calendar",
            "patient",
            "lab",
            "delivery",
            "turnaround",
            "claims",
            "dashboard",
            "reports",
            "messages",
            "displays",
            "schedules",
        )
        if parts.shell.page(key) is not None
    ]


@pytest.mark.parametrize(
    ("role", "kind", "pages"),
    [
        (
            Role.RECEPTIONIST,
            WorkstationKind.RECEPTION,
            ["reception", "calendar", "patient", "delivery", "reports", "messages", "displays", "schedules"],
        ),
        (
            Role.DOCTOR,
            WorkstationKind.CONSULTING,
            ["consulting", "calendar", "patient", "delivery", "dashboard", "reports", "schedules"],
        ),
        (Role.NURSE, WorkstationKind.CONSULTING, ["vitals", "reception", "calendar", "patient", "lab", "reports"]),
        (Role.CASHIER, WorkstationKind.CASHIER, ["cashier", "refunds", "cash_reports", "patient", "claims"]),
    ],
)
def test_everybody_sees_the_pages_of_their_work_and_no_other(open_for, role, kind, pages):
    parts = open_for(role, kind)

    assert keys_of(parts) == pages
    assert parts.frame.current == pages[0]
    assert [item.key for item in parts.frame.nav._items] == pages


def test_a_page_is_shown_only_to_whoever_may_make_all_its_calls(open_for):
    parts = open_for(Role.LAB_TECHNICIAN, WorkstationKind.LAB)

    assert keys_of(parts) == ["patient", "lab", "delivery", "turnaround", "reports"]


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


def test_the_manager_is_told_on_every_page_of_a_glass_that_was_broken(desk):
    desk.shell._show_broken_glass(BrokenGlassState(rows=(BROKEN,)))
    assert desk.banners["glass"].startswith("A confidential record was opened by somebody")

    desk.shell._show_broken_glass(BrokenGlassState())
    assert "glass" not in desk.banners


def _model_of(parts, key, kind):
    (found,) = parts.shell.page(key).findChildren(kind)
    return found


def test_numbers_written_another_way_are_seen_at_once_and_nothing_typed_is_lost(open_for):
    parts = open_for(Role.MANAGER, WorkstationKind.OFFICE)
    parts.frame.show_page("dashboard")
    page, day = parts.shell.page("dashboard"), _model_of(parts, "dashboard", Day)
    heads = days.a_day().heads.model_copy(update={"arrived": 1_234_567})
    day._show(replace(day.state, shown=days.a_day().model_copy(update={"heads": heads})))
    assert page.came._value.text() == "1,234,567"
    typed = [editor for editor in parts.frame.findChildren(QLineEdit) if type(editor) is LineInput]
    for editor in typed:
        editor.setText("begun")
        editor.textEdited.emit("begun")
    stood = [editor.text() for editor in typed]

    write_by(NumberFormat(DigitGroups.LAKHS))

    assert page.came._value.text() == "12,34,567"
    assert stood.count("begun") > 3
    assert [editor.text() for editor in typed] == stood
    assert "numbers" not in parts.banners


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DISPLAY])
def test_every_view_model_is_a_child_of_its_page_and_writes_its_numbers_anew(open_for, role):
    before = {id(each) for each in _view_models()}
    parts = open_for(role, WorkstationKind.OFFICE)

    within = set(map(id, parts.frame.findChildren(QObject)))
    made = [each for each in _view_models() if id(each) not in before and not isinstance(each, KnownSession)]
    assert [type(each).__name__ for each in made if id(each) not in within] == []


def _view_models():
    return [
        each
        for each in gc.get_objects()
        if isinstance(each, QObject) and hasattr(type(each), "state_changed") and isValid(each)
    ]
