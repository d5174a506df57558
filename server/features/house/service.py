"""How the house's settings are changed: each change is kept, and none moves what has happened."""

from io import BytesIO
from zoneinfo import ZoneInfo

from PIL import Image, UnidentifiedImageError

from server.core.clock import business_date
from server.core.context import Context
from server.core.house import HouseSettings as Row
from server.features.house.history import History, plain
from server.features.house.hours_repository import HoursRepository
from server.features.house.repository import MOST_CHANGES, HouseRepository
from server.features.house.tables import HouseChangeRow, LogoRow
from server.features.prices.repository import PriceRepository
from shared.contracts.house import CurrencyFixed, HoursBooked, HoursPlanned, NotALogo, WouldMoveToday
from shared.contracts.prices import TaxUnknown
from shared.contracts.roles import NotYourOwnRights
from shared.errors import StaleVersion
from shared.ids import HouseChangeId, LogoId, new_id
from shared.models.common import Page
from shared.models.house import (
    LOGO_SIDE,
    ChangeHouse,
    HouseChange,
    HouseChangeKind,
    HouseFacts,
    HouseSettings,
    Logo,
)
from shared.permissions import Permission, Scope
from shared.rules.slots import clock_of


class HouseService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._house = HouseRepository(ctx.session)
        self._prices = PriceRepository(ctx.session)
        self._history = History(ctx)

    def settings(self) -> HouseSettings:
        return self._as_kept(self._house.row())

    def change(self, request: ChangeHouse) -> HouseSettings:
        """Raises StaleVersion, NotYourOwnRights, CurrencyFixed, WouldMoveToday, HoursPlanned, HoursBooked, TaxUnknown.

        Nobody lifts for themselves what others have to agree to.
        """
        row = self._house.row(lock=True)
        if row.version != request.version:
            raise StaleVersion(row.version)
        before, after = self._house.facts(), request.facts
        if after.currency != before.currency and self._house.money_was_written():
            raise CurrencyFixed
        if (before.timezone, before.day_starts) != (after.timezone, after.day_starts):
            self._check_hours(before, after)
        if after.tax_default not in ("", before.tax_default) and not self._prices.has_tax_class(after.tax_default):
            raise TaxUnknown(after.tax_default)
        if after.discount_limit > before.discount_limit and self._is_asked_for_discounts:
            raise NotYourOwnRights
        changed = [name for name in HouseFacts.model_fields if getattr(before, name) != getattr(after, name)]
        for name in changed:
            value = getattr(after, name)
            setattr(row, name, plain(value) if name == "languages" else value)
            self._history.add(HouseChangeKind.SETTING, name, plain(getattr(before, name)), plain(value))
        return self._saved(row)

    def changes(self, before: HouseChangeId | None) -> Page[HouseChange]:
        found = self._house.changes(before)
        shown = [_entry(row, who, where) for row, who, where in found[:MOST_CHANGES]]
        return Page(items=shown, more=len(found) > MOST_CHANGES)

    def logo(self, logo_id: LogoId) -> Logo:
        return Logo.model_validate(self._house.logo(logo_id))

    def set_logo(self, image: bytes | None) -> HouseSettings:
        """Raises NotALogo."""
        row = self._house.row(lock=True)
        before, row.logo_id = row.logo_id, None if image is None else self._keep(image)
        self._history.add(HouseChangeKind.LOGO, "logo", plain(before), plain(row.logo_id))
        return self._saved(row)

    def _keep(self, image: bytes) -> LogoId:
        _check(image)
        kept = LogoRow(id=LogoId(new_id()), image=image, set_by=self._ctx.person.employee_id, set_at=self._ctx.now)
        self._house.add(kept)
        self._house.flush()  # rows without relationships: what is referred to goes first
        return kept.id

    def _check_hours(self, before: HouseFacts, after: HouseFacts) -> None:
        """Nothing that is there, planned or promised comes to lie on another day, or at another time of the clock.

        Sessions are kept by the wall clock and stay at their hours in another zone; who is booked has a moment.
        """
        if self._day(before) != self._day(after):
            raise WouldMoveToday(max(before.day_starts, after.day_starts))
        hours = HoursRepository(self._ctx.session)
        outside = hours.outside(self._ctx.today, after.day_starts)
        if outside:
            raise HoursPlanned(tuple(_sits(*one) for one in outside))
        visits, last = hours.visits_moved(self._ctx.today, before, after)
        if last is not None:
            raise HoursBooked(visits, last)

    @property
    def _is_asked_for_discounts(self) -> bool:
        """Whether above the limit this very person needs a second one."""
        return self._ctx.actor.permissions.get(Permission.BILLING_DISCOUNT) is Scope.SECOND

    def _day(self, facts: HouseFacts) -> object:
        return business_date(self._ctx.now, ZoneInfo(facts.timezone), facts.day_starts)

    def _saved(self, row: Row) -> HouseSettings:
        row.version += 1
        self._house.flush()
        return self._as_kept(row)

    def _as_kept(self, row: Row) -> HouseSettings:
        return HouseSettings(
            facts=self._house.facts(),
            version=row.version,
            logo=row.logo_id,
            currency_fixed=self._house.money_was_written(),
        )


def _entry(row: HouseChangeRow, who: str, where: str) -> HouseChange:
    return HouseChange(
        id=row.id,
        at=row.changed_at,
        who=who,
        workstation=where,
        kind=row.kind,
        subject=row.subject,
        before=row.before,
        after=row.after,
    )


def _sits(doctor: str, starts: int, ends: int) -> str:
    return f"{doctor} {clock_of(starts):%H:%M}–{clock_of(ends):%H:%M}"


def _check(image: bytes) -> None:
    """Its size first: what claims to be a whole wall is not unpacked. Raises NotALogo."""
    try:
        with Image.open(BytesIO(image), formats=("PNG",)) as picture:
            if max(picture.size) > LOGO_SIDE:
                raise NotALogo
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotALogo from error
