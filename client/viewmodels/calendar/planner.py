"""A doctor's days ahead: who is booked where, what is free, and what is done with a place."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QObject

from client.core.aio import latest, slot
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.clock import Clock
from client.core.session import Session
from client.core.view_model import ViewModel
from shared.contract import Call
from shared.contracts import appointments, calendar, staff
from shared.errors import ApiError
from shared.ids import AppointmentId, EmployeeId
from shared.models.appointments import AppointmentDetails, AppointmentStatus, AppointmentSummary
from shared.models.calendar import CalendarDay, CalendarSlot
from shared.models.staff import DoctorSummary
from shared.money import Currency
from shared.permissions import Permission, Scope
from shared.topics import Topic

_GONE: Final = frozenset({AppointmentStatus.CANCELLED})


class Span(IntEnum):
    """How many days are shown."""

    DAY = 1
    WEEK = 7


@dataclass(frozen=True)
class Place:
    """A row of a day: a slot with who holds it, a slot with room, or somebody without a slot."""

    day: date
    slot: CalendarSlot | None
    appointment: AppointmentSummary | None

    @property
    def key(self) -> tuple[date, datetime | None, AppointmentId | None]:
        return (
            self.day,
            self.slot.starts if self.slot else None,
            self.appointment.id if self.appointment else None,
        )

    @property
    def at(self) -> datetime | None:
        if self.slot is not None:
            return self.slot.starts
        return self.appointment.slot_at if self.appointment else None

    @property
    def is_booked(self) -> bool:
        """Somebody who is expected and can be moved."""
        return self.appointment is not None and self.appointment.status is AppointmentStatus.SCHEDULED


def standing(day: CalendarDay) -> list[AppointmentSummary]:
    return [one for one in day.appointments if one.status not in _GONE]


def places_of(day: CalendarDay) -> tuple[Place, ...]:
    """Every slot with its people and its room, in the order of time; then who has no slot there."""
    people = standing(day)
    places: list[Place] = []
    for one in day.slots:
        held = [Place(day.date, one, who) for who in people if who.slot_at == one.starts]
        places += held
        if one.free or not held:
            places.append(Place(day.date, one, None))
    slots = {one.starts for one in day.slots}
    places += [Place(day.date, None, who) for who in people if who.slot_at not in slots]
    return tuple(places)


@dataclass(frozen=True)
class PlannerState:
    """`first` is the first day shown; a week begins on the hospital's Monday."""

    today: date
    day: date
    span: Span = Span.DAY
    doctors: tuple[DoctorSummary, ...] = ()
    doctor_id: EmployeeId | None = None
    currency: Currency | None = None
    days: tuple[CalendarDay, ...] = ()
    chosen: tuple[date, datetime | None, AppointmentId | None] | None = None
    known: bool = False
    busy: bool = False
    problem: ApiError | None = None

    @property
    def first(self) -> date:
        return self.day if self.span is Span.DAY else self.day - timedelta(days=self.day.weekday())

    @property
    def doctor(self) -> DoctorSummary | None:
        return next((one for one in self.doctors if one.id == self.doctor_id), None)

    @property
    def places(self) -> tuple[Place, ...]:
        """Of the day one stands on."""
        return next((places_of(one) for one in self.days if one.date == self.day), ())

    @property
    def shown_day(self) -> CalendarDay | None:
        return next((one for one in self.days if one.date == self.day), None)

    @property
    def place(self) -> Place | None:
        return next((one for one in self.places if one.key == self.chosen), None)


