"""The people and the rooms of the house."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from server.core.context import Context
from server.features.prices.lookup_repository import Thing
from server.features.prices.service import PriceService
from server.features.staff.repository import MOST_DOCTORS, MOST_ROOMS, StaffRepository
from server.features.staff.tables import Employee
from shared.models.common import Page
from shared.models.prices import PriceKind
from shared.models.staff import DoctorSummary, Hospital, RoomSummary
from shared.money import ZERO

_VISITS: Final = (PriceKind.NEW_VISIT, PriceKind.FOLLOW_UP)


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
            print_head=house.print_head,
            logo=house.logo,
            currency=house.currency,
            business_date=self._ctx.today,
            now=self._ctx.now,
            timezone=house.timezone,
            languages=house.languages,
            tax_default=house.tax_default,
            tax_inclusive=house.tax_inclusive,
        )

    def doctors(self) -> Page[DoctorSummary]:
        found = self._staff.doctors_with_places()
        whose = {one for doctor in found for one in (doctor.id, doctor.department_id) if one is not None}
        fees = PriceService(self._ctx).general((kind, one) for kind in _VISITS for one in whose)
        return Page(items=[_summary(doctor, fees) for doctor in found[:MOST_DOCTORS]], more=len(found) > MOST_DOCTORS)

    def rooms(self) -> Page[RoomSummary]:
        found = self._staff.rooms()
        return Page(
            items=[RoomSummary.model_validate(room) for room in found[:MOST_ROOMS]], more=len(found) > MOST_ROOMS
        )


def _summary(doctor: Employee, fees: Mapping[Thing, Decimal]) -> DoctorSummary:
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
        new_fee=_fee(PriceKind.NEW_VISIT, doctor, fees),
        follow_up_fee=_fee(PriceKind.FOLLOW_UP, doctor, fees),
    )


def _fee(kind: PriceKind, doctor: Employee, fees: Mapping[Thing, Decimal]) -> Decimal:
    """The doctor's own, else the department's."""
    asked = ((kind, one) for one in (doctor.id, doctor.department_id) if one is not None)
    return next((fees[thing] for thing in asked if thing in fees), ZERO)
