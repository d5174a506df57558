"""Coming again to the same doctor soon after a new visit costs nothing: how soon and how often the house says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shared.models.appointments import AppointmentStatus, AppointmentType

_FELL_THROUGH = frozenset({AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW})


@dataclass(frozen=True)
class Visit:
    """One of a patient's with one doctor."""

    day: date
    type: AppointmentType
    status: AppointmentStatus


@dataclass(frozen=True)
class FreeFollowUps:
    """The house's rule: none at all with `days` 0."""

    days: int
    visits: int

    def free_until(self, before: Iterable[Visit], day: date) -> date | None:
        """The last day on which the next follow-up is free, seen from a day on which it is; else None.

        `before` is every other visit that was booked before this one. A new visit counts once it is completed, and so
        charged; each follow-up after it that was not cancelled or missed uses one up.
        """
        visits = [visit for visit in before if visit.day <= day]
        seen = [v.day for v in visits if v.type is AppointmentType.NEW and v.status is AppointmentStatus.COMPLETED]
        if not seen or self.days == 0:
            return None
        begun = max(seen)
        used = [
            visit
            for visit in visits
            if visit.type is AppointmentType.FOLLOWUP and visit.day >= begun and visit.status not in _FELL_THROUGH
        ]
        last = begun + timedelta(days=self.days)
        return last if day <= last and len(used) < self.visits else None
