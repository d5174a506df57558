"""A doctor's session: calling, away for a while, over for today."""

from datetime import datetime

from server.features.queue.procedure import Procedure
from server.features.queue.tables import SessionEvent, SessionStep
from shared.contracts.queue import DoctorBusy, SessionNotPaused
from shared.errors import InvalidRequest
from shared.events import EventType
from shared.ids import EmployeeId, EventId, new_id
from shared.models.appointments import AppointmentStatus
from shared.models.queue import PauseSession, QueueSnapshot, SessionNotice, SessionPause
from shared.permissions import Permission
from shared.rules.appointment_moves import Move


class SessionService(Procedure):
    def pause(self, request: PauseSession) -> QueueSnapshot:
        """Nobody is called until the doctor resumes; who is called or inside is served. Said again, it says anew."""
        if request.back_at is not None and request.back_at <= self._ctx.now:
            raise InvalidRequest({"back_at": "lies in the past"})
        self._lock(request.doctor_id)
        known = self._check_open(request.doctor_id)
        since = known.since if known is not None else self._ctx.now
        self._set(request.doctor_id, SessionPause(notice=request.notice, since=since, back_at=request.back_at))
        return self._done(request.doctor_id, SessionStep.PAUSED, request.notice, request.back_at)

    def resume(self, doctor_id: EmployeeId) -> QueueSnapshot:
        """Also after the day's end: the doctor stays for one more."""
        self._lock(doctor_id)
        if self._days.pause(doctor_id, self._ctx.today) is None:
            raise SessionNotPaused
        self._set(doctor_id, None)
        return self._done(doctor_id, SessionStep.RESUMED)

    def end_day(self, doctor_id: EmployeeId) -> QueueSnapshot:
        """Whoever still waits, is called or on hold was not seen today; refused while somebody is in the room."""
        self._lock(doctor_id)
        self._check_open(doctor_id)
        current = self._appointments.current(doctor_id, self._ctx.today)
        if current is not None and current.status is AppointmentStatus.IN_CONSULTATION:
            raise DoctorBusy(current.id, current.token or "")
        for appointment in self._appointments.open_of_day(doctor_id, self._ctx.today):
            found = appointment.status
            appointment.status = Move.CLOSE.leads_to
            appointment.hold_reason = None
            self._ctx.touched(appointment.id, appointment.patient_id)
            self._record(appointment, EventType.QUEUE_NO_SHOW, closed="end_of_day", found=found.value)
        self._set(doctor_id, SessionPause(notice=SessionNotice.ENDED, since=self._ctx.now, back_at=None))
        return self._done(doctor_id, SessionStep.ENDED, SessionNotice.ENDED)

    def _lock(self, doctor_id: EmployeeId) -> None:
        self._check_mine(self._appointments.doctor(doctor_id), Permission.QUEUE_SESSION)
        self._days.moved(doctor_id, self._ctx.today)
        self._ctx.queue_changed(doctor_id)

    def _set(self, doctor_id: EmployeeId, pause: SessionPause | None) -> None:
        self._days.set_pause(doctor_id, self._ctx.today, pause)

    def _done(
        self,
        doctor_id: EmployeeId,
        step: SessionStep,
        notice: SessionNotice | None = None,
        back_at: datetime | None = None,
    ) -> QueueSnapshot:
        self._queue.log(
            SessionEvent(
                id=EventId(new_id()),
                doctor_id=doctor_id,
                day=self._ctx.today,
                step=step,
                notice=notice,
                back_at=back_at,
                employee_id=self._ctx.person.employee_id,
                workstation_id=self._ctx.device.id,
                performed_at=self._ctx.now,
                command_key=self._ctx.command_key,
            )
        )
        self._queue.flush()
        return self._picture(doctor_id)
