"""The people and the rooms of the house."""

from server.core.context import Context
from server.features.staff.repository import MOST_DOCTORS, MOST_ROOMS, StaffRepository
from server.features.staff.tables import Employee
from shared.models.common import Page
from shared.models.staff import DoctorSummary, Hospital, RoomSummary
from shared.money import ZERO


class StaffService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._staff = StaffRepository(ctx.session)

    def hospital(self) -> Hospital:
        house = self._ctx.house
        return Hospital(
            name=house.name,
            name_local=house.name_local,
            address=house.address,
            phone=house.phone,
            currency=house.currency,
            business_date=self._ctx.today,
            now=self._ctx.now,
            timezone=house.timezone,
            languages=house.languages,
        )

    def doctors(self) -> Page[DoctorSummary]:
        found = self._staff.doctors_with_places()
        return Page(items=[_summary(doctor) for doctor in found[:MOST_DOCTORS]], more=len(found) > MOST_DOCTORS)

    def rooms(self) -> Page[RoomSummary]:
        found = self._staff.rooms()
        return Page(
            items=[RoomSummary.model_validate(room) for room in found[:MOST_ROOMS]], more=len(found) > MOST_ROOMS
        )


def _summary(doctor: Employee) -> DoctorSummary:
    assert doctor.department is not None
    assert doctor.token_prefix is not None
    return DoctorSummary(
        id=doctor.id,
        name=doctor.full_name,
        degrees=doctor.degrees,
        department_id=doctor.department.id,
        department=doctor.department.name,
        room=doctor.room.name if doctor.room else "",
        token_prefix=doctor.token_prefix,
        new_fee=doctor.new_fee or ZERO,
        follow_up_fee=doctor.follow_up_fee or ZERO,
    )
