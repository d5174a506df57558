"""What something costs from today on, in a test: published as a manager does it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

import pytest

from shared.contracts import prices
from shared.ids import PriceListId
from shared.models.prices import PriceKind, PriceList, PriceVersion
from shared.permissions import Role
from tests.support.server import NOON, Api

Priced: TypeAlias = Callable[..., PriceVersion]


def price_list(manager: Api, price_list_id: PriceListId | None = None) -> PriceList:
    """The general one, unless another is asked for."""
    known = manager.send(prices.lists()).items
    return next(one for one in known if (one.is_general if price_list_id is None else one.id == price_list_id))


@pytest.fixture
def priced(api: Callable[[str | Role], Api]) -> Priced:
    """Publishes a price in the general list, or in another: from today on, or from another day."""

    def put(
        kind: PriceKind,
        priced_id: UUID,
        amount: object,
        *,
        tax: str = "",
        of: PriceListId | None = None,
        valid_from: date | None = None,
    ) -> PriceVersion:
        manager = api(Role.MANAGER)
        draft = manager.send(prices.begin_draft(price_list_id=price_list(manager, of).id))
        draft = manager.send(
            prices.put(
                price_version_id=draft.id,
                version=draft.version,
                kind=kind,
                priced_id=priced_id,
                amount=None if amount is None else Decimal(str(amount)),
                tax_class=tax,
            )
        )
        return manager.send(
            prices.publish(price_version_id=draft.id, version=draft.version, valid_from=valid_from or NOON.date())
        )

    return put
