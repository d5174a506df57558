"""Who is in the room now, and the moves one makes at the door."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr, trn
from client.core.problem_text import Tone, problem_text
from client.core.zone import day_of
from client.viewmodels.consulting.room import Moving, Refused, Room, RoomState
from client.views.consulting.words import who, whole
from client.widgets.basics import Card, Label, box, hbox, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Note, Pill
from shared.contracts.appointments import AppointmentStateConflict
from shared.models.appointments import AppointmentStatus
from shared.models.queue import QueueEntry
from shared.rules.appointment_moves import Move

_CALLED_TONE_MINUTES = 5


class NowCard(Card):
    """The token large, and only the buttons that mean something now."""

    def __init__(self, room: Room) -> None:
        super().__init__(spacing=6, margins=(14, 10, 14, 12))
        self._since = Pill("", "ok")
        self._token = Label("", "bigtoken")
        self._name = Label("", "strong", wrap=True)
        self._who = Label("", "small")
        self.call_next = KeyButton(tr("Call next"), "F8", icon="megaphone", kind="primary", size="lg")
        self.enter = KeyButton(tr("Patient is here"), "F9", icon="door-open", kind="primary", size="lg")
        self.recall = KeyButton(tr("Recall"), "F5", icon="volume-2", size="sm")
        self.undo_call = KeyButton(tr("Undo call"), icon="undo-2", size="sm")
        self.skip = KeyButton(tr("Skip"), icon="pause", size="sm")
        self.no_show = KeyButton(tr("Absent"), icon="calendar-x", size="sm")
        self.hold = KeyButton(tr("Hold, back later"), icon="pause")
        self._called: QWidget = box(
            vbox(hbox(self.recall, self.undo_call, spacing=6), hbox(self.skip, self.no_show, spacing=6), spacing=6)
        )
        self.note = Note("", "warn")
        self.note.hide()
        self.add(
            hbox(Label(tr("Now in room"), "h2"), None, self._since),
            self._token,
            self._name,
            self._who,
            4,
            self.call_next,
            self.enter,
            self._called,
            self.hold,
            self.note,
        )
        self.skip.setToolTip(tr("Not here now: on hold, and called later"))
        self.no_show.setToolTip(tr("Called several times and not here: the visit ends"))
        self.call_next.clicked.connect(room.call_next)
        self.enter.clicked.connect(room.enter)
        self.recall.clicked.connect(room.recall)
        self.undo_call.clicked.connect(room.undo_call)
        self.skip.clicked.connect(room.hold)
        self.no_show.clicked.connect(room.no_show)
        room.state_changed.connect(self.render_state)
        self.render_state(room.state)

    def render_state(self, state: RoomState) -> None:
        called, current = state.called, state.current
        self._show_person(state, current)
        self.call_next.setVisible(current is None)
        self.enter.setVisible(called is not None)
        self._called.setVisible(called is not None)
        self.hold.setVisible(state.in_room is not None)
        self._show_busy(state.moving, current)
        if not self.call_next.busy:
            self.call_next.set_blocked(_why_not(state))
        self._show_refusal(state.refused)

    def _show_person(self, state: RoomState, current: QueueEntry | None) -> None:
        self._since.setVisible(current is not None)
        self._name.setVisible(current is not None)
        if current is None:
            self._token.setText("–")
            self._who.setText(tr("Nobody in the room"))
            return
        minutes = state.minutes(current.called_at or current.waiting_since)
        self._token.setText(current.token)
        self._name.setText(current.name)
        day = day_of(state.now)
        if current.status is AppointmentStatus.CALLED:
            times = trn("Called once", "Called {n} times", current.calls)
            self._who.setText(tr("{who} · {times}", who=who(current, day), times=times))
            self._since.set_state(tr("{n} min", n=minutes), "info" if minutes < _CALLED_TONE_MINUTES else "warn")
        else:
            self._who.setText(tr("{who} · {number}", who=who(current, day), number=current.patient_no))
            self._since.set_state(tr("{n} min", n=minutes), "ok")

    def _show_busy(self, moving: Moving | None, current: QueueEntry | None) -> None:
        move = moving.move if moving else None
        mine = moving is not None and current is not None and moving.appointment_id == current.appointment_id
        self.call_next.set_busy(move is Move.CALL)
        self.enter.set_busy(move is Move.ENTER)
        self.recall.set_busy(move is Move.RECALL)
        self.undo_call.set_busy(move is Move.UNDO_CALL)
        self.no_show.set_busy(move is Move.NO_SHOW)
        self.skip.set_busy(mine and move is Move.SKIP)
        self.hold.set_busy(mine and move is Move.SKIP)

    def _show_refusal(self, refused: Refused | None) -> None:
        self.note.setVisible(refused is not None)
        if refused is None:
            return
        problem = problem_text(refused.error)
        text = problem.title
        if refused.move is Move.NO_SHOW and _called_too_seldom(refused):
            text = tr("Recall first: absent counts after several calls.")
        self.note.set_state(text, "info" if problem.tone is Tone.INFO else "warn")
        self.note.setToolTip(whole(refused.error))


def _called_too_seldom(refused: Refused) -> bool:
    error = refused.error
    return isinstance(error, AppointmentStateConflict) and error.status_found is AppointmentStatus.CALLED


def _why_not(state: RoomState) -> str:
    if state.snapshot is None:
        return tr("The queue is not here yet")
    return "" if state.waiting else tr("Nobody is waiting")
