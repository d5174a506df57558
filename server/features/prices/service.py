"""What things cost, and for whom: the one place that every charge asks."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from server.core.context import Context
from server.features.prices.lookup_repository import Found, LookupRepository, Thing
from shared.ids import PatientId
from shared.models.billing import FreeBecause
from shared.models.prices import PriceKind
from shared.money import ZERO
from shared.rules.bills import UnitPrice


class PriceService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._prices = LookupRepository(ctx.session)

    def price_of(
        self, kind: PriceKind, priced_ids: UUID | Sequence[UUID], patient_id: PatientId, day: date | None = None
    ) -> UnitPrice:
        """In the lists of that day, that of the patient's payer and category before the general one; today's else.

        Of several ids the first that has a price counts: a doctor's own, then the department's. What no list knows
        costs nothing, and says so: care does not wait for a price list.
        """
        ids = [priced_ids] if isinstance(priced_ids, UUID) else list(priced_ids)
        return _unit_price(self._prices.price_of(kind, ids, patient_id, day or self._ctx.today))

    def prices_of(self, things: Collection[Thing], patient_id: PatientId) -> dict[Thing, UnitPrice]:
        """Of each by itself, today."""
        found = self._prices.prices_of(things, patient_id, self._ctx.today)
        return {thing: _unit_price(found.get(thing)) for thing in things}

    def general(self, things: Iterable[Thing]) -> dict[Thing, Decimal]:
        """What it costs today whoever is in no other list."""
        return {thing: found.amount for thing, found in self._prices.general(things, self._ctx.today).items()}


def _unit_price(found: Found | None) -> UnitPrice:
    if found is None:
        return UnitPrice(ZERO, free_because=FreeBecause.NO_PRICE)
    free = None if found.amount else FreeBecause.PRICE_LIST
    return UnitPrice(found.amount, found.tax_rate, found.tax_inclusive, found.version_id, free)
