"""Where one is signed in, and the other provider's account that counts for one."""

from operator import attrgetter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import datetime_text, tr, trn
from client.core.problem_text import problem_text
from client.desk import Desk
from client.viewmodels.entrance.my_sign_ins import MySignIns, MySignInsState
from client.widgets.basics import Label, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import PasswordInput
from client.widgets.rows import Column
from client.widgets.table import RowsTable
from shared.models.access import SessionSummary

_ROWS = 5


class MySignInsSheet(Sheet):
    def __init__(self, view_model: MySignIns, parent: QWidget) -> None:
        super().__init__(
            tr("Where am I signed in?"),
            tr("Sign me out everywhere else"),
            parent,
            subtitle=tr("End what you do not know, then change your password."),
            kind="danger",
            key="Alt+E",
            width=780,
        )
        self._view_model = view_model
        view_model.setParent(self)
        self.table: RowsTable[SessionSummary] = RowsTable(
            (
                Column(tr("Computer"), attrgetter("workstation"), detail=self._is_here),
                Column(tr("Since"), lambda one: datetime_text(one.started_at), width=196),
                Column(tr("Last seen"), lambda one: datetime_text(one.seen_at), width=196),
            ),
            key=attrgetter("id"),
            name=tr("Where you are signed in"),
        )
        self.table.show_rows(_ROWS)
        self.end = KeyButton(tr("Sign me out there"), "Del", icon="log-out")
        self.link = KeyButton("", "Alt+L", icon="link")
        self._linked = Label("", wrap=True)
        provider = hbox(self._linked, self.link, spacing=12)
        provider.setStretch(0, 1)
        self._provider = box(provider)
        self.add(self.table, vbox(hbox(None, self.end), 8, self._provider))
        self.cancel.set_text(tr("Close"))

        self.table.current_changed.connect(self._judge)
        self.end.clicked.connect(self._end)
        self.link.clicked.connect(self._link)
        self.submitted.connect(view_model.end_others)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)
        view_model.refresh()
        self.table.setFocus()

    def _render(self, state: MySignInsState) -> None:
        self.table.set_rows(state.sessions)
        if self.table.current() is None:
            self.table.select_first()
        self.set_busy(state.busy)
        others = trn("{n} other place", "{n} other places", state.others)
        self.primary.set_text(tr("Sign me out elsewhere ({places})", places=others))
        self.primary.set_blocked("" if state.others else tr("You are signed in here only"))
        self._judge()
        self._show_provider(state)
        self.set_error(problem_text(state.problem).text if state.problem is not None else "")

    def _show_provider(self, state: MySignInsState) -> None:
        link = state.link
        self._provider.setVisible(link is not None and bool(link.provider))
        if link is None:
            return
        self.link.set_busy(state.in_browser)
        if link.linked_as is None:
            self._linked.setText(
                tr("Sign in in the browser that was opened.")
                if state.in_browser
                else tr("You may sign in with {provider} too, once the two are linked.", provider=link.provider)
            )
            self.link.set_text(tr("Link with {provider}", provider=link.provider))
        else:
            self._linked.setText(tr("{provider} lets you in as {name}.", provider=link.provider, name=link.linked_as))
            self.link.set_text(tr("Take this link away"))

    def _judge(self) -> None:
        chosen = self.table.current()
        here = chosen is None or chosen.id == self._view_model.state.here
        self.end.set_blocked(tr("This is here: sign out in the menu") if here else "")

    def _end(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            self._view_model.end(chosen.id)

    def _link(self) -> None:
        link = self._view_model.state.link
        if link is not None and link.linked_as is not None:
            self._view_model.unlink()
        elif link is not None:
            sheet = PasswordSheet(link.provider, self)
            sheet.given.connect(self._view_model.link)
            sheet.open()

    def _is_here(self, one: SessionSummary) -> str:
        return tr("here, now") if one.id == self._view_model.state.here else ""


class PasswordSheet(Sheet):
    """Whoever sits at somebody's open screen does not know it."""

    given = Signal(str)

    def __init__(self, provider: str, parent: QWidget) -> None:
        super().__init__(
            tr("Link with {provider}", provider=provider),
            tr("Go on in the browser"),
            parent,
            subtitle=tr("Whoever is linked can sign in as you: so your password is asked once more."),
            key="Enter",
            width=440,
        )
        self.password = PasswordInput()
        self.add(Field(tr("Your password"), self.password, required=True))
        self.password.textChanged.connect(self._check)
        self.submitted.connect(self._give)
        self._check()
        self.password.setFocus()

    def _check(self) -> None:
        self.primary.set_blocked("" if self.password.text() else tr("Your password is needed"))

    def _give(self) -> None:
        self.given.emit(self.password.text())
        self.accept()


def my_sign_ins(desk: Desk, parent: QWidget) -> MySignInsSheet:
    return MySignInsSheet(MySignIns(desk.calls, desk.session), parent)
