"""A patient's place in the lines: at another doctor, in another class, before somebody else."""

from server.features.access.approvals import Approvals
from server.features.appointments.places import token_of
from server.features.appointments.repository import Place
from server.features.appointments.service import AppointmentService
from server.features.queue.procedure import Procedure
from shared.contracts.queue import OtherClass
from shared.errors import InvalidRequest
from shared.events import EventType
from shared.ids import EmployeeId
from shared.models.queue import QueueEntry, Reorder, SetPriority, TransferAppointment
from shared.permissions import Permission
from shared.rules.appointment_moves import Move
from shared.rules.queue_order import placed_before


class LineService(Procedure):
    def transfer(self, request: TransferAppointment) -> QueueEntry:
        """A new serial, position and token at the other doctor; the old ones stay given, and stand in the event."""
        appointment = self._appointments.get(request.appointment_id)
        self._check_mine(appointment.doctor, Permission.QUEUE_TRANSFER)
        self._check_today(appointment)
        doctor, other = appointment.doctor, self._appointments.doctor(request.doctor_id)
        if other.id == doctor.id:
            raise InvalidRequest({"doctor_id": "the patient is in this doctor's queue already"})
        place = self._lock_both(doctor.id, other.id)
        appointment = AppointmentService(self._ctx).locked(
            Move.TRANSFER, request.appointment_id, request.version, doctor.id
        )
        found, old_token = appointment.status, appointment.token
        self._appointments.check_not_booked(appointment.patient_id, other.id, appointment.appointment_date)
        appointment.doctor_id = other.id
        appointment.status = Move.TRANSFER.leads_to
        appointment.serial_number = place.serial
        appointment.queue_position = place.position
        appointment.token = token_of(other, place.serial)
        appointment.slot_at = appointment.slot_until = None
        appointment.due_at = self._ctx.now
        appointment.hold_reason = appointment.called_at = None
        appointment.calls = 0
        self._record(
            appointment,
            EventType.QUEUE_TRANSFERRED,
            request.reason,
            serial=place.serial,
            position=place.position,
            doctor=other.full_name,
            from_doctor=doctor.full_name,
            from_token=old_token,
        )
        return self._entry(appointment, found)

    def set_priority(self, request: SetPriority) -> QueueEntry:
        """Before or behind others by a class of its own; within it the old position counts."""
        appointment = self._ready_for(Move.SHIFT, request, Permission.QUEUE_PRIORITY)
        before = appointment.priority
        if request.priority is before:
            raise InvalidRequest({"priority": "this is the patient's class already"})
        second = Approvals(self._ctx).check(Permission.QUEUE_PRIORITY, appointment.id, request.approval_id)
        appointment.priority = request.priority
        appointment.priority_reason = request.reason
        self._record(
            appointment,
            EventType.QUEUE_PRIORITY_CHANGED,
            request.reason,
            priority=request.priority.value,
            from_priority=before.value,
            approved_by=second and str(second),
        )
        return self._entry(appointment)

    def reorder(self, request: Reorder) -> QueueEntry:
        """Within the class only: to go before another class takes a reason."""
        appointment = self._ready_for(Move.SHIFT, request, Permission.QUEUE_REORDER)
        line = self._queue.line(appointment)
        others = {one.id for one in line if one.waits and one.id != appointment.id}
        if request.before is not None and request.before not in others:
            raise OtherClass
        self._queue.place(placed_before(line, appointment.id, request.before), appointment)
        self._record(appointment, EventType.QUEUE_REORDERED, position=appointment.queue_position)
        return self._entry(appointment)

    def _lock_both(self, doctor_id: EmployeeId, other_id: EmployeeId) -> Place:
        """Both days, always in the order of the doctors: two transfers crossing each other wait, and never for ever."""
        today = self._ctx.today
        place = None
        for one in sorted((doctor_id, other_id)):
            if one == other_id:
                place = self._days.joined(one, today, None)
            else:
                self._days.moved(one, today)
            self._ctx.queue_changed(one)
        assert place is not None  # the other doctor is one of the two
        return place
