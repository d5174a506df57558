"""An account is opened, gets another name, gets roles; and the one-time password that is shown once."""

from collections.abc import Iterable
from typing import Final

from pydantic import ValidationError
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from client.core.field_text import field_problems
from client.core.i18n import datetime_text, tr
from client.core.words import role_word
from client.views.upkeep import CallSheet
from client.widgets.basics import Label, Scroll, Sunken, box, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.pills import Note
from shared.contracts import people
from shared.ids import RoleId
from shared.models.people import Account, OneTimePassword, OpenAccount, PersonCard, RenameAccount, RoleName

_LARGE: Final = 56


class RolePicks(QWidget):
    """All roles there are, some of them chosen."""

    changed = Signal()

    def __init__(self, roles: Iterable[RoleName], chosen: Iterable[RoleId]) -> None:
        super().__init__()
        had = set(chosen)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(8)
        self.boxes: dict[RoleId, QCheckBox] = {}
        for place, role in enumerate(roles):
            tick = QCheckBox(role_word(role.name).replace("&", "&&"))
            tick.setChecked(role.id in had)
            tick.toggled.connect(self.changed)
            self.boxes[role.id] = tick
            grid.addWidget(tick, place // 2, place % 2)
        inside = Scroll(box(grid))
        inside.setMaximumHeight(260)
        self.setLayout(vbox(Label(tr("Roles"), "label"), inside, spacing=6))

    def value(self) -> list[RoleId]:
        return [role_id for role_id, tick in self.boxes.items() if tick.isChecked()]


class OpenAccountSheet(CallSheet):
    def __init__(self, person: PersonCard, roles: list[RoleName], parent: QWidget) -> None:
        super().__init__(
            tr("Account for {name}", name=person.full_name),
            tr("Make the account"),
            parent,
            subtitle=tr("A one-time password is shown then, once. It is good for three days."),
            width=560,
        )
        self._person = person
        self.user_name = LineInput(_proposed(person.full_name), most=60)
        self.picks = RolePicks(roles, ())
        self._field = Field(tr("User name"), self.user_name, required=True)
        self.add(self._field, self.picks)

        self.picks.changed.connect(self._check)
        self.user_name.textChanged.connect(self._check)
        self.submitted.connect(self._submit)

        self._check()
        self.user_name.setFocus()
        self.user_name.selectAll()

    def _check(self) -> None:
        self._field.set_error("")
        self.primary.set_blocked("" if self.user_name.value() else tr("A user name is needed"))

    def _submit(self) -> None:
        try:
            request = OpenAccount(
                employee_id=self._person.employee_id,
                user_name=self.user_name.value().lower(),
                role_ids=self.picks.value(),
            )
        except ValidationError as error:
            self._field.set_error(field_problems(error).get("user_name", ""))
        else:
            self.chosen.emit(people.open_account.bind(request))


class RolesSheet(CallSheet):
    """The roles of one person; several together hold what each of them holds."""

    def __init__(self, person: PersonCard, account: Account, roles: list[RoleName], parent: QWidget) -> None:
        super().__init__(
            tr("Roles of {name}", name=person.full_name),
            tr("Save"),
            parent,
            subtitle=tr("They count from the next moment on, also where the person is signed in now."),
            width=560,
        )
        self._account = account
        self.picks = RolePicks(roles, [role.id for role in account.roles])
        self.add(self.picks)
        self.picks.changed.connect(self._check)
        self.submitted.connect(self._submit)
        self._check()
        next(iter(self.picks.boxes.values())).setFocus()

    def _check(self) -> None:
        same = set(self.picks.value()) == {role.id for role in self._account.roles}
        self.primary.set_blocked(tr("Nothing is changed yet") if same else "")

    def _submit(self) -> None:
        account = self._account
        self.chosen.emit(
            people.give_roles(user_id=account.user_id, version=account.version, role_ids=self.picks.value())
        )


class UserNameSheet(CallSheet):
    def __init__(self, person: PersonCard, account: Account, parent: QWidget) -> None:
        super().__init__(tr("User name of {name}", name=person.full_name), tr("Save"), parent, width=460)
        self._account = account
        self.user_name = LineInput(account.user_name, most=60)
        self._field = Field(tr("User name"), self.user_name, required=True)
        self.add(self._field)
        self.submitted.connect(self._submit)
        self.user_name.setFocus()
        self.user_name.selectAll()

    def _submit(self) -> None:
        account = self._account
        try:
            request = RenameAccount(
                user_id=account.user_id, version=account.version, user_name=self.user_name.value().lower()
            )
        except ValidationError as error:
            self._field.set_error(field_problems(error).get("user_name", ""))
        else:
            self.chosen.emit(people.rename_account.bind(request))


class OneTimeSheet(Sheet):
    """The only time anybody sees it: large enough to be read out, and a key prints it."""

    print_asked = Signal()

    def __init__(self, one_time: OneTimePassword, parent: QWidget, *, slip_would_stay: bool) -> None:
        super().__init__(
            tr("One-time password of {name}", name=one_time.full_name), tr("I have passed it on"), parent, width=560
        )
        self.password = Label(one_time.password, "big")
        self.password.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.password.setMinimumHeight(_LARGE)  # the sheet asks before the style sheet has made it so large
        self.password.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        who = Label(tr("User name: {user}", user=one_time.user_name), "strong")
        who.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.print_slip = KeyButton(tr("Print a slip"), "Ctrl+P", icon="printer", size="lg")
        self.add(
            Sunken(who, self.password, spacing=8, margins=(16, 16, 16, 16)),
            Note(tr("It is shown this once. Whoever signs in with it has to choose another one first."), "warn"),
            Label(tr("Good until {time}.", time=datetime_text(one_time.until)), "muted"),
        )
        if slip_would_stay:
            self.print_slip.set_blocked(tr("Bills have no printer here: a file with the password would stay."))
            self.add(self.print_slip.reason_label())
        self.add_button(self.print_slip)
        self.cancel.hide()
        self.print_slip.clicked.connect(self.print_asked)
        self.submitted.connect(self.accept)
        self.primary.setFocus()


def _proposed(full_name: str) -> str:
    """Rina Das → rina.das; nothing where the name is not in Latin letters."""
    words = [word.strip(".").lower() for word in full_name.split()]
    plain = [word for word in words if word.isascii() and word.isalnum() and word not in {"dr", "md", "mr", "mrs"}]
    return ".".join((plain[0], plain[-1])) if len(plain) > 1 else "".join(plain)
