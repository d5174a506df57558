"""One doctor's queue, kept in memory: answers its moves as the server would."""

from typing import Any

from shared.contracts import queue
from shared.contracts.appointments import AppointmentStateConflict
from shared.contracts.queue import DoctorBusy, NobodyWaiting
from shared.errors import StaleVersion
from shared.ids import AppointmentId
from shared.models.appointments import AppointmentStatus, HoldReason, Priority
from shared.models.queue import Pace, PaceSource, QueueEntry, QueueSnapshot, SessionNotice, SessionPause
from shared.rules.queue_order import Standing, placed_before
from tests.client.consulting.examples import DOCTOR, NOW
from tests.client.fakes import FakeCalls

_WHOSE = {"doctor_id"}
_GROUPS = (AppointmentStatus.CALLED, AppointmentStatus.IN_CONSULTATION, AppointmentStatus.WAITING)


def _calling_order(entry):
    group = _GROUPS.index(entry.status) if entry.status in _GROUPS else len(_GROUPS)
    return group, list(Priority).index(entry.priority), entry.position


class Door:
    """`version` counts its moves, as the server's does."""

    def __init__(self, calls: FakeCalls) -> None:
        self.calls = calls
        self.entries: dict[AppointmentId, QueueEntry] = {}
        self.version = 1
        self.completed = 14
        self.pause: SessionPause | None = None
        self._answer_queue()

    def snapshot(self) -> QueueSnapshot:
        return QueueSnapshot(
            doctor_id=DOCTOR.id,
            doctor=DOCTOR.name,
            room=DOCTOR.room,
            date=NOW.date(),
            version=self.version,
            pause=self.pause,
            pace=Pace(minutes=10.0, source=PaceSource.HOUSE),
            entries=sorted(self.entries.values(), key=_calling_order),
            completed=self.completed,
        )

    def _moved(self, entry: QueueEntry, status: AppointmentStatus, **changes: Any) -> QueueEntry:
        now = self.entries[entry.appointment_id]
        self.version += 1
        moved = now.model_copy(update={"status": status, "version": now.version + 1, **changes})
        self.entries[entry.appointment_id] = moved
        return moved

    def _answer_queue(self) -> None:
        def move(status, *starts, **changes):
            def answer(request):
                entry = self.entries[request.appointment_id]
                if entry.version != request.version:
                    raise StaleVersion(entry.version)
                if entry.status not in starts:
                    raise AppointmentStateConflict(entry.status)
                return self._moved(entry, status, **changes)

            return answer

        def call_next(_request):
            self._check_free()
            waiting = self.snapshot().waiting
            if not waiting:
                raise NobodyWaiting
            return self._moved(waiting[0], status.CALLED, called_at=NOW, calls=1)

        def call(request):
            self._check_free()
            return move(status.CALLED, status.WAITING, called_at=NOW, calls=1)(request)

        status = AppointmentStatus
        answers = self.calls.answers
        answers(queue.call_next, with_=call_next)
        answers(queue.call, with_=call)
        answers(queue.of_doctor, with_=lambda _: self.snapshot())
        answers(queue.recall, with_=move(status.CALLED, status.CALLED, calls=2))
        answers(queue.undo_call, with_=move(status.WAITING, status.CALLED, calls=0, called_at=None))
        answers(queue.enter, with_=move(status.IN_CONSULTATION, status.CALLED))
        skipped = move(status.ON_HOLD, status.CALLED, status.IN_CONSULTATION, hold_reason=HoldReason.SKIPPED)
        answers(queue.skip, with_=skipped)
        tests = move(status.ON_HOLD, status.IN_CONSULTATION, hold_reason=HoldReason.TESTS)
        answers(queue.send_for_tests, with_=tests)
        answers(queue.return_to_queue, with_=move(status.WAITING, status.ON_HOLD, hold_reason=None))
        answers(queue.no_show, with_=AppointmentStateConflict(status.CALLED))
        answers(queue.transfer, with_=self._transferred)
        answers(queue.set_priority, with_=lambda ask: self._shifted(ask, priority=ask.priority))
        answers(queue.reorder, with_=self._reordered)
        answers(queue.pause, with_=lambda ask: self._session(SessionPause(since=NOW, **ask.model_dump(exclude=_WHOSE))))
        answers(queue.resume, with_=lambda _: self._session(None))
        answers(queue.end_day, with_=self._ended)

    def _shifted(self, request, **changes):
        entry = self.entries[request.appointment_id]
        if entry.version != request.version:
            raise StaleVersion(entry.version)
        return self._moved(entry, entry.status, **changes)

    def _transferred(self, request):
        gone = self._shifted(request)
        del self.entries[request.appointment_id]
        return gone

    def _reordered(self, request):
        moved = self._shifted(request)
        line = [Standing(e.appointment_id, e.position, waits=True) for e in self.entries.values()]
        for key, position in placed_before(line, moved.appointment_id, request.before).items():
            self.entries[key] = self.entries[key].model_copy(update={"position": position})
        return self.entries[moved.appointment_id]

    def _session(self, pause):
        self.version += 1
        self.pause = pause
        return self.snapshot()

    def _ended(self, _request):
        self.entries.clear()
        return self._session(SessionPause(notice=SessionNotice.ENDED, since=NOW, back_at=None))

    def _check_free(self) -> None:
        current = self.snapshot().current
        if current is not None:
            raise DoctorBusy(current.appointment_id, current.token)
