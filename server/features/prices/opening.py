"""What a hospital starts with: the prices that come with the catalogue and with the first doctors."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from server.features.prices.lookup_repository import Thing
from server.features.prices.repository import PriceRepository
from shared.models.prices import VersionStatus

_ALWAYS: Final = date(2000, 1, 1)


def offer_prices(session: Session, amounts: Mapping[Thing, Decimal]) -> int:
    """For what has none in the general list; returns how many.

    They count at once until the hospital has published a list of its own; then they wait in its draft.
    """
    prices = PriceRepository(session)
    general = prices.general_list_locked()
    newest = prices.newest(general.id)
    draft = prices.draft(general.id)
    known = prices.priced(newest.id) if newest else set()
    new = {thing: amount for thing, amount in amounts.items() if thing not in known}
    if not new:
        return 0
    begun = draft or prices.begin_draft(general)
    written = prices.put_new(begun.id, new)
    if draft is None and (newest is None or newest.published_by is None):
        begun.status, begun.valid_from = VersionStatus.PUBLISHED, _ALWAYS
    prices.flush()
    return written
