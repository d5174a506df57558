"""What things cost, and for whom: the one place that every charge asks."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from server.core.context import Context
from server.features.prices.lookup_repository import LookupRepository, Thing
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
        found = self._prices.price_of(kind, ids, patient_id, day or self._ctx.today)
        if found is None:
            return UnitPrice(ZERO, free_because=FreeBecause.NO_PRICE)
        return UnitPrice(
            found.amount,
            found.tax_rate,
            found.tax_inclusive,
            found.version_id,
            None if found.amount else FreeBecause.PRICE_LIST,
        )

    def general(self, things: Iterable[Thing]) -> dict[Thing, Decimal]:
        """What it costs today whoever is in no other list."""
        return {thing: found.amount for thing, found in self._prices.general(things, self._ctx.today).items()}
