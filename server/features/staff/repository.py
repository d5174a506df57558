"""What is asked of the database about people and rooms."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from server.features.staff.tables import Employee, Room

MOST_DOCTORS: Final = 500
MOST_ROOMS: Final = 1000


class StaffRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def doctors_with_places(self) -> list[Employee]:
        """Whom one can give an appointment with, department and room loaded; one more than fits."""
        bookable = (
            select(Employee)
            .where(
                Employee.is_doctor,
                Employee.is_active,
                Employee.department_id.is_not(None),
                Employee.token_prefix.is_not(None),
            )
            .options(joinedload(Employee.department), joinedload(Employee.room))
            .order_by(Employee.full_name, Employee.id)
            .limit(MOST_DOCTORS + 1)
        )
        return list(self._session.scalars(bookable))

    def rooms(self) -> list[Room]:
        """Those in use, by name; one more than fits."""
        return list(self._session.scalars(select(Room).where(Room.is_active).order_by(Room.name).limit(MOST_ROOMS + 1)))
