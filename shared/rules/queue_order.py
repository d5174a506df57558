"""Where somebody stands who moves within a class of a doctor's queue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.ids import AppointmentId


class ReturnPlace(StrEnum):
    """Where a patient stands who comes back from hold, as the house wants it."""

    SAME = "same"
    AFTER_K = "after_k"
    END = "end"


@dataclass(frozen=True)
class Standing:
    """One who keeps a place in the class; those who are called, in the room or on hold do not wait."""

    id: AppointmentId
    position: int
    waits: bool


def placed_before(
    line: Iterable[Standing], who: AppointmentId, before: AppointmentId | None
) -> dict[AppointmentId, int]:
    """The positions that change when one goes right before another, or behind all who wait."""
    mine, others = _taken_out(line, who)
    places = [place for place, one in enumerate(others) if (one.id == before if before else one.waits)]
    if not places:
        return {}
    place = places[0] if before else places[-1] + 1
    return _numbered([*others[:place], mine, *others[place:]])


def placed_behind(line: Iterable[Standing], who: AppointmentId, k: int) -> dict[AppointmentId, int]:
    """The positions that change when one comes back behind the k-th who waits, or the last if there are fewer."""
    mine, others = _taken_out(line, who)
    waiting = [place for place, one in enumerate(others) if one.waits]
    if not waiting:
        return {}
    place = waiting[min(k, len(waiting)) - 1] + 1 if k else waiting[0]
    return _numbered([*others[:place], mine, *others[place:]])


def _taken_out(line: Iterable[Standing], who: AppointmentId) -> tuple[Standing, Sequence[Standing]]:
    ordered = sorted(line, key=lambda one: one.position)
    (mine,) = (one for one in ordered if one.id == who)
    return mine, [one for one in ordered if one.id != who]


def _numbered(line: Sequence[Standing]) -> dict[AppointmentId, int]:
    """The same positions as before, in the new order: nobody outside the class notices."""
    positions = sorted(one.position for one in line)
    return {one.id: position for one, position in zip(line, positions, strict=True) if one.position != position}