class Planner(ViewModel[PlannerState]):
    """The days stay as they were while the server is away."""

    def __init__(
        self, calls: Calls, changes: Changes, session: Session, clock: Clock, parent: QObject | None = None
    ) -> None:
        today = clock.today()
        super().__init__(PlannerState(today=today, day=today), parent)
        self._calls = calls
        self._session = session
        changes.on({Topic.APPOINTMENTS, Topic.QUEUE, Topic.SCHEDULES}, self, self.refresh)
        changes.on({Topic.STAFF, Topic.HOUSE}, self, self.start)

    @latest
    async def start(self) -> None:
        """The doctors, oneself chosen if one is a doctor, and the day the hospital is on."""
        asked = self._calls.send(staff.doctors()), self._calls.send(staff.hospital())
        try:
            doctors, hospital = await asked[0], await asked[1]
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        known = tuple(sorted(doctors.items, key=lambda doctor: (doctor.department, doctor.name)))
        ids = [one.id for one in known]
        chosen = self.state.doctor_id or next((one for one in ids if one == self._own), ids[0] if ids else None)
        today = hospital.business_date
        day = today if self.state.day == self.state.today else self.state.day
        house = replace(self.state, doctors=known, today=today, currency=hospital.currency)
        self._show(replace(house, doctor_id=chosen, day=day, problem=None))
        self.refresh()

    @latest
    async def refresh(self) -> None:
        state = self.state
        if state.doctor_id is None:
            return
        ask = calendar.of_doctor(doctor_id=state.doctor_id, date=state.first, days=int(state.span))
        try:
            found = await self._calls.send(ask)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(self._settled(replace(self.state, days=tuple(found.days), known=True, problem=None)))

    def reaches(self, permission: Permission) -> bool:
        """Whether the right reaches the doctor shown: a doctor's own goes no further than himself."""
        scope = self._session.scope(permission)
        return self.state.doctor_id == self._own if scope is Scope.OWN else scope is not None

    @property
    def _own(self) -> EmployeeId | None:
        return self._session.me.employee_id if self._session.me else None

    def choose_doctor(self, doctor_id: EmployeeId) -> None:
        if doctor_id != self.state.doctor_id:
            self._show(replace(self.state, doctor_id=doctor_id, days=(), chosen=None, known=False))
            self.refresh()

    def show_span(self, span: Span) -> None:
        self._go(replace(self.state, span=span))

    def show_day(self, day: date) -> None:
        self._go(replace(self.state, day=day))

    def step(self, weeks: int) -> None:
        self._go(replace(self.state, day=self.state.day + timedelta(days=7 * weeks)))

    def turn(self, days: int) -> None:
        self._go(replace(self.state, day=self.state.day + timedelta(days=days)))

    def go_today(self) -> None:
        self._go(replace(self.state, day=self.state.today))

    def go_to(self, doctor_id: EmployeeId, day: date, slot_at: datetime) -> None:
        """To a free place that was found elsewhere."""
        same = doctor_id == self.state.doctor_id
        days = self.state.days if same else ()
        self._go(replace(self.state, doctor_id=doctor_id, days=days, day=day, chosen=(day, slot_at, None)))

    def choose(self, place: Place) -> None:
        self._show(replace(self.state, day=place.day, chosen=place.key))

    @slot
    async def cancel(self, appointment: AppointmentSummary, reason: str) -> None:
        await self._do(appointments.cancel(appointment_id=appointment.id, version=appointment.version, reason=reason))

    async def _do(self, call: Call[AppointmentDetails]) -> None:
        if self.state.busy:
            return
        self._show(replace(self.state, busy=True, problem=None))
        try:
            await self._calls.send(call)
        except ApiError as problem:
            self._show(replace(self.state, busy=False, problem=problem))
        else:
            self._show(replace(self.state, busy=False))
        self.refresh()

    def _go(self, state: PlannerState) -> None:
        """Days that are known already are shown at once, others as soon as they come."""
        inside = {one.date for one in state.days}
        wanted = {state.first + timedelta(days=number) for number in range(int(state.span))}
        self._show(self._settled(state if wanted <= inside else replace(state, known=False)))
        self.refresh()

    def _settled(self, state: PlannerState) -> PlannerState:
        """The place one stood on, else the first free one of the day, else its first."""
        if state.place is not None or not state.places:
            return state
        wanted = state.chosen[1] if state.chosen else None
        same = next((one for one in state.places if wanted is not None and one.at == wanted), None)
        free = next((one for one in state.places if one.slot and one.slot.free and not one.appointment), None)
        return replace(state, chosen=(same or free or state.places[0]).key)
