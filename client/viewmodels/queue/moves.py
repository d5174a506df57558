"""The moves of a queue, for whoever may make them: in the doctor's room and at reception alike."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from client.core.aio import slot
from client.core.calls import Calls
from client.core.clock import Clock
from client.core.session import Session, SessionState
from client.core.view_model import ViewModel
from client.viewmodels.approval.second_person import SecondPerson
from client.viewmodels.queue.acts import Act, Turn, Why, turn_in, why_not
from client.viewmodels.queue.doctors import Doctors
from client.viewmodels.queue.expected import Sent
from shared.contracts.access import ApprovalNeeded
from shared.errors import ApiError
from shared.ids import AppointmentId, EmployeeId
from shared.models.access import Approval
from shared.models.appointments import Priority
from shared.models.common import Model
from shared.models.queue import (
    CallNext,
    EndDay,
    PauseSession,
    QueueEntry,
    QueueMove,
    QueueSnapshot,
    Reorder,
    ResumeSession,
    ReturnToQueue,
    SessionNotice,
    SetPriority,
    Skip,
    TransferAppointment,
)
from shared.models.staff import DoctorSummary
from shared.permissions import Permission, Scope

_READ_MS: Final = 15_000
"""So long a refusal stands; then it is old news."""


@dataclass(frozen=True)
class Refused:
    """What was tried, and why it was not done: `why` before it was sent, `error` by the server."""

    act: Act
    turn: Turn | None
    why: Why | None = None
    error: ApiError | None = None


@dataclass(frozen=True)
class MovesState:
    sent: tuple[Sent, ...] = ()
    """The first is on its way; the others follow, each once the one before it was answered."""
    refused: Refused | None = None
    unapproved: Sent | None = None
    """A second person has to agree to this one."""

    def is_moving(self, appointment_id: AppointmentId) -> bool:
        return any(sent.is_about(appointment_id) for sent in self.sent)

    def is_sending(self, *acts: Act) -> bool:
        return any(sent.act in acts for sent in self.sent)


class QueueMoves(ViewModel[MovesState]):
    """Says at once what is sent, so that lists show it done; a refusal takes it back, with all that was built on it."""

    answered = Signal(object, object)  # Sent, QueueEntry
    session_answered = Signal(object)  # QueueSnapshot
    refused = Signal(object)  # EmployeeId: this doctor's queue was not as the screen showed it

    def __init__(self, calls: Calls, session: Session, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(MovesState(), parent)
        self._calls = calls
        self._session = session
        self._clock = clock
        self._me = session.me
        self._read = QTimer(self)
        self._read.setSingleShot(True)
        self._read.setInterval(_READ_MS)
        self._read.timeout.connect(self.dismiss)
        session.state_changed.connect(self._follow)

    def may(self, act: Act) -> bool:
        return self._session.can(act.endpoint)

    def needs_second_person(self, act: Act) -> bool:
        allow = act.endpoint.allow
        return isinstance(allow, Permission) and self._session.scope(allow) is Scope.SECOND

    def why_not(self, act: Act, turn: Turn | None, snapshot: QueueSnapshot | None) -> Why | None:
        """Looked at on the screen as it is; None if it can be tried."""
        return why_not(act, turn, snapshot) if self.may(act) else Why.NOT_ALLOWED

    def call_next(self, snapshot: QueueSnapshot) -> None:
        first = next(iter(snapshot.waiting), None)
        turn = turn_in(snapshot, first) if first else None
        self._send(Act.CALL_NEXT, snapshot.doctor_id, CallNext(doctor_id=snapshot.doctor_id), turn)

    def call(self, turn: Turn) -> None:
        """This one, out of turn."""
        self._move(Act.CALL, turn)

    def recall(self, turn: Turn) -> None:
        self._move(Act.RECALL, turn)

    def undo_call(self, turn: Turn) -> None:
        self._move(Act.UNDO_CALL, turn)

    def enter(self, turn: Turn) -> None:
        self._move(Act.ENTER, turn)

    def no_show(self, turn: Turn) -> None:
        self._move(Act.NO_SHOW, turn)

    def send_for_tests(self, turn: Turn) -> None:
        """Seen, and back without queuing again."""
        self._move(Act.SEND_FOR_TESTS, turn)

    def hold(self, turn: Turn) -> None:
        """Called and absent, or out of the room for a while: the place is kept."""
        self._send_about(Act.HOLD, turn, Skip(appointment_id=turn.appointment_id, version=turn.version))

    def bring_back(self, turn: Turn, reason: str | None = None) -> None:
        """From hold; who was absent comes back with a reason."""
        request = ReturnToQueue(appointment_id=turn.appointment_id, version=turn.version, reason=reason)
        self._send_about(Act.RETURN, turn, request)

    def transfer(self, turn: Turn, to: DoctorSummary, reason: str | None = None) -> None:
        request = TransferAppointment(
            appointment_id=turn.appointment_id, version=turn.version, doctor_id=to.id, reason=reason
        )
        self._send_about(Act.TRANSFER, turn, request, to)

    def set_priority(self, turn: Turn, priority: Priority, reason: str) -> None:
        """Into another class, with the word of a second person where the asker needs one."""
        request = SetPriority(
            appointment_id=turn.appointment_id, version=turn.version, priority=priority, reason=reason
        )
        sent = Sent(Act.PRIORITY, turn.doctor_id, request, self._now, turn)
        if self.needs_second_person(Act.PRIORITY):
            self._show(replace(self.state, unapproved=sent, refused=None))
        else:
            self._begin(sent)

    def reorder(self, turn: Turn, before: AppointmentId | None) -> None:
        request = Reorder(appointment_id=turn.appointment_id, version=turn.version, before=before)
        self._send_about(Act.REORDER, turn, request)

    def pause(self, doctor_id: EmployeeId, notice: SessionNotice, back_at: datetime | None = None) -> None:
        self._send(Act.PAUSE, doctor_id, PauseSession(doctor_id=doctor_id, notice=notice, back_at=back_at))

    def resume(self, doctor_id: EmployeeId) -> None:
        self._send(Act.RESUME, doctor_id, ResumeSession(doctor_id=doctor_id))

    def end_day(self, doctor_id: EmployeeId) -> None:
        self._send(Act.END_DAY, doctor_id, EndDay(doctor_id=doctor_id))

    def second_person(self) -> SecondPerson | None:
        """For the sheet that is signed at this desk; the word is about this one place in the queue."""
        waiting = self.state.unapproved
        if waiting is None or waiting.turn is None:
            return None
        return SecondPerson(self._calls, Permission.QUEUE_PRIORITY, waiting.turn.appointment_id)

    def doctors(self, but: EmployeeId | None = None) -> Doctors:
        """For the sheets that ask for one."""
        return Doctors(self._calls, but)

    def go_on_with(self, approval: Approval) -> None:
        waiting = self.state.unapproved
        if waiting is not None:
            self._show(replace(self.state, unapproved=None))
            request = waiting.request.model_copy(update={"approval_id": approval.id})
            self._begin(replace(waiting, request=request, at=self._now))

    def go_without(self) -> None:
        """Nobody agreed: everything stays as it is."""
        self._show(replace(self.state, unapproved=None))

    def refuse(self, act: Act, turn: Turn | None, why: Why) -> None:
        """It is not even sent: the screen shows that it is not possible."""
        self._refuse(Refused(act, turn, why=why))

    def dismiss(self) -> None:
        """The note about a refusal was read."""
        self._show(replace(self.state, refused=None))

    @property
    def _now(self) -> datetime:
        return self._clock.now()

    def _move(self, act: Act, turn: Turn) -> None:
        self._send_about(act, turn, QueueMove(appointment_id=turn.appointment_id, version=turn.version))

    def _send_about(self, act: Act, turn: Turn, request: Model, to: DoctorSummary | None = None) -> None:
        self._begin(Sent(act, turn.doctor_id, request, self._now, turn, to))

    def _send(self, act: Act, doctor_id: EmployeeId, request: Model, turn: Turn | None = None) -> None:
        self._begin(Sent(act, doctor_id, request, self._now, turn))

    def _begin(self, sent: Sent) -> None:
        waiting = self.state.sent
        self._show(replace(self.state, sent=(*waiting, sent), refused=None))
        if not waiting:
            self._go_on()

    @slot
    async def _go_on(self) -> None:
        while self.state.sent:
            first = self.state.sent[0]
            try:
                answer = await self._calls.send(first.call)
            except ApprovalNeeded:
                self._show(MovesState(unapproved=first))
                return
            except ApiError as error:
                self._show(replace(self.state, sent=()))
                self._refuse(Refused(first.act, first.turn, error=error))
                self.refused.emit(first.doctor_id)
                return
            except Exception:
                self._show(replace(self.state, sent=()))  # a bug must not leave every key waiting behind it
                raise
            self._take(first, answer)

    def _take(self, first: Sent, answer: QueueEntry | QueueSnapshot) -> None:
        """The lists take the answer over before it is no longer expected: nothing may flicker back."""
        rest = self.state.sent[1:]
        if isinstance(answer, QueueSnapshot):
            self.session_answered.emit(answer)
        else:
            rest = tuple(sent.based_on(answer) for sent in rest)
            self.state = replace(self.state, sent=(first, *rest))
            self.answered.emit(first, answer)
        self._show(replace(self.state, sent=rest))

    def _refuse(self, refused: Refused) -> None:
        self._show(replace(self.state, refused=refused))
        self._read.start()

    def _follow(self, state: SessionState) -> None:
        """Another person at this computer: what the one before still waits for is not theirs."""
        before, self._me = self._me, state.me
        if (before and before.user_id) != (state.me and state.me.user_id):
            self._show(MovesState())
