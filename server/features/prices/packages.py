"""Packages while they are kept up: what is in them; what they cost is said by the lists."""

from collections.abc import Sequence

from server.core.context import Context
from server.features.prices.catalogue_repository import PricedRepository
from server.features.prices.history import NOTHING, Facts, PriceHistory, package_facts
from server.features.prices.tables import PackageItemRow, PackageRow
from shared.contracts.payers import PayerCodeTaken
from shared.contracts.prices import NothingPriced
from shared.errors import StaleVersion
from shared.models.common import Page
from shared.models.prices import AddPackage, ChangePackage, Package, PackageItem


class PackageService:
    def __init__(self, ctx: Context) -> None:
        self._priced = PricedRepository(ctx.session)
        self._history = PriceHistory(ctx)

    def packages(self) -> Page[Package]:
        return Page(items=[Package.model_validate(row) for row in self._priced.packages()])

    def add(self, request: AddPackage) -> Package:
        """Raises NothingPriced, PayerCodeTaken."""
        row = self._priced.add_package(request.code, request.name)
        if row is None:
            raise PayerCodeTaken(request.code)
        return self._filled(row, request.items, NOTHING)

    def change(self, request: ChangePackage) -> Package:
        """Raises NothingPriced, StaleVersion."""
        row = self._priced.package(request.package_id, lock=True)
        if row.version != request.version:
            raise StaleVersion(row.version)
        held = [(item.kind, item.priced_id) for item in row.items]
        named = self._priced.named(held)
        before = package_facts(row, (named[thing].name for thing in held))
        row.name, row.is_active = request.name, request.is_active
        return self._filled(row, request.items, before)

    def _filled(self, row: PackageRow, items: Sequence[PackageItem], before: Facts) -> Package:
        things = [(one.kind, one.priced_id) for one in items]
        named = self._priced.named(things)
        if len(named) < len(set(things)):
            raise NothingPriced
        row.items.clear()
        self._priced.flush()
        row.items.extend(
            PackageItemRow(line=line, kind=kind, priced_id=priced_id)
            for line, (kind, priced_id) in enumerate(things, start=1)
        )
        self._history.keep_package(row, before, package_facts(row, (named[thing].name for thing in things)))
        self._priced.flush()
        return Package.model_validate(row)
