"""The day as it stands: asked again as it changes, though not with every change of a busy morning."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from client.core.aio import latest
from client.core.calls import Calls
from client.core.changes import Changes
from shared.contracts import dashboard, staff
from shared.errors import ApiError
from shared.ids import DepartmentId, EmployeeId
from shared.models.dashboard import Dashboard
from shared.models.staff import DoctorSummary
from shared.topics import Topic

PAUSE_MS: Final = 3000
"""So long nothing is asked again, whatever changes."""
_MINUTE_MS: Final = 60_000
_TOPICS: Final = frozenset(
    {
        Topic.APPOINTMENTS,
        Topic.BILLING,
        Topic.CASH,
        Topic.CONSULTATIONS,
        Topic.HOUSE,
        Topic.LAB,
        Topic.QUEUE,
        Topic.STOCK,
    }
)


@dataclass(frozen=True)
class DayState:
    """`day` None is today, whichever day it becomes; `shown` is of what was chosen, or None until it is counted."""

    day: date | None = None
    department_id: DepartmentId | None = None
    doctor_id: EmployeeId | None = None
    doctors: tuple[DoctorSummary, ...] = ()
    shown: Dashboard | None = None
    problem: ApiError | None = None

    @property
    def departments(self) -> tuple[tuple[DepartmentId, str], ...]:
        """Those that have a doctor."""
        named = {doctor.department_id: doctor.department for doctor in self.doctors}
        return tuple(sorted(named.items(), key=lambda each: each[1]))

    @property
    def choosable(self) -> tuple[DoctorSummary, ...]:
        """The doctors of the chosen department."""
        return tuple(each for each in self.doctors if self.department_id in {None, each.department_id})

    @property
    def of_whom(self) -> str:
        """The doctor or the department that is chosen; empty for the whole house."""
        doctors = [each.name for each in self.doctors if each.id == self.doctor_id]
        departments = [name for each, name in self.departments if each == self.department_id]
        return (doctors or departments or [""])[0]


class Day(QObject):
    state_changed = Signal(object)  # DayState

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self.state = DayState()
        self._missed = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._make_up)
        # Who waits waits longer, though nothing changes.
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self.refresh)
        changes.on(_TOPICS, self, self._hear)
        changes.on({Topic.STAFF}, self, self.ask_doctors)

    def watch(self, *, seen: bool) -> None:
        """Whether somebody looks at it."""
        if seen:
            self._minute.start()
            self.refresh()
        else:
            self._minute.stop()

    def choose_day(self, day: date | None) -> None:
        self._choose(replace(self.state, day=day))

    def choose_department(self, department_id: DepartmentId | None) -> None:
        """The doctor stays chosen where the department is the doctor's own."""
        state = replace(self.state, department_id=department_id)
        if state.doctor_id not in {each.id for each in state.choosable}:
            state = replace(state, doctor_id=None)
        self._choose(state)

    def choose_doctor(self, doctor_id: EmployeeId | None) -> None:
        self._choose(replace(self.state, doctor_id=doctor_id))

    @latest
    async def ask_doctors(self) -> None:
        try:
            doctors = await self._calls.send(staff.doctors())
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, doctors=tuple(doctors.items)))

    @latest
    async def refresh(self) -> None:
        """What was shown stays until the answer is here."""
        asked = self.state
        try:
            shown = await self._calls.send(
                dashboard.show(day=asked.day, department_id=asked.department_id, doctor_id=asked.doctor_id)
            )
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, shown=shown, problem=None))

    def _hear(self) -> None:
        if self.state.day is None:  # a day that is over does not change under one's eyes
            self._missed = True
            if not self._pause.isActive():
                self._make_up()

    def _make_up(self) -> None:
        if self._missed:
            self._missed = False
            self._pause.start()
            self.refresh()

    def _choose(self, state: DayState) -> None:
        self._show(replace(state, shown=None))
        self.refresh()

    def _show(self, state: DayState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
