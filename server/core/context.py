"""What a handler is given besides its request."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal, TypeAlias, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from server.core.clock import Clock, business_date
from server.core.events import AppointmentEvent
from server.core.exports import Export
from server.core.house import House
from server.core.looks import Look, closed_records, is_looking, looking_at, may_open, treats
from shared.errors import Confidential, Forbidden, NotPaired, PasswordChangeNeeded, SignedOut
from shared.events import EventType
from shared.ids import (
    AppointmentId,
    DepartmentId,
    EmployeeId,
    PatientId,
    SessionId,
    UserId,
    WorkstationId,
    new_id,
)
from shared.models.charts import ChartPart, OpenedBy
from shared.models.spreadsheets import SpreadsheetForm
from shared.models.workstations import WorkstationKind
from shared.permissions import Access, Allow, Permission, Scope


@dataclass(frozen=True)
class Device:
    """The paired computer a request came from."""

    id: WorkstationId
    name: str
    kind: WorkstationKind


@dataclass(frozen=True)
class Person:
    """The signed-in member of staff."""

    user_id: UserId
    session_id: SessionId
    employee_id: EmployeeId
    department_id: DepartmentId | None
    name: str


@dataclass(frozen=True)
class Actor:
    """Who asks: a person at a computer, a computer alone, or nobody known."""

    device: Device | None = None
    person: Person | None = None
    permissions: Mapping[Permission, Scope] = field(default_factory=dict)
    must_choose_password: bool = False

    def check(self, allow: Allow) -> None:
        """Raises NotPaired, SignedOut, PasswordChangeNeeded or Forbidden."""
        if allow is Access.ANYONE:
            return
        if allow is Access.PAIRED:
            if self.device is None:
                raise NotPaired
            return
        if self.person is None and not (self.device and isinstance(allow, Permission) and self.permissions):
            raise SignedOut
        if self.must_choose_password and allow is not Access.ANY_SESSION:
            raise PasswordChangeNeeded
        if isinstance(allow, Permission) and allow not in self.permissions:
            raise Forbidden(allow)

    def reaches(self, permission: Permission, *, own: bool) -> None:
        """Raises Forbidden when the right is held for one's own records only and this is not one."""
        if self.permissions.get(permission) not in (Scope.ALL, Scope.SECOND) and not own:
            raise Forbidden(permission)


NOBODY: Final = Actor()
# Who gives tokens and takes money goes on working, whosever record it is.
_NOT_CLINICAL: Final = frozenset({"card", "bills"})

Row = TypeVar("Row")
Apart: TypeAlias = Callable[[], AbstractContextManager[Session]]
Acts: TypeAlias = Callable[[Session], None]
StreamEnd: TypeAlias = Literal["revoked", "permissions"]


@dataclass
class Announcement:
    """What to tell the screens once the transaction is committed."""

    queues: set[EmployeeId] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)
    ids: set[UUID] = field(default_factory=set)
    ended: dict[UUID, str] = field(default_factory=dict)
    """Sessions or workstations, and why their streams end."""

    def __bool__(self) -> bool:
        return bool(self.queues or self.topics or self.ids or self.ended)


