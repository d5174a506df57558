"""One line about the token given last."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, tr, trn
from client.core.words import shown_name
from client.viewmodels.reception.last_token import LastToken, LastTokenState
from client.views.reception.words import show_problem
from client.widgets.basics import Card, Elide, Label, hbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Note
from shared.models.appointments import AppointmentDetails


class LastTokenBar(Card):
    def __init__(self, view_model: LastToken, parent: QWidget | None = None) -> None:
        super().__init__(spacing=4, margins=(14, 6, 8, 6))
        self.setParent(parent)
        self.token = Label("", "token")
        self.words = Elide("", "body")
        self.again = KeyButton(tr("Print again"), icon="printer", kind="ghost", size="sm")
        self.undo = KeyButton(tr("Undo"), "Alt+Z", icon="undo-2", kind="link", size="sm")
        self.note = Note("", "warn")
        row = hbox(self.token, self.words, self.again, self.undo, spacing=12)
        row.setStretch(1, 1)
        self.add(row, self.note)

        self.again.clicked.connect(view_model.print_again)
        self.undo.clicked.connect(view_model.undo)
        view_model.state_changed.connect(self._render)

        self._render(view_model.state)

    def _render(self, state: LastTokenState) -> None:
        given = state.appointment
        self.setVisible(given is not None)
        if given is None:
            return
        self.token.setText(given.token or tr("Booked"))
        self.words.setText(_undone_text(given) if state.is_undone else _given_text(given))
        self.again.setVisible(given.token is not None and not state.is_undone)
        self.undo.setVisible(not state.is_undone)
        self.undo.set_busy(state.busy)
        show_problem(self.note, state.problem)
        self.setAccessibleName(f"{self.token.text()} {self.words.text()}")


def _given_text(given: AppointmentDetails) -> str:
    name, doctor = shown_name(given.patient.name), given.doctor
    if given.token is None:
        return tr("{name} · {doctor} · {day}", name=name, doctor=doctor, day=date_text(given.date))
    ahead = tr("next") if given.people_ahead == 0 else trn("{n} ahead", "{n} ahead", given.people_ahead)
    return tr("{name} · {ahead} · {doctor} · room {room}", name=name, doctor=doctor, room=given.room, ahead=ahead)


def _undone_text(given: AppointmentDetails) -> str:
    return tr("{name} · cancelled · {doctor}", name=shown_name(given.patient.name), doctor=given.doctor)
