"""The remote calls about the house itself: its settings, its departments, its rooms and its closing days."""

from dataclasses import dataclass
from datetime import date

from shared.contract import command, query
from shared.contracts.prices import TaxUnknown
from shared.contracts.roles import NotYourOwnRights
from shared.errors import ApiError, Conflict, NotFound, StaleVersion
from shared.ids import DepartmentId, LogoId, RoomId
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
from shared.permissions import Access, Permission
from shared.topics import Topic


class CurrencyFixed(Conflict):
    """Money was written in the currency there is: another one would change what it was worth."""


@dataclass(eq=False)
class WouldMoveToday(Conflict):
    """With these hours it would be another business day at this moment, and tokens would begin anew."""

    hour: int
    """From this hour of the house on it can be changed."""


@dataclass(eq=False)
class HoursPlanned(Conflict):
    """Sessions or leaves would not lie within one business day any more."""

    sessions: tuple[str, ...]
    """The first of them: who sits, and from when until when."""


@dataclass(eq=False)
class HoursBooked(Conflict):
    """Patients are booked at moments that would be another time of the clock, or another day."""

    visits: int
    last: date


class NotALogo(ApiError):
    """No PNG, or one larger than a logo may be."""

    status = 422


@dataclass(eq=False)
class LogoNotFound(NotFound):
    logo_id: LogoId


@dataclass(eq=False)
class DepartmentNotFound(NotFound):
    department_id: DepartmentId


@dataclass(eq=False)
class RoomNotFound(NotFound):
    room_id: RoomId


@dataclass(eq=False)
class PlaceNameTaken(Conflict):
    """Another department, or another room, is called that already."""

    taken: str


@dataclass(eq=False)
class DepartmentInUse(Conflict):
    """People who work here belong to it."""

    people: int


@dataclass(eq=False)
class RoomInUse(Conflict):
    """Somebody sits there, or is planned to."""

    people: tuple[str, ...]


@dataclass(eq=False)
class ClosedAlready(Conflict):
    """The house is closed on that day, for this or for something else."""

    day: date
    name: str


class ClosingDayNotFound(NotFound):
    """No such closing day ahead, or not any more."""


_ALLOW = Permission.HOUSE_MANAGE
# The walls too: they show the house's name and languages.
_HOUSE = {Topic.HOUSE, Topic.BOARDS}
_PLACES = {Topic.STAFF}

settings = query("/house", Nothing, HouseSettings, allow=_ALLOW)

change = command(
    "/house",
    ChangeHouse,
    HouseSettings,
    allow=_ALLOW,
    changes=_HOUSE,
    raises=(CurrencyFixed, WouldMoveToday, HoursPlanned, HoursBooked, TaxUnknown, NotYourOwnRights, StaleVersion),
)

changes = query("/house/changes", ListHouseChanges, Page[HouseChange], allow=_ALLOW)

logo = query("/house/logos/{logo_id}", ReadLogo, Logo, allow=Access.PAIRED, raises=(LogoNotFound,))

set_logo = command("/house/logo", SetLogo, HouseSettings, allow=_ALLOW, changes=_HOUSE, raises=(NotALogo,))

departments = query("/house/departments", Nothing, Page[DepartmentDetails], allow=_ALLOW)

add_department = command(
    "/house/departments", AddDepartment, DepartmentDetails, allow=_ALLOW, changes=_PLACES, raises=(PlaceNameTaken,)
)

change_department = command(
    "/house/departments/{department_id}",
    ChangeDepartment,
    DepartmentDetails,
    allow=_ALLOW,
    changes=_PLACES,
    raises=(DepartmentNotFound, DepartmentInUse, PlaceNameTaken),
)

rooms = query("/house/rooms", Nothing, Page[RoomDetails], allow=_ALLOW)

add_room = command(
    "/house/rooms",
    AddRoom,
    RoomDetails,
    allow=_ALLOW,
    changes=_PLACES | {Topic.BOARDS},
    raises=(DepartmentNotFound, PlaceNameTaken),
)

change_room = command(
    "/house/rooms/{room_id}",
    ChangeRoom,
    RoomDetails,
    allow=_ALLOW,
    changes=_PLACES | {Topic.BOARDS},
    raises=(RoomNotFound, RoomInUse, DepartmentNotFound, PlaceNameTaken),
)

# From today on, the next one first.
closing_days = query("/house/closing-days", Nothing, Page[ClosingDay], allow=_ALLOW)

booked_there = query("/house/closing-days/booked", FindBooked, Page[BookedThere], allow=_ALLOW)

close_days = command(
    "/house/closing-days",
    CloseDays,
    Page[ClosingDay],
    allow=_ALLOW,
    changes={Topic.SCHEDULES},
    raises=(ClosedAlready,),
)

open_again = command(
    "/house/closing-days/{closing_day_id}/open",
    OpenAgain,
    Nothing,
    allow=_ALLOW,
    changes={Topic.SCHEDULES},
    raises=(ClosingDayNotFound,),
)
