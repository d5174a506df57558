"""The handlers of the calls about the house itself."""

from server.core.context import Context
from server.core.routes import Routes
from server.features.house.closing import ClosingDays
from server.features.house.places import Places
from server.features.house.service import HouseService
from shared.contracts import house
from shared.models.common import Nothing, Page
from shared.models.house import (
    AddDepartment,
    AddRoom,
    BookedThere,
    ChangeDepartment,
    ChangeHouse,
    ChangeRoom,
    CloseDays,
    ClosingDay,
    DepartmentDetails,
    FindBooked,
    HouseChange,
    HouseSettings,
    ListHouseChanges,
    Logo,
    OpenAgain,
    ReadLogo,
    RoomDetails,
    SetLogo,
)

routes = Routes()


@routes.handles(house.settings)
def settings(_: Nothing, ctx: Context) -> HouseSettings:
    return HouseService(ctx).settings()


@routes.handles(house.change)
def change(request: ChangeHouse, ctx: Context) -> HouseSettings:
    return HouseService(ctx).change(request)


@routes.handles(house.changes)
def changes(request: ListHouseChanges, ctx: Context) -> Page[HouseChange]:
    return HouseService(ctx).changes(request.before)


@routes.handles(house.logo)
def logo(request: ReadLogo, ctx: Context) -> Logo:
    return HouseService(ctx).logo(request.logo_id)


@routes.handles(house.set_logo)
def set_logo(request: SetLogo, ctx: Context) -> HouseSettings:
    return HouseService(ctx).set_logo(request.image)


@routes.handles(house.departments)
def departments(_: Nothing, ctx: Context) -> Page[DepartmentDetails]:
    return Places(ctx).departments()


@routes.handles(house.add_department)
def add_department(request: AddDepartment, ctx: Context) -> DepartmentDetails:
    return Places(ctx).add_department(request)


@routes.handles(house.change_department)
def change_department(request: ChangeDepartment, ctx: Context) -> DepartmentDetails:
    return Places(ctx).change_department(request)


@routes.handles(house.rooms)
def rooms(_: Nothing, ctx: Context) -> Page[RoomDetails]:
    return Places(ctx).rooms()


@routes.handles(house.add_room)
def add_room(request: AddRoom, ctx: Context) -> RoomDetails:
    return Places(ctx).add_room(request)


@routes.handles(house.change_room)
def change_room(request: ChangeRoom, ctx: Context) -> RoomDetails:
    return Places(ctx).change_room(request)


@routes.handles(house.closing_days)
def closing_days(_: Nothing, ctx: Context) -> Page[ClosingDay]:
    return ClosingDays(ctx).ahead()


@routes.handles(house.booked_there)
def booked_there(request: FindBooked, ctx: Context) -> Page[BookedThere]:
    return ClosingDays(ctx).booked_there(request)


@routes.handles(house.close_days)
def close_days(request: CloseDays, ctx: Context) -> Page[ClosingDay]:
    return ClosingDays(ctx).close(request)


@routes.handles(house.open_again)
def open_again(request: OpenAgain, ctx: Context) -> Nothing:
    ClosingDays(ctx).open_again(request.closing_day_id)
    return Nothing()
