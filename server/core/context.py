"""What a handler is given besides its request."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from server.core.clock import Clock, business_date
from server.core.events import AppointmentEvent
from server.core.house import House
from server.core.looks import Look, is_looking
from shared.errors import Forbidden, NotPaired, SignedOut
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

    def check(self, allow: Allow) -> None:
        """Raises NotPaired, SignedOut or Forbidden."""
        if allow is Access.ANYONE:
            return
        if allow is Access.PAIRED:
            if self.device is None:
                raise NotPaired
            return
        if self.person is None and not (self.device and isinstance(allow, Permission) and self.permissions):
            raise SignedOut
        if isinstance(allow, Permission) and allow not in self.permissions:
            raise Forbidden(allow)

    def reaches(self, permission: Permission, *, own: bool) -> None:
        """Raises Forbidden when the right is held for one's own records only and this is not one."""
        if self.permissions.get(permission) not in (Scope.ALL, Scope.SECOND) and not own:
            raise Forbidden(permission)


NOBODY: Final = Actor()

Apart: TypeAlias = Callable[[], AbstractContextManager[Session]]
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
    ) -> None:
        self.session: Final = session
        self.actor: Final = actor
        self._apart = apart
        self.house: Final = house
        self.now: Final[datetime] = clock.now()
        self.announcement: Final = Announcement()
        self.command_key: Final = command_key

    def apart(self) -> AbstractContextManager[Session]:
        """A transaction of its own, for what must stand though this request is refused: a wrong password."""
        if self._apart is None:
            raise RuntimeError("this context was opened without a second transaction")
        return self._apart()

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
        self, patient_id: PatientId, part: ChartPart, opened_by: OpenedBy, subject_id: UUID | None = None
    ) -> None:
        """Appends to the log of looks, in this transaction. What only goes on looking is told once in a while."""
        person = self.person
        goes_on = opened_by is OpenedBy.AGAIN and is_looking(self.session, patient_id, person.employee_id, self.now)
        if not goes_on:
            self.session.add(
                Look(
                    id=new_id(),
                    patient_id=patient_id,
                    part=part,
                    opened_by=opened_by,
                    subject_id=subject_id,
                    employee_id=person.employee_id,
                    workstation_id=self.device.id,
                    looked_at=self.now,
                )
            )

    def queue_changed(self, doctor_id: EmployeeId) -> None:
        """Every screen that follows this doctor's queue gets it anew after the commit."""
        self.announcement.queues.add(doctor_id)

    def touched(self, *ids: UUID) -> None:
        """Names records beside the contract's topics, so that only screens showing them ask again."""
        self.announcement.ids.update(ids)

    def ended(self, holder: SessionId | WorkstationId, reason: StreamEnd) -> None:
        """Tells the open streams of a session or a workstation; "revoked" closes them at once."""
        self.announcement.ended[holder] = reason
