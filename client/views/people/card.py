"""The card of one person: who it is, how they sign in, and where they are signed in now."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from client.core.i18n import datetime_text, number_text, tr
from client.viewmodels.people.desk import PeopleDesk, PeopleState
from client.views.people.words import account_state, role_list, sessions_text
from client.widgets.basics import Card, Label, Rule, Scroll, Whole, box, clear, hbox, heading, vbox
from client.widgets.buttons import IconButton, KeyButton
from client.widgets.pills import Avatar, Pill
from client.widgets.stat import EmptyState
from shared.models.access import SessionSummary
from shared.models.people import PersonCard


class PersonView(Card):
    edit_asked = Signal()
    account_asked = Signal()
    roles_asked = Signal()
    name_asked = Signal()
    password_asked = Signal()
    second_proof_asked = Signal()
    account_switched = Signal()
    person_switched = Signal()

    def __init__(self, desk: PeopleDesk) -> None:
        super().__init__(spacing=10)
        self._desk = desk
        self._shown: PersonCard | None = None
        self._avatar = Avatar("", 44)
        self._name = Whole("", "name", widest=300)
        self._degrees = Label("", "muted", wrap=True)
        self._facts = Label("", "body", wrap=True)
        self._account = Pill("")
        self._user = Label("", "body", wrap=True)
        self._sessions_head = Label("", "group")
        self._sessions = vbox(spacing=6)
        self.edit = KeyButton(tr("Change"), "Ctrl+E", icon="file-text", size="sm")
        self.leave = KeyButton(tr("Has left"), "Ctrl+Shift+Del", icon="log-out", size="sm")
        self.open_account = KeyButton(tr("Make an account"), "Alt+A", icon="user-plus", kind="primary")
        self.roles = KeyButton(tr("Roles"), "Alt+R", icon="shield-check", size="sm")
        self.reset = KeyButton(tr("One-time password"), "Alt+P", icon="key-round", size="sm")
        self.reset_second = KeyButton(tr("Reset second proof"), "Alt+S", icon="smartphone", size="sm")
        self.rename = KeyButton(tr("User name"), "Alt+U", icon="user-round", size="sm")
        self.switch = KeyButton(tr("Stop sign-in"), "Alt+D", icon="ban", size="sm")
        self.sign_out = KeyButton(tr("Sign out everywhere"), "Alt+O", icon="log-out", size="sm")
        self._own = Label(tr("This is you: somebody else has to change what you may do."), "small", wrap=True)
        self._empty = EmptyState("users", tr("Nobody is chosen"), tr("Choose somebody in the list."))
        self._inside = Scroll(box(self._build()))
        self.add(self._empty, self._inside)
        self._connect()
        self.show_state(desk.state)

    def show_state(self, state: PeopleState) -> None:
        card = state.card
        self._empty.setVisible(card is None)
        self._inside.setVisible(card is not None)
        acts = (self.leave, self.open_account, self.roles, self.reset, self.reset_second, self.switch, self.sign_out)
        for button in acts:
            button.set_busy(state.busy)
        if card is not None and card != self._shown:
            self._show_person(card)
            self._show_account(card)
        self._shown = card

    def _build(self) -> QVBoxLayout:
        self._account_row = box(hbox(self.roles, self.reset, None, spacing=8))
        self._account_more = box(hbox(self.rename, self.switch, None, spacing=8))
        return vbox(
            hbox(self._avatar, box(vbox(self._name, self._degrees, spacing=2)), None, spacing=12),
            self._facts,
            hbox(self.edit, self.leave, None, spacing=8),
            Rule(),
            heading(tr("Account")),
            hbox(self._account, None),
            self._user,
            self.open_account,
            self._account_row,
            self._account_more,
            hbox(self.reset_second, None),
            self._own,
            Rule(),
            hbox(self._sessions_head, None, self.sign_out),
            self._sessions,
            None,
            spacing=10,
        )

    def _connect(self) -> None:
        self.edit.clicked.connect(self.edit_asked)
        self.leave.clicked.connect(self.person_switched)
        self.open_account.clicked.connect(self.account_asked)
        self.roles.clicked.connect(self.roles_asked)
        self.reset.clicked.connect(self.password_asked)
        self.reset_second.clicked.connect(self.second_proof_asked)
        self.rename.clicked.connect(self.name_asked)
        self.switch.clicked.connect(self.account_switched)
        self.sign_out.clicked.connect(self._desk.sign_out)

    def _show_person(self, card: PersonCard) -> None:
        self._avatar.set_name(card.full_name)
        self._name.setText(card.full_name)
        self._degrees.setText(card.degrees)
        self._degrees.setVisible(bool(card.degrees))
        facts = [part for part in (card.department, card.room) if part]
        if card.is_doctor:
            share = number_text(card.fee_share * 100, 2)
            facts.append(tr("tokens {prefix}", prefix=card.token_prefix or "–"))
            facts.append(tr("{share} % of the fees", share=share))
        self._facts.setText(" · ".join(facts) or tr("No department"))
        self.leave.set_text(tr("Has left") if card.is_active else tr("Is back"))
        self.leave.set_icon("log-out" if card.is_active else "undo-2")

    def _show_account(self, card: PersonCard) -> None:
        account, own = card.account, self._desk.is_oneself
        self._account.setVisible(account is not None)
        self._user.setText(
            tr("{user} · {roles}", user=account.user_name, roles=role_list(account.roles))
            if account
            else tr("This person can't sign in.")
        )
        if account:
            self._account.set_state(*account_state(account))
            self.switch.set_text(tr("Stop sign-in") if account.is_active else tr("Allow sign-in"))
        self.open_account.setVisible(account is None)
        self.open_account.set_blocked("" if card.is_active else tr("This person has left"))
        self._account_row.setVisible(account is not None)
        self._account_more.setVisible(account is not None)
        self.reset_second.setVisible(account is not None and account.second_proof)
        why = tr("Nobody changes their own rights") if own else ""
        for button in (self.roles, self.reset, self.reset_second, self.switch, self.leave):
            button.set_blocked(why)
        self._own.setVisible(own)
        self._sessions_head.setText(sessions_text(len(card.sessions)))
        self.sign_out.setVisible(bool(card.sessions))
        clear(self._sessions)
        for session in card.sessions:
            self._sessions.addLayout(self._session_row(session))

    def _session_row(self, session: SessionSummary) -> QHBoxLayout:
        end = IconButton("x", tr("End the session at {computer}", computer=session.workstation), size="sm")
        end.clicked.connect(partial(self._desk.end_session, session.id))
        since = tr("since {time}", time=datetime_text(session.started_at))
        return hbox(Label(session.workstation, "strong"), Label(since, "muted"), None, end)
