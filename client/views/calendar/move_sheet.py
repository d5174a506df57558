"""Another place for one who is booked: the first free ones, and why."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.i18n import date_text, time_text, tr
from client.core.problem_text import problem_text
from client.core.words import shown_name
from client.viewmodels.calendar.booking import Booking, BookingState
from client.viewmodels.calendar.openings import Openings, OpeningsState
from client.views.calendar.booking_sheet import insist_button, show_booking
from client.views.calendar.opening_list import ClosedNote, OpeningList
from client.widgets.basics import hbox
from client.widgets.choices import Chips
from client.widgets.dialog import SHORTEST_REASON, Sheet
from client.widgets.field import Field
from client.widgets.inputs import Combo, DateInput, LineInput
from shared.ids import EmployeeId
from shared.models.appointments import AppointmentDetails, AppointmentSummary
from shared.models.calendar import Opening
from shared.models.staff import DoctorSummary


class MoveSheet(Sheet):
    moved = Signal(object)  # AppointmentDetails

    def __init__(
        self,
        booking: Booking,
        openings: Openings,
        appointment: AppointmentSummary,
        doctors: tuple[DoctorSummary, ...],
        parent: QWidget,
    ) -> None:
        who, day = shown_name(appointment.patient.name), date_text(appointment.date)
        when = day if appointment.slot_at is None else tr("{day}, {time}", day=day, time=time_text(appointment.slot_at))
        super().__init__(
            tr("Move to another time"),
            tr("Move"),
            parent,
            subtitle=tr("{name}, now {when} · {doctor}", name=who, when=when, doctor=appointment.doctor),
            width=560,
        )
        self._booking, self._openings, self._appointment = booking, openings, appointment
        booking.setParent(self)
        openings.setParent(self)
        self.doctor: Combo[EmployeeId] = Combo((one.id, one.name) for one in doctors)
        self.date = DateInput()
        self.closed = ClosedNote()
        self.list = OpeningList()
        reasons = (tr("Patient asked"), tr("Doctor asked"), tr("Wrong entry"))
        self.common = Chips([(each, each) for each in reasons], tr("Reason"))
        self.reason = LineInput(most=200)
        self.insist = insist_button()
        self._build()
        self._connect()
        self.doctor.set_value(appointment.doctor_id)
        self.date.set_day(appointment.date)
        self._look()
        self._render(booking.state)
        self.list.setFocus()

    def _build(self) -> None:
        row = hbox(Field(tr("Doctor"), self.doctor, key="F7"), Field(tr("From"), self.date, key="F8"), spacing=12)
        row.setStretch(0, 1)
        self.date.setFixedWidth(164)
        self.list.show_rows(5)
        self.common.set_value(None)
        self.add(row, self.closed, self.list, self.common, Field(tr("Reason"), self.reason, required=True))
        self.add_button(self.insist)

    def _connect(self) -> None:
        self.doctor.picked.connect(self._look)
        self.date.textChanged.connect(self._look)
        self.common.picked.connect(self.reason.set_value)
        self.reason.textChanged.connect(self._check)
        self.list.current_changed.connect(self._check)
        self.list.opened.connect(self._on_to_reason)
        self.submitted.connect(self._move)
        self.insist.clicked.connect(self._booking.insist)
        self._openings.state_changed.connect(self._show_openings)
        self._booking.state_changed.connect(self._render)
        self._booking.done.connect(self._finish)

    def _look(self) -> None:
        day = self.date.day()
        if day is not None:
            self._openings.find(day, self.doctor.value())

    def _show_openings(self, state: OpeningsState) -> None:
        self.closed.show_closed(state)
        self.list.show_openings(state)
        if state.problem is not None:
            self.set_error(problem_text(state.problem).title)
        self._check()

    def _check(self) -> None:
        if self.list.current() is None and self._plain_day() is None:
            self.primary.set_blocked(tr("Choose a free place"))
        elif len(self.reason.value()) < SHORTEST_REASON:
            self.primary.set_blocked(tr("A reason is needed"))
        else:
            self.primary.set_blocked("")

    def _plain_day(self) -> bool | None:
        """A doctor without hours is booked for the day as such."""
        state = self._openings.state
        return True if state.answered and not state.openings and self.date.day() is not None else None

    def _on_to_reason(self, _opening: Opening) -> None:
        self.reason.setFocus()

    def _move(self) -> None:
        chosen, doctor, day = self.list.current(), self.doctor.value(), self.date.day()
        if doctor is None or day is None:
            return
        slot_at = None if chosen is None else chosen.starts
        self._booking.move(
            self._appointment, doctor, day if chosen is None else chosen.date, slot_at, self.reason.value()
        )

    def _render(self, state: BookingState) -> None:
        show_booking(self, self.insist, state)
        self._check()

    def _finish(self, moved: AppointmentDetails) -> None:
        self.moved.emit(moved)
        self.accept()
