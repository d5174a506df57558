"""Every doctor with how many wait there: to whom a patient can be transferred, whose queue one can look at."""

from collections import Counter
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest
from client.core.calls import Calls
from shared.contracts import appointments, staff
from shared.errors import ApiError
from shared.ids import EmployeeId
from shared.models.appointments import AppointmentStatus
from shared.models.common import Nothing
from shared.models.staff import DoctorSummary

_MOST = 1000


@dataclass(frozen=True)
class DoctorLoad:
    """`waiting` is None as long as it is not known."""

    doctor: DoctorSummary
    waiting: int | None = None


@dataclass(frozen=True)
class DoctorsState:
    loads: tuple[DoctorLoad, ...] = ()
    term: str = ""
    problem: ApiError | None = None

    @property
    def found(self) -> tuple[DoctorLoad, ...]:
        """Who fits every word that was typed, by name, department or room."""
        words = self.term.casefold().split()
        return tuple(load for load in self.loads if all(word in _text(load.doctor) for word in words))


class Doctors(QObject):
    state_changed = Signal(object)  # DoctorsState

    def __init__(self, calls: Calls, but: EmployeeId | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = DoctorsState()
        self._calls = calls
        self._but = but

    @latest
    async def load(self) -> None:
        asked = self._calls.send(staff.doctors.bind(Nothing())), self._calls.send(appointments.of_day(limit=_MOST))
        try:
            doctors, day = await asked[0], await asked[1]
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        waiting = Counter(row.doctor_id for row in day.items if row.status is AppointmentStatus.WAITING)
        loads = (DoctorLoad(doctor, waiting[doctor.id]) for doctor in doctors.items if doctor.id != self._but)
        self._show(replace(self.state, loads=tuple(loads), problem=None))

    def search(self, term: str) -> None:
        self._show(replace(self.state, term=term))

    def _show(self, state: DoctorsState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)


def _text(doctor: DoctorSummary) -> str:
    return f"{doctor.name} {doctor.department} {doctor.room}".casefold()
