"""Who waits outside this door."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from client.core.i18n import tr
from client.core.words import shown_name
from client.core.zone import day_of
from client.viewmodels.consulting.room import Room, RoomState
from client.views.consulting.queue_row import QueueRow, QueueRowDelegate
from client.views.consulting.words import under_name
from client.widgets.basics import Card, KeyCap, Label, box, hbox
from client.widgets.pills import Count
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from client.widgets.table import RowsTable
from client.widgets.tokens import Tone
from shared.models.appointments import AppointmentStatus, Priority
from shared.models.queue import QueueEntry

_LONG, _TOO_LONG = 30, 45
_PRIORITY_TONES: dict[Priority, Tone] = {Priority.EMERGENCY: "bad", Priority.PRIORITY: "warn"}


class WaitingList(Card):
    """Enter calls the marked one, or brings one back from hold."""

    def __init__(self, room: Room) -> None:
        super().__init__(spacing=8, margins=(1, 10, 1, 1))
        self._room = room
        self._count = Count(0)
        # one column for the screen reader, painted as a row of its own
        self.table: RowsTable[QueueEntry] = RowsTable(
            (Column("", lambda e: e.token, detail=self._spoken),),
            key=lambda e: e.appointment_id,
            name=tr("Waiting patients"),
        )
        self.table.setItemDelegate(QueueRowDelegate(self._row, self.table))
        self.table.horizontalHeader().hide()
        self.table.set_empty(EmptyState("users", tr("Nobody is waiting"), tr("Patients appear here at check-in.")))
        head = hbox(Label(tr("Waiting"), "h2"), None, self._count, KeyCap("F4"), margins=(13, 0, 12, 0))
        self._hint = Label(tr("Enter calls the marked patient"), "small")
        self.add(head, self.table, box(hbox(self._hint, margins=(13, 0, 12, 7))))
        self.inside.setStretch(1, 1)
        QShortcut(QKeySequence("F4"), self).activated.connect(self._take_focus)
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(self._say)
        room.state_changed.connect(self.render_state)
        self.render_state(room.state)

    def render_state(self, state: RoomState) -> None:
        self.table.set_rows(state.line)
        self.table.viewport().update()  # the minutes go on though no row has changed
        self._count.set_number(state.waiting)

    def _open(self, entry: QueueEntry) -> None:
        if entry.status is AppointmentStatus.ON_HOLD:
            self._room.bring_back(entry)
        else:
            self._room.call(entry)

    def _say(self, entry: QueueEntry | None) -> None:
        on_hold = entry is not None and entry.status is AppointmentStatus.ON_HOLD
        self._hint.setText(tr("Enter brings back from hold") if on_hold else tr("Enter calls the marked patient"))

    def _take_focus(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.table.current() is None:
            self.table.select_first()

    def _row(self, entry: QueueEntry) -> QueueRow:
        state = self._room.state
        minutes = state.minutes(entry.waiting_since)
        tone: Tone = "bad" if minutes >= _TOO_LONG else "warn" if minutes >= _LONG else "grey"
        under = under_name(entry, day_of(state.now))
        if state.is_moving(entry):
            under = tr("Sending …")
        held = entry.status is AppointmentStatus.ON_HOLD
        first = entry.priority is not Priority.NORMAL
        return QueueRow(
            token=entry.token,
            name=shown_name(entry.name),
            under=under,
            wait=tr("{n} min", n=minutes),
            wait_tone=tone,
            icon="pause" if held else "triangle-alert" if first else "",
            tone="grey" if held else _PRIORITY_TONES.get(entry.priority),
        )

    def _spoken(self, entry: QueueEntry) -> str:
        row = self._row(entry)
        return tr("{name}, {under}, waits {minutes}", name=row.name, under=row.under, minutes=row.wait)
