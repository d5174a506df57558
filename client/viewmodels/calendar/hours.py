"""The hours in which a doctor sits, as they are changed at the desk."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from shared.contract import Call
from shared.contracts import schedules, staff
from shared.errors import ApiError
from shared.ids import EmployeeId
from shared.models.schedules import AddWeeklySession, ChangeWeeklySession, DoctorSchedule, LeaveDetails, WeeklySession
from shared.models.staff import RoomSummary


@dataclass(frozen=True)
class HoursState:
    schedule: DoctorSchedule | None = None
    rooms: tuple[RoomSummary, ...] = ()
    busy: bool = False
    problem: ApiError | None = None


class Hours(QObject):
    state_changed = Signal(object)  # HoursState
    saved = Signal()

    def __init__(self, calls: Calls, doctor_id: EmployeeId, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = HoursState()
        self._calls = calls
        self._doctor_id = doctor_id

    @latest
    async def refresh(self) -> None:
        asked = self._calls.send(schedules.of_doctor(doctor_id=self._doctor_id)), self._calls.send(staff.rooms())
        try:
            schedule, rooms = await asked[0], await asked[1]
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, schedule=schedule, rooms=tuple(rooms.items)))

    def add(self, facts: dict[str, Any]) -> None:
        self._do(schedules.add_weekly.bind(AddWeeklySession(doctor_id=self._doctor_id, **facts)))

    def change(self, session: WeeklySession, facts: dict[str, Any]) -> None:
        """From today on, or from the session's own first day."""
        self._do(
            schedules.change_weekly.bind(ChangeWeeklySession(session_id=session.id, version=session.version, **facts))
        )

    def end(self, session: WeeklySession, last_day: date) -> None:
        self._do(schedules.end_weekly(session_id=session.id, version=session.version, last_day=last_day))

    def withdraw_leave(self, leave: LeaveDetails) -> None:
        self._do(schedules.withdraw_leave(leave_id=leave.id))

    @slot
    async def _do(self, call: Call[Any]) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.saved.emit()
            self.refresh()

    def _show(self, state: HoursState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
