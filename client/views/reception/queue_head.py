"""What stands over reception's list: which part of the day it is, or whose queue."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import number_text, tr, trn
from client.viewmodels.queue.acts import Act
from client.viewmodels.queue.live_queue import LiveQueueState
from client.viewmodels.queue.moves import MovesState, QueueMoves
from client.viewmodels.reception.day import DayListState, Part
from client.views.queue.move_button import MoveButton
from client.views.queue.move_keys import MoveKeys
from client.views.queue.session_bar import SessionBar
from client.widgets.basics import Elide, KeyCap, Label, box, hbox, show_only, vbox
from client.widgets.buttons import KeyButton
from client.widgets.choices import Chips

_DOCTOR_KEY = "F5"


class QueueHead(QWidget):
    doctor_asked = Signal()
    all_asked = Signal()

    def __init__(self, moves: QueueMoves, keys: MoveKeys) -> None:
        super().__init__()
        self._may_call = moves.may(Act.CALL_NEXT)
        self.filter: Chips[Part] = Chips([(part, _part_text(part)) for part in Part], tr("Show"))
        self.one_doctor = KeyButton(tr("Doctor"), _DOCTOR_KEY, kind="ghost", size="sm")
        self.other_doctor = KeyButton(tr("Another doctor"), _DOCTOR_KEY, kind="ghost", size="sm")
        self.all = KeyButton(tr("All doctors"), "Esc", kind="ghost", size="sm", bind=False)
        self.session = SessionBar(moves, keys)
        self.call_next = MoveButton(Act.CALL_NEXT, keys, kind="primary")
        self._name = Elide("", "h2")
        self._count = Label("", "small")
        self._day, self._doctor = self._of_day(), self._of_doctor()
        self.setLayout(vbox(self._day, self._doctor))

        self.one_doctor.clicked.connect(self.doctor_asked)
        self.other_doctor.clicked.connect(self.doctor_asked)
        self.all.clicked.connect(self.all_asked)

    def render_day(self, state: DayListState) -> None:
        self.filter.set_value(state.part)
        for part in Part:
            if part is not Part.ALL:
                self.filter.set_text(part, _counted(_part_text(part), state.count(part)))

    def render_queue(self, state: LiveQueueState, moves: MovesState) -> None:
        snapshot = state.snapshot
        live = state.doctor_id is not None
        show_only({self._doctor: live, self._day: not live})
        self._name.setText(snapshot.doctor if snapshot else "")
        if snapshot is not None:
            waiting = trn("{n} waits", "{n} wait", len(snapshot.waiting))
            self._count.setText(tr("{waiting} · {n} seen", waiting=waiting, n=number_text(snapshot.completed)))
        self.session.render_queue(snapshot, moves)
        self.call_next.setVisible(self._may_call and snapshot is not None and snapshot.pause is None)

    def _of_day(self) -> QWidget:
        row = hbox(Label(tr("Today's queue"), "h2"), KeyCap("F4"), 4, self.filter, self.one_doctor)
        row.setStretch(3, 1)
        return box(row)

    def _of_doctor(self) -> QWidget:
        whose = hbox(self._name, KeyCap("F4"), 4, self._count, self.other_doctor, self.all)
        whose.setStretch(0, 1)
        return box(vbox(whose, hbox(self.session, None, self.call_next, margins=(0, 0, 4, 0)), spacing=6))


def _part_text(part: Part) -> str:
    return {
        Part.ALL: tr("All"),
        Part.BOOKED: tr("Booked"),
        Part.WAITING: tr("Waiting"),
        Part.WITH_DOCTOR: tr("Inside"),
        Part.DONE: tr("Done"),
    }[part]


def _counted(text: str, count: int) -> str:
    return tr("{part} {n}", part=text, n=number_text(count)) if count else text
