import pytest

from client.core.clock import Clock
from client.viewmodels.audit.log import AuditLog
from client.views.audit.page import AuditPage
from client.widgets.theme import theme
from shared.contracts import audit
from shared.models.common import Page
from tests.client.audit.examples import CHANGES, CHOICES, LOOKS, STANDING, details
from tests.client.fakes import FakeCalls


@pytest.fixture
def calls():
    calls = FakeCalls()
    known = {change.id: change for change in CHANGES}
    calls.answers(audit.choices, CHOICES)
    calls.answers(audit.standing, STANDING)
    calls.answers(audit.changes, Page(items=CHANGES, more=True))
    calls.answers(audit.change, lambda ask: details(known[ask.change_id]))
    calls.answers(audit.looks, Page(items=LOOKS))
    return calls


@pytest.fixture
def page(calls, qtbot, answered):
    theme()
    log = AuditLog(calls, Clock())
    page = AuditPage(log)
    qtbot.addWidget(page)
    page.resize(1278, 640)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: log.state.known)
    return page
