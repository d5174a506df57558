"""Free slots, the first ones first: a fixed number of statements, however many doctors are asked for."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Final

from server.core.context import Context
from server.features.appointments.slot_repository import SlotRepository
from server.features.schedules.plans import Plans
from server.features.staff.tables import Employee
from shared.contracts.appointments import WrongDay
from shared.rules.slots import NOBODY, Slot, free

# Most find one in the first week; nobody is booked further ahead than nine.
_STRETCHES: Final = (7, 14, 42)


@dataclass(frozen=True)
class Opening:
    doctor: Employee
    day: date
    slot: Slot
    free: int


class Openings:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._plans = Plans(ctx)
        self._slots = SlotRepository(ctx.session)

    def first(self, doctors: Collection[Employee], begin: date | None, limit: int) -> list[Opening]:
        """From a day on, today at the earliest, in the order of their times."""
        day = begin or self._ctx.today
        if day < self._ctx.today:
            raise WrongDay(day)
        return list(islice(self.all(doctors, day), limit))

    def all(self, doctors: Collection[Employee], day: date) -> Iterator[Opening]:
        """No further looked for than they are taken."""
        for length in _STRETCHES:
            last = day + timedelta(days=length - 1)
            yield from self._between(doctors, day, last)
            day = last + timedelta(days=1)

    def _between(self, doctors: Collection[Employee], first: date, last: date) -> list[Opening]:
        ids = [doctor.id for doctor in doctors]
        plans = self._plans.of_days(ids, first, last)
        taken = self._slots.taken(ids, first, last)
        by_id = {doctor.id: doctor for doctor in doctors}
        found = [
            Opening(by_id[doctor_id], day, slot, left)
            for (doctor_id, day), plan in plans.items()
            for slot in plan.slots
            if slot.starts > self._ctx.now and (left := free(slot, taken.get((doctor_id, slot.starts), NOBODY)))
        ]
        return sorted(found, key=lambda one: (one.slot.starts, one.doctor.full_name, one.doctor.id))
