"""Price lists as whoever keeps them up sees them, with the history."""

from server.core.context import Context
from server.features.prices.history import changed_facts
from server.features.prices.repository import PriceRepository
from server.features.prices.tables import PriceChangeRow, PriceListRow, PriceVersionRow, TaxClassRow
from shared.ids import PriceListId
from shared.models.common import Page
from shared.models.prices import (
    ListPriceChanges,
    ListPrices,
    PriceChange,
    PriceLine,
    PriceList,
    PriceVersion,
    TaxClass,
)


class PriceListing:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._prices = PriceRepository(ctx.session)

    def lists(self) -> Page[PriceList]:
        versions: dict[PriceListId, list[PriceVersion]] = {}
        for row, by, agreed in self._prices.versions():
            versions.setdefault(row.price_list_id, []).append(_version(row, by, agreed))
        return Page(items=[_list(row, versions.get(row.id, [])) for row in self._prices.lists()])

    def lines(self, request: ListPrices) -> Page[PriceLine]:
        """Raises PriceListNotFound."""
        version = self._prices.version(request.price_version_id)
        rows = self._prices.lines(version, request, request.limit + 1)
        return Page(items=rows[: request.limit], more=len(rows) > request.limit)

    def changes(self, request: ListPriceChanges) -> Page[PriceChange]:
        rows = self._prices.changes(request, request.limit + 1)
        return Page(items=[_change(*row) for row in rows[: request.limit]], more=len(rows) > request.limit)

    def tax_classes(self) -> Page[TaxClass]:
        return Page(items=[tax_class(row) for row in self._prices.tax_classes()])

    def _of_list(self, price_list_id: PriceListId) -> PriceList:
        return next(one for one in self.lists().items if one.id == price_list_id)

    def _of_version(self, version: PriceVersionRow) -> PriceVersion:
        self._prices.flush()
        known = {row.id: _version(row, by, agreed) for row, by, agreed in self._prices.versions()}
        return known.get(version.id) or _version(version, None, None)


def tax_class(row: TaxClassRow) -> TaxClass:
    return TaxClass.model_validate(row)


def _list(row: PriceListRow, versions: list[PriceVersion]) -> PriceList:
    return PriceList(
        id=row.id,
        code=row.code,
        name=row.name,
        category_id=row.category_id,
        payer_id=row.payer_id,
        is_active=row.is_active,
        versions=versions,
    )


def _version(row: PriceVersionRow, by: str | None, agreed: str | None) -> PriceVersion:
    return PriceVersion(
        id=row.id,
        number=row.number,
        status=row.status,
        valid_from=row.valid_from,
        published_by=by or "",
        approved_by=agreed or "",
        published_at=row.published_at,
        version=row.version,
    )


def _change(row: PriceChangeRow, version: PriceVersionRow | None, price_list: str | None, who: str) -> PriceChange:
    return PriceChange(
        id=row.id,
        what=row.what,
        price_list=price_list or "",
        number=version.number if version else None,
        valid_from=version.valid_from if version else None,
        kind=row.kind,
        subject=row.subject,
        facts=changed_facts(row.facts_before, row.facts_after),
        before=row.before,
        after=row.after,
        tax_before=row.tax_before,
        tax_after=row.tax_after,
        who=who,
        at=row.changed_at,
    )
