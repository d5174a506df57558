"""The sheet a second person signs at somebody else's desk."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.viewmodels.approval.second_person import SecondPerson, SecondPersonState
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import LineInput, PasswordInput
from shared.models.access import Approval


class SecondPersonSheet(Sheet):
    """Says what is asked; whoever agrees types a name and a password of their own."""

    agreed = Signal(object)  # Approval

    def __init__(self, view_model: SecondPerson, what: str, parent: QWidget) -> None:
        super().__init__(tr("A second person has to agree"), tr("I agree"), parent, subtitle=what)
        self._view_model = view_model
        view_model.setParent(self)
        self.user_name = LineInput(most=60)
        self.password = PasswordInput()
        self.add(
            Field(tr("Name of the second person"), self.user_name, required=True),
            Field(tr("Their password"), self.password, required=True),
        )

        self.user_name.textChanged.connect(self._check)
        self.password.textChanged.connect(self._check)
        self.submitted.connect(self._agree)
        view_model.state_changed.connect(self._render)
        view_model.agreed.connect(self._finish)

        self._check()
        self.user_name.setFocus()

    def _render(self, state: SecondPersonState) -> None:
        self.set_busy(state.busy)
        self.set_error("" if state.problem is None else problem_text(state.problem).text)
        if state.problem is not None:
            self.password.clear()
            self.password.setFocus()

    def _check(self) -> None:
        filled = self.user_name.value() and self.password.text()
        self.primary.set_blocked("" if filled else tr("Name and password are needed"))

    def _agree(self) -> None:
        self._view_model.agree(self.user_name.value(), self.password.text())

    def _finish(self, approval: Approval) -> None:
        self.agreed.emit(approval)
        self.accept()
