"""Of which doctor hours and leave are entered: of all, or of oneself alone, as far as one may plan."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject

from client.core.aio import latest
from client.core.calls import Calls
from client.core.session import Session
from client.core.view_model import ViewModel
from client.viewmodels.calendar.hours import Hours
from client.viewmodels.calendar.leave import LeavePlan
from shared.contracts import calendar, staff
from shared.errors import ApiError
from shared.ids import EmployeeId
from shared.models.staff import DoctorSummary
from shared.permissions import Permission, Scope


@dataclass(frozen=True)
class WhoseState:
    doctors: tuple[DoctorSummary, ...] = ()
    """All of them: patients may be moved to others."""
    planned: tuple[DoctorSummary, ...] = ()
    """Those for whom one may plan."""
    known: bool = False
    problem: ApiError | None = None


class Whose(ViewModel[WhoseState]):
    def __init__(self, calls: Calls, session: Session, parent: QObject | None = None) -> None:
        super().__init__(WhoseState(), parent)
        self._calls = calls
        me = session.me
        self._only = me.employee_id if me and session.scope(Permission.SCHEDULES_MANAGE) is Scope.OWN else None
        self._sees_booked = session.can(calendar.hit_by_leave)

    @latest
    async def load(self) -> None:
        try:
            found = await self._calls.send(staff.doctors())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        doctors = tuple(found.items)
        planned = tuple(one for one in doctors if self._only in {None, one.id})
        self._show(WhoseState(doctors, planned, known=True))

    def hours(self, doctor_id: EmployeeId) -> Hours:
        return Hours(self._calls, doctor_id)

    def leave(self) -> LeavePlan:
        return LeavePlan(self._calls, sees_booked=self._sees_booked)
