"""Calling patients in: the doctor's side of the queue."""

from server.features.appointments.service import AppointmentService
from server.features.appointments.tables import Appointment
from server.features.queue.boards import house_board
from server.features.queue.procedure import Procedure
from server.features.schedules.plans import Plans
from shared.contracts.appointments import AppointmentStateConflict
from shared.contracts.queue import NobodyWaiting, SessionPaused
from shared.errors import InvalidRequest
from shared.events import EventType
from shared.ids import AppointmentId, EmployeeId, PatientId, WorkstationId
from shared.models.appointments import AppointmentStatus, HoldReason
from shared.models.queue import BoardSnapshot, QueueEntry, QueueMove, QueueSnapshot, ReturnToQueue, SessionNotice, Skip
from shared.permissions import Permission
from shared.rules.appointment_moves import Move
from shared.rules.queue_order import ReturnPlace, placed_behind


class QueueService(Procedure):
    def of_doctor(self, doctor_id: EmployeeId) -> QueueSnapshot:
        return self._picture(doctor_id)

    def board(self, workstation_id: WorkstationId) -> BoardSnapshot:
        self._queue.check_workstation(workstation_id)
        return house_board(self._ctx.session, self._ctx.house, self._ctx.now).of(workstation_id)

    def call_next(self, doctor_id: EmployeeId) -> QueueEntry:
        self._check_mine(self._appointments.doctor(doctor_id), Permission.QUEUE_CALL)
        self._days.moved(doctor_id, self._ctx.today)  # locks the day: two screens of one doctor take turns
        self._ctx.queue_changed(doctor_id)
        self._check_calling(doctor_id)
        appointment = self._appointments.next_waiting_locked(doctor_id, self._ctx.today)
        if appointment is None:
            raise NobodyWaiting
        self._ctx.touched(appointment.id, appointment.patient_id)
        return self._called(appointment)

    def call(self, request: QueueMove) -> QueueEntry:
        """This one, out of turn."""
        appointment = self._ready_for(Move.CALL, request)
        self._check_calling(appointment.doctor_id)
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
        """On hold: called and not there, or out of the room for a while."""
        appointment = self._ready_for(Move.SKIP, request)
        inside = appointment.status is AppointmentStatus.IN_CONSULTATION
        appointment.leave_room(self._ctx.now)
        appointment.status = Move.SKIP.leads_to
        appointment.hold_reason = HoldReason.SKIPPED
        self._record(appointment, EventType.QUEUE_SKIPPED, request.reason, left_room=inside or None)
        return self._entry(appointment)

    def send_for_tests(self, request: QueueMove) -> QueueEntry:
        """Seen, and out of the room until the results are there."""
        appointment = self._moved(Move.SEND_FOR_TESTS, request)
        appointment.hold_reason = HoldReason.TESTS
        appointment.leave_room(self._ctx.now)
        self._record(appointment, EventType.SENT_FOR_TESTS)
        return self._entry(appointment)

    def no_show(self, request: QueueMove) -> QueueEntry:
        """Absent, once called as often as the house wants."""
        appointment = self._moved(Move.NO_SHOW, request)
        if appointment.calls < self._ctx.house.no_show_after_calls:
            raise AppointmentStateConflict(AppointmentStatus.CALLED)
        self._record(appointment, EventType.QUEUE_NO_SHOW, calls=appointment.calls)
        return self._entry(appointment)

    def return_to_queue(self, request: ReturnToQueue) -> QueueEntry:
        """From hold to the place the house wants; who was absent goes to the end, and says why."""
        appointment = self._ready_for(Move.RETURN, request)
        found = appointment.status
        was_absent = found is AppointmentStatus.NO_SHOW
        if was_absent and request.reason is None:
            raise InvalidRequest({"reason": "why does an absent patient come back?"})
        self._check_open(appointment.doctor_id)
        self._return(appointment, ReturnPlace.END if was_absent else self._ctx.house.return_place, request.reason)
        return self._entry(appointment, found)

    def out_for_tests_locked(self, appointment_id: AppointmentId) -> Appointment | None:
        """The visit, with the doctor's day, if the patient is out of the room until results are there."""
        known = self._appointments.get(appointment_id)
        if not self._is_out_for_tests(known):
            return None
        doctor_id = known.doctor_id
        self._days.moved(doctor_id, self._ctx.today)
        self._ctx.queue_changed(doctor_id)
        appointment = self._appointments.get_locked(appointment_id)
        return appointment if appointment.doctor_id == doctor_id and self._is_out_for_tests(appointment) else None

    def back_with_results(self, appointment: Appointment) -> None:
        """To the place the house wants, as by hand; once the day has ended nobody waits any more."""
        pause = self._days.pause(appointment.doctor_id, self._ctx.today)
        if pause is not None and pause.notice is SessionNotice.ENDED:
            return
        self._return(appointment, self._ctx.house.return_place)
        self._appointments.flush(AppointmentStatus.ON_HOLD)
        self._ctx.touched(appointment.id, appointment.patient_id)

    def enter(self, request: QueueMove) -> QueueEntry:
        appointment = self._moved(Move.ENTER, request)
        appointment.enter_room(self._ctx.now)
        self._record(appointment, EventType.ENTERED_ROOM)
        return self._entry(appointment)

    def complete(self, appointment_id: AppointmentId, version: int | None = None) -> Appointment:
        """The consultation's end, asked for by the consultation: whose it is was checked there."""
        appointment = AppointmentService(self._ctx).ready_for(Move.COMPLETE, appointment_id, version)
        appointment.status = Move.COMPLETE.leads_to
        appointment.completed_at = self._ctx.now
        appointment.leave_room(self._ctx.now)
        self._record(appointment, EventType.EXITED_ROOM)
        self._record(appointment, EventType.CONSULTATION_COMPLETED)
        return appointment

    def patient_changed(self, patient_id: PatientId) -> None:
        AppointmentService(self._ctx).patient_changed(patient_id)

    def _return(self, appointment: Appointment, place: ReturnPlace, reason: str | None = None) -> None:
        self._place_back(appointment, place)
        appointment.status = Move.RETURN.leads_to
        appointment.hold_reason = None
        appointment.waiting_since = self._ctx.now
        self._record(appointment, EventType.QUEUE_RETURNED, reason, position=appointment.queue_position)

    def _is_out_for_tests(self, appointment: Appointment) -> bool:
        return (
            appointment.status is AppointmentStatus.ON_HOLD
            and appointment.hold_reason is HoldReason.TESTS
            and appointment.appointment_date == self._ctx.today
        )

    def _called(self, appointment: Appointment) -> QueueEntry:
        appointment.status = Move.CALL.leads_to
        appointment.calls = 1
        appointment.called_at = self._ctx.now
        room = Plans(self._ctx).room_at(appointment.doctor, self._ctx.today, self._ctx.now)
        self._record(appointment, EventType.QUEUE_CALLED, room=room)
        return self._entry(appointment)

    def _check_calling(self, doctor_id: EmployeeId) -> None:
        """Raises SessionEnded, SessionPaused or DoctorBusy."""
        pause = self._check_open(doctor_id)
        if pause is not None:
            raise SessionPaused(pause.notice)
        self._check_free(doctor_id)

    def _place_back(self, appointment: Appointment, place: ReturnPlace) -> None:
        if place is ReturnPlace.END:
            appointment.queue_position = self._days.sent_to_end(appointment.doctor_id, appointment.appointment_date)
        elif place is ReturnPlace.AFTER_K:
            line = self._queue.line(appointment)
            self._queue.place(placed_behind(line, appointment.id, self._ctx.house.return_after), appointment)
