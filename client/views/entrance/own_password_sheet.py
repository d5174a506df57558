"""Another password, by whoever is signed in."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.session import Session
from client.viewmodels.entrance.own_password import OwnPassword, OwnPasswordState
from client.views.entrance.own_password_form import OwnPasswordForm
from client.widgets.dialog import Sheet


class OwnPasswordSheet(Sheet):
    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(
            tr("Change your password"),
            tr("Change it"),
            parent,
            subtitle=tr("Wherever else you are signed in, you are signed out."),
            width=460,
        )
        self.view_model = OwnPassword(session, self)
        self.form = OwnPasswordForm(self.view_model, tr("Your password until now"))
        self.add(self.form)
        self.form.ready.connect(self.primary.set_blocked)
        self.form.again.returnPressed.connect(self.form.send)
        self.submitted.connect(self.form.send)
        self.view_model.state_changed.connect(self._render)
        self.view_model.changed.connect(self.accept)
        self.primary.set_blocked(tr("All three are needed"))
        self.form.setFocus()

    def _render(self, state: OwnPasswordState) -> None:
        self.set_busy(state.busy)
