"""Sign-in; on a new hospital's first day, the form of its first administrator instead."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from client.core.clock import Clock
from client.core.field_text import field_text
from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.core.session import Ending
from client.viewmodels.entrance.sign_in import SignInState, SignInViewModel
from client.views.entrance.second_factor_card import SecondFactorCard
from client.views.entrance.side import Side
from client.widgets.basics import Card, Label, box, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.field import Field
from client.widgets.inputs import Combo, LineInput, PasswordInput
from client.widgets.pills import Note
from client.widgets.tokens import Tone
from shared.errors import InvalidRequest

_WIDTH = 460
_WIDE = 620


class SignInPage(QWidget):
    def __init__(self, view_model: SignInViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model = view_model
        self._known: tuple[str, ...] = ()
        self._side = Side(Clock())
        self.user_name = LineInput(most=60)
        self.password = PasswordInput()
        self.sign_in = KeyButton(tr("Sign in"), icon="log-in", kind="primary", size="lg")
        self.by_provider = KeyButton("", "Ctrl+O", icon="key-round", size="lg")
        self.leave_browser = KeyButton(tr("Not in the browser after all"), "Esc", kind="link")
        self.second = SecondFactorCard()
        self.hospital = LineInput(most=120)
        self.full_name = LineInput(most=120)
        self.new_user = LineInput(most=60, hint=tr("small letters, digits, dots"))
        self.new_password = PasswordInput(hint=tr("ten characters or more"))
        self.set_up = KeyButton(tr("Begin"), icon="check", kind="primary", size="lg")
        self.note = Note("", "warn")
        self._greeting = Label("", "h1")
        self._where = Label("", "muted")
        self._last = Combo[str](())
        self._last_field = Field(tr("Last used here"), self._last)
        self._fields = {
            "hospital": Field(tr("Name of the hospital"), self.hospital, required=True),
            "full_name": Field(tr("Your full name"), self.full_name, required=True),
            "user_name": Field(tr("User name"), self.new_user, required=True),
            "password": Field(tr("Password"), self.new_password, required=True),
        }
        self._sign_in_card = self._build_sign_in()
        self._set_up_card = self._build_set_up()
        self.setLayout(self._build())

        self.sign_in.clicked.connect(self._sign_in)
        self.user_name.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._sign_in)
        self.by_provider.clicked.connect(view_model.sign_in_by_provider)
        self.leave_browser.clicked.connect(view_model.leave_browser)
        self.second.proved.connect(view_model.prove_second)
        self.second.left.connect(self._leave_second)
        self.set_up.clicked.connect(self._set_up)
        self.new_password.returnPressed.connect(self._set_up)
        self._last.picked.connect(self._take)
        view_model.state_changed.connect(self._render)
        self._render(view_model.state)
        self.setFocusProxy(self.password if self.user_name.value() else self.user_name)

    def _build_sign_in(self) -> Card:
        card = Card(
            heading(tr("Sign in")),
            self._last_field,
            Field(tr("User name"), self.user_name),
            Field(tr("Password"), self.password),
            self.sign_in,
            self.by_provider,
            hbox(None, self.leave_browser, None),
            spacing=12,
            margins=(20, 16, 20, 20),
        )
        card.setFixedWidth(_WIDTH)
        return card

    def _build_set_up(self) -> Card:
        card = Card(
            heading(tr("A new hospital")),
            Label(
                tr("You will be its first administrator. Keep this password well: nobody else can let you in."),
                wrap=True,
            ),
            *self._fields.values(),
            self.set_up,
            spacing=12,
            margins=(20, 16, 20, 20),
        )
        card.setFixedWidth(_WIDTH)
        return card

    def _build(self) -> QHBoxLayout:
        column = vbox(
            None,
            self._greeting,
            2,
            self._where,
            16,
            self._sign_in_card,
            self._set_up_card,
            self.second,
            12,
            self.note,
            None,
        )
        page = hbox(self._side, box(hbox(None, column, None)), spacing=0)
        page.setStretch(1, 1)
        return page

    def _render(self, state: SignInState) -> None:
        self._side.set_house(state.hospital, state.hospital_local, state.version)
        self._greeting.setText(tr("Welcome"))
        self._where.setText(tr("This computer: {name}", name=state.workstation))
        asked = self.second.isVisibleTo(self)
        self._sign_in_card.setVisible(not state.needs_setup and state.needed is None)
        self._set_up_card.setVisible(state.needs_setup)
        width = _WIDTH if state.needed is None or state.needed.enrolled else _WIDE
        self.second.setFixedWidth(width)
        self.note.setFixedWidth(width)
        self.second.render_state(state)
        if state.needed is not None and not asked:
            self.second.code.setFocus()
        self._offer_provider(state)
        self.sign_in.set_busy(state.busy)
        self.set_up.set_busy(state.busy)
        self.sign_in.set_blocked("" if state.reached and not state.outdated else tr("The server is not ready."))
        if state.last_users != self._known:
            self._known = state.last_users
            self._last.set_options([(user, user) for user in state.last_users])
            if state.last_users and not self.user_name.value():
                self.user_name.set_value(state.last_users[0])
        self._last_field.setVisible(len(state.last_users) > 1)
        wrong = state.problem.fields if isinstance(state.problem, InvalidRequest) else {}
        for name, field in self._fields.items():
            field.set_error(field_text(name, wrong[name]) if name in wrong else "")
        text, tone = _note(state)
        self.note.setVisible(bool(text))
        if text:
            self.note.set_state(text, tone)

    def _offer_provider(self, state: SignInState) -> None:
        self.by_provider.setVisible(bool(state.openid_name))
        self.by_provider.set_text(tr("Sign in with {provider}", provider=state.openid_name))
        self.by_provider.set_busy(state.in_browser)
        self.by_provider.set_blocked("" if state.reached and not state.outdated else tr("The server is not ready."))
        self.leave_browser.setVisible(state.in_browser)

    def _leave_second(self) -> None:
        self._view_model.leave_second()
        self.password.setFocus()

    def _take(self, user: str) -> None:
        self.user_name.set_value(user)
        self.password.setFocus()

    def _sign_in(self) -> None:
        self._view_model.sign_in(self.user_name.value(), self.password.text())
        self.password.clear()

    def _set_up(self) -> None:
        self._view_model.set_up(
            self.hospital.value(), self.full_name.value(), self.new_user.value(), self.new_password.text()
        )


def _note(state: SignInState) -> tuple[str, Tone]:
    """What the page must say, the gravest first."""
    if state.outdated:
        return tr("This program is of another version than the server. Ask for the update, then start it again."), "bad"
    if state.problem is not None and not isinstance(state.problem, InvalidRequest):
        return problem_text(state.problem).text, "bad"
    if state.in_browser:
        return tr("Sign in in the browser that was opened; then come back here."), "info"
    if state.needed is not None:
        return "", "info"
    if state.ending is Ending.REVOKED:
        return tr("Your session was ended by an administrator, or this account signed out elsewhere."), "warn"
    if state.ending is Ending.EXPIRED:
        return tr("Your session has ended. What you entered is kept; sign in again."), "warn"
    return "", "info"
