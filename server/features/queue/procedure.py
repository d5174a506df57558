"""What every procedure at a queue does: whose queue it is, the locks in their order, the event, the answer."""

from server.core.context import Context
from server.features.appointments.repository import AppointmentRepository, QueueDayRepository
from server.features.appointments.service import AppointmentService
from server.features.appointments.tables import Appointment
from server.features.appointments.waits import WaitingTimes
from server.features.queue.repository import QueueRepository
from server.features.queue.snapshots import queue_entry, queue_snapshot
from server.features.staff.tables import Employee
from shared.contracts.appointments import AppointmentStateConflict, SessionEnded
from shared.contracts.queue import DoctorBusy
from shared.events import EventType
from shared.ids import EmployeeId
from shared.models.appointments import AppointmentStatus
from shared.models.queue import QueueEntry, QueueMove, QueueSnapshot, SessionNotice, SessionPause
from shared.permissions import Permission
from shared.rules.appointment_moves import Move


class Procedure:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._queue = QueueRepository(ctx.session)
        self._appointments = AppointmentRepository(ctx.session)
        self._days = QueueDayRepository(ctx.session)
        self._times = WaitingTimes(ctx.session, ctx.house, ctx.now)

    def _moved(self, move: Move, request: QueueMove) -> Appointment:
        appointment = self._ready_for(move, request)
        appointment.status = move.leads_to
        return appointment

    def _ready_for(self, move: Move, request: QueueMove, permission: Permission = Permission.QUEUE_CALL) -> Appointment:
        """One of today's and of a queue one may move, locked."""
        self._check_mine(self._appointments.get(request.appointment_id).doctor, permission)
        appointment = AppointmentService(self._ctx).ready_for(move, request.appointment_id, request.version)
        self._check_today(appointment)
        return appointment

    def _check_today(self, appointment: Appointment) -> None:
        if appointment.appointment_date != self._ctx.today:
            raise AppointmentStateConflict(appointment.status)

    def _check_mine(self, doctor: Employee, permission: Permission) -> None:
        """One's own queue is the one where one is the doctor, or works in the doctor's department."""
        person = self._ctx.person
        same_department = person.department_id is not None and person.department_id == doctor.department_id
        self._ctx.actor.reaches(permission, own=person.employee_id == doctor.id or same_department)

    def _check_open(self, doctor_id: EmployeeId) -> SessionPause | None:
        """The pause there is, once the day is locked. Raises SessionEnded."""
        pause = self._days.pause(doctor_id, self._ctx.today)
        if pause is not None and pause.notice is SessionNotice.ENDED:
            raise SessionEnded
        return pause

    def _check_free(self, doctor_id: EmployeeId) -> None:
        current = self._appointments.current(doctor_id, self._ctx.today)
        if current is not None:
            raise DoctorBusy(current.id, current.token or "")

    def _record(
        self, appointment: Appointment, event: EventType, description: str | None = None, **metadata: object
    ) -> None:
        self._ctx.record(
            event,
            appointment.id,
            appointment.patient_id,
            description or "",
            token=appointment.token,
            **{key: value for key, value in metadata.items() if value is not None},
        )

    def _entry(self, appointment: Appointment, found: AppointmentStatus | None = None) -> QueueEntry:
        self._appointments.flush(found or appointment.status)
        waits = appointment.status is AppointmentStatus.WAITING
        people = self._appointments.people_ahead(appointment) if waits else 0
        minutes = self._times.minutes(appointment, people, self._ctx.today)
        return queue_entry(self._queue.entry(appointment.id), minutes, self._times.at(minutes))

    def _picture(self, doctor_id: EmployeeId) -> QueueSnapshot:
        return queue_snapshot(self._ctx.session, self._ctx.house, self._ctx.now, doctor_id)
