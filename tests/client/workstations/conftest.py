from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import pytest

from client.core.changes import Changes
from client.core.clock import Clock
from client.viewmodels.workstations.desk import WorkstationsDesk
from client.views.workstations.page import WorkstationsPage
from client.widgets.theme import theme
from shared.contracts import access, workstations
from shared.ids import SessionId, WorkstationId
from shared.models.access import SessionSummary
from shared.models.common import Page
from shared.models.documents import PaperKind
from shared.models.workstations import (
    NetworkPrinter,
    Printers,
    ReportWorkstation,
    SystemPrinter,
    WorkstationKind,
    WorkstationSummary,
)
from shared.permissions import Role
from shared.version import VERSION
from tests.client.cashier.conftest import KnownSession
from tests.client.examples import NOON
from tests.client.fakes import FakeCalls


def report(version=VERSION, *, stuck=0, trouble=""):
    printers: Printers = {
        PaperKind.TOKEN: NetworkPrinter(host="192.168.1.40", drawer=True),
        PaperKind.BILL: SystemPrinter(printer="HP-LaserJet"),
    }
    return ReportWorkstation(
        version=version, found=["HP-LaserJet", "Zebra-Labels"], printers=printers, stuck=stuck, trouble=trouble
    )


def computer(number, name, kind, told=None, *, revoked=False, outdated=False):
    return WorkstationSummary(
        id=WorkstationId(UUID(int=number)),
        name=name,
        kind=kind,
        paired_at=NOON - timedelta(days=90),
        seen_at=NOON if told else None,
        revoked=revoked,
        report=told,
        outdated=outdated,
        reported_at=NOON if told else None,
        printers=None,
    )


COUNTER = computer(1, "Counter 1", WorkstationKind.CASHIER, report(stuck=2, trouble="unreachable"))
DESK = computer(2, "Reception 1", WorkstationKind.RECEPTION, report())
OLD = computer(3, "Old laptop", WorkstationKind.OFFICE, report("0.0.9"), outdated=True)
GONE = computer(4, "Broken one", WorkstationKind.OFFICE, revoked=True)
WALL = computer(5, "Hall", WorkstationKind.DISPLAY)
COMPUTERS = [WALL, GONE, OLD, DESK, COUNTER]


def session(number, name, where):
    return SessionSummary(
        id=SessionId(UUID(int=number)),
        user_name=name.lower(),
        full_name=name,
        workstation=where.name,
        workstation_id=where.id,
        started_at=NOON,
        seen_at=NOON,
    )


@pytest.fixture
def calls():
    calls = FakeCalls()
    calls.answers(workstations.workstations, Page(items=COMPUTERS))
    sessions = [session(1, "Salma Khatun", DESK), session(2, "Rezaul Karim", COUNTER)]
    calls.answers(access.sessions, Page(items=sessions))
    return calls


@pytest.fixture
def page(calls, stream, qtbot, answered):
    theme()
    changes = Changes(cast("Any", stream), debounce_ms=1)
    desk = WorkstationsDesk(calls, changes, KnownSession(Role.ADMINISTRATOR))
    page = WorkstationsPage(desk, Clock())
    qtbot.addWidget(page)
    page.resize(1278, 690)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: desk.state.known)
    return page
