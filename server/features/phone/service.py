"""Whose place a link shows: nobody signs in here, the slip in the hand is all the right there is."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from server.core.clock import business_date
from server.core.house import House
from server.core.phone_links import phone_key_hash
from server.features.phone.repository import PhoneRepository
from server.features.phone.snapshots import PhoneSnapshot, line
from shared.ids import AppointmentId, EmployeeId


@dataclass(frozen=True)
class Followed:
    """An appointment of today, and the doctor in whose queue it stands now."""

    appointment_id: AppointmentId
    doctor_id: EmployeeId


class PhoneService:
    def __init__(self, session: Session, house: House, now: datetime) -> None:
        self._phones = PhoneRepository(session)
        self._today = business_date(now, ZoneInfo(house.timezone), house.day_starts)

    def followed(self, key: str) -> Followed | None:
        """None for a key that never was and for one of another day: nobody learns which."""
        row = self._phones.followed(phone_key_hash(key), self._today)
        return None if row is None else Followed(row.id, row.doctor_id)

    def place(self, key: str) -> PhoneSnapshot | None:
        followed = self.followed(key)
        if followed is None:
            return None
        _, places = line(self._phones, followed.doctor_id, self._today)
        return places.get(followed.appointment_id)
