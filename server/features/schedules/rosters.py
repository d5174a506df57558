"""The weekly hours of all doctors in one list, and who changed them: as far as one may plan."""

from server.core.context import Context
from server.features.schedules.roster_repository import RosterRepository
from server.features.schedules.service import roster_facts
from server.features.schedules.tables import ScheduleChangeRow
from shared.ids import EmployeeId
from shared.models.common import Page
from shared.models.rosters import ListRoster, ListRosterChanges, RosterChange, RosterEntry
from shared.permissions import Permission, Scope


class Rosters:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._rosters = RosterRepository(ctx.session)

    def roster(self, request: ListRoster) -> Page[RosterEntry]:
        rows = self._rosters.standing(whose(self._ctx), self._ctx.today, request.term, request.limit + 1)
        entries = [
            RosterEntry(id=row.id, doctor_id=row.doctor_id, doctor=doctor, facts=roster_facts(row))
            for row, doctor in rows[: request.limit]
        ]
        return Page(items=entries, more=len(rows) > request.limit)

    def changes(self, request: ListRosterChanges) -> Page[RosterChange]:
        found = self._rosters.changes(whose(self._ctx), request)
        return Page(items=[_change(*one) for one in found[: request.limit]], more=len(found) > request.limit)


def whose(ctx: Context) -> EmployeeId | None:
    """Oneself, for who plans the own hours only; None for everybody's."""
    own = ctx.actor.permissions.get(Permission.SCHEDULES_MANAGE) is Scope.OWN
    return ctx.person.employee_id if own else None


def _change(change: ScheduleChangeRow, doctor: str, who: str) -> RosterChange:
    said = {"before": change.before, "after": change.after}
    return RosterChange.model_validate({"id": change.id, "doctor": doctor, **said, "who": who, "at": change.changed_at})
