"""The history: every price that is changed, and what becomes of services, packages, lists, versions and taxes."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from server.core.context import Context
from server.features.prices.catalogue_repository import Priced
from server.features.prices.repository import PriceRepository
from server.features.prices.tables import (
    PackageRow,
    PriceChangeRow,
    PriceListRow,
    PriceVersionRow,
    ServiceRow,
    TaxClassRow,
)
from shared.ids import EmployeeId, PriceChangeId, new_id
from shared.models.prices import ChangedFact, PriceFact, PriceKind, PriceSubject, VersionStatus

Facts: TypeAlias = Mapping[PriceFact, str]
"""As people read them, but for yes and no, days, shares and states: those the screens put into words."""
Said: TypeAlias = tuple[Decimal | None, str]
"""A price and its tax."""
NOTHING: Final[Facts] = {}


class PriceHistory:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._prices = PriceRepository(ctx.session)

    def keep_price(self, draft: PriceVersionRow, thing: Priced, before: Said, after: Said) -> None:
        self._add(
            what=PriceSubject.PRICE,
            price_version_id=draft.id,
            kind=thing.kind,
            priced_id=thing.priced_id,
            subject=thing.name,
            before=before[0],
            after=after[0],
            tax_before=before[1],
            tax_after=after[1],
        )

    def keep_service(self, row: ServiceRow, before: Facts) -> None:
        about = {"kind": PriceKind.SERVICE, "priced_id": row.id}
        self._keep(PriceSubject.SERVICE, row.name, before, service_facts(row), **about)

    def keep_package(self, row: PackageRow, before: Facts, after: Facts) -> None:
        self._keep(PriceSubject.PACKAGE, row.name, before, after, kind=PriceKind.PACKAGE, priced_id=row.id)

    def keep_list(self, row: PriceListRow, before: Facts, after: Facts) -> None:
        self._keep(PriceSubject.LIST, row.name, before, after, price_list_id=row.id)

    def keep_version(self, row: PriceVersionRow, before: VersionStatus | None) -> None:
        was: Facts = NOTHING if before is None else {PriceFact.STATUS: before.value}
        now = {PriceFact.STATUS: row.status.value} | self._counting(row.valid_from, row.approved_by)
        self._keep(PriceSubject.VERSION, "", was, now, price_version_id=row.id)

    def keep_tax(self, row: TaxClassRow, before: TaxClassRow | None) -> None:
        was: Facts = NOTHING if before is None else _tax_facts(before)
        now = _tax_facts(row) | self._counting(row.valid_from, row.approved_by)
        self._keep(PriceSubject.TAX, row.code, was, now)

    def _counting(self, valid_from: date | None, approved_by: EmployeeId | None) -> dict[PriceFact, str]:
        """From which day on, and who agreed."""
        if valid_from is None:
            return {}
        agreed = {} if approved_by is None else {PriceFact.APPROVED_BY: self._prices.name_of(approved_by)}
        return {PriceFact.VALID_FROM: str(valid_from)} | agreed

    def _keep(self, what: PriceSubject, subject: str, before: Facts, after: Facts, **about: object) -> None:
        """Not what is so already."""
        if before != after:
            self._add(what=what, subject=subject, facts_before=dict(before), facts_after=dict(after), **about)

    def _add(self, **said: object) -> None:
        by, at = self._ctx.person.employee_id, self._ctx.now
        self._prices.add(PriceChangeRow(id=PriceChangeId(new_id()), changed_by=by, changed_at=at, **said))


def changed_facts(before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> list[ChangedFact]:
    """What differs, in the order in which it is told."""
    pairs = ((fact, (before or {}).get(fact), (after or {}).get(fact)) for fact in PriceFact)
    return [ChangedFact(fact=fact, before=was, after=now) for fact, was, now in pairs if was != now]


def service_facts(row: ServiceRow) -> Facts:
    return {PriceFact.CODE: row.code, PriceFact.NAME: row.name, PriceFact.IN_USE: _yes(row.is_active)}


def package_facts(row: PackageRow, items: Iterable[str]) -> Facts:
    return {
        PriceFact.CODE: row.code,
        PriceFact.NAME: row.name,
        PriceFact.IN_USE: _yes(row.is_active),
        PriceFact.ITEMS: ", ".join(items),
    }


def list_facts(row: PriceListRow, whose: Iterable[str] = ()) -> Facts:
    facts = {PriceFact.CODE: row.code, PriceFact.NAME: row.name, PriceFact.IN_USE: _yes(row.is_active)}
    said = ", ".join(whose)
    return facts | {PriceFact.WHOSE: said} if said else facts


def _tax_facts(row: TaxClassRow) -> dict[PriceFact, str]:
    return {
        PriceFact.NAME: row.name,
        PriceFact.RATE: f"{row.rate.normalize():f}",
        PriceFact.INCLUSIVE: _yes(row.inclusive),
    }


def _yes(is_so: bool) -> str:  # noqa: FBT001  # one fact, not a switch
    return "yes" if is_so else "no"
