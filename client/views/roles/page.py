"""Roles: what each may do, in one table that is changed by keyboard and saved at once."""

from typing import Any

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr, trn
from client.core.permission_words import permission_word, scope_letter, scope_word
from client.core.words import role_word
from client.desk import Desk
from client.viewmodels.roles.desk import STATES, RolesDesk, RolesState
from client.views.roles.matrix import Matrix
from client.views.roles.sheets import ChangesSheet, RoleNameSheet
from client.views.upkeep import SecondedPage
from client.widgets.basics import Card, KeyCap, Label, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Confirm
from shared.contract import Call
from shared.contracts import roles
from shared.models.common import Nothing
from shared.models.roles import RoleDetails
from shared.permissions import Permission
from shared.rules.rights import SCOPES


class RolesPage(SecondedPage):
    asks_why = True

    def __init__(self, desk: RolesDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._desk = desk
        desk.setParent(self)
        self.matrix = Matrix(desk)
        self.new_role = KeyButton(tr("New role"), "Ctrl+N", icon="plus")
        self.copy = KeyButton(tr("Copy"), "Ctrl+D", icon="layers")
        self.rename = KeyButton(tr("Rename"), "F2", icon="file-text")
        self.remove = KeyButton(tr("Remove"), "Ctrl+Del", icon="x")
        self.save = KeyButton(tr("Save"), "Ctrl+S", icon="save", kind="primary")
        self.forget = KeyButton(tr("Forget the changes"), "Ctrl+Z", icon="undo-2")
        self.what = Label("", "strong", wrap=True)
        self.can_be = Label("", "muted")
        self._count = Label("", "muted")
        self._build()

        self.new_role.clicked.connect(self.open_new)
        self.copy.clicked.connect(self.open_copy)
        self.rename.clicked.connect(self.open_rename)
        self.remove.clicked.connect(self.ask_remove)
        self.save.clicked.connect(self.ask_save)
        self.forget.clicked.connect(desk.forget)
        self.matrix.moved.connect(self._tell_cell)
        self.matrix.impossible.connect(self._say_impossible)
        desk.state_changed.connect(self._render)

        self._render(desk.state)
        desk.refresh()

    # What the keys and buttons open

    def open_new(self) -> None:
        self._edit(RoleNameSheet(tr("New role"), self.window()))

    def open_copy(self) -> None:
        if role := self._role():
            title = tr("A copy of {role}", role=role_word(role.name))
            self._edit(RoleNameSheet(title, self.window(), copy=role))

    def open_rename(self) -> None:
        role = self._role()
        if role and not role.is_builtin:
            self._edit(RoleNameSheet(tr("Rename {role}", role=role.name), self.window(), old=role))

    def ask_remove(self) -> None:
        role = self._role()
        if role is None or role.is_builtin:
            return
        sheet = Confirm(
            tr("Remove {role}?", role=role.name),
            tr("It can't be given to anybody any more."),
            tr("Remove it"),
            self.window(),
        )
        self._confirm(sheet, roles.remove(role_id=role.id, version=role.version))

    def ask_save(self) -> None:
        if self._desk.state.changed:
            sheet = ChangesSheet(self._desk.state, self.window())
            sheet.submitted.connect(self._desk.save_rights)
            self._open(sheet)

    def _build(self) -> None:
        self.setFocusProxy(self.matrix)
        legend = [
            box(
                hbox(
                    KeyCap(tr("Del") if state is None else scope_letter(state)),
                    Label(scope_word(state), "small"),
                    spacing=4,
                )
            )
            for state in STATES
        ]
        turn = box(hbox(KeyCap(tr("Space")), Label(tr("next"), "small"), spacing=4))
        head = vbox(
            heading(tr("Which role may do what"), self.new_role, self.copy, self.rename, self.remove),
            hbox(*legend, turn, None, self._count, self.forget, self.save, spacing=12),
            spacing=8,
            margins=(13, 0, 13, 4),
        )
        foot = vbox(self.what, self.can_be, spacing=2, margins=(13, 4, 13, 4))
        card = Card(box(head), self.problem, self.matrix, box(foot), margins=(1, 12, 1, 8))
        card.inside.setStretchFactor(self.matrix, 1)
        self.setLayout(vbox(card, margins=(16, 12, 16, 12)))

    def _role(self) -> RoleDetails | None:
        found = self.matrix.current()
        return found[0] if found else None

    def _what_is_agreed(self, _call: Call[Any]) -> str:
        return tr("This gives a role more than you may do yourself, so somebody else has to agree.")

    def _said(self, answer: object) -> str:
        match answer:
            case RoleDetails():
                return tr("{role} is saved.", role=role_word(answer.name))
            case Nothing():
                return tr("The role is removed.")
            case _:
                return tr("The rights are changed. They count from now on.")

    def _say_refused(self, text: str) -> None:
        self.problem.set_state(text, "bad")
        self.problem.show()

    def _say_impossible(self) -> None:
        found = self.matrix.current()
        if found is not None:
            self.can_be.set_tone("warn")
            self.can_be.setText(_can_be(found[1]))

    def _tell_cell(self) -> None:
        found = self.matrix.current()
        if found is None:
            return
        role, permission = found
        self.what.setText(
            tr(
                "{role} · {right}: {scope}",
                role=role_word(role.name),
                right=permission_word(permission),
                scope=scope_word(self._desk.state.scope(role, permission)),
            )
        )
        self.can_be.set_tone(None)
        self.can_be.setText(_can_be(permission))
        built_in = tr("The program's own role keeps its name") if role.is_builtin else ""
        self.rename.set_blocked(built_in)
        self.remove.set_blocked(built_in)

    def _render(self, state: RolesState) -> None:
        self.matrix.show_state(state)
        self._tell_cell()
        count = len(state.changed)
        self._count.setText(trn("{n} change is not saved", "{n} changes are not saved", count) if count else "")
        self.save.set_blocked("" if count else tr("Nothing is changed yet"))
        self.forget.set_blocked("" if count else tr("Nothing is changed yet"))


def build_roles(desk: Desk) -> RolesPage:
    return RolesPage(RolesDesk(desk.calls, desk.changes))


def _can_be(permission: Permission) -> str:
    states = [state for state in STATES if state is None or state in SCOPES[permission]]
    return tr("Can be: {states}", states=", ".join(scope_word(state) for state in states))
