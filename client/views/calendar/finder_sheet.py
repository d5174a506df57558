"""Where the next free place is: in a department, or anywhere in the house."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.viewmodels.calendar.openings import Openings, OpeningsState
from client.views.calendar.opening_list import ClosedNote, OpeningList
from client.widgets.basics import hbox
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo, DateInput
from shared.ids import DepartmentId
from shared.models.calendar import Opening
from shared.models.staff import DoctorSummary


class FinderSheet(Sheet):
    chosen = Signal(object)  # Opening

    def __init__(self, openings: Openings, doctors: tuple[DoctorSummary, ...], parent: QWidget) -> None:
        super().__init__(tr("First free places"), tr("Go there"), parent, width=600)
        self._openings = openings
        openings.setParent(self)
        departments = {one.department_id: one.department for one in doctors}
        self.department: Combo[DepartmentId | None] = Combo(
            ((None, tr("All departments")), *sorted(departments.items(), key=_by_name))
        )
        self.date = DateInput()
        self.closed = ClosedNote()
        self.list = OpeningList()
        row = hbox(
            Field(tr("Department"), self.department, key="F7"), Field(tr("From"), self.date, key="F8"), spacing=12
        )
        row.setStretch(0, 1)
        self.date.setFixedWidth(164)
        self.list.show_rows(7)
        self.add(row, self.closed, self.list)
        self.department.set_value(None)

        self.department.picked.connect(self._look)
        self.date.textChanged.connect(self._look)
        self.list.opened.connect(self._go)
        self.list.current_changed.connect(self._check)
        self.submitted.connect(self._go)
        openings.state_changed.connect(self._render)

        self._look()
        self.list.setFocus()

    def _look(self) -> None:
        self._openings.find(self.date.day(), None, self.department.value())

    def _render(self, state: OpeningsState) -> None:
        self.closed.show_closed(state)
        self.list.show_openings(state)
        self.set_error(problem_text(state.problem).title if state.problem is not None else "")
        self._check()

    def _check(self) -> None:
        self.primary.set_blocked("" if self.list.current() is not None else tr("Choose a free place"))

    def _go(self) -> None:
        opening = self.list.current()
        if opening is not None:
            chosen: Opening = opening
            self.chosen.emit(chosen)
            self.accept()


def _by_name(department: tuple[DepartmentId, str]) -> str:
    return department[1]
