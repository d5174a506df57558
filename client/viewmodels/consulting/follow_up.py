"""When the patient in the room comes again."""

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QObject, Signal

from client.core.aio import slot
from client.core.calls import Calls
from shared.contracts import consultations
from shared.errors import ApiError
from shared.ids import AppointmentId
from shared.models.appointments import AppointmentDetails


@dataclass(frozen=True)
class FollowUpState:
    appointment_id: AppointmentId | None = None
    """The visit from which it is booked."""
    booking: bool = False
    booked: AppointmentDetails | None = None
    problem: ApiError | None = None


class FollowUp(QObject):
    state_changed = Signal(object)  # FollowUpState
    booked = Signal(object)  # AppointmentDetails

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = FollowUpState()
        self._calls = calls

    def show(self, appointment_id: AppointmentId | None) -> None:
        """Another patient has another follow-up, or none yet."""
        if appointment_id != self.state.appointment_id:
            self._show(FollowUpState(appointment_id))

    @slot
    async def book(self, day: date) -> None:
        state = self.state
        if state.booking or state.appointment_id is None:
            return
        self._show(replace(state, booking=True, problem=None))
        try:
            booked = await self._calls.send(
                consultations.schedule_follow_up(appointment_id=state.appointment_id, date=day)
            )
        except ApiError as problem:
            self._show(replace(self.state, booking=False, problem=problem))
            return
        if self.state.appointment_id == state.appointment_id:
            self._show(replace(self.state, booking=False, booked=booked))
        self.booked.emit(booked)

    def _show(self, state: FollowUpState) -> None:
        self.state = state
        self.state_changed.emit(state)
