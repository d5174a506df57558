"""The first free places: of a doctor, of a department, or of all."""

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QObject

from client.core.aio import latest
from client.core.calls import Calls
from client.core.view_model import ViewModel
from shared.contracts import calendar
from shared.errors import ApiError
from shared.ids import DepartmentId, EmployeeId
from shared.models.calendar import Opening


@dataclass(frozen=True)
class OpeningsState:
    """`answered`: the list belongs to what was asked last."""

    openings: tuple[Opening, ...] = ()
    answered: bool = False
    closed: str | None = None
    """What the house is closed for on the day from which on they were asked for."""
    problem: ApiError | None = None


class Openings(ViewModel[OpeningsState]):
    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(OpeningsState(), parent)
        self._calls = calls

    @latest
    async def find(
        self,
        day: date | None,
        doctor_id: EmployeeId | None = None,
        department_id: DepartmentId | None = None,
    ) -> None:
        self._show(replace(self.state, answered=False))
        ask = calendar.openings(date=day, doctor_id=doctor_id, department_id=department_id, limit=60)
        try:
            page = await self._calls.send(ask)
        except ApiError as problem:
            self._show(OpeningsState(problem=problem))
        else:
            self._show(OpeningsState(tuple(page.items), answered=True, closed=page.closed))
