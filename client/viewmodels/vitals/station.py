"""The nurse's station: who is here today, and whose vital signs are still to be measured."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest
from client.core.calls import Calls
from client.core.changes import Changes
from shared.contracts import appointments, vitals
from shared.errors import ApiError
from shared.ids import AppointmentId
from shared.models.appointments import AppointmentStatus, AppointmentSummary
from shared.models.common import Nothing
from shared.models.vitals import Vitals
from shared.topics import Topic

_HERE: Final = (
    AppointmentStatus.WAITING,
    AppointmentStatus.ON_HOLD,
    AppointmentStatus.CALLED,
    AppointmentStatus.IN_CONSULTATION,
)
_MOST: Final = 1000


@dataclass(frozen=True)
class StationState:
    here: tuple[AppointmentSummary, ...] = ()
    measured: Mapping[AppointmentId, datetime] = field(default_factory=dict)
    term: str = ""
    known: bool = False
    problem: ApiError | None = None

    @property
    def shown(self) -> tuple[AppointmentSummary, ...]:
        """Those not measured first, each in the order of arrival; every typed word must be found."""
        words = self.term.casefold().split()
        found = [row for row in self.here if all(word in _told(row) for word in words)]
        return tuple(sorted(found, key=lambda row: row.id in self.measured))

    @property
    def waiting(self) -> int:
        return sum(row.id not in self.measured for row in self.here)


class Station(QObject):
    state_changed = Signal(object)  # StationState
    opened = Signal(object, object)  # AppointmentSummary, the last Vitals or None

    def __init__(self, calls: Calls, changes: Changes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = StationState()
        self._calls = calls
        changes.on({Topic.APPOINTMENTS, Topic.QUEUE, Topic.VITALS}, self, self.refresh)

    @latest
    async def refresh(self) -> None:
        try:
            day = await self._calls.send(appointments.of_day(limit=_MOST))
            measured = await self._calls.send(vitals.measured_today.bind(Nothing()))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        here = tuple(row for row in day.items if row.status in _HERE)
        known = {each.appointment_id: each.measured_at for each in measured.items}
        self._show(replace(self.state, here=here, measured=known, known=True, problem=None))

    def search(self, term: str) -> None:
        self._show(replace(self.state, term=term))

    @latest
    async def open(self, row: AppointmentSummary) -> None:
        """With what was measured last: a weight that fell by half is seen at once."""
        try:
            page = await self._calls.send(vitals.of_patient(patient_id=row.patient.id, limit=10))
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        last: Vitals | None = next((each for each in page.items if each.withdrawn is None), None)
        self.opened.emit(row, last)

    def _show(self, state: StationState) -> None:
        self.state = state
        self.state_changed.emit(state)


def _told(row: AppointmentSummary) -> str:
    patient = row.patient
    return f"{row.token or ''} {patient.name} {patient.name_local} {patient.patient_no} {row.doctor}".casefold()
