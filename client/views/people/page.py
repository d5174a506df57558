"""People: who works here, and how they sign in."""

from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.viewmodels.people.desk import PeopleDesk, PeopleState
from client.views.people.account_sheets import OneTimeSheet, OpenAccountSheet, RolesSheet, UserNameSheet
from client.views.people.card import PersonView
from client.views.people.person_sheet import PersonSheet
from client.views.people.words import person_state, person_tone, place_text, roles_text, user_text, which_text
from client.views.upkeep import SecondedPage
from client.widgets.basics import Card, Label, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Chips
from client.widgets.dialog import Confirm
from client.widgets.rows import Column
from client.widgets.search import SearchBox
from client.widgets.stat import EmptyState
from client.widgets.table import WIDE_SCREEN, RowsTable
from shared.contract import Call
from shared.contracts import people, sign_in
from shared.models.people import OneTimePassword, PersonCard, PersonSummary, Which


class PeoplePage(SecondedPage):
    """Keyboard only: F2 searches, the arrows walk, Enter changes, Alt and a letter acts on the account."""

    asks_why = True

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._desk = desk
        desk.setParent(self)
        self.search = SearchBox(tr("Name, user name or department"), "F2", size="md")
        self.which = Chips[Which](((each, which_text(each)) for each in Which), tr("Show"), chosen=Which.ACTIVE)
        self.new_person = KeyButton(tr("New person"), "Ctrl+N", icon="user-plus", kind="primary")
        self.table: RowsTable[PersonSummary] = RowsTable(
            (
                Column(tr("Name"), attrgetter("full_name"), detail=attrgetter("degrees"), look="strong"),
                Column(tr("Department and room"), place_text, wide_only=True),
                Column(tr("User name"), user_text, detail=roles_text, width=210),
                Column(tr("State"), person_state, tone=person_tone, look="pill", width=124),
            ),
            key=attrgetter("employee_id"),
            name=tr("People"),
        )
        self.card = PersonView(desk)
        self._more = Label(tr("Only the first are shown: type more of the name."), "small")
        self._build()

        self.search.searched.connect(desk.search)
        self.search.drive(self.table)
        self.which.picked.connect(desk.show_which)
        self.new_person.clicked.connect(self.open_new)
        self.table.current_changed.connect(self._choose)
        self.table.opened.connect(self.open_edit)
        self.card.edit_asked.connect(self.open_edit)
        self.card.account_asked.connect(self.open_account)
        self.card.roles_asked.connect(self.open_roles)
        self.card.name_asked.connect(self.open_rename)
        self.card.password_asked.connect(self.ask_reset)
        self.card.second_proof_asked.connect(self.ask_reset_second)
        self.card.account_switched.connect(self.ask_switch_account)
        self.card.person_switched.connect(self.ask_switch_person)
        desk.state_changed.connect(self._render)

        self._render(desk.state)
        desk.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    # What the keys and buttons open

    def open_new(self) -> None:
        self._edit(PersonSheet(None, self._desk.state.choices, self.window()))

    def open_edit(self) -> None:
        if card := self._desk.state.card:
            choices, own = self._desk.state.choices, self._desk.is_oneself
            self._edit(PersonSheet(card, choices, self.window(), is_oneself=own))

    def open_account(self) -> None:
        if card := self._desk.state.card:
            self._edit(OpenAccountSheet(card, self._desk.state.choices.roles, self.window()))

    def open_roles(self) -> None:
        card = self._desk.state.card
        if card and card.account:
            self._edit(RolesSheet(card, card.account, self._desk.state.choices.roles, self.window()))

    def open_rename(self) -> None:
        card = self._desk.state.card
        if card and card.account:
            self._edit(UserNameSheet(card, card.account, self.window()))

    def ask_reset(self) -> None:
        card = self._desk.state.card
        if card and card.account:
            self._ask(
                tr("A new one-time password for {name}?", name=card.full_name),
                tr("The old password is good no more, and every session of this person ends."),
                tr("Make one"),
                people.reset_password(user_id=card.account.user_id),
            )

    def ask_reset_second(self) -> None:
        card = self._desk.state.card
        if card and card.account:
            self._ask(
                tr("Reset the second proof of {name}?", name=card.full_name),
                tr("Be sure that it is this person who asks. At the next sign-in a new one is set up."),
                tr("Reset it"),
                sign_in.reset_second_factor(user_id=card.account.user_id),
            )

    def ask_switch_account(self) -> None:
        card = self._desk.state.card
        if card is None or card.account is None:
            return
        account = card.account
        call = people.switch_account(user_id=account.user_id, version=account.version, is_active=not account.is_active)
        if not account.is_active:
            self._desk.save(call)
            return
        self._ask(
            tr("Stop the sign-in of {name}?", name=card.full_name),
            tr("Every session of this person ends at once. It can be allowed again."),
            tr("Stop it"),
            call,
        )

    def ask_switch_person(self) -> None:
        card = self._desk.state.card
        if card is None:
            return
        call = people.switch(employee_id=card.employee_id, version=card.version, is_active=not card.is_active)
        if not card.is_active:
            self._desk.save(call)
            return
        self._ask(
            tr("{name} doesn't work here any more?", name=card.full_name),
            tr("Sessions end at once and nobody is booked here any more. What was done keeps the name."),
            tr("Has left"),
            call,
        )

    def _build(self) -> None:
        self.setFocusProxy(self.table)
        self.table.set_empty(EmptyState("users", tr("Nobody found"), tr("Ctrl+N adds somebody.")))
        head = vbox(
            heading(tr("Who works here"), self.new_person),
            self.search,
            hbox(self.which, None, self._more),
            spacing=10,
            margins=(13, 0, 13, 6),
        )
        card = Card(box(head), self.problem, self.table, margins=(1, 12, 1, 6))
        card.inside.setStretchFactor(self.table, 1)
        row = hbox(card, self.card, spacing=12)
        row.setStretch(0, 1)
        self.setLayout(row)

    def _fit(self) -> None:
        self.card.setFixedWidth(520 if self.window().width() >= WIDE_SCREEN else 430)

    def _choose(self, person: PersonSummary | None) -> None:
        if person is not None:
            self._desk.choose(person)

    def _ask(self, title: str, text: str, yes: str, call: Call[Any]) -> None:
        self._confirm(Confirm(title, text, yes, self.window(), kind="primary"), call)

    def _what_is_agreed(self, _call: Call[Any]) -> str:
        return tr("This gives somebody more than you may do yourself, so somebody else has to agree.")

    def _finish(self, answer: object) -> None:
        self._accept_asker()
        if isinstance(answer, OneTimePassword):
            sheet = OneTimeSheet(answer, self.window(), slip_would_stay=self._desk.slip_would_stay)
            sheet.print_asked.connect(partial(self._desk.print_slip, answer))
            sheet.open()
        elif isinstance(answer, PersonCard):
            self.said.emit(tr("{name} is saved.", name=answer.full_name))
        else:
            self.said.emit(tr("It is done."))

    def _say_refused(self, text: str) -> None:
        self.problem.set_state(text, "bad")
        self.problem.show()

    def _render(self, state: PeopleState) -> None:
        self.which.set_value(state.which)
        self.table.set_rows(state.people)
        if state.chosen is not None:
            self.table.select(state.chosen)
        self.card.show_state(state)
        self._more.setVisible(state.more)
