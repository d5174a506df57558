"""What travels about the house itself: what it says of itself, its departments, its rooms, its closing days."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from shared.ids import ClosingDayId, DepartmentId, EmployeeId, HouseChangeId, LogoId, RoomId
from shared.languages import Language
from shared.models.common import Day, Explained, Line, Model, Name, Version
from shared.models.prices import TaxCode
from shared.money import CURRENCIES, ZERO, Currency
from shared.rules.number_formats import DigitGroups
from shared.rules.queue_order import ReturnPlace

LARGEST_LOGO: Final = 200_000
"""Bytes of the logo's PNG."""

LOGO_SIDE: Final = 640
"""Points of the logo's longer side, at most."""

MOST_DAYS: Final = 31
"""Closed in one act."""

LATEST_START: Final = 12
"""Hours after midnight, at most, that still are the day before."""


def _is_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("there is no such time zone") from error
    return name


def _is_paid_with(code: Currency) -> Currency:
    if code not in CURRENCIES:
        raise ValueError("there is no such currency")
    return code


def _each_once(languages: tuple[Language, ...]) -> tuple[Language, ...]:
    if len(set(languages)) < len(languages):
        raise ValueError("each language once")
    return languages


Zone = Annotated[str, StringConstraints(max_length=60), AfterValidator(_is_zone)]
PhoneUrl = Annotated[Line, StringConstraints(pattern=r"^(https?://[^\s/]+(/[^\s]*)?)?$")]


class HouseFacts(Model):
    """All that a hospital says of itself; what its pages show and change together."""

    name: Name
    name_local: Line = ""
    address: Line = ""
    phone: Line = ""
    print_head: Line = ""
    """One more line at the head of papers: a registration number, a web address."""
    timezone: Zone = "UTC"
    day_starts: int = Field(default=4, ge=0, le=LATEST_START)
    idle_lock_minutes: int = Field(default=10, ge=0, le=480)
    """0 never locks."""
    currency: Annotated[Currency, AfterValidator(_is_paid_with)] = Currency("BDT")
    cash_step: Decimal = Field(default=ZERO, ge=0, le=1000, max_digits=7, decimal_places=3)
    discount_limit: Decimal = Field(default=Decimal(10), ge=0, le=100, max_digits=5, decimal_places=2)
    followup_free_days: int = Field(default=7, ge=0, le=365)
    followup_free_visits: int = Field(default=1, ge=0, le=20)
    no_show_after_calls: int = Field(default=3, ge=1, le=10)
    return_place: ReturnPlace = ReturnPlace.SAME
    return_after: int = Field(default=2, ge=1, le=20)
    minutes_a_patient: int = Field(default=10, ge=1, le=120)
    prescription_days: int = Field(default=30, ge=1, le=730)
    digit_groups: DigitGroups = DigitGroups.THOUSANDS
    tax_default: TaxCode = ""
    """The tax of what is priced for the first time, unless another one is chosen."""
    tax_inclusive: bool = False
    """Whether a new tax lies within the prices, unless it is said otherwise."""
    languages: Annotated[tuple[Language, ...], Field(min_length=1), AfterValidator(_each_once)] = (Language.ENGLISH,)
    phone_url: PhoneUrl = ""


class HouseSettings(Model):
    facts: HouseFacts
    version: int
    logo: LogoId | None
    currency_fixed: bool
    """Money has been written in it."""


class ChangeHouse(Explained):
    """All of it as it shall be, based on one state."""

    version: Version
    facts: HouseFacts


class HouseChangeKind(StrEnum):
    SETTING = "setting"
    LOGO = "logo"
    DEPARTMENT = "department"
    ROOM = "room"
    CLOSING_DAY = "closing_day"


class HouseChange(Model):
    """One entry of the history, in plain text before and after; what was not there before is empty."""

    id: HouseChangeId
    at: datetime
    who: str
    workstation: str
    kind: HouseChangeKind
    subject: str
    """A field of HouseFacts, or the name of a department, a room or a closing day."""
    before: str
    after: str


class ListHouseChanges(Model):
    """The newest first; `before` leads on to older ones."""

    before: HouseChangeId | None = None


class Logo(Model):
    """A PNG for the head of papers."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    id: LogoId
    image: bytes


class ReadLogo(Model):
    """By its id, so that whoever has it need not ask again."""

    logo_id: LogoId


class SetLogo(Model):
    """Takes the place of the logo there is; None takes it away."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    image: Annotated[bytes, Field(max_length=LARGEST_LOGO)] | None


class DepartmentDetails(Model):
    id: DepartmentId
    name: str
    is_active: bool
    people: int
    """Who work here still belong to it."""


class RoomDetails(Model):
    id: RoomId
    name: str
    department_id: DepartmentId | None
    department: str
    is_active: bool
    people: list[str]
    """Who sit there, or are planned to."""


class AddDepartment(Explained):
    name: Name


class ChangeDepartment(Explained):
    department_id: DepartmentId
    name: Name
    is_active: bool


class AddRoom(Explained):
    name: Name
    department_id: DepartmentId | None = None


class ChangeRoom(Explained):
    room_id: RoomId
    name: Name
    department_id: DepartmentId | None = None
    is_active: bool


class ClosingDay(Model):
    """The weekly hours of nobody stand on it; what was added for the date does."""

    id: ClosingDayId
    day: date
    name: str
    who: str
    at: datetime
    booked: int
    """Who are booked there where nobody sits, and not here yet."""


class ClosedSpan(Model):
    first_day: Day
    last_day: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not timedelta() <= self.last_day - self.first_day < timedelta(days=MOST_DAYS):
            raise ValueError("it ends before it begins, or is too long")
        return self


class FindBooked(ClosedSpan):
    """Whom days on which the house is closed, or is to be, leave without a doctor who sits."""


class BookedThere(Model):
    day: date
    doctor_id: EmployeeId
    doctor: str
    visits: int


class CloseDays(ClosedSpan, Explained):
    """Each of them, for the same."""

    name: Name


class OpenAgain(Explained):
    """The weekly hours stand on that day as on any other."""

    closing_day_id: ClosingDayId
