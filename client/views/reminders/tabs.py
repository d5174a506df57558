"""The list of messages, their words, and how they are sent: a tab each."""

from client.core.i18n import tr
from client.desk import Desk
from client.viewmodels.reminders.message_list import MessageList
from client.viewmodels.reminders.messaging_desk import MessagingDesk
from client.viewmodels.reminders.template_desk import TemplateDesk
from client.views.reminders.list_page import MessagesPage
from client.views.reminders.settings_page import MessagingPage
from client.views.reminders.template_page import TemplatePage
from client.widgets.tab_page import TabPage
from shared.contracts import reminders


def message_tabs(messages: MessagesPage, words: TemplatePage, settings: MessagingPage | None) -> TabPage:
    """Whoever may not change how messages are sent has two tabs."""
    both = ((tr("Messages"), messages), (tr("Words"), words))
    return TabPage(tr("Messages"), both if settings is None else (*both, (tr("Settings"), settings)))


def build_reminders(desk: Desk) -> TabPage:
    session, calls, changes = desk.session, desk.calls, desk.changes
    return message_tabs(
        MessagesPage(MessageList(calls, changes), may_move=session.can(reminders.send_again)),
        TemplatePage(TemplateDesk(calls, changes), may_write=session.can(reminders.save_template)),
        MessagingPage(MessagingDesk(calls, changes)) if session.can(reminders.settings) else None,
    )
