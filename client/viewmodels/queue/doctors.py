"""Every doctor with how many wait there: to whom a patient can be transferred, whose queue one can look at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject

from client.core.aio import latest
from client.core.calls import Calls
from client.core.view_model import ViewModel
from shared.contracts import appointments, staff
from shared.errors import ApiError
from shared.ids import EmployeeId
from shared.models.appointments import AppointmentStatus, AppointmentSummary
from shared.models.common import Nothing
from shared.models.staff import DoctorSummary

_MOST = 1000


@dataclass(frozen=True)
class DoctorLoad:
    """How many wait there, and in how many minutes the last of them is likely to be called."""

    doctor: DoctorSummary
    waiting: int
    last_minutes: int | None = None


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


class Doctors(ViewModel[DoctorsState]):
    def __init__(self, calls: Calls, but: EmployeeId | None = None, parent: QObject | None = None) -> None:
        super().__init__(DoctorsState(), parent)
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
        loads = tuple(_load(doctor, day.items) for doctor in doctors.items if doctor.id != self._but)
        self._show(replace(self.state, loads=loads, problem=None))

    def search(self, term: str) -> None:
        self._show(replace(self.state, term=term))


def _load(doctor: DoctorSummary, day: Sequence[AppointmentSummary]) -> DoctorLoad:
    waiting = [row for row in day if row.doctor_id == doctor.id and row.status is AppointmentStatus.WAITING]
    minutes = (row.expected_minutes for row in waiting if row.expected_minutes is not None)
    return DoctorLoad(doctor, len(waiting), max(minutes, default=None))


def _text(doctor: DoctorSummary) -> str:
    return f"{doctor.name} {doctor.department} {doctor.room}".casefold()
