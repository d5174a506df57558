"""Whose hours, or leave: a doctor is chosen, whether or not there are hours yet."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr
from client.core.problem_text import problem_text
from client.viewmodels.calendar.whose import Whose, WhoseState
from client.widgets.buttons import KeyButton
from client.widgets.dialog import Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo
from shared.ids import EmployeeId
from shared.models.staff import DoctorSummary


class WhoseSheet(Sheet):
    """Enter goes on to the week, F6 to a leave."""

    week_asked = Signal(object)  # DoctorSummary
    leave_asked = Signal(object)  # DoctorSummary

    def __init__(self, whose: Whose, parent: QWidget, chosen: EmployeeId | None = None) -> None:
        super().__init__(tr("Hours or leave"), tr("Weekly hours…"), parent)
        self._whose, self._chosen = whose, chosen
        self.doctor: Combo[EmployeeId] = Combo()
        self.leave = KeyButton(tr("Leave…"), "F6", icon="calendar-x", size="lg")
        self.add(Field(tr("Doctor"), self.doctor, key="F7"))
        self.add_button(self.leave)
        self.leave.setAutoDefault(False)

        self.submitted.connect(self._to_week)
        self.leave.clicked.connect(self._to_leave)
        whose.state_changed.connect(self._render)

        self._render(whose.state)
        whose.load()
        self.doctor.setFocus()

    def _render(self, state: WhoseState) -> None:
        self.set_error("" if state.problem is None else problem_text(state.problem).sentence)
        self.doctor.set_options((one.id, _doctor_text(one)) for one in state.planned)
        if self._chosen in {one.id for one in state.planned}:
            self.doctor.set_value(self._chosen)
            self._chosen = None  # afterwards it is the reader's
        nobody = tr("Nobody to plan for: a doctor has a department and letters for tokens") if state.known else "…"
        for button in (self.primary, self.leave):
            button.set_blocked("" if state.planned else nobody)

    def _doctor(self) -> DoctorSummary | None:
        return next((one for one in self._whose.state.planned if one.id == self.doctor.value()), None)

    def _to_week(self) -> None:
        if doctor := self._doctor():
            self.accept()
            self.week_asked.emit(doctor)

    def _to_leave(self) -> None:
        if doctor := self._doctor():
            self.accept()
            self.leave_asked.emit(doctor)


def _doctor_text(doctor: DoctorSummary) -> str:
    """The department first: typing its letter jumps to it, while every name begins with the same title."""
    return tr("{department} · {doctor}", department=doctor.department, doctor=doctor.name)
