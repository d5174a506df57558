"""Before whom somebody is to stand who is moved in the list, and whether that can be."""

from collections.abc import Sequence
from typing import TypeAlias

from client.viewmodels.queue.acts import Why
from shared.ids import AppointmentId
from shared.models.appointments import AppointmentStatus
from shared.models.queue import QueueEntry

Before: TypeAlias = AppointmentId | Why | None
"""Right before this one, behind all of the class, or why not."""


def one_step(rows: Sequence[QueueEntry], entry: QueueEntry, step: int) -> Before:
    """One place up (-1) or down (1) among those of the same class who wait."""
    if entry.status is not AppointmentStatus.WAITING:
        return Why.OTHER_STATE
    line = _class_of(rows, entry)
    place = line.index(entry) + step
    if not 0 <= place < len(line):
        return Why.FIRST if step < 0 else Why.LAST
    return _before([e for e in line if e is not entry], place)


def dropped(rows: Sequence[QueueEntry], entry: QueueEntry, gap: int) -> Before:
    """Above the row with this number."""
    if entry.status is not AppointmentStatus.WAITING:
        return Why.OTHER_STATE
    line = _class_of(rows, entry)
    place = gap - rows.index(line[0])
    if not 0 <= place <= len(line):
        return Why.OTHER_CLASS
    mine = line.index(entry)
    if place in {mine, mine + 1}:
        return Why.SAME_PLACE
    return _before(line, place)


def _class_of(rows: Sequence[QueueEntry], entry: QueueEntry) -> list[QueueEntry]:
    return [e for e in rows if e.status is AppointmentStatus.WAITING and e.priority is entry.priority]


def _before(line: Sequence[QueueEntry], place: int) -> AppointmentId | None:
    return line[place].appointment_id if place < len(line) else None
