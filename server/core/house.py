"""The hospital's own settings, as every request needs them; kept in the database, one row."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, TypeAlias

from sqlalchemy import ForeignKey, Numeric, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.core.clock import Clock
from server.core.database import Base
from shared.ids import LogoId
from shared.languages import Language
from shared.money import ZERO, Currency
from shared.rules.number_formats import DigitGroups
from shared.rules.queue_order import ReturnPlace

_TAKA: Final = Currency("BDT")
_FRESH: Final = timedelta(seconds=5)
_ENGLISH: Final = (Language.ENGLISH,)


class HouseSettings(Base):
    """One row: the house."""

    __tablename__ = "settings"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(default="")
    name_local: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    # One more line at the head of papers.
    print_head: Mapped[str] = mapped_column(default="", server_default="")
    logo_id: Mapped[LogoId | None] = mapped_column(ForeignKey("house_logos.id"))
    currency: Mapped[str] = mapped_column(default="BDT")
    timezone: Mapped[str] = mapped_column(default="UTC")
    day_starts: Mapped[int] = mapped_column(default=4)
    idle_lock_minutes: Mapped[int] = mapped_column(default=10)
    no_show_after_calls: Mapped[int] = mapped_column(default=3)
    # Codes in the order they are shown and spoken, such as "bn,en".
    languages: Mapped[str] = mapped_column(default="en", server_default="en")
    return_place: Mapped[ReturnPlace] = mapped_column(default=ReturnPlace.SAME)
    return_after: Mapped[int] = mapped_column(default=2)
    # A follow-up so many days after a new visit is free, so many times; never with 0 days.
    followup_free_days: Mapped[int] = mapped_column(default=7, server_default="7")
    followup_free_visits: Mapped[int] = mapped_column(default=1, server_default="1")
    # Where patients' phones reach this server, if not at its own address: "http://queue.hospital.lan".
    phone_url: Mapped[str] = mapped_column(default="", server_default="")
    minutes_a_patient: Mapped[int] = mapped_column(default=10)
    # Per cent of a line and of a bill; above it a second person is asked.
    discount_limit: Mapped[Decimal] = mapped_column(Numeric(5, 2), default=Decimal(10), server_default="10")
    # Cash that settles a bill is rounded to a multiple of this, half-up; 0 takes every coin of the currency.
    cash_step: Mapped[Decimal] = mapped_column(Numeric(14, 3), default=Decimal(0), server_default="0")
    # For so many days after it was written a prescription is dispensed.
    prescription_days: Mapped[int] = mapped_column(default=30, server_default="30")
    # How numbers are written and read.
    digit_groups: Mapped[DigitGroups] = mapped_column(default=DigitGroups.THOUSANDS, server_default="thousands")
    # What is proposed for a first price, and for a new tax.
    tax_default: Mapped[str] = mapped_column(default="", server_default="")
    tax_inclusive: Mapped[bool] = mapped_column(default=False, server_default="false")
    version: Mapped[int] = mapped_column(default=1, server_default="1")


@dataclass(frozen=True)
class House:
    """The settings a request runs under."""

    name: str = ""
    name_local: str = ""
    address: str = ""
    phone: str = ""
    print_head: str = ""
    logo: LogoId | None = None
    currency: Currency = _TAKA
    timezone: str = "UTC"
    day_starts: int = 4
    idle_lock_minutes: int = 10
    no_show_after_calls: int = 3
    languages: tuple[Language, ...] = _ENGLISH
    return_place: ReturnPlace = ReturnPlace.SAME
    return_after: int = 2
    followup_free_days: int = 7
    followup_free_visits: int = 1
    phone_url: str = ""
    """What the links on token slips begin with; empty where no phone page is served."""
    minutes_a_patient: int = 10
    """What a patient is expected to take with a doctor of whom nothing is known yet."""
    discount_limit: Decimal = Decimal(10)
    """So many per cent off a line or a bill one person may give alone."""
    cash_step: Decimal = ZERO
    prescription_days: int = 30
    digit_groups: DigitGroups = DigitGroups.THOUSANDS
    tax_default: str = ""
    tax_inclusive: bool = False


def load_house(session: Session) -> House:
    """The hospital's settings; those a hospital starts with where none are kept yet."""
    row = session.scalar(select(HouseSettings))
    if row is None:
        return House()
    return House(
        name=row.name,
        name_local=row.name_local,
        address=row.address,
        phone=row.phone,
        print_head=row.print_head,
        logo=row.logo_id,
        currency=Currency(row.currency),
        timezone=row.timezone,
        day_starts=row.day_starts,
        idle_lock_minutes=row.idle_lock_minutes,
        no_show_after_calls=row.no_show_after_calls,
        languages=tuple(known for code in row.languages.split(",") if (known := Language.of(code))) or _ENGLISH,
        return_place=row.return_place,
        return_after=row.return_after,
        followup_free_days=row.followup_free_days,
        followup_free_visits=row.followup_free_visits,
        phone_url=row.phone_url.rstrip("/"),
        minutes_a_patient=row.minutes_a_patient,
        discount_limit=row.discount_limit,
        cash_step=row.cash_step,
        prescription_days=row.prescription_days,
        digit_groups=row.digit_groups,
        tax_default=row.tax_default,
        tax_inclusive=row.tax_inclusive,
    )


OwnPhoneUrl: TypeAlias = Callable[[], str]


class Houses:
    """Remembers the settings for some seconds, so that a request need not ask."""

    def __init__(self, clock: Clock, own_phone_url: OwnPhoneUrl | None = None) -> None:
        """`own_phone_url` says where phones reach this server by itself; None where it serves no phone page."""
        self._clock = clock
        self._own_phone_url = own_phone_url
        self._known: tuple[House, datetime] | None = None
        self._forgotten = 0

    def current(self, session: Session) -> House:
        known, now, forgotten = self._known, self._clock.now(), self._forgotten
        if known is not None and now - known[1] <= _FRESH:
            return known[0]
        house = self._complete(load_house(session))
        if forgotten == self._forgotten:  # else it may have been read just before the change
            self._known = (house, now)
        return house

    def _complete(self, house: House) -> House:
        if self._own_phone_url is None:
            return replace(house, phone_url="")
        return house if house.phone_url else replace(house, phone_url=self._own_phone_url())

    def forget(self) -> None:
        """After a change of the settings."""
        self._forgotten += 1
        self._known = None
