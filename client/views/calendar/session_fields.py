"""When and where a doctor sits, and how many are seen: as it is typed, and as a table shows it."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from client.core.i18n import number_text, tr
from client.views.calendar.clock_input import ClockInput
from client.widgets.basics import hbox, vbox
from client.widgets.field import Field
from client.widgets.inputs import Combo, NumberInput
from client.widgets.rows import Column
from shared.ids import RoomId
from shared.models.schedules import SessionFacts
from shared.models.staff import RoomSummary
from shared.rules.slots import LONGEST_SLOT, SHORTEST_SLOT

_USUAL_SLOT = 15
_MOST_A_SLOT = 100


class SessionFields(QWidget):
    """In two rows, with what else a sheet asks before the first and at the end of the second."""

    changed = Signal()

    def __init__(self, first: Sequence[Field] = (), last: Sequence[Field] = ()) -> None:
        super().__init__()
        self.starts, self.ends = ClockInput(), ClockInput()
        self.room: Combo[RoomId | None] = Combo(((None, tr("The doctor's own")),))
        self.slot, self.capacity, self.share = NumberInput(), NumberInput(), NumberInput()
        when = _row(
            *first,
            Field(tr("From"), self.starts, required=True),
            Field(tr("Until"), self.ends, required=True),
            Field(tr("Room"), self.room),
        )
        how_many = _row(
            Field(tr("Minutes a slot"), self.slot, required=True),
            Field(tr("Patients a slot"), self.capacity, required=True),
            Field(tr("Kept for walk-ins, %"), self.share),
            *last,
        )
        self.setLayout(vbox(when, how_many, spacing=12))
        for editor in (self.starts, self.ends, self.slot, self.capacity, self.share):
            editor.textChanged.connect(self.changed)

    def show_rooms(self, rooms: Sequence[RoomSummary]) -> None:
        named = ((room.id, tr("Room {room}", room=room.name)) for room in rooms)
        self.room.set_options(((None, tr("The doctor's own")), *named))

    def show_session(self, session: SessionFacts | None) -> None:
        """Its hours are what one changes, or copies; without one those typed stay."""
        if session is not None:
            self.starts.set_clock(session.starts)
            self.ends.set_clock(session.ends)
            self.room.set_value(session.room_id)
        for editor, value in (
            (self.slot, session.slot_minutes if session else _USUAL_SLOT),
            (self.capacity, session.capacity if session else 1),
            (self.share, session.walk_in_share if session else 0),
        ):
            editor.set_value(number_text(value))

    def facts(self) -> dict[str, Any] | None:
        """None while something is missing."""
        starts, ends = self.starts.clock(), self.ends.clock()
        slot, capacity = self.slot.amount(), self.capacity.amount()
        if starts is None or ends is None or not slot or not capacity:
            return None
        return {
            "starts": starts,
            "ends": ends,
            "room_id": self.room.value(),
            "slot_minutes": min(max(int(slot), SHORTEST_SLOT), LONGEST_SLOT),
            "capacity": min(max(int(capacity), 1), _MOST_A_SLOT),
            "walk_in_share": min(int(self.share.amount() or 0), 100),
        }


def session_columns() -> tuple[Column[Any], ...]:
    return (
        Column(tr("Hours"), hours_text, width=120),
        Column(tr("Room"), attrgetter("room"), width=90),
        Column(tr("Slot"), _slot, width=80),
        Column(tr("Each"), _capacity, width=56),
        Column(tr("Walk-ins"), _share, width=80),
    )


def hours_text(row: SessionFacts) -> str:
    return f"{row.starts:%H:%M} – {row.ends:%H:%M}"


def _row(*fields: Field) -> QHBoxLayout:
    row = hbox(*fields, spacing=12)
    for place in range(row.count()):
        row.setStretch(place, 1)
    return row


def _slot(row: SessionFacts) -> str:
    return tr("{minutes} min", minutes=number_text(row.slot_minutes))


def _capacity(row: SessionFacts) -> str:
    return number_text(row.capacity)


def _share(row: SessionFacts) -> str:
    return tr("{share} %", share=number_text(row.walk_in_share))
