"""Today's queue, live, and what one does with a row of it."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from client.core.clock import Clock
from client.core.i18n import tr
from client.viewmodels.queue.acts import Act, Turn, turn_of
from client.viewmodels.queue.live_queue import LiveQueue
from client.viewmodels.queue.order import Before
from client.viewmodels.reception.day import DayList, Part, can_cancel
from client.views.queue.keys import KEYS, MENU_KEY
from client.views.queue.move_button import MoveButton
from client.views.queue.move_keys import MoveKeys
from client.views.queue.row_menu import Offer
from client.views.queue.words import show_refusal
from client.views.reception.cancel_sheet import CancelSheet
from client.views.reception.day_table import DayTable, DoctorTable
from client.views.reception.doctor_sheet import DoctorSheet
from client.views.reception.queue_head import QueueHead
from client.views.reception.words import show_problem
from client.widgets.basics import Card, add_to, box, hbox, show_only, vbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Note
from client.widgets.stat import EmptyState
from shared.ids import AppointmentId
from shared.models.appointments import AppointmentStatus, AppointmentSummary
from shared.models.queue import QueueEntry, QueueSnapshot
from shared.models.staff import DoctorSummary

_REPAINT_MS: Final = 30_000
_FIRST_MOVES: Final = {
    AppointmentStatus.WAITING: Act.CALL,
    AppointmentStatus.CALLED: Act.RECALL,
    AppointmentStatus.ON_HOLD: Act.RETURN,
    AppointmentStatus.NO_SHOW: Act.RETURN,
}
"""What is most often done next with somebody in this state."""
_ACTS: Final = (
    Act.CALL,
    Act.RECALL,
    Act.UNDO_CALL,
    Act.HOLD,
    Act.RETURN,
    Act.NO_SHOW,
    Act.TRANSFER,
    Act.PRIORITY,
)


class DayCard(Card):
    timeline_opened = Signal(object)  # AppointmentId

    def __init__(self, view_model: DayList, queue: LiveQueue, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(spacing=0, margins=(1, 10, 1, 8))
        self.setParent(parent)
        self._view_model, self._queue, self._moves = view_model, queue, queue.moves
        # only while the list has the keyboard: on the other side of the page somebody types a name
        self.keys = MoveKeys(
            self,
            queue.moves,
            clock,
            keys=KEYS,
            turn=self._turn_for,
            queue=self._snapshot,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        self.head = QueueHead(queue.moves, self.keys)
        self.table = DayTable(view_model, clock)
        self.line = DoctorTable(queue)
        self.lists = QStackedWidget()
        self.note = Note("", "warn")
        self.timeline = KeyButton(tr("Timeline"), "Enter", icon="history", kind="ghost", size="sm", bind=False)
        self.menu = KeyButton(tr("Moves"), MENU_KEY, icon="ellipsis-vertical", kind="ghost", size="sm")
        self.print = KeyButton(tr("Print token"), "Ctrl+P", icon="printer", size="sm")
        self.check_in = KeyButton(tr("Check in"), "F10", icon="user-check", size="sm")
        self.first_moves = {act: MoveButton(act, self.keys) for act in dict.fromkeys(_FIRST_MOVES.values())}
        self._empty = EmptyState("list-ordered", "")
        self._minutes = QTimer(self)
        self._build()
        self._connect()
        self._render()
        self._minutes.start(_REPAINT_MS)

    def _build(self) -> None:
        self.table.set_empty(self._empty)
        self.line.set_empty(EmptyState("users", tr("Nobody is in this queue"), tr("Patients appear here at check-in.")))
        self.lists.addWidget(self.table)
        self.lists.addWidget(self.line)
        self._notice = box(vbox(self.note, margins=(13, 0, 13, 8)))
        foot = hbox(
            self.timeline,
            None,
            self.menu,
            self.print,
            self.check_in,
            *self.first_moves.values(),
            margins=(8, 8, 12, 0),
        )
        add_to(self.inside, (hbox(self.head, margins=(13, 0, 8, 8)), self._notice, self.lists, foot))
        self.inside.setStretch(2, 1)

    def _connect(self) -> None:
        QShortcut(QKeySequence("F4"), self).activated.connect(self._take_focus)
        for key, table, go in (
            # only in the list: elsewhere Del takes away a letter
            (Qt.Key.Key_Delete, self.table, self._ask_cancel),
            (Qt.Key.Key_Delete, self.line, self._ask_cancel),
            (Qt.Key.Key_Escape, self.line, self._show_all),
        ):
            shortcut = QShortcut(QKeySequence(key), table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(go)
        self.head.filter.picked.connect(self._view_model.choose)
        self.head.doctor_asked.connect(self._ask_doctor)
        self.head.all_asked.connect(self._show_all)
        for list_ in (self.table, self.line):
            list_.opened.connect(self._open_timeline)
            list_.current_changed.connect(self._offer)
            list_.menu_asked.connect(self._open_menu)
        self.line.moved.connect(self._reorder)
        self.timeline.clicked.connect(self._open_timeline)
        self.menu.clicked.connect(self._open_menu)
        self.check_in.clicked.connect(self._check_in)
        self.print.clicked.connect(self._print)
        self._minutes.timeout.connect(self.table.viewport().update)
        self._view_model.state_changed.connect(self._render)
        self._queue.state_changed.connect(self._render)
        self._moves.state_changed.connect(self._render)

    def _render(self) -> None:
        state, queue, moves = self._view_model.state, self._queue.state, self._moves.state
        self.table.set_rows(state.shown)
        self.line.set_rows(queue.snapshot.entries if queue.snapshot else ())
        for list_ in (self.table, self.line):
            list_.viewport().update()  # what is on its way is no part of a row
        self.lists.setCurrentWidget(self.table if queue.doctor_id is None else self.line)
        self.head.render_day(state)
        self.head.render_queue(queue, moves)
        self._show_note()
        if not state.known:
            self._empty.set_text(tr("Asking for today's list…"))
        elif state.part is Part.ALL:
            self._empty.set_text(tr("Nobody has come yet today"), tr("A token appears here as soon as it is given."))
        else:
            self._empty.set_text(tr("Nobody here now"))
        self._offer()

    def _show_note(self) -> None:
        state, refused = self._view_model.state, self._moves.state.refused
        problem = state.problem or self._queue.state.problem
        if refused is not None:
            show_refusal(self.note, refused)
        else:
            show_problem(self.note, problem)
            if problem is None and state.more:
                self.note.set_state(tr("The day is longer than this list. The latest are not shown."), "info")
        self._notice.setVisible(refused is not None or problem is not None or state.more)

    def _offer(self) -> None:
        """The buttons, for the row under the cursor."""
        turn, busy = self._turn(), self._view_model.state.busy
        status = turn.status if turn else None
        none = tr("Choose a row first (F4)") if turn is None else ""
        printable = turn is not None and turn.token and status is not AppointmentStatus.CANCELLED
        self.timeline.set_blocked(none)
        self.menu.set_blocked(none)
        self.print.set_blocked(none or ("" if printable else tr("There is no token")))
        booked = status is AppointmentStatus.SCHEDULED
        self.check_in.set_blocked(none or ("" if booked else tr("Only who is booked and not here yet")))
        self.check_in.set_busy(busy)
        first = _FIRST_MOVES.get(status) if status else None
        if first is not None and not self._moves.may(first):
            first = None
        wanted: dict[QWidget, bool] = {button: act is first for act, button in self.first_moves.items()}
        show_only(wanted | {self.check_in: first is None})

    @property
    def _is_live(self) -> bool:
        return self._queue.state.doctor_id is not None

    def _turn(self) -> Turn | None:
        """The marked row's."""
        if self._is_live:
            return self._queue.state.turn(self.line.current())
        row = self.table.current()
        return turn_of(row) if row is not None else None

    def _turn_for(self, _act: Act) -> Turn | None:
        return self._turn()

    def _row(self) -> AppointmentSummary | None:
        """The marked row as the day's list has it."""
        turn = self._turn()
        return self._view_model.state.row(turn.appointment_id) if turn else None

    def _snapshot(self) -> QueueSnapshot | None:
        return self._queue.state.snapshot

    def _take_focus(self) -> None:
        list_ = self.line if self._is_live else self.table
        list_.setFocus()
        if list_.current() is None:
            list_.select_first()

    def _ask_doctor(self) -> None:
        sheet = DoctorSheet(self._moves.doctors(), self.window())
        sheet.chosen.connect(self._show_doctor)
        sheet.open()

    def _show_doctor(self, doctor: DoctorSummary) -> None:
        self._moves.dismiss()
        self._queue.follow(doctor.id)
        self.line.setFocus()

    def _show_all(self) -> None:
        self._moves.dismiss()
        self._queue.follow(None)
        self.table.setFocus()

    def _open_menu(self) -> None:
        turn, list_ = self._turn(), self.line if self._is_live else self.table
        if turn is not None:
            where = list_.viewport().mapToGlobal(list_.corner_of_current())
            self.keys.open_menu(turn, _ACTS, where, self._more_offers(turn))

    def _more_offers(self, turn: Turn) -> tuple[Offer, ...]:
        """What reception does with a visit beside the queue's moves."""
        booked = turn.status is AppointmentStatus.SCHEDULED
        row = self._row()
        cancellable = row is not None and can_cancel(row)
        return (
            Offer(
                tr("Check in"),
                "user-check",
                "F10",
                self._check_in,
                "" if booked else tr("Only who is booked and not here yet"),
            ),
            Offer(
                tr("Cancel visit…"),
                "calendar-x",
                "Del",
                self._ask_cancel,
                "" if cancellable else tr("Not possible any more"),
            ),
        )

    def _reorder(self, entry: QueueEntry, before: Before) -> None:
        turn = self._queue.state.turn(entry)
        if turn is not None:
            self.keys.reorder(turn, before)

    def _open_timeline(self) -> None:
        turn = self._turn()
        if turn is not None:
            appointment_id: AppointmentId = turn.appointment_id
            self.timeline_opened.emit(appointment_id)

    def _check_in(self) -> None:
        row = self._row()
        if row is not None:
            self._view_model.check_in(row)

    def _print(self) -> None:
        turn = self._turn()
        if turn is not None:
            self._view_model.print_again(turn.appointment_id)

    def _ask_cancel(self) -> None:
        row = self._row()
        if row is not None and can_cancel(row):
            sheet = CancelSheet(row, self.window())
            sheet.confirmed.connect(self._view_model.cancel)
            sheet.open()
