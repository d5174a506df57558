"""A place in a doctor's day: the slot that is booked, and where one who comes stands in the queue."""

from dataclasses import dataclass
from datetime import date, datetime

from server.core.context import Context
from server.features.appointments.repository import QueueDayRepository
from server.features.appointments.slot_repository import SlotRepository
from server.features.appointments.tables import Appointment
from server.features.schedules.plans import DayPlan, Plans
from server.features.staff.tables import Employee
from shared.contracts.appointments import DayFull, DoctorAway, PatientElsewhere, SlotFull
from shared.ids import AppointmentId, EmployeeId, PatientId
from shared.permissions import Permission
from shared.rules.slots import NOBODY, Slot, Taken, due_at, free


@dataclass(frozen=True)
class Wish:
    """What is asked for; `at` None means the day's first free slot."""

    patient_id: PatientId
    doctor: Employee
    day: date
    at: datetime | None
    over_book: bool = False
    despite_clash: bool = False
    moved: AppointmentId | None = None
    """The appointment that gives up its old place for this one."""


@dataclass(frozen=True)
class Held:
    """A slot, and the serial that goes with it."""

    slot: Slot
    serial: int
    token: str

    def give(self, appointment: Appointment) -> None:
        appointment.slot_at, appointment.slot_until = self.slot.starts, self.slot.ends
        appointment.serial_number, appointment.token = self.serial, self.token


class Places:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._slots = SlotRepository(ctx.session)
        self._days = QueueDayRepository(ctx.session)
        self._plans = Plans(ctx)

    def check_here(self, doctor: Employee, day: date, *, knowingly: bool) -> None:
        """A walk-in is given to a doctor on leave knowingly only; hours do not keep anybody away."""
        if self._plans.of_today(doctor.id, day).is_away:
            self._check_over_booking(doctor.id, DoctorAway(day), knowingly=knowingly)

    def hold(self, wish: Wish, serial: int | None = None) -> Held | None:
        """Locks the doctor's day, so that of two desks one gets the last place. None: that day has no slots to book.

        Who moves within one doctor's day hands in the serial he keeps.
        """
        doctor, day = wish.doctor, wish.day
        self._slots.share_doctor(doctor.id)
        plan = self._plans.of_today(doctor.id, day)
        if not plan.has_hours and wish.at is None:
            return None
        self._days.moved(doctor.id, day)
        slot = self._slot(wish, plan)
        if slot is None:
            return None
        if not wish.despite_clash:
            self._check_elsewhere(wish, slot)
        number = self._days.reserved(doctor.id, day) if serial is None else serial
        return Held(slot, number, token_of(doctor, number))

    def position(self, appointment: Appointment, last: int) -> int:
        """Where one who comes now stands; notes when the queue expects to reach him."""
        plan = self._plans.of_today(appointment.doctor_id, appointment.appointment_date)
        appointment.due_at = due_at(
            self._ctx.now,
            plan.slots,
            self._taken(appointment.doctor_id, appointment.appointment_date, appointment.id) if plan.slots else {},
            appointment.slot_at,
        )
        if not plan.has_hours and appointment.slot_at is None:
            return last
        return self._slots.stood_by(appointment, appointment.due_at, last)

    def _slot(self, wish: Wish, plan: DayPlan) -> Slot | None:
        """None where somebody is booked for the day as such, knowing that the doctor does not sit."""
        taken = self._taken(wish.doctor.id, wish.day, wish.moved)
        if wish.at is not None:
            slot = next((one for one in plan.slots if one.starts == wish.at), None)
            if slot is None or slot.ends <= self._ctx.now:
                raise DoctorAway(wish.day, plan.closed or "")
            if not free(slot, taken.get(slot.starts, NOBODY)):
                self._check_over_booking(wish.doctor.id, SlotFull(slot.starts), knowingly=wish.over_book)
            return slot
        ahead = [slot for slot in plan.slots if slot.ends > self._ctx.now]
        if not ahead:
            self._check_over_booking(wish.doctor.id, DoctorAway(wish.day, plan.closed or ""), knowingly=wish.over_book)
            return None
        first = next((slot for slot in ahead if free(slot, taken.get(slot.starts, NOBODY))), None)
        if first is None:
            self._check_over_booking(wish.doctor.id, DayFull(wish.day), knowingly=wish.over_book)
            return ahead[-1]
        return first

    def _check_over_booking(
        self,
        doctor_id: EmployeeId,
        refusal: SlotFull | DayFull | DoctorAway,
        *,
        knowingly: bool,
    ) -> None:
        if not knowingly:
            raise refusal
        own = self._ctx.person.employee_id == doctor_id
        self._ctx.actor.check(Permission.APPOINTMENTS_OVERBOOK)
        self._ctx.actor.reaches(Permission.APPOINTMENTS_OVERBOOK, own=own)

    def _check_elsewhere(self, wish: Wish, slot: Slot) -> None:
        other = self._slots.elsewhere(wish.patient_id, wish.doctor.id, slot, wish.day)
        if other is not None and other[0] != wish.moved:
            raise PatientElsewhere(other[0], other[1], other[2] or slot.starts)

    def _taken(self, doctor_id: EmployeeId, day: date, but: AppointmentId | None) -> dict[datetime, Taken]:
        found = self._slots.taken([doctor_id], day, day, but)
        return {at: taken for (_, at), taken in found.items()}


def token_of(doctor: Employee, serial: int) -> str:
    return "-".join(part for part in (doctor.token_prefix, f"{serial:03d}") if part)
