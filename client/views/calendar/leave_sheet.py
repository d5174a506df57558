"""A doctor's leave, with all whom it hits, and what becomes of them."""

from datetime import date
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import tr, trn
from client.core.problem_text import problem_text
from client.viewmodels.calendar.leave import LeavePlan, LeaveState
from client.views.calendar.clock_input import ClockInput
from client.views.calendar.hit_list import HitList
from client.views.calendar.words import opening_text
from client.widgets.basics import Label, box, hbox, show_only, vbox
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo, DateInput, LineInput
from shared.ids import EmployeeId
from shared.models.calendar import FindLeaveTarget, LeaveTaken, ListHits, Remedy, TakeLeave
from shared.models.staff import DoctorSummary

_MOVING: Final = frozenset({Remedy.SAME_DOCTOR, Remedy.OTHER_DOCTOR, Remedy.DEPARTMENT})


class LeaveSheet(Sheet):
    taken = Signal(object)  # LeaveTaken

    def __init__(
        self, plan: LeavePlan, doctor: DoctorSummary, doctors: tuple[DoctorSummary, ...], day: date, parent: QWidget
    ) -> None:
        super().__init__(tr("Leave"), tr("Enter leave"), parent, subtitle=doctor.name, width=640)
        self._plan, self._doctor = plan, doctor
        plan.setParent(self)
        self.first, self.last = DateInput(), DateInput()
        self.starts, self.ends = ClockInput(), ClockInput()
        self.reason = LineInput(most=200)
        self.hits = Label("", "strong")
        self.list = HitList()
        self.remedy: Combo[Remedy] = Combo((one, _remedy_text(one)) for one in Remedy)
        self.to_doctor: Combo[EmployeeId] = Combo((one.id, one.name) for one in doctors if one.id != doctor.id)
        self.to_date = DateInput()
        self.target = Label("", "muted", wrap=True)
        self._date_is_chosen = False
        self._build()
        self._connect()
        self.first.set_day(day)
        self.last.set_day(day)
        self._look()
        self.reason.setFocus()

    def _build(self) -> None:
        self._to = Field(tr("To"), self.to_doctor)
        self._not_before = Field(tr("Not before"), self.to_date, key="F8")
        self.list.show_rows(4)
        self.to_date.setFixedWidth(164)
        remedy = hbox(Field(tr("What becomes of them"), self.remedy, key="F7"), self._to, self._not_before, spacing=12)
        remedy.setStretch(0, 1)
        remedy.setStretch(1, 1)
        self._booked = box(vbox(self.hits, self.list, remedy, self.target, spacing=12))
        told = tr("Who is booked on these days stays booked: tell the reception, which can move them.")
        stay = Label(told, "muted", wrap=True)
        self.add(
            hbox(
                Field(tr("From"), self.first, required=True),
                Field(tr("Until"), self.last, required=True),
                Field(tr("Hours, from"), self.starts),
                Field(tr("Hours, until"), self.ends),
                spacing=12,
            ),
            Field(tr("Reason"), self.reason, required=True),
            self._booked,
            stay,
        )
        show_only({self._booked: self._plan.sees_booked, stay: not self._plan.sees_booked})

    def _connect(self) -> None:
        for editor in (self.first, self.last, self.starts, self.ends):
            editor.textChanged.connect(self._look)
        self.reason.textChanged.connect(self._check)
        self.remedy.picked.connect(self._aim)
        self.to_doctor.picked.connect(self._aim)
        self.to_date.textEdited.connect(self._choose_date)
        self.submitted.connect(self._take)
        self._plan.state_changed.connect(self._render)
        self._plan.taken.connect(self._finish)

    def _leave(self) -> dict[str, Any] | None:
        first, last = self.first.day(), self.last.day()
        starts, ends = self.starts.clock(), self.ends.clock()
        if first is None or last is None or last < first or (starts is None) != (ends is None):
            return None
        return {"doctor_id": self._doctor.id, "first_day": first, "last_day": last, "starts": starts, "ends": ends}

    def _moves(self) -> dict[str, Any]:
        remedy = self.remedy.value()
        return {
            "remedy": remedy,
            "to_doctor_id": self.to_doctor.value() if remedy is Remedy.OTHER_DOCTOR else None,
            "to_date": self.to_date.day() if remedy in _MOVING else None,
        }

    def _look(self) -> None:
        leave = self._leave()
        if leave is not None:
            self._plan.look(ListHits(**leave))
        self._aim()

    def _aim(self) -> None:
        """Other days, another doctor: the day chosen before means nothing any more."""
        self.to_date.set_day(None)
        self._find_target(chosen=False)

    def _choose_date(self) -> None:
        self._find_target(chosen=True)

    def _find_target(self, *, chosen: bool) -> None:
        self._date_is_chosen = chosen
        leave = self._leave() if self.remedy.value() in _MOVING and self._blocked_by_doctor() == "" else None
        self._plan.find_target(None if leave is None else FindLeaveTarget(**leave, **self._moves()))
        self._check()

    def _blocked_by_doctor(self) -> str:
        nobody = self.remedy.value() is Remedy.OTHER_DOCTOR and self.to_doctor.value() is None
        return tr("Choose the doctor") if nobody else ""

    def _check(self) -> None:
        remedy = self.remedy.value()
        show_only(
            {
                self._to: remedy is Remedy.OTHER_DOCTOR,
                self._not_before: remedy in _MOVING,
                self.target: remedy in _MOVING,
            }
        )
        if self._leave() is None:
            self.primary.set_blocked(tr("The days are not possible"))
        elif blocked := self._blocked_by_doctor():
            self.primary.set_blocked(blocked)
        elif len(self.reason.value()) < SHORTEST_REASON:
            self.primary.set_blocked(tr("A reason is needed"))
        else:
            self.primary.set_blocked("")

    def _render(self, state: LeaveState) -> None:
        self.set_busy(state.busy)
        self.list.set_rows(state.hits)
        booked = len(state.hits)
        self.hits.setText(trn("{n} patient is booked", "{n} patients are booked", booked) if state.answered else "")
        self.target.setText(self._target_text(state))
        if state.target is not None and not self._date_is_chosen:
            self.to_date.set_day(state.target.date)
        if state.problem is None:
            self.set_error("")
        else:
            self.set_error(problem_text(state.problem).sentence)

    def _target_text(self, state: LeaveState) -> str:
        if not state.target_known:
            return ""
        if state.target is None:
            return tr("Nothing is free in the next weeks")
        when, doctor = opening_text(state.target), state.target.doctor
        return tr("First free place: {when} · {doctor}", when=when, doctor=doctor)

    def _take(self) -> None:
        leave = self._leave()
        if leave is not None:
            self._plan.take(TakeLeave(**leave, **self._moves(), reason=self.reason.value()))

    def _finish(self, taken: LeaveTaken) -> None:
        self.taken.emit(taken)
        self.accept()


def _remedy_text(remedy: Remedy) -> str:
    return {
        Remedy.KEEP: tr("Leave them as they are"),
        Remedy.SAME_DOCTOR: tr("Move to this doctor's next free places"),
        Remedy.OTHER_DOCTOR: tr("Move to another doctor"),
        Remedy.DEPARTMENT: tr("Move to the first free in the department"),
        Remedy.CANCEL: tr("Cancel them all"),
    }[remedy]
