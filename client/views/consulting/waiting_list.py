"""Who waits outside this door."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from client.core.i18n import tr
from client.core.words import shown_name
from client.core.zone import day_of
from client.viewmodels.consulting.room import Room, RoomState
from client.viewmodels.queue.acts import Act, Turn
from client.viewmodels.queue.order import Before
from client.viewmodels.queue.waits import expected_at, wait_of
from client.views.consulting.queue_row import QueueRow, QueueRowDelegate
from client.views.queue.keys import MENU_KEY
from client.views.queue.line_table import LineTable
from client.views.queue.move_keys import MoveKeys
from client.views.queue.words import (
    PRIORITY_TONES,
    WAIT_ICONS,
    WAIT_TONES,
    entry_word,
    expected_text,
    hold_icon,
    minutes_text,
    wait_word,
    who,
)
from client.widgets.basics import Card, KeyCap, Label, box, hbox
from client.widgets.buttons import KeyButton
from client.widgets.pills import Count
from client.widgets.rows import Column
from client.widgets.stat import EmptyState
from shared.models.appointments import AppointmentStatus, Priority
from shared.models.queue import QueueEntry

_ACTS = (
    Act.CALL,
    Act.RETURN,
    Act.ENTER,
    Act.RECALL,
    Act.HOLD,
    Act.SEND_FOR_TESTS,
    Act.UNDO_CALL,
    Act.NO_SHOW,
    Act.TRANSFER,
    Act.PRIORITY,
)


class WaitingList(Card):
    """Enter calls the marked one, or brings one back from hold; the menu has all that can be done."""

    def __init__(self, room: Room, keys: MoveKeys) -> None:
        super().__init__(spacing=8, margins=(1, 10, 1, 1))
        self._room = room
        self._keys = keys
        self._count = Count(0)
        # one column for the screen reader, painted as a row of its own
        self.table = LineTable((Column("", lambda e: e.token, detail=self._spoken),), tr("Waiting patients"))
        self.table.setItemDelegate(QueueRowDelegate(self._row, self.table))
        self.table.horizontalHeader().hide()
        self.table.set_empty(EmptyState("users", tr("Nobody is waiting"), tr("Patients appear here at check-in.")))
        head = hbox(Label(tr("Waiting"), "h2"), None, self._count, KeyCap("F4"), margins=(13, 0, 12, 0))
        self._hint = Label("", "small", wrap=True)
        self.menu = KeyButton(tr("Moves"), MENU_KEY, icon="ellipsis-vertical", kind="ghost", size="sm")
        foot = hbox(self._hint, self.menu, spacing=4, margins=(13, 0, 4, 4))
        foot.setStretch(0, 1)
        self.add(head, self.table, box(foot))
        self.inside.setStretch(1, 1)
        QShortcut(QKeySequence("F4"), self).activated.connect(self._take_focus)
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(self._say)
        self.table.moved.connect(self._reorder)
        self.table.menu_asked.connect(self._open_menu)
        self.menu.clicked.connect(self._open_menu)
        room.state_changed.connect(self.render_state)
        self.render_state(room.state)
        self._say(None)

    def turn(self) -> Turn | None:
        """The marked one."""
        return self._room.state.turn(self.table.current())

    def render_state(self, state: RoomState) -> None:
        self.table.set_rows(state.line)
        self.table.viewport().update()  # the minutes go on though no row has changed
        self._count.set_number(state.waiting)
        somebody = state.line or state.current
        self.menu.set_blocked("" if somebody else tr("Nobody is here"))

    def _open(self, entry: QueueEntry) -> None:
        act = Act.RETURN if entry.status is AppointmentStatus.ON_HOLD else Act.CALL
        self._keys.run(act, self._room.state.turn(entry))

    def _open_menu(self) -> None:
        """Of the marked one while the list has the keyboard, else of who is called or in the room."""
        state = self._room.state
        marked, current = self.turn(), state.turn(state.current)
        turn = marked if self.table.hasFocus() or current is None else current
        if turn is None and state.line:
            self._take_focus()
            turn = self.turn()
        if turn is not None:
            here = self.table if turn is marked else self.menu
            where = self.table.corner_of_current() if here is self.table else self.menu.rect().topLeft()
            self._keys.open_menu(turn, _ACTS, here.mapToGlobal(where))

    def _reorder(self, entry: QueueEntry, before: Before) -> None:
        turn = self._room.state.turn(entry)
        if turn is not None:
            self._keys.reorder(turn, before)

    def _say(self, entry: QueueEntry | None) -> None:
        on_hold = entry is not None and entry.status is AppointmentStatus.ON_HOLD
        self._hint.setText(tr("Enter brings back") if on_hold else tr("Enter calls"))

    def _take_focus(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.table.current() is None:
            self.table.select_first()

    def _row(self, entry: QueueEntry) -> QueueRow:
        state = self._room.state
        minutes = state.minutes(entry.waiting_since)
        wait = wait_of(minutes)
        held = entry.status is AppointmentStatus.ON_HOLD
        first = entry.priority is not Priority.NORMAL
        moving = state.is_moving(entry)
        under = entry_word(entry) if held or first else who(entry, day_of(state.now))
        return QueueRow(
            token=entry.token,
            expected=expected_text(expected_at(entry), state.now),
            name=shown_name(entry.name),
            under=tr("Sending …") if moving else under,
            wait=minutes_text(minutes),
            wait_tone=WAIT_TONES[wait],
            wait_icon=WAIT_ICONS[wait],
            icon="hourglass" if moving else hold_icon(entry.hold_reason) if held else "chevron-up" if first else "",
            tone="grey" if held or moving else PRIORITY_TONES.get(entry.priority),
        )

    def _spoken(self, entry: QueueEntry) -> str:
        row = self._row(entry)
        late = wait_word(self._room.state.minutes(entry.waiting_since))
        spoken = tr("{name}, {under}, waits {minutes}", name=row.name, under=row.under, minutes=row.wait)
        return ", ".join(part for part in (spoken, late, row.expected) if part)
