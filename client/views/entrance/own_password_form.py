"""The three fields of a new password, on the page after a one-time one and on the sheet of whoever wants another."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.viewmodels.entrance.own_password import OwnPassword, OwnPasswordState
from client.widgets.basics import vbox
from client.widgets.field import Field
from client.widgets.inputs import PasswordInput
from client.widgets.pills import Note


class OwnPasswordForm(QWidget):
    ready = Signal(str)
    """Why it can't be sent yet; empty when it can."""

    def __init__(self, view_model: OwnPassword, old: str) -> None:
        super().__init__()
        self._view_model = view_model
        self.password = PasswordInput()
        self.new_password = PasswordInput(hint=tr("ten characters or more"))
        self.again = PasswordInput()
        self.note = Note("", "bad")
        self._fields = {
            "password": Field(old, self.password, required=True),
            "new_password": Field(tr("New password"), self.new_password, required=True),
            "again": Field(tr("New password once more"), self.again, required=True),
        }
        self.setLayout(vbox(*self._fields.values(), self.note, spacing=12))
        self.note.hide()
        for editor in (self.password, self.new_password, self.again):
            editor.textChanged.connect(self._check)
        self.password.returnPressed.connect(self.new_password.setFocus)
        self.new_password.returnPressed.connect(self.again.setFocus)
        view_model.state_changed.connect(self._render)
        self.setFocusProxy(self.password)

    def send(self) -> None:
        if not self._missing():
            self._view_model.change(self.password.text(), self.new_password.text())

    def _missing(self) -> str:
        if not (self.password.text() and self.new_password.text() and self.again.text()):
            return tr("All three are needed")
        return "" if self.new_password.text() == self.again.text() else tr("The two new ones differ")

    def _check(self) -> None:
        differ = self.again.text() and not self.new_password.text().startswith(self.again.text())
        self._fields["again"].set_error(tr("This is not the same.") if differ else "")
        self._fields["new_password"].set_error("")
        self.ready.emit(self._missing())

    def _render(self, state: OwnPasswordState) -> None:
        for name in ("password", "new_password"):
            self._fields[name].set_error(state.wrong.get(name, ""))
        self.note.setVisible(state.problem is not None)
        if state.problem is not None:
            self.note.set_state(problem_text(state.problem).text, "bad")
            self.password.clear()
            self.password.setFocus()
