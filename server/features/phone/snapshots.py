"""What a phone is told: one patient's place, drawn for a doctor's whole queue at once."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import StringConstraints

from server.core.clock import Clock, business_date
from server.core.database import Database
from server.core.house import Houses
from server.core.push import BuildSnapshot, Snapshot
from server.features.phone.repository import AnyRow, PhoneRepository
from shared.ids import AppointmentId, EmployeeId
from shared.models.appointments import AppointmentStatus
from shared.models.common import Model

KIND: Final = "phone"


class Place(StrEnum):
    """Where the patient stands, as the page says it."""

    WAITING = "waiting"
    NEXT = "next"
    CALLED = "called"
    IN_ROOM = "in_room"
    ON_HOLD = "on_hold"
    MISSED = "missed"
    DONE = "done"
    CANCELLED = "cancelled"


Token: TypeAlias = Annotated[str, StringConstraints(pattern=r"^([^\s-]{1,8}-)?[0-9]{3,9}$")]
RoomName: TypeAlias = Annotated[str, StringConstraints(max_length=40)]


class PhoneSnapshot(Model):
    """All a phone shows. By its type no name can be in it, nor anything that leads to one."""

    token: Token
    place: Place
    room: RoomName
    serving: Token | None
    ahead: int
    calls: int


def line(
    repository: PhoneRepository, doctor_id: EmployeeId, day: date
) -> tuple[int, dict[AppointmentId, PhoneSnapshot]]:
    """The version of a doctor's queue, and the place of each who came to it that day."""
    head = repository.head(doctor_id, day)
    tickets = repository.tickets(doctor_id, day)
    current = next((one for one in tickets if one.status in _CURRENT), None)
    called = current is not None and current.status is AppointmentStatus.CALLED
    waiting = [one.id for one in tickets if one.status is AppointmentStatus.WAITING]
    # Who is in the room is no longer before anybody, who is called still is: as the slip counts.
    ahead = {one: place + called for place, one in enumerate(waiting)}
    return head.version, {
        one.id: PhoneSnapshot(
            token=one.token,
            place=_place(one, ahead),
            room=head.room,
            serving=current.token if current else None,
            ahead=ahead.get(one.id, 0),
            calls=one.calls,
        )
        for one in tickets
    }


def phone_builder(database: Database, clock: Clock, houses: Houses) -> BuildSnapshot:
    """Draws a doctor's queue for the push hub, cut into what each phone may see: its own part."""

    def build(doctor_id: UUID) -> Snapshot:
        with database.transaction() as session:
            house = houses.current(session)
            day = business_date(clock.now(), ZoneInfo(house.timezone), house.day_starts)
            version, places = line(PhoneRepository(session), EmployeeId(doctor_id), day)
        return Snapshot((day.isoformat(), version), b"", encoded(places))

    return build


def encoded(places: Mapping[AppointmentId, PhoneSnapshot]) -> dict[UUID, bytes]:
    return {one: place.model_dump_json().encode() for one, place in places.items()}


_CURRENT: Final = (AppointmentStatus.CALLED, AppointmentStatus.IN_CONSULTATION)
_PLACES: Final = {
    AppointmentStatus.WAITING: Place.WAITING,
    AppointmentStatus.CALLED: Place.CALLED,
    AppointmentStatus.IN_CONSULTATION: Place.IN_ROOM,
    AppointmentStatus.ON_HOLD: Place.ON_HOLD,
    AppointmentStatus.NO_SHOW: Place.MISSED,
    AppointmentStatus.COMPLETED: Place.DONE,
    AppointmentStatus.CANCELLED: Place.CANCELLED,
}


def _place(ticket: AnyRow, ahead: Mapping[AppointmentId, int]) -> Place:
    return Place.NEXT if ahead.get(ticket.id) == 0 else _PLACES[ticket.status]
