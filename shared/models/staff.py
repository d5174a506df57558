"""What travels about the people and the rooms of the house."""

from datetime import date, datetime

from shared.ids import DepartmentId, EmployeeId, LogoId, RoomId
from shared.languages import Language
from shared.models.common import Model
from shared.money import Currency, Money


class DoctorSummary(Model):
    """A doctor one can give an appointment with."""

    id: EmployeeId
    name: str
    degrees: str
    department_id: DepartmentId
    department: str
    room: str
    token_prefix: str
    new_fee: Money
    follow_up_fee: Money


class RoomSummary(Model):
    id: RoomId
    name: str


class Hospital(Model):
    """What every print and every screen says of the house, and the day it is on."""

    name: str
    name_local: str
    address: str
    phone: str
    print_head: str = ""
    """One more line at the head of papers."""
    logo: LogoId | None = None
    currency: Currency
    business_date: date
    now: datetime
    timezone: str
    languages: tuple[Language, ...]
    """What patients are spoken to in, the first one first."""
    tax_default: str = ""
    """The class proposed for a first price; empty for none."""
    tax_inclusive: bool = False
    """What is proposed of a new tax."""
