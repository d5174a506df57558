"""Who is in the room now, and the moves one makes at the door."""

from PySide6.QtWidgets import QWidget

from client.core.i18n import tr, trn
from client.core.words import shown_name
from client.core.zone import day_of
from client.viewmodels.consulting.room import Room, RoomState
from client.viewmodels.queue.acts import Act, is_ended
from client.views.queue.move_button import MoveButton
from client.views.queue.move_keys import MoveKeys
from client.views.queue.words import notice_word, show_refusal, who, why_text
from client.widgets.basics import Card, Label, box, hbox, show_only, vbox
from client.widgets.pills import Note, Pill
from shared.models.appointments import AppointmentStatus
from shared.models.queue import QueueEntry

_CALLED_TONE_MINUTES = 5


class NowCard(Card):
    """The token large, and only the buttons that mean something now."""

    def __init__(self, room: Room, keys: MoveKeys) -> None:
        super().__init__(spacing=6, margins=(14, 10, 14, 12))
        self._room = room
        self._since = Pill("", "ok")
        self._token = Label("", "bigtoken")
        self._name = Label("", "strong", wrap=True)
        self._who = Label("", "small", wrap=True)
        self.call_next = MoveButton(Act.CALL_NEXT, keys, kind="primary", size="lg")
        self.resume = MoveButton(Act.RESUME, keys, kind="primary", size="lg")
        self.enter = MoveButton(Act.ENTER, keys, kind="primary", size="lg")
        self.recall = MoveButton(Act.RECALL, keys)
        self.undo_call = MoveButton(Act.UNDO_CALL, keys)
        self.skip = MoveButton(Act.HOLD, keys)
        self.no_show = MoveButton(Act.NO_SHOW, keys)
        self.send_for_tests = MoveButton(Act.SEND_FOR_TESTS, keys, size="md")
        self.hold = MoveButton(Act.HOLD, keys, tr("Hold, back later"), size="md")
        self._called: QWidget = box(vbox(self.recall, self.skip, self.no_show, self.undo_call, spacing=5))
        self._inside: QWidget = box(vbox(self.send_for_tests, self.hold, spacing=6))
        self.note = Note("", "warn")
        self.note.hide()
        self.add(
            hbox(Label(tr("Now in room"), "h2"), None, self._since),
            self._token,
            self._name,
            self._who,
            4,
            self.call_next,
            self.resume,
            self.enter,
            self._called,
            self._inside,
            self.note,
        )
        self.skip.setToolTip(tr("Not here now: on hold, and called later"))
        self.no_show.setToolTip(tr("Called several times and not here: the visit ends"))
        self.send_for_tests.setToolTip(tr("Comes back with the results without queuing again"))
        room.state_changed.connect(self.render_state)
        self.render_state(room.state)

    def render_state(self, state: RoomState) -> None:
        called, current = state.called, state.current
        away = state.snapshot is not None and state.snapshot.pause is not None
        self._show_person(state, current)
        show_only(
            {
                self.call_next: current is None and not away,
                self.resume: current is None and away,
                self.enter: called is not None,
                self._called: called is not None,
                self._inside: state.in_room is not None,
            }
        )
        self._show_busy(state)
        why = self._room.moves.why_not(Act.CALL_NEXT, None, state.snapshot)
        if state.snapshot is None:
            self.call_next.set_blocked(tr("The queue is not here yet"))
        else:
            self.call_next.set_blocked(why_text(Act.CALL_NEXT, why) if why else "")
        show_refusal(self.note, state.moves.refused, current.appointment_id if current else None)

    def _show_person(self, state: RoomState, current: QueueEntry | None) -> None:
        self._since.setVisible(current is not None)
        self._name.setVisible(current is not None)
        if current is None:
            self._token.setText("–")
            self._who.setText(_nobody_text(state))
            return
        minutes = state.minutes(current.called_at or current.waiting_since)
        self._token.setText(current.token)
        self._name.setText(shown_name(current.name))
        day = day_of(state.now)
        if current.status is AppointmentStatus.CALLED:
            times = trn("Called once", "Called {n} times", current.calls)
            self._who.setText(tr("{who} · {times}", who=who(current, day), times=times))
            self._since.set_state(tr("{n} min", n=minutes), "info" if minutes < _CALLED_TONE_MINUTES else "warn")
        else:
            self._who.setText(tr("{who} · {number}", who=who(current, day), number=current.patient_no))
            self._since.set_state(tr("{n} min", n=minutes), "ok")
        if state.is_moving(current):
            self._since.set_state(tr("Sending …"), "grey", "hourglass")

    def _show_busy(self, state: RoomState) -> None:
        """A key pressed again before the answer would do it twice."""
        self.recall.set_busy(state.moves.is_sending(Act.RECALL))
        self.resume.set_busy(state.moves.is_sending(Act.RESUME))


def _nobody_text(state: RoomState) -> str:
    pause = state.snapshot.pause if state.snapshot else None
    if pause is None or state.snapshot is None:
        return tr("Nobody in the room")
    if is_ended(state.snapshot):
        return tr("Your day here has ended. Nobody new is added.")
    return tr("Away: {notice}. Nobody is called.", notice=notice_word(pause.notice))
