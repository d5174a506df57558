"""Calling patients in: the doctor's side of the queue."""

from server.core.context import Context
from server.features.appointments.repository import AppointmentRepository, QueueDayRepository
from server.features.appointments.service import AppointmentService
from server.features.appointments.tables import Appointment
from server.features.queue.repository import QueueRepository
from server.features.queue.snapshots import board_snapshot, queue_entry, queue_snapshot
from server.features.staff.tables import Employee
from shared.contracts.appointments import AppointmentStateConflict
from shared.contracts.queue import DoctorBusy, NobodyWaiting
from shared.errors import InvalidRequest
from shared.events import EventType
from shared.ids import AppointmentId, EmployeeId, PatientId, WorkstationId
from shared.models.appointments import AppointmentStatus
from shared.models.queue import BoardSnapshot, QueueEntry, QueueMove, QueueSnapshot, ReturnToQueue, Skip
from shared.permissions import Permission
from shared.rules.appointment_moves import Move


class QueueService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._queue = QueueRepository(ctx.session)
        self._appointments = AppointmentRepository(ctx.session)
        self._days = QueueDayRepository(ctx.session)

    def of_doctor(self, doctor_id: EmployeeId) -> QueueSnapshot:
        return queue_snapshot(self._queue, doctor_id, self._ctx.today)

    def board(self, workstation_id: WorkstationId) -> BoardSnapshot:
        self._queue.check_workstation(workstation_id)
        return board_snapshot(self._queue, self._ctx.house, self._ctx.today)

    def call_next(self, doctor_id: EmployeeId) -> QueueEntry:
        self._check_mine(self._appointments.doctor(doctor_id))
        self._days.moved(doctor_id, self._ctx.today)  # locks the day: two screens of one doctor take turns
        self._ctx.queue_changed(doctor_id)
        self._check_free(doctor_id)
        appointment = self._appointments.next_waiting_locked(doctor_id, self._ctx.today)
        if appointment is None:
            raise NobodyWaiting
        self._ctx.touched(appointment.id, appointment.patient_id)
        return self._called(appointment)

    def call(self, request: QueueMove) -> QueueEntry:
        """This one, out of turn."""
        appointment = self._ready_for(Move.CALL, request)
        self._check_free(appointment.doctor_id)
        return self._called(appointment)

    def recall(self, request: QueueMove) -> QueueEntry:
        appointment = self._moved(Move.RECALL, request)
        appointment.calls += 1
        appointment.called_at = self._ctx.now
        self._record(appointment, EventType.QUEUE_RECALLED, calls=appointment.calls)
        return self._entry(appointment)

    def undo_call(self, request: QueueMove) -> QueueEntry:
        """Called by mistake: back at the old place, as if never called."""
        appointment = self._moved(Move.UNDO_CALL, request)
        appointment.calls = 0
        appointment.called_at = None
        self._record(appointment, EventType.QUEUE_CALL_UNDONE)
        return self._entry(appointment)

    def skip(self, request: Skip) -> QueueEntry:
        """On hold: called and not there, or sent out of the room for tests."""
        appointment = self._ready_for(Move.SKIP, request)
        if appointment.status is AppointmentStatus.IN_CONSULTATION:
            self._record(appointment, EventType.EXITED_ROOM)
        appointment.status = Move.SKIP.leads_to
        self._record(appointment, EventType.QUEUE_SKIPPED, request.reason)
        return self._entry(appointment)

    def no_show(self, request: QueueMove) -> QueueEntry:
        """Absent, once called as often as the house wants."""
        appointment = self._moved(Move.NO_SHOW, request)
        if appointment.calls < self._ctx.house.no_show_after_calls:
            raise AppointmentStateConflict(AppointmentStatus.CALLED)
        self._record(appointment, EventType.QUEUE_NO_SHOW, calls=appointment.calls)
        return self._entry(appointment)

    def return_to_queue(self, request: ReturnToQueue) -> QueueEntry:
        """From hold to the old place; who was absent goes to the end, and says why."""
        appointment = self._ready_for(Move.RETURN, request)
        found = appointment.status
        was_absent = found is AppointmentStatus.NO_SHOW
        if was_absent and request.reason is None:
            raise InvalidRequest({"reason": "why does an absent patient come back?"})
        if was_absent:
            appointment.queue_position = self._days.sent_to_end(appointment.doctor_id, appointment.appointment_date)
        appointment.status = Move.RETURN.leads_to
        appointment.waiting_since = self._ctx.now
        self._record(appointment, EventType.QUEUE_RETURNED, request.reason, position=appointment.queue_position)
        return self._entry(appointment, found)

    def enter(self, request: QueueMove) -> QueueEntry:
        appointment = self._moved(Move.ENTER, request)
        appointment.entered_at = appointment.entered_at or self._ctx.now
        self._record(appointment, EventType.ENTERED_ROOM)
        return self._entry(appointment)

    def complete(self, appointment_id: AppointmentId, version: int | None = None) -> Appointment:
        """The consultation's end, asked for by the consultation: whose it is was checked there."""
        appointment = AppointmentService(self._ctx).ready_for(Move.COMPLETE, appointment_id, version)
        appointment.status = Move.COMPLETE.leads_to
        appointment.completed_at = self._ctx.now
        self._record(appointment, EventType.EXITED_ROOM)
        self._record(appointment, EventType.CONSULTATION_COMPLETED)
        return appointment

    def patient_changed(self, patient_id: PatientId) -> None:
        AppointmentService(self._ctx).patient_changed(patient_id)

    def _moved(self, move: Move, request: QueueMove) -> Appointment:
        appointment = self._ready_for(move, request)
        appointment.status = move.leads_to
        return appointment

    def _ready_for(self, move: Move, request: QueueMove) -> Appointment:
        """One of today's and of one's own queue, locked."""
        self._check_mine(self._appointments.get(request.appointment_id).doctor)
        appointment = AppointmentService(self._ctx).ready_for(move, request.appointment_id, request.version)
        if appointment.appointment_date != self._ctx.today:
            raise AppointmentStateConflict(appointment.status)
        return appointment

    def _called(self, appointment: Appointment) -> QueueEntry:
        appointment.status = Move.CALL.leads_to
        appointment.calls = 1
        appointment.called_at = self._ctx.now
        self._record(appointment, EventType.QUEUE_CALLED, room=_room(appointment.doctor))
        return self._entry(appointment)

    def _check_free(self, doctor_id: EmployeeId) -> None:
        current = self._appointments.current(doctor_id, self._ctx.today)
        if current is not None:
            raise DoctorBusy(current.id, current.token or "")

    def _check_mine(self, doctor: Employee) -> None:
        """One's own queue is the one where one is the doctor, or works in the doctor's department."""
        person = self._ctx.person
        same_department = person.department_id is not None and person.department_id == doctor.department_id
        self._ctx.actor.reaches(Permission.QUEUE_CALL, own=person.employee_id == doctor.id or same_department)

    def _record(
        self, appointment: Appointment, event: EventType, description: str | None = None, **metadata: object
    ) -> None:
        self._ctx.record(
            event,
            appointment.id,
            appointment.patient_id,
            description or "",
            token=appointment.token,
            **metadata,
        )

    def _entry(self, appointment: Appointment, found: AppointmentStatus | None = None) -> QueueEntry:
        self._appointments.flush(found or appointment.status)
        return queue_entry(self._queue.entry(appointment.id))


def _room(doctor: Employee) -> str:
    return doctor.room.name if doctor.room else ""
