"""The system's page, as somebody reads it who is no specialist."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt

from client.core.i18n import datetime_text, time_text
from client.pages import PAGES
from client.viewmodels.system.desk import SystemDesk
from client.views.system.page import SystemPage, build_system
from client.views.system.words import check_text, what_to_do
from client.widgets.theme import theme
from shared.contracts import system
from shared.errors import Unavailable, Unreachable
from shared.models.system import Check, CheckKind, CheckState, SystemHealth
from shared.permissions import Role
from tests.client.cashier.conftest import KnownSession
from tests.client.examples import NOON
from tests.client.fakes import FakeCalls
from tests.client.prices.test_page import press

LATE = f"Nothing was sealed since {datetime_text(NOON)}."
FIGURES: dict[CheckKind, dict[str, int | str]] = {
    CheckKind.SERVER: {"version": "0.1.0", "since": NOON.isoformat(), "behind": 0},
    CheckKind.DATABASE: {"version": "17.2", "megabytes": 4200, "connections": 22, "most": 100},
    CheckKind.LIVE: {},
    CheckKind.DISK: {"free": 120_000, "total": 480_000, "percent": 25},
    CheckKind.BACKUP: {"at": NOON.isoformat(), "place": "/media/backup/2026-11-23", "megabytes": 950},
    CheckKind.COMPUTERS: {"connected": 24, "version": "0.1.0", "same": 21, "others": 2, "versions": "0.0.9 (2)"},
    CheckKind.PRINTERS: {"papers": 3, "where": "Counter 1, Lab 2"},
    CheckKind.MESSAGES: {"on": 1, "planned": 12, "overdue": 0, "failed": 0, "perhaps": 0},
    CheckKind.REPORTS: {"failed": 0, "tried_again": 0, "letters": 0},
    CheckKind.SEAL: {"seals": 4, "findings": 0, "at": NOON.isoformat(), "verified": NOON.isoformat()},
}


def health(**states):
    checks = [
        Check(kind=kind, state=CheckState(states.get(kind, "ok")), figures=figures) for kind, figures in FIGURES.items()
    ]
    return SystemHealth(at=NOON, version="0.1.0", checks=checks)


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(system.health, health(computers="look", printers="look"))
    return calls


@pytest.fixture
def page(calls, qtbot, answered):
    theme()
    page = SystemPage(SystemDesk(calls), computers=True)
    qtbot.addWidget(page)
    page.resize(1278, 690)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: page.cards)
    return page


def test_each_part_says_how_it_is_and_what_to_do(page):
    assert list(page.cards) == list(CheckKind)
    disk, printers = page.cards[CheckKind.DISK], page.cards[CheckKind.PRINTERS]
    assert (disk.text.text(), disk.to_do.isVisible()) == ("120 GB of 480 GB are free (25 %).", False)
    assert printers.state.text == "Look at it"
    assert printers.text.text() == "3 papers wait for their printers, at Counter 1, Lab 2. They are kept."
    assert "paper, cover and cable" in printers.to_do.text()
    assert page.summary.text == "2 things want to be looked at."
    assert page.cards[CheckKind.MESSAGES].text.text() == "All have gone out. 12 are planned."


@pytest.mark.parametrize(
    ("kind", "figures", "said"),
    [
        (CheckKind.MESSAGES, {"on": 0}, "They are switched off."),
        (CheckKind.MESSAGES, {"on": 1, "overdue": 2}, "2 messages should have gone out already."),
        (CheckKind.MESSAGES, {"on": 1, "failed": 1, "perhaps": 2}, "3 messages perhaps did not arrive."),
        (
            CheckKind.REPORTS,
            {"failed": 1, "tried_again": 2, "letters": 3},
            "1 report that was due was not made. 2 are tried again. 3 letters perhaps did not arrive.",
        ),
        (CheckKind.REPORTS, {"failed": 0, "tried_again": 0, "letters": 0}, "All that were due were made."),
        (
            CheckKind.DISK,
            {"free": 9, "total": 90, "percent": 10, "other": "/backup", "other_free": 4000, "other_percent": 2},
            "9 MB of 90 MB are free (10 %). On the disk of /backup 4 GB are free (2 %).",
        ),
        (
            CheckKind.COMPUTERS,
            {"connected": 12, "version": "0.1.0", "same": 12, "others": 0, "versions": ""},
            "12 computers are switched on, all with version 0.1.0.",
        ),
        (
            CheckKind.COMPUTERS,
            FIGURES[CheckKind.COMPUTERS],
            (
                "24 computers are switched on. 21 run version 0.1.0. 2 run another version: 0.0.9 (2)."
                " 1 has not said its version."
            ),
        ),
        (
            CheckKind.COMPUTERS,
            {"connected": 1, "version": "0.1.0", "same": 0, "others": 0, "versions": ""},
            "1 computer is switched on. 1 has not said its version.",
        ),
        (CheckKind.SEAL, {"seals": 0, "findings": 0}, "Nothing has been sealed yet."),
        (
            CheckKind.SEAL,
            {"seals": 4, "findings": 0, "waiting": NOON.isoformat()},
            LATE,
        ),
        (
            CheckKind.SEAL,
            {"seals": 4, "findings": 0, "lacking": "/mnt/office"},
            "The anchors of the seal could not be written to /mnt/office.",
        ),
        (CheckKind.SEAL, {"seals": 4, "findings": 1, "at": NOON.isoformat()}, "1 entry is not as it was sealed."),
    ],
)
def test_messages_and_logs_say_what_is_not_right(kind, figures, said):
    assert check_text(Check(kind=kind, state=CheckState.LOOK, figures=figures)) == said


def test_what_is_worst_is_said_first(page, calls, answered):
    calls.answers(system.health, health(backup="act", disk="look"))
    press(Qt.Key.Key_F5)
    answered(lambda: page.summary.text == "1 thing needs you now.")

    assert page.cards[CheckKind.BACKUP].state.text == "Act now"


def test_when_all_is_well_there_is_nothing_to_do(page, calls, answered):
    calls.answers(system.health, health())
    press(Qt.Key.Key_F5)
    answered(lambda: page.summary.text == "All is well. There is nothing to do.")

    assert not any(card.to_do.isVisible() for card in page.cards.values())


@pytest.mark.parametrize(
    ("problem", "said", "to_do"),
    [
        (Unavailable(), "its database does not", "systemctl restart postgresql"),
        (Unreachable(), "The server does not answer", "Is it switched on"),
    ],
)
def test_what_is_not_known_any_more_is_not_shown_as_well_and_the_page_says_what_to_do(
    page, calls, answered, problem, said, to_do
):
    calls.answers(system.health, problem)
    press(Qt.Key.Key_F5)
    answered(lambda: said in page.summary.text)
    since = f"Not known since {time_text(NOON)}"

    assert {card.state.text for card in page.cards.values()} == {since}
    assert page.cards[CheckKind.DISK].text.text().startswith(f"At {time_text(NOON)}: 120 GB")
    assert page.cards[CheckKind.DATABASE].accessibleName() == f"Database: {since}"
    assert not page.cards[CheckKind.PRINTERS].to_do.isVisible()
    assert to_do in page.to_do.text()
    assert "systemctl restart hms-server" in page.to_do.text()

    calls.answers(system.health, health())
    press(Qt.Key.Key_F5)
    answered(lambda: page.summary.text == "All is well. There is nothing to do.")
    assert {card.state.text for card in page.cards.values()} == {"All right"}
    assert not page.to_do.isVisible()


def test_whoever_opens_it_while_the_server_is_away_is_told_what_to_do(calls, qtbot, answered):
    calls.answers(system.health, Unreachable())
    page = SystemPage(SystemDesk(calls), computers=True)
    qtbot.addWidget(page)
    page.show()
    answered(page.to_do.isVisible)

    assert page.cards == {}


def test_nothing_is_asked_while_nobody_looks(page, calls, qtbot):
    page.hide()
    page._desk._timer.setInterval(1)
    before = len(calls.sent)

    page.show()
    qtbot.waitUntil(lambda: len(calls.sent) > before)
    page.hide()
    assert not page._desk._timer.isActive()


@pytest.mark.parametrize("kind", list(CheckKind))
def test_everything_that_can_go_wrong_has_something_to_do(kind):
    assert what_to_do(Check(kind=kind, state=CheckState.ACT, figures=FIGURES[kind]), computers=True)


@pytest.mark.parametrize("kind", [CheckKind.COMPUTERS, CheckKind.PRINTERS])
def test_who_has_no_page_of_computers_is_told_who_has(kind):
    check = Check(kind=kind, state=CheckState.LOOK, figures=FIGURES[kind])
    (rail,) = (spec.text() for spec in PAGES if spec.key == "workstations")

    assert what_to_do(check, computers=True).endswith(f"{rail}, Ctrl+Shift+W.")
    assert what_to_do(check, computers=False).endswith("An administrator sees which ones, and what is wrong there.")


@pytest.mark.parametrize(("role", "told"), [(Role.ADMINISTRATOR, "Ctrl+Shift+W"), (Role.MANAGER, "An administrator")])
def test_the_advice_goes_by_the_rights_of_who_reads_it(calls, qtbot, answered, role, told):
    page = build_system(cast("Any", SimpleNamespace(calls=calls, session=KnownSession(role))))
    qtbot.addWidget(page)
    page.show()
    answered(lambda: page.cards)

    assert told in page.cards[CheckKind.COMPUTERS].to_do.text()
