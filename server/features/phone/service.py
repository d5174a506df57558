"""Whose place a link shows, whether a report counts: nobody signs in here, the paper in the hand is all the right."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from server.core.house import House
from server.core.phone_links import phone_key_hash
from server.features.phone.papers import CheckedReport, checked
from server.features.phone.repository import PhoneRepository
from server.features.phone.snapshots import Line, PhoneSnapshot
from shared.ids import AppointmentId, EmployeeId


@dataclass(frozen=True)
class Followed:
    """An appointment of today, and the doctor in whose queue it stands now."""

    appointment_id: AppointmentId
    doctor_id: EmployeeId


class PhoneService:
    def __init__(self, session: Session, house: House, now: datetime) -> None:
        self._phones = PhoneRepository(session)
        self._line = Line(session, house, now)
        self._zone = ZoneInfo(house.timezone)

    def followed(self, key: str) -> Followed | None:
        """None for a key that never was and for one of another day: nobody learns which."""
        row = self._phones.followed(phone_key_hash(key), self._line.day)
        return None if row is None else Followed(row.id, row.doctor_id)

    def place(self, key: str) -> PhoneSnapshot | None:
        followed = self.followed(key)
        if followed is None:
            return None
        _, places = self._line.places(followed.doctor_id)
        return places.get(followed.appointment_id)

    def paper(self, code: str) -> list[CheckedReport] | None:
        """None for a code that stands on no paper of this house."""
        rows = self._phones.paper(phone_key_hash(code))
        return [checked(row, self._zone) for row in rows] or None
