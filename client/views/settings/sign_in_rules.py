"""The tab "Sign-in" of the settings: passwords, second proofs, another provider."""

from collections.abc import Callable, Collection
from decimal import Decimal
from functools import partial
from operator import attrgetter
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from client.core.i18n import date_text, tr, trn
from client.core.problem_text import problem_text
from client.core.words import role_word
from client.core.zone import day_of
from client.desk import Desk
from client.viewmodels.settings.sign_in_rules import SignInRuleDesk, SignInRulesState
from client.views.approval.second_person_sheet import SecondPersonSheet
from client.widgets.basics import Card, Label, box, clear, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Confirm
from client.widgets.field import Field, why_line
from client.widgets.inputs import Combo, LineInput, NumberInput, PasswordInput
from client.widgets.pills import Note
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from shared.ids import RoleId
from shared.models.access import SHORTEST_PASSWORD, Approval
from shared.models.sign_in import (
    FEWEST_PASSWORD_DAYS,
    LONGEST_ASKED_PASSWORD,
    MOST_PASSWORD_DAYS,
    MOST_REMEMBERED,
    MOST_SESSION_HOURS,
    SIGN_IN_RULES,
    RoleChoice,
    SaveSignInRules,
    SecondFactorSummary,
    SignInRulesDetails,
)

_COLUMNS = 3


