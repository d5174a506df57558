"""One booking or move: what is asked for, what the hospital says to it, and going on knowingly."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.view_model import ViewModel
from client.viewmodels.reception.visit_type import suggested_visit
from shared.contract import Call
from shared.contracts import appointments
from shared.contracts.appointments import DayFull, DoctorAway, PatientElsewhere, SlotFull
from shared.errors import ApiError
from shared.ids import EmployeeId, PatientId
from shared.models.appointments import (
    AppointmentDetails,
    AppointmentSummary,
    AppointmentType,
    Book,
    Reschedule,
    ToADoctor,
    VisitSuggestion,
)

_POSSIBLE_KNOWINGLY: Final = (PatientElsewhere, SlotFull, DayFull, DoctorAway)


@dataclass(frozen=True)
class BookingState:
    type: ToADoctor = AppointmentType.NEW
    suggestion: VisitSuggestion | None = None
    """What the hospital expects this patient's visit with this doctor to be."""
    busy: bool = False
    problem: ApiError | None = None

    @property
    def may_insist(self) -> bool:
        """What was refused can be done all the same."""
        return isinstance(self.problem, _POSSIBLE_KNOWINGLY)


class Booking(ViewModel[BookingState]):
    """Lives as long as the sheet it is asked for on."""

    done = Signal(object)  # AppointmentDetails

    def __init__(self, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(BookingState(), parent)
        self._calls = calls
        self._wish: Book | Reschedule | None = None
        self._type_chosen = False
        """By hand: a suggestion changes it no more."""

    @latest
    async def suggest(self, patient_id: PatientId, doctor_id: EmployeeId, day: date) -> None:
        """New or follow-up, and whether it is free; what one has chosen oneself stays."""
        self._show(replace(self.state, suggestion=None))
        suggestion = await suggested_visit(self._calls, patient_id, doctor_id, day)
        kind = self.state.type if self._type_chosen or suggestion is None else suggestion.type
        self._show(replace(self.state, suggestion=suggestion, type=kind))

    def choose(self, kind: ToADoctor) -> None:
        self._type_chosen = True
        self._show(replace(self.state, type=kind))

    def book(self, patient_id: PatientId, doctor_id: EmployeeId, day: date, slot_at: datetime | None) -> None:
        kind = self.state.type
        self._ask(Book(patient_id=patient_id, doctor_id=doctor_id, date=day, slot_at=slot_at, type=kind))

    def move(
        self,
        appointment: AppointmentSummary,
        doctor_id: EmployeeId,
        day: date,
        slot_at: datetime | None,
        reason: str,
    ) -> None:
        self._ask(
            Reschedule(
                appointment_id=appointment.id,
                version=appointment.version,
                doctor_id=doctor_id,
                date=day,
                slot_at=slot_at,
                reason=reason,
            )
        )

    def insist(self) -> None:
        """What was known before stays known: each question is asked once."""
        if self._wish is not None and self.state.may_insist:
            clash = isinstance(self.state.problem, PatientElsewhere)
            known = {"despite_clash": True} if clash else {"over_book": True}
            self._ask(self._wish.model_copy(update=known))

    def _ask(self, wish: Book | Reschedule) -> None:
        self._wish = wish
        call = appointments.book.bind(wish) if isinstance(wish, Book) else appointments.reschedule.bind(wish)
        self._send(call)

    @slot
    async def _send(self, call: Call[AppointmentDetails]) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            booked = await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
            self.done.emit(booked)
