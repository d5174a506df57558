"""Days on which the house is closed: the weekly hours of nobody stand, and who is booked there is told, not moved."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from server.core.context import Context
from server.features.house.closing_repository import MOST_CLOSINGS, ClosingRepository
from server.features.house.history import History
from server.features.house.repository import HouseRepository
from server.features.schedules.plans import session_of
from server.features.schedules.repository import ScheduleRepository
from server.features.schedules.tables import ClosingDayRow
from shared.contracts.house import ClosedAlready
from shared.errors import InvalidRequest
from shared.ids import ClosingDayId, EmployeeId, new_id
from shared.models.common import Page
from shared.models.house import BookedThere, CloseDays, ClosedSpan, ClosingDay, FindBooked, HouseChangeKind
from shared.rules.slots import slots_on


class ClosingDays:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._closing = ClosingRepository(ctx.session)
        self._schedules = ScheduleRepository(ctx.session)
        self._history = History(ctx)

    def ahead(self) -> Page[ClosingDay]:
        found = self._closing.standing(self._ctx.today)
        return Page(items=self._told(found[:MOST_CLOSINGS]), more=len(found) > MOST_CLOSINGS)

    def booked_there(self, request: FindBooked) -> Page[BookedThere]:
        return Page(items=self._booked(_days(request)))

    def close(self, request: CloseDays) -> Page[ClosingDay]:
        """Raises ClosedAlready. Who is booked stays booked."""
        if request.first_day < self._ctx.today:
            raise InvalidRequest({"first_day": "what has been is not changed"})
        HouseRepository(self._ctx.session).row(lock=True)  # of two who close one day the second waits
        for day, name in self._schedules.closings(request.first_day, request.last_day).items():
            raise ClosedAlready(day, name)
        for day in _days(request):
            self._close(day, request.name)
        return Page(items=self._told(self._closing.standing(request.first_day, request.last_day)))

    def open_again(self, closing_day_id: ClosingDayId) -> None:
        """Raises ClosingDayNotFound."""
        row = self._closing.locked(closing_day_id, self._ctx.today)
        row.withdrawn_at = self._ctx.now
        self._history.add(HouseChangeKind.CLOSING_DAY, row.name, row.day.isoformat(), "")

    def _close(self, day: date, name: str) -> None:
        self._closing.add(
            ClosingDayRow(
                id=ClosingDayId(new_id()),
                day=day,
                name=name,
                changed_by=self._ctx.person.employee_id,
                changed_at=self._ctx.now,
            )
        )
        self._history.add(HouseChangeKind.CLOSING_DAY, name, "", day.isoformat())

    def _told(self, closings: Sequence[tuple[ClosingDayRow, str]]) -> list[ClosingDay]:
        booked: Counter[date] = Counter()
        for one in self._booked([row.day for row, _ in closings]):
            booked[one.day] += one.visits
        return [
            ClosingDay(id=row.id, day=row.day, name=row.name, who=who, at=row.changed_at, booked=booked[row.day])
            for row, who in closings
        ]

    def _booked(self, days: Collection[date]) -> list[BookedThere]:
        """By day and doctor; not who has a place in hours that were added for the date."""
        found = self._closing.booked(days)
        if not found:
            return []
        zone = ZoneInfo(self._ctx.house.timezone)
        doctors = {doctor_id: name for _, doctor_id, name, _, _ in found}
        stays = {
            (row.doctor_id, slot.starts)
            for row in self._schedules.dated(doctors, min(days), max(days))
            for slot in slots_on(row.day, zone, [session_of(row)])
        }
        visits: Counter[tuple[date, EmployeeId]] = Counter()
        for day, doctor_id, _, slot_at, number in found:
            if (doctor_id, slot_at) not in stays:
                visits[day, doctor_id] += number
        return [
            BookedThere(day=day, doctor_id=doctor_id, doctor=doctors[doctor_id], visits=number)
            for (day, doctor_id), number in visits.items()
        ]


def _days(span: ClosedSpan) -> list[date]:
    return [span.first_day + timedelta(days=number) for number in range((span.last_day - span.first_day).days + 1)]