class SignInRulesTab(QWidget):
    """Everything is saved at once with Ctrl+Enter."""

    def __init__(self, view_model: SignInRuleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model = view_model
        view_model.setParent(self)
        self.shortest, self.days, self.hours = NumberInput(), NumberInput(hint=tr("never")), NumberInput()
        self.remembered = Combo[int]([(number, _old_passwords(number)) for number in range(MOST_REMEMBERED + 1)])
        self.provider = LineInput(most=60, hint=tr("none"))
        self.issuer = LineInput(most=200, hint="https://")
        self.client_id = LineInput(most=200)
        self.secret = PasswordInput()
        self.scopes = LineInput(most=200)
        self.roles: dict[RoleId, QCheckBox] = {}
        self.factors = _factors_table()
        self.reset = KeyButton(tr("Reset…"), "Alt+R", icon="repeat", size="sm")
        self.why = why_line()
        self.save = KeyButton(tr("Save"), "Ctrl+Enter", icon="save", kind="primary", size="lg")
        self.note = Note("", "ok")
        self._role_grid = QGridLayout()
        self._shown: SignInRulesDetails | None = None
        self._sent: dict[str, Any] = {}
        """What is on its way to be saved, as it was typed."""
        self._fields = {
            "shortest_password": Field(tr("Characters at least"), self.shortest),
            "passwords_remembered": Field(tr("Not taken again"), self.remembered),
            "password_days": Field(tr("New one after so many days"), self.days),
            "session_hours": Field(tr("Signed out after so many hours"), self.hours),
            "openid_name": Field(tr("Its name on the button"), self.provider),
            "openid_issuer": Field(tr("Address (issuer)"), self.issuer),
            "openid_client_id": Field(tr("Client ID"), self.client_id),
            "openid_secret": Field(tr("Client secret"), self.secret),
            "openid_scopes": Field(tr("Scopes"), self.scopes),
        }
        self._shows: dict[str, Callable[[Any], object]] = {
            "shortest_password": _shows_in(self.shortest),
            "passwords_remembered": self.remembered.set_value,
            "password_days": _shows_in(self.days),
            "session_hours": _shows_in(self.hours),
            "second_factor_roles": self._tick,
            "openid_name": self.provider.set_value,
            "openid_issuer": self.issuer.set_value,
            "openid_client_id": self.client_id.set_value,
            "openid_scopes": self.scopes.set_value,
        }
        self._build()

        self.save.clicked.connect(self._save)
        self.reset.clicked.connect(self._ask_reset)
        self.factors.current_changed.connect(self._judge)
        view_model.second_person_needed.connect(self._ask_second)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)
        self.setFocusProxy(self.shortest)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._view_model.refresh()

    def _build(self) -> None:
        f = self._fields
        passwords = Card(
            heading(tr("Passwords and sessions")),
            hbox(f["shortest_password"], f["passwords_remembered"], spacing=12),
            hbox(f["password_days"], f["session_hours"], spacing=12),
            Label(
                tr("Long passwords that stay are safer than short ones that change: leave the days empty."),
                "small",
                wrap=True,
            ),
            None,
            spacing=10,
        )
        provider = Card(
            heading(tr("Another provider (OpenID Connect)")),
            hbox(f["openid_name"], f["openid_issuer"], spacing=12),
            hbox(f["openid_client_id"], f["openid_secret"], spacing=12),
            f["openid_scopes"],
            Label(
                tr("Passwords go on beside it. Everybody links the own account, in the menu under the own name."),
                "small",
                wrap=True,
            ),
            None,
            spacing=10,
        )
        provider.inside.setStretch(provider.inside.count() - 1, 1)
        second = Card(
            heading(tr("Second proof")),
            Label(
                tr("Whoever has one of these roles types the code of an app on the phone at each sign-in:"), wrap=True
            ),
            self._role_grid,
            hbox(Label(tr("Set up by"), "label"), None, self.reset),
            self.factors,
            Label(
                tr("Whoever has set one up is asked for it until it is reset, whatever the role."), "small", wrap=True
            ),
            spacing=10,
        )
        left = vbox(passwords, provider, spacing=12)
        left.setStretch(1, 1)
        row = hbox(box(left), second, spacing=12)
        row.setStretch(0, 1)
        row.setStretch(1, 1)
        page = vbox(row, hbox(self.note, None, self.why, self.save, spacing=12), spacing=12, margins=(16, 12, 16, 12))
        page.setStretch(0, 1)
        self.setLayout(page)

    def _render(self, state: SignInRulesState) -> None:
        if state.rules is not None and state.rules is not self._shown:
            self._fill(state.rules, all_of_it=state.saved)
        if not state.busy:
            self._sent = {}
        self.factors.set_rows(state.second_factors)
        self._judge()
        self.save.set_busy(state.busy)
        self.save.set_blocked("" if state.rules is not None else tr("One moment…"))
        self.note.setVisible(state.saved or state.problem is not None)
        if state.problem is not None:
            self.note.set_state(problem_text(state.problem).text, "bad")
        elif state.saved:
            self.note.set_state(tr("Saved. It counts from the next sign-in on."), "ok")

    def _fill(self, rules: SignInRulesDetails, *, all_of_it: bool) -> None:
        """What was typed and not saved yet stays where nobody has saved anything else."""
        before, self._shown = self._shown, rules
        typed = self._typed()
        stays = {name for name, value in self._sent.items() if typed[name] != value}  # typed anew meanwhile
        if before is None or before.roles != rules.roles:
            self._offer(rules.roles)
        for name, show in self._shows.items():
            value = getattr(rules, name)
            if name not in stays and (all_of_it or before is None or getattr(before, name) != value):
                show(value)
        if all_of_it and "openid_secret" not in stays:
            self.secret.clear()
        if all_of_it and "reason" not in stays:
            self.why.clear()
        self.secret.setPlaceholderText(
            tr("kept; type another to replace it") if rules.openid_has_secret else tr("none")
        )

    def _offer(self, roles: tuple[RoleChoice, ...]) -> None:
        """A box each; what was ticked stays, but of roles that are gone."""
        ticked = [role for role, tick in self.roles.items() if tick.isChecked()]
        clear(self._role_grid)
        self.roles = {role.id: QCheckBox(role_word(role.name)) for role in roles}
        for place, tick in enumerate(self.roles.values()):
            self._role_grid.addWidget(tick, place // _COLUMNS, place % _COLUMNS)
        self._tick(ticked)

    def _tick(self, chosen: Collection[RoleId]) -> None:
        for role, tick in self.roles.items():
            tick.setChecked(role in chosen)

    def _judge(self) -> None:
        self.reset.set_blocked("" if self.factors.current() is not None else tr("Choose a person first"))

    def _save(self) -> None:
        rules = self._shown
        if rules is None:
            return
        said = self._typed()
        if self.days.value() and self.days.amount() is None:
            said["password_days"] = -1  # letters are refused, not taken for "never"
        try:
            request = SaveSignInRules.model_validate({**said, "version": rules.version})
        except ValidationError as error:
            wrong = {str(one["loc"][0]) for one in error.errors()}
        else:
            wrong = set()
            if not self._view_model.state.busy:
                self._sent = self._typed()
            self._view_model.save(request)
        for name, field in self._fields.items():
            field.set_error(_expected(name) if name in wrong else "")

    def _typed(self) -> dict[str, Any]:
        return {
            "shortest_password": self.shortest.amount(),
            "passwords_remembered": self.remembered.value(),
            "password_days": self.days.amount() if self.days.value() else None,
            "session_hours": self.hours.amount(),
            "second_factor_roles": tuple(role for role, tick in self.roles.items() if tick.isChecked()),
            "openid_name": self.provider.value(),
            "openid_issuer": self.issuer.value(),
            "openid_client_id": self.client_id.value(),
            "openid_scopes": self.scopes.value(),
            "openid_secret": self.secret.value() or None,
            "reason": self.why.value(),
        }

    def _ask_reset(self) -> None:
        one = self.factors.current()
        if one is None:
            return
        sure = Confirm(
            tr("Reset the second proof of {name}?", name=one.full_name),
            tr("Be sure that it is this person who asks. At the next sign-in a new one is set up."),
            tr("Reset it"),
            self,
        )
        sure.ask_why()
        sure.confirmed.connect(lambda why: self._view_model.reset(one.user_id, why=why))
        sure.open()

    def _ask_second(self, subject: UUID, again: Callable[[Approval], object]) -> None:
        what = (
            tr("This asks less of people who may do more than you, or of yourself, so somebody else has to agree.")
            if subject == SIGN_IN_RULES
            else tr("This gives somebody more than you may do yourself, so somebody else has to agree.")
        )
        sheet = SecondPersonSheet(self._view_model.second_person(subject), what, self)
        sheet.agreed.connect(partial(self._send_again, again))
        sheet.open()

    def _send_again(self, again: Callable[[Approval], object], word: Approval) -> None:
        self._sent = self._typed()
        again(word)


def _shows_in(editor: NumberInput) -> Callable[[int | None], None]:
    return lambda number: editor.set_amount(None if number is None else Decimal(number))


def _factors_table() -> RowsTable[SecondFactorSummary]:
    table: RowsTable[SecondFactorSummary] = RowsTable(
        (
            Column(tr("Name"), attrgetter("full_name"), detail=attrgetter("user_name")),
            Column(tr("Since"), lambda one: date_text(day_of(one.since)), width=150),
            Column(
                tr("Codes left"),
                lambda one: str(one.recovery_codes),
                tone=lambda one: "warn" if one.recovery_codes < 3 else "grey",
                look="pill",
                width=100,
            ),
        ),
        key=attrgetter("user_id"),
        name=tr("Who has set up a second proof"),
    )
    table.set_empty(EmptyState("smartphone", tr("Nobody so far"), tr("It is set up at the next sign-in.")))
    return table


def _old_passwords(number: int) -> str:
    return trn("the last {n}", "the last {n}", number) if number else tr("any may come back")


def _expected(field: str) -> str:
    return {
        "shortest_password": tr("{least} to {most}", least=SHORTEST_PASSWORD, most=LONGEST_ASKED_PASSWORD),
        "password_days": tr("{least} to {most}, or empty", least=FEWEST_PASSWORD_DAYS, most=MOST_PASSWORD_DAYS),
        "session_hours": tr("{least} to {most}", least=1, most=MOST_SESSION_HOURS),
        "openid_issuer": tr("https://…"),
        "openid_scopes": tr("with openid"),
    }.get(field, tr("Not possible"))


def build_sign_in_rules(desk: Desk) -> SignInRulesTab:
    return SignInRulesTab(SignInRuleDesk(desk.calls))
