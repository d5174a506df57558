"""A package while it is put together: what is found, and what is in it."""

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QObject

from client.core.aio import gather, latest
from client.core.calls import Calls
from client.core.view_model import ViewModel
from shared.contract import Call
from shared.contracts import prices
from shared.errors import ApiError
from shared.ids import PriceVersionId
from shared.models.prices import AddPackage, ChangePackage, Package, PriceKind, PriceLine

_FITS: Final = (PriceKind.TEST, PriceKind.SERVICE)


@dataclass(frozen=True)
class PackageState:
    package: Package | None = None
    """The one that is changed; None for a new one."""
    found: tuple[PriceLine, ...] = ()
    items: tuple[PriceLine, ...] = ()
    problem: ApiError | None = None


class PackageDraft(ViewModel[PackageState]):
    def __init__(self, calls: Calls, version_id: PriceVersionId, parent: QObject | None = None) -> None:
        super().__init__(PackageState(), parent)
        self._calls = calls
        self._version_id = version_id

    @latest
    async def open(self, package_id: UUID) -> None:
        """With what is in it now."""
        try:
            known = await self._calls.send(prices.packages())
            lines = await self._lines("")
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
            return
        package = next((one for one in known.items if one.id == package_id), None)
        if package is not None:
            named = {(line.kind, line.priced_id): line for line in lines}
            things = [(item.kind, item.priced_id) for item in package.items]
            items = tuple(named[thing] for thing in things if thing in named)
            self._show(replace(self.state, package=package, items=items))

    @latest
    async def find(self, term: str) -> None:
        try:
            lines = await self._lines(term)
        except ApiError as problem:
            self._show(replace(self.state, problem=problem))
        else:
            self._show(replace(self.state, found=tuple(lines), problem=None))

    def add(self, line: PriceLine) -> None:
        self._show(replace(self.state, items=(*self.state.items, line)))

    def remove(self, place: int) -> None:
        items = self.state.items
        self._show(replace(self.state, items=(*items[:place], *items[place + 1 :])))

    def call(self, code: str, name: str) -> Call[Any]:
        """Raises ValidationError for what is no package."""
        items = [{"kind": line.kind, "priced_id": line.priced_id} for line in self.state.items]
        package = self.state.package
        if package is None:
            return prices.add_package.bind(AddPackage.model_validate({"code": code, "name": name, "items": items}))
        changed = {"package_id": package.id, "version": package.version, "name": name, "items": items}
        return prices.change_package.bind(ChangePackage.model_validate(changed))

    async def _lines(self, term: str) -> list[PriceLine]:
        asked = [
            self._calls.send(prices.lines(price_version_id=self._version_id, term=term, kind=kind, limit=1000))
            for kind in _FITS
        ]
        return [line for page in await gather(*asked) for line in page.items]
