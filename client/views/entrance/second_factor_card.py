"""The second proof at the sign-in: six digits, and before the first time the way to get them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from client.core.i18n import tr
from client.viewmodels.entrance.sign_in import SignInState
from client.widgets.basics import Card, Label, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.field import Field
from client.widgets.inputs import LineInput
from client.widgets.qr_code import QrCode
from shared.models.sign_in import Enrolment

_COLUMNS = 2


class SecondFactorCard(Card):
    proved = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        self.code = LineInput(size="money", most=40, hint="000000")
        self.go_on = KeyButton(tr("Go on"), icon="log-in", kind="primary", size="lg")
        self.leave = KeyButton(tr("Somebody else signs in"), "Esc", icon="log-out", kind="link")
        self._words = Label("", "muted", wrap=True)
        self._qr = QrCode(tr("Code for the authenticator app"))
        self._secret = Label("", "strong", wrap=True)
        self._codes = QGridLayout()
        self._codes.setHorizontalSpacing(20)
        self._enrolment = self._build_enrolment()
        self._enrolment.hide()
        self._shown: Enrolment | None = None
        super().__init__(
            heading(tr("Second proof")),
            self._words,
            self._enrolment,
            Field(tr("Code from the app"), self.code),
            self.go_on,
            hbox(None, self.leave, None),
            spacing=10,
            margins=(20, 14, 20, 16),
        )
        self._secret.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.go_on.clicked.connect(self._prove)
        self.code.returnPressed.connect(self._prove)
        self.leave.clicked.connect(self.left)

    def render_state(self, state: SignInState) -> None:
        self.go_on.set_busy(state.busy)
        if state.needed is None:
            self.hide()
            self.code.clear()
            return
        enrolling = not state.needed.enrolled
        self._words.setText(
            tr("The hospital asks you for a second proof. Set it up once, with your own phone.")
            if enrolling
            else tr("Type the six digits that the app on your phone shows now, or one of your recovery codes.")
        )
        self._enrolment.setVisible(enrolling and state.enrolment is not None)
        self.go_on.set_blocked(tr("One moment…") if enrolling and state.enrolment is None else "")
        if state.enrolment is not None and state.enrolment is not self._shown:
            self._show(state.enrolment)
        self.show()
        if state.problem is not None:
            self.code.selectAll()

    def _build_enrolment(self) -> QWidget:
        steps = vbox(
            Label(tr("1. Scan this with an authenticator app, or type into it:"), wrap=True),
            self._secret,
            Label(tr("2. Write these recovery codes down. Each lets you in once without the phone:"), wrap=True),
            self._codes,
            Label(tr("3. Type the code that the app shows."), wrap=True),
            None,
            spacing=8,
        )
        row = hbox(vbox(self._qr, None), steps, spacing=16)
        row.setStretch(1, 1)
        return box(row)

    def _show(self, enrolment: Enrolment) -> None:
        self._shown = enrolment
        self._qr.set_text(enrolment.uri)
        secret = enrolment.secret
        self._secret.setText(" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)))
        while (item := self._codes.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for place, code in enumerate(enrolment.recovery_codes):
            label = Label(code, "small")
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._codes.addWidget(label, place // _COLUMNS, place % _COLUMNS)

    def _prove(self) -> None:
        if self.code.value():
            self.proved.emit(self.code.value())
