"""Who works here, and what second persons agreed to: a tab each."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.desk import Desk
from client.viewmodels.people.approvals import Approvals
from client.viewmodels.people.desk import PeopleDesk
from client.views.people.approvals_view import ApprovalsView
from client.views.people.page import PeoplePage
from client.widgets.tab_page import TabPage
from shared.contracts import people


def build_people(desk: Desk) -> TabPage:
    """Each for who may see it: a manager reads the second persons' words, and manages nobody."""
    pages: list[tuple[str, QWidget]] = []
    if desk.session.can(people.search):
        view_model = PeopleDesk(desk.calls, desk.changes, desk.session, desk.printing)
        pages.append((tr("People"), PeoplePage(view_model)))
    if desk.session.can(people.approvals):
        pages.append((tr("Second persons"), ApprovalsView(Approvals(desk.calls, desk.changes))))
    return TabPage(tr("People"), pages)
