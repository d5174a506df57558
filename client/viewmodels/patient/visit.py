"""One visit as it happened: what, who, when, where."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, Signal

from client.core.aio import latest
from client.core.calls import Calls
from client.core.changes import Changes
from client.core.session import Session
from shared.contracts import appointments, billing
from shared.errors import ApiError
from shared.events import EventType
from shared.ids import AppointmentId
from shared.models.appointments import AppointmentDetails, TimelineEntry
from shared.models.billing import BillDetails
from shared.topics import Topic


class Kind(StrEnum):
    """Whose work an event is: the filters over the timeline."""

    ALL = "all"
    DESK = "desk"
    DOCTOR = "doctor"
    TESTS = "tests"
    MONEY = "money"


_TESTS: Final = frozenset(
    {
        EventType.TESTS_ORDERED,
        EventType.TEST_SAMPLE_COLLECTED,
        EventType.TEST_IN_PROGRESS,
        EventType.TEST_COMPLETED,
        EventType.TEST_REVIEWED,
        EventType.REPORT_GENERATED,
        EventType.REPORT_DELIVERED,
    }
)
_MONEY: Final = frozenset(
    {
        EventType.CONSULTATION_BILLED,
        EventType.TESTS_BILLED,
        EventType.MEDICINES_BILLED,
        EventType.PAYMENT_RECEIVED,
        EventType.PAYMENT_PARTIAL,
        EventType.PAYMENT_REFUNDED,
        EventType.BILL_CANCELLED,
    }
)
_DOCTOR: Final = frozenset(
    {
        EventType.QUEUE_CALLED,
        EventType.QUEUE_RECALLED,
        EventType.QUEUE_CALL_UNDONE,
        EventType.ENTERED_ROOM,
        EventType.VITALS_RECORDED,
        EventType.DIAGNOSIS_RECORDED,
        EventType.EXITED_ROOM,
        EventType.CONSULTATION_COMPLETED,
        EventType.PRESCRIPTION_GIVEN,
        EventType.REFERRAL_GIVEN,
        EventType.FOLLOWUP_SCHEDULED,
        EventType.MEDICINES_DISPENSED,
    }
)


def kind_of(event: EventType) -> Kind:
    """What no one else did, the desk did."""
    if event in _TESTS:
        return Kind.TESTS
    if event in _MONEY:
        return Kind.MONEY
    return Kind.DOCTOR if event in _DOCTOR else Kind.DESK


@dataclass(frozen=True)
class VisitState:
    appointment_id: AppointmentId | None = None
    appointment: AppointmentDetails | None = None
    entries: tuple[TimelineEntry, ...] = ()
    """As they happened, the first one first."""
    bill: BillDetails | None = None
    kind: Kind = Kind.ALL
    problem: ApiError | None = None

    @property
    def shown(self) -> tuple[TimelineEntry, ...]:
        """The newest first, of the kind that is looked for."""
        return tuple(e for e in reversed(self.entries) if self.kind in {Kind.ALL, kind_of(e.type)})

    def count(self, kind: Kind) -> int:
        return sum(kind in {Kind.ALL, kind_of(entry.type)} for entry in self.entries)


class VisitTimeline(QObject):
    """Live: every step at any station appears by itself."""

    state_changed = Signal(object)  # VisitState

    def __init__(self, calls: Calls, changes: Changes, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = VisitState()
        self._calls = calls
        self._session = session
        self._watched = False
        changes.on(frozenset(Topic) - {Topic.STAFF, Topic.WORKSTATIONS, Topic.CASH}, self, self.refresh)

    def show_nothing(self) -> None:
        """Another patient was opened, of whom no visit is known."""
        self._load(None)

    def open(self, appointment_id: AppointmentId) -> None:
        self._load(appointment_id)

    def set_watched(self, watched: bool) -> None:  # noqa: FBT001  # a setter
        """Whether the page is in sight; out of it nothing is asked."""
        came_back = watched and not self._watched
        self._watched = watched
        if came_back:
            self.refresh()

    def refresh(self) -> None:
        if self._watched and self.state.appointment_id is not None:
            self._load(self.state.appointment_id)

    def choose(self, kind: Kind) -> None:
        self._show(replace(self.state, kind=kind))

    @latest
    async def _load(self, appointment_id: AppointmentId | None) -> None:
        if appointment_id != self.state.appointment_id:
            self._show(VisitState(appointment_id, kind=self.state.kind))
        if appointment_id is None:
            return
        try:
            appointment = await self._calls.send(appointments.get(appointment_id=appointment_id))
            entries = self.state.entries
            if self._session.can(appointments.timeline):
                entries = tuple((await self._calls.send(appointments.timeline(appointment_id=appointment_id))).items)
            bill = await self._bill(appointment_id)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, appointment=appointment, entries=entries, bill=bill, problem=None))

    async def _bill(self, appointment_id: AppointmentId) -> BillDetails | None:
        if not self._session.can(billing.of_appointment):
            return None
        try:
            return await self._calls.send(billing.of_appointment(appointment_id=appointment_id))
        except billing.NoBillYet:
            return None

    def _show(self, state: VisitState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