class Context:
    """One request: who asks, its open transaction, the house it is in, and what it will announce."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        clock: Clock,
        house: House,
        *,
        command_key: UUID | None = None,
        apart: Apart | None = None,
        acts: Acts | None = None,
    ) -> None:
        """`acts` says in a transaction whose doing it is."""
        self.session: Final = session
        self.actor: Final = actor
        self._apart = apart
        self._acts = acts
        self.house: Final = house
        self.now: Final[datetime] = clock.now()
        self.announcement: Final = Announcement()
        self.command_key: Final = command_key
        self._opened: Final[set[PatientId]] = set()

    def apart(self) -> AbstractContextManager[Session]:
        """A transaction of its own, for what must stand though this request is refused: a wrong password."""
        if self._apart is None:
            raise RuntimeError("this context was opened without a second transaction")
        return self._apart()

    @contextmanager
    def outside(self) -> Iterator[None]:
        """While somebody outside the house is asked, who may never answer: no connection and no lock is held.

        Before anything is written, since that would be lost. What was read stays, what follows is a new transaction.
        """
        if self.command_key is not None:
            raise RuntimeError("a command with a key has written it already")
        self.session.close()
        yield
        if self._acts is not None:
            self._acts(self.session)

    @property
    def person(self) -> Person:
        """The signed-in person; a contract that lets nobody else in has seen to it."""
        if self.actor.person is None:
            raise SignedOut
        return self.actor.person

    @property
    def device(self) -> Device:
        """The computer; a contract that asks for a paired one has seen to it."""
        if self.actor.device is None:
            raise SignedOut
        return self.actor.device

    @property
    def today(self) -> date:
        """The hospital's business day."""
        return business_date(self.now, ZoneInfo(self.house.timezone), self.house.day_starts)

    def record(
        self,
        event: EventType,
        appointment_id: AppointmentId,
        patient_id: PatientId,
        description: str = "",
        **metadata: Any,
    ) -> None:
        """Appends to the appointment's log, in this transaction: who, when, where, and by which command."""
        self.session.add(
            AppointmentEvent(
                id=new_id(),
                appointment_id=appointment_id,
                patient_id=patient_id,
                type=event,
                description=description,
                details=metadata,
                employee_id=self.person.employee_id,
                workstation_id=self.device.id,
                performed_at=self.now,
                command_key=self.command_key,
            )
        )

    def looked_at(
        self,
        patient_id: PatientId,
        part: ChartPart,
        opened_by: OpenedBy,
        subject_id: UUID | None = None,
        *,
        on_chart: bool = False,
    ) -> None:
        """Appends to the log of looks, in this transaction. What only goes on looking is told once in a while.

        `on_chart`: a list of the chart's page, seen already where the chart is open.
        Whatever opens clinical content comes by here: raises Confidential for a record that is closed to this person.
        """
        if part not in _NOT_CLINICAL:
            self.check_open(patient_id)
        look = self._look(patient_id, part, opened_by, subject_id)
        if opened_by is not OpenedBy.AGAIN or not is_looking(self.session, look, on_chart=on_chart):
            self.session.add(look)

    def looked_at_each(self, patient_ids: Collection[PatientId], part: ChartPart) -> None:
        """What a list tells of many records, as `looked_at` does for one that is open: in three statements for all."""
        if not patient_ids:
            return
        for closed in self.closed_records(patient_ids):
            raise Confidential(closed)
        known = looking_at(self.session, patient_ids, part, self.person.employee_id, self.now)
        self.session.add_all(
            self._look(patient_id, part, OpenedBy.AGAIN) for patient_id in patient_ids if patient_id not in known
        )

    def _look(
        self, patient_id: PatientId, part: ChartPart, opened_by: OpenedBy, subject_id: UUID | None = None
    ) -> Look:
        return Look(
            id=new_id(),
            patient_id=patient_id,
            part=part,
            opened_by=opened_by,
            subject_id=subject_id,
            employee_id=self.person.employee_id,
            workstation_id=self.device.id,
            looked_at=self.now,
        )

    def exported(self, part: str, form: SpreadsheetForm, rows: int, asked: dict[str, Any]) -> None:
        """Keeps in this transaction that so many rows leave the house as a file: who took them, by what was asked."""
        self.session.add(
            Export(
                id=new_id(),
                part=part,
                form=form,
                asked=asked,
                rows=rows,
                exported_by=self.person.employee_id,
                workstation_id=self.device.id,
                exported_at=self.now,
            )
        )

    def check_open(self, patient_id: PatientId) -> None:
        """For what tells of a record and is no look at it: an answer to something typed. Raises Confidential."""
        if not self.may_open(patient_id):
            raise Confidential(patient_id)

    def may_open(self, patient_id: PatientId) -> bool:
        """Asked once a request: a list of one patient's reports opens them all, or none."""
        if patient_id in self._opened:
            return True
        is_open = may_open(self.session, patient_id, self.person.employee_id, self._held, self.today, self.now)
        if is_open:
            self._opened.add(patient_id)
        return is_open

    def open_ones(self, rows: Sequence[Row], whose: Callable[[Row], PatientId], *, called: bool) -> list[Row]:
        """Of a list, what is of records that are open to this person.

        `called`: somebody stands there and asks. Where all that was found is closed, that is said and not that there
        is nothing: raises Confidential.
        """
        closed = self.closed_records(map(whose, rows))
        left = [row for row in rows if whose(row) not in closed]
        if called and closed and not left:
            raise Confidential(whose(rows[0]))
        return left

    def closed_records(self, among: Iterable[PatientId] | None = None) -> set[PatientId]:
        """Those that this person may not open, of the whole house or of some patients; in one statement."""
        return closed_records(self.session, self.person.employee_id, self._held, self.today, self.now, among)

    def treats(self, patient_id: PatientId) -> bool:
        """Whether this person treats the patient now."""
        return treats(self.session, patient_id, self.person.employee_id, self._held, self.today)

    @property
    def _held(self) -> list[str]:
        return [permission.value for permission in self.actor.permissions]

    def queue_changed(self, doctor_id: EmployeeId) -> None:
        """Every screen that follows this doctor's queue gets it anew after the commit."""
        self.announcement.queues.add(doctor_id)

    def touched(self, *ids: UUID) -> None:
        """Names records beside the contract's topics, so that only screens showing them ask again."""
        self.announcement.ids.update(ids)

    def ended(self, holder: SessionId | WorkstationId, reason: StreamEnd) -> None:
        """Ends the open streams of a session or a workstation; "permissions" may be opened anew, as far as they go."""
        self.announcement.ended[holder] = reason
