"""The locked screen: what is below stays as it is; the password brings it back."""

from PySide6.QtWidgets import QWidget

from client.core.aio import slot
from client.core.clock import Clock
from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.core.session import Session
from client.views.entrance.side import Side
from client.widgets.basics import Card, Label, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.field import Field
from client.widgets.inputs import PasswordInput
from client.widgets.pills import Avatar, Note
from shared.errors import ApiError


class LockPage(QWidget):
    """So small that the session itself is its view model."""

    def __init__(self, session: Session, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        name = session.me.full_name if session.me else ""
        self.password = PasswordInput()
        self.unlock = KeyButton(tr("Go on"), icon="lock", kind="primary", size="lg")
        self.leave = KeyButton(tr("Somebody else signs in"), icon="log-out", kind="link")
        self.note = Note("", "bad")
        card = Card(
            hbox(Avatar(name, 44), Label(name, "name"), None, spacing=12),
            Label(tr("Locked, since nobody was here. Nothing is lost."), "muted", wrap=True),
            Field(tr("Password"), self.password),
            self.note,
            self.unlock,
            hbox(None, self.leave, None),
            spacing=12,
            margins=(20, 16, 20, 20),
        )
        card.setFixedWidth(420)
        page = hbox(Side(clock), box(hbox(None, vbox(None, card, None), None)), spacing=0)
        page.setStretch(1, 1)
        self.setLayout(page)
        self.note.hide()

        self.unlock.clicked.connect(self._unlock)
        self.password.returnPressed.connect(self._unlock)
        self.leave.clicked.connect(session.sign_out)
        self.setFocusProxy(self.password)

    @slot
    async def _unlock(self) -> None:
        if self.unlock.busy or not self.password.text():
            return
        self.unlock.set_busy(True)
        try:
            await self._session.unlock(self.password.text())
        except ApiError as problem:  # else this page is gone by now
            self.note.set_state(problem_text(problem).text, "bad")
            self.note.show()
            self.unlock.set_busy(False)
            self.password.clear()
            self.password.setFocus()
