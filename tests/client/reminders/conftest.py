from typing import Any, cast

import pytest

from client.core.changes import Changes
from client.viewmodels.reminders.message_list import MessageList
from client.viewmodels.reminders.messaging_desk import MessagingDesk
from client.viewmodels.reminders.template_desk import TemplateDesk
from client.views.reminders.list_page import MessagesPage
from client.views.reminders.settings_page import MessagingPage
from client.views.reminders.tabs import message_tabs
from client.views.reminders.template_page import TemplatePage
from client.widgets.theme import theme
from shared.contracts import access, reminders
from shared.models.common import Page
from tests.client.fakes import FakeCalls, FakeStream
from tests.client.reminders import mailing


@pytest.fixture
def calls():
    calls = FakeCalls()
    rows = [mailing.item(), mailing.PERHAPS, mailing.SKIPPED, mailing.SENT, mailing.PLANNED]

    def asked(request: Any) -> Any:
        return Page(items=[row for row in rows if request.state in (None, row.state)])

    calls.answers(reminders.messages, asked)
    calls.answers(
        reminders.message, lambda request: mailing.details(next(r for r in rows if r.id == request.message_id))
    )
    calls.answers(reminders.standing, mailing.STANDING)
    calls.answers(access.server_info, mailing.HOUSE)
    calls.answers(reminders.templates, Page(items=mailing.TEMPLATES))
    calls.answers(reminders.settings, mailing.SETTINGS)
    return calls


@pytest.fixture
def page(calls, qapp, qtbot, answered):
    theme()
    changes = Changes(cast("Any", FakeStream()), debounce_ms=1)
    messages, words = MessageList(calls, changes), TemplateDesk(calls, changes)
    settings = MessagingDesk(calls, changes)
    page = message_tabs(
        MessagesPage(messages, may_move=True), TemplatePage(words, may_write=True), MessagingPage(settings)
    )
    qtbot.addWidget(page)
    page.resize(1286, 690)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    answered(lambda: messages.state.message is not None and words.state.templates and settings.state.settings)
    yield page
    page.close()
