"""Who works here, and how they sign in."""

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QObject

from client.core.aio import latest
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.i18n import datetime_text, tr
from client.core.session import Session
from client.core.upkeep import UpkeepState
from client.printing.papers import DocumentKind
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.approval.seconded import SecondedUpkeep
from client.viewmodels.printing.print_desk import PrintDesk
from shared.contract import Call
from shared.contracts import access, people
from shared.errors import ApiError
from shared.ids import EmployeeId, SessionId
from shared.models.people import OneTimePassword, PeopleChoices, PersonCard, PersonSummary, Which
from shared.permissions import Permission
from shared.topics import Topic

NO_CHOICES: Final = PeopleChoices(departments=[], rooms=[], roles=[])


@dataclass(frozen=True)
class PeopleState(UpkeepState):
    text: str = ""
    which: Which = Which.ACTIVE
    people: tuple[PersonSummary, ...] = ()
    more: bool = False
    known: bool = False
    chosen: EmployeeId | None = None
    card: PersonCard | None = None
    """Of the one that is looked at."""
    choices: PeopleChoices = NO_CHOICES


class PeopleDesk(SecondedUpkeep[PeopleState]):
    def __init__(
        self, calls: Calls, changes: Changes, session: Session, printing: PrintDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(calls, PeopleState(), parent)
        self._session = session
        self._printing = printing
        changes.on({Topic.STAFF}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        state = self.state
        try:
            found = await self._calls.send(people.search(text=state.text, which=state.which))
            choices = await self._calls.send(people.choices())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        ids = [person.employee_id for person in found.items]
        chosen = self.state.chosen if self.state.chosen in ids else next(iter(ids), None)
        self._show(
            replace(
                self.state,
                people=tuple(found.items),
                more=found.more,
                choices=choices,
                chosen=chosen,
                known=True,
                problem=None,
            )
        )
        self.look()

    def search(self, text: str) -> None:
        if text != self.state.text:
            self._show(replace(self.state, text=text))
            self.refresh()

    def show_which(self, which: Which) -> None:
        if which is not self.state.which:
            self._show(replace(self.state, which=which))
            self.refresh()

    def choose(self, person: PersonSummary) -> None:
        if person.employee_id != self.state.chosen:
            self._show(replace(self.state, chosen=person.employee_id, card=None))
            self.look()

    @latest
    async def look(self) -> None:
        """At the card of the one that is chosen."""
        if self.state.chosen is None:
            self._show(replace(self.state, card=None))
            return
        try:
            card = await self._calls.send(people.get(employee_id=self.state.chosen))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, card=card))

    @property
    def is_oneself(self) -> bool:
        """Whose rights somebody else has to change."""
        card, me = self.state.card, self._session.me
        return card is not None and me is not None and card.employee_id == me.employee_id

    # What is done with the one that is looked at

    def sign_out(self) -> None:
        card = self.state.card
        if card and card.account:
            self.save(people.sign_out_user(user_id=card.account.user_id))

    def end_session(self, session_id: SessionId) -> None:
        self.save(access.revoke_session(session_id=session_id))

    def _with(self, answer: object, state: PeopleState) -> PeopleState:
        return replace(state, chosen=answer.employee_id, card=answer) if isinstance(answer, PersonCard) else state

    def _second_person(self, call: Call[Any]) -> SecondPerson:
        asked: Any = call.request
        subject: UUID = asked.user_id if hasattr(asked, "user_id") else asked.employee_id
        return SecondPerson(self._calls, Permission.ROLES_ASSIGN, subject)

    @property
    def slip_would_stay(self) -> bool:
        """As a file on this computer, with the password in it."""
        return self._printing.service.leaves_file(DocumentKind.MONEY_REPORT)

    def print_slip(self, one_time: OneTimePassword) -> None:
        self._printing.money_report(
            tr("Account of {name}", name=one_time.full_name),
            (
                (tr("User name"), one_time.user_name),
                (tr("One-time password"), one_time.password),
                (tr("Good until"), datetime_text(one_time.until)),
                (tr("What to do"), tr("Sign in with it, then choose a password that only you know.")),
            ),
            (),
        )
