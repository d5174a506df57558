"""A role is added, copied, renamed; and what is about to change, before it does."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr, trn
from client.core.permission_words import permission_word, scope_word
from client.core.words import role_word
from client.viewmodels.roles.desk import RolesState
from client.views.upkeep import CallSheet
from client.widgets.basics import Item, Label, Scroll, box, hbox, vbox
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.pills import Pill
from client.widgets.tokens import Tone
from shared.contracts import roles
from shared.models.roles import RoleDetails


class RoleNameSheet(CallSheet):
    """A new role, a copy of one, or another name for one of the hospital's own."""

    def __init__(
        self, title: str, parent: QWidget, *, copy: RoleDetails | None = None, old: RoleDetails | None = None
    ) -> None:
        super().__init__(title, tr("Save"), parent, width=460)
        self._copy, self._old = copy, old
        self.name = LineInput(old.name if old else "", most=120)
        self.add(Field(tr("Name of the role"), self.name, required=True))
        if copy is not None:
            self.add(Label(tr("It begins with all that {role} may do.", role=role_word(copy.name)), "muted", wrap=True))
        self.name.textChanged.connect(self._check)
        self.submitted.connect(self._submit)
        self._check()
        self.name.setFocus()
        self.name.selectAll()

    def _check(self) -> None:
        self.primary.set_blocked("" if self.name.value() else tr("A name is needed"))

    def _submit(self) -> None:
        wrong, name = tr("This can't be a role's name."), self.name.value()
        if self._old is not None:
            self._hand_up(wrong, roles.rename, role_id=self._old.id, version=self._old.version, name=name)
        else:
            self._hand_up(wrong, roles.add, name=name, copy_of=self._copy.id if self._copy else None)


class ChangesSheet(Sheet):
    """Role by role: how many people it is about, and each right as it was and as it becomes."""

    def __init__(self, state: RolesState, parent: QWidget) -> None:
        people = sum(role.people for role in state.touched)
        super().__init__(
            trn("Change {n} right?", "Change {n} rights?", len(state.changed)),
            tr("Change it"),
            parent,
            subtitle=trn("It counts at once, for {n} person.", "It counts at once, for {n} people in all.", people)
            if people
            else tr("Nobody has these roles yet."),
            width=620,
        )
        rows: list[Item] = []
        for role in state.touched:
            who = trn("{n} person", "{n} people", role.people)
            rows.append(hbox(Label(role_word(role.name), "strong"), Pill(who, "info" if role.people else "grey"), None))
            for permission, before, after in state.changes_of(role):
                becomes = tr("{before} → {after}", before=scope_word(before), after=scope_word(after))
                tone: Tone = "bad" if after is None else "ok" if before is None else "warn"
                rows.append(hbox(12, Label(permission_word(permission)), None, Label(becomes, "strong", tone=tone)))
            rows.append(6)
        inside = Scroll(box(vbox(*rows, None, spacing=6)))
        inside.setMinimumHeight(min(420, 60 + 26 * len(rows)))
        self.add(inside)
        self.primary.setFocus()
