"""What a phone is told: one patient's place, drawn for a doctor's whole queue at once."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import StringConstraints, computed_field
from sqlalchemy.orm import Session

from server.core.clock import Clock, business_date
from server.core.database import Database
from server.core.house import House, Houses
from server.core.push import BuildSnapshot, Snapshot
from server.features.appointments.waits import WaitingTimes
from server.features.phone.repository import AnyRow, PhoneRepository
from server.features.schedules.sittings import Sitting, Sittings
from shared.ids import AppointmentId, EmployeeId
from shared.models.appointments import AppointmentStatus
from shared.models.common import Model
from shared.models.queue import SessionNotice, TokenText

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


class Away(StrEnum):
    """Whether the doctor calls anybody; why is the doctor's."""

    PAUSED = "paused"
    ENDED = "ended"


class Fact(StrEnum):
    """What is told beside the place."""

    QUEUE = "queue"
    EXPECTED = "expected"
    BACK = "back"


TimeOfDay: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}:[0-9]{2}$")]
"""On the hospital's wall clock."""
RoomName: TypeAlias = Annotated[str, StringConstraints(max_length=40)]


class PhoneSnapshot(Model):
    """All a phone shows. By its type no name can be in it, nor anything that leads to one."""

    token: TokenText
    place: Place
    room: RoomName
    serving: TokenText | None
    ahead: int
    expected: TimeOfDay | None
    calls: int
    away: Away | None
    back: TimeOfDay | None

    @computed_field  # type: ignore[prop-decorator] # as pydantic documents it
    @property
    def shown(self) -> list[Place | Away | Fact]:
        """The parts of the page that are to be seen now."""
        if self.place not in (Place.WAITING, Place.NEXT, Place.ON_HOLD):
            return [self.place]
        if self.away is Away.ENDED:
            return [Away.ENDED]  # nobody is told to wait for a doctor who has left
        parts: list[Place | Away | Fact] = [self.place, Fact.QUEUE]
        if self.away is not None:
            parts.append(self.away)
        if self.expected is not None:
            parts.append(Fact.EXPECTED)
        if self.back is not None:
            parts.append(Fact.BACK)
        return parts


class Line:
    """A doctor's queue as its phones see it, at one moment."""

    def __init__(self, session: Session, house: House, now: datetime) -> None:
        self._session = session
        self._house = house
        self._now = now
        self._phones = PhoneRepository(session)
        self._times = WaitingTimes(session, house, now)
        self._zone = ZoneInfo(house.timezone)
        self.day: Final = business_date(now, self._zone, house.day_starts)

    def places(self, doctor_id: EmployeeId) -> tuple[int, dict[AppointmentId, PhoneSnapshot]]:
        """The version of the queue, and the place of each who came to it that day."""
        head = self._phones.head(doctor_id, self.day)
        tickets = self._phones.tickets(doctor_id, self.day)
        own = Sitting(head.room_id, head.room)
        sits = Sittings(self._session, self._house, self.day, doctor_id).at(doctor_id, self._now, own)
        waits = self._times.of_doctor(doctor_id, self.day)
        current = next((one for one in tickets if one.status in _CURRENT), None)
        called = current is not None and current.status is AppointmentStatus.CALLED
        waiting = [one.id for one in tickets if one.status is AppointmentStatus.WAITING]
        # Who is in the room is no longer before anybody, who is called still is: as the slip counts.
        ahead = {one: place + called for place, one in enumerate(waiting)}
        away = _away(head.notice)
        return head.version, {
            one.id: PhoneSnapshot(
                token=one.token,
                place=_place(one, ahead),
                room=sits.room,
                serving=current.token if current else None,
                ahead=ahead.get(one.id, 0),
                expected=self._expected(waits.minutes(ahead[one.id])) if one.id in ahead else None,
                calls=one.calls,
                away=away,
                back=self._time(head.back_at) if away is Away.PAUSED else None,
            )
            for one in tickets
        }

    def _expected(self, minutes: int | None) -> str | None:
        """Not for who is called at once."""
        return self._time(self._times.at(minutes)) if minutes else None

    def _time(self, moment: datetime | None) -> str | None:
        return None if moment is None else f"{moment.astimezone(self._zone):%H:%M}"


def phone_builder(database: Database, clock: Clock, houses: Houses) -> BuildSnapshot:
    """Draws a doctor's queue for the push hub, cut into what each phone may see: its own part."""

    def build(doctor_id: UUID) -> Snapshot:
        with database.moment() as session:
            line = Line(session, houses.current(session), clock.now())
            version, places = line.places(EmployeeId(doctor_id))
        return Snapshot((line.day.isoformat(), version), b"", encoded(places))

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


def _away(notice: SessionNotice | None) -> Away | None:
    if notice is None:
        return None
    return Away.ENDED if notice is SessionNotice.ENDED else Away.PAUSED


def _place(ticket: AnyRow, ahead: Mapping[AppointmentId, int]) -> Place:
    return Place.NEXT if ahead.get(ticket.id) == 0 else _PLACES[ticket.status]
