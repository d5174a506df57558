"""What patients are told of their visits and reports: whether it is so, and when a report is worth a message."""

from typing import Final

from server.core.context import Context
from server.features.appointments.repository import IN_THE_HOUSE, AppointmentRepository
from server.features.appointments.service import visit_of
from server.features.appointments.tables import Appointment
from server.features.lab.repository import LabRepository
from server.features.queue.sessions import SessionService
from server.features.reminders.planning import Reminders
from server.features.reminders.visits import Standing
from server.features.reminders.wording import Facts
from server.features.schedules.plans import Plans
from shared.ids import AppointmentId, EmployeeId
from shared.models.appointments import AppointmentStatus
from shared.models.queue import QueueSnapshot
from shared.models.reminders import MessageKind

_SAYS: Final = {MessageKind.SESSION_CANCELLED: AppointmentStatus.CANCELLED}
"""What a visit must be for the message to be true; all others say that it lies ahead."""


class ReportNews:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._lab = LabRepository(ctx.session)
        self._appointments = AppointmentRepository(ctx.session)

    def tell(self, visit: Appointment) -> None:
        """Once all of it is released; who is in the house hears it there.

        Whoever asks has locked the visit: of two who release its last tests at once, the second sees the first.
        """
        is_here = visit.status in IN_THE_HOUSE and visit.appointment_date == self._ctx.today
        released_at = self._lab.reports_ready(Appointment.id == visit.id).get(visit.id)
        if released_at is not None and not is_here:
            Reminders(self._ctx).report_ready(visit_of(visit), released_at)

    def end_day(self, doctor_id: EmployeeId) -> QueueSnapshot:
        """Who went home meanwhile did not hear of the report here."""
        picture = SessionService(self._ctx).end_day(doctor_id)
        for visit_id in self._lab.reports_ready(
            (Appointment.doctor_id == doctor_id)
            & (Appointment.appointment_date == self._ctx.today)
            & (Appointment.status == AppointmentStatus.NO_SHOW)
        ):
            self.tell(self._appointments.get(visit_id))
        return picture


def standing(ctx: Context, appointment_id: AppointmentId, kind: MessageKind) -> Standing:
    visit = AppointmentRepository(ctx.session).get(appointment_id)
    doctor, day, slot_at = visit.doctor, visit.appointment_date, visit.slot_at
    if kind is MessageKind.REPORT_READY:
        is_so = bool(LabRepository(ctx.session).reports_ready(Appointment.id == visit.id))
    else:
        is_so = visit.status is _SAYS.get(kind, AppointmentStatus.SCHEDULED)
    return Standing(
        Facts(doctor.full_name, Plans(ctx).room_at(doctor, day, slot_at), day, slot_at),
        doctor.department_id,
        is_so,
    )
