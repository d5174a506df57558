"""Which rooms one display shows."""

from PySide6.QtWidgets import QCheckBox

from client.core.i18n import tr
from client.viewmodels.display.arranging import Arranging, ArrangingState
from client.widgets.basics import Card, Label, Scroll, box, clear, hbox, heading, vbox
from client.widgets.buttons import KeyButton
from client.widgets.field import Field
from client.widgets.inputs import Combo
from client.widgets.stat import EmptyState
from shared.ids import RoomId, WorkstationId
from shared.models.boards import RoomOnBoards


class RoomsCard(Card):
    """A tick for each room; none ticked is the whole house."""

    def __init__(self, arranging: Arranging) -> None:
        super().__init__(spacing=10)
        self._arranging = arranging
        self._drawn: tuple[object, ...] = ()
        self.display = Combo[WorkstationId]()
        self.ticks: dict[RoomId, QCheckBox] = {}
        self._rooms = vbox(spacing=6)
        self.whole = Label(tr("Without a ticked room it shows the whole house, counters too."), "muted", wrap=True)
        self.counters = QCheckBox(tr("Calls of counters too, as the pharmacy's"))
        self.nothing = EmptyState(
            "monitor",
            tr("No display is paired yet."),
            tr("Pair a computer and say that it stands at: Wall display."),
        )
        self.save = KeyButton(tr("Show these rooms"), "Ctrl+R", icon="monitor", kind="primary", size="lg")
        scroll = Scroll(box(vbox(self._rooms, None)))
        self._field = Field(tr("Display"), self.display)
        self.add(heading(tr("Rooms of a display")), self._field, self.whole, self.nothing, scroll)
        self.add(hbox(self.counters, None, self.save))
        self.inside.setStretchFactor(scroll, 1)
        self.setFixedWidth(420)

        self.display.picked.connect(arranging.choose)
        self.save.clicked.connect(self._save)
        arranging.state_changed.connect(self._render)
        self._render(arranging.state)

    def _render(self, state: ArrangingState) -> None:
        self.display.set_options([(one.workstation_id, one.name) for one in state.displays])
        display = state.display
        self.display.set_value(display.workstation_id if display else None)
        known = bool(state.displays) or state.setup is None
        for part, seen in (
            (self.nothing, not known),
            (self._field, known),
            (self.whole, known),
            (self.counters, known),
        ):
            part.setVisible(seen)
        self.save.set_blocked("" if display else tr("No display is chosen"))
        self.save.set_busy(state.busy)
        drawn = (display, state.setup.rooms if state.setup else [])
        if drawn != self._drawn:  # ticks that were not saved yet stay while nothing changed
            self._drawn = drawn
            self.counters.setChecked(display is not None and display.counters)
            self._draw(state.setup.rooms if state.setup and display else [], set(display.room_ids if display else ()))

    def _draw(self, rooms: list[RoomOnBoards], chosen: set[RoomId]) -> None:
        clear(self._rooms)
        self.ticks = {room.id: _tick(room, room.id in chosen) for room in rooms}
        for tick in self.ticks.values():
            self._rooms.addWidget(tick)

    def _save(self) -> None:
        rooms = [room for room, tick in self.ticks.items() if tick.isChecked()]
        self._arranging.arrange(rooms, counters=self.counters.isChecked())


def _tick(room: RoomOnBoards, chosen: bool) -> QCheckBox:  # noqa: FBT001  # one use
    who = ", ".join(room.doctors)
    text = tr("Room {room} · {doctors}", room=room.name, doctors=who) if who else tr("Room {room}", room=room.name)
    tick = QCheckBox(text.replace("&", "&&"))
    tick.setChecked(chosen)
    return tick
