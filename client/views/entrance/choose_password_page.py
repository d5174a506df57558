"""After signing in with a password somebody else has given: nothing else until one of one's own is chosen."""

from PySide6.QtWidgets import QWidget

from client.core.clock import Clock
from client.core.i18n import tr
from client.core.session import Session
from client.viewmodels.entrance.own_password import OwnPassword, OwnPasswordState
from client.views.entrance.own_password_form import OwnPasswordForm
from client.views.entrance.side import Side
from client.widgets.basics import Card, Label, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton


class ChoosePasswordPage(QWidget):
    def __init__(
        self, session: Session, clock: Clock, parent: QWidget | None = None, *, has_run_out: bool = False
    ) -> None:
        super().__init__(parent)
        view_model = OwnPassword(session, self)
        self.form = OwnPasswordForm(
            view_model, tr("Your password until now") if has_run_out else tr("The password you were given")
        )
        choose = tr("Choose it and go on") if has_run_out else tr("Choose it and begin")
        self.choose = KeyButton(choose, icon="check", kind="primary", size="lg")
        self.leave = KeyButton(tr("Somebody else signs in"), icon="log-out", kind="link")
        card = Card(
            heading(tr("Choose your password")),
            Label(
                tr("Your password has run out. What you were doing is still there, once you have chosen another.")
                if has_run_out
                else tr("Whoever gave you the first one knows it too: choose one that only you know."),
                wrap=True,
            ),
            self.form,
            self.choose.reason_label(),
            self.choose,
            hbox(None, self.leave, None),
            spacing=12,
            margins=(20, 16, 20, 20),
        )
        card.setFixedWidth(460)
        name = session.me.full_name if session.me else ""
        head = name if has_run_out else tr("Welcome, {name}", name=name)
        column = vbox(None, Label(head, "h1"), 16, card, None)
        page = hbox(Side(clock), box(hbox(None, column, None)), spacing=0)
        page.setStretch(1, 1)
        self.setLayout(page)

        self.form.ready.connect(self.choose.set_blocked)
        self.form.again.returnPressed.connect(self.form.send)
        self.choose.clicked.connect(self.form.send)
        self.leave.clicked.connect(session.sign_out)
        view_model.state_changed.connect(self._render)
        self.choose.set_blocked(tr("All three are needed"))
        self.setFocusProxy(self.form)

    def _render(self, state: OwnPasswordState) -> None:
        self.choose.set_busy(state.busy)
