"""How the accounts stood at the end of days that are over: summed once, for the ledger grows by today's postings."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from server.core.context import Context
from server.features.ledger.reports_repository import ReportsRepository
from shared.models.ledger import Account
from shared.money import ZERO

_MOST_DAYS: Final = 32
# What is posted as the day ends may be committed in the next: a day counts as over when it is two days ago.
_OVER: Final = timedelta(days=2)


class Balances:
    """Of one process: what another one would find too, only sooner."""

    def __init__(self) -> None:
        self._known: dict[date, Mapping[Account, Decimal]] = {}

    def at_end_of(self, day: date, ctx: Context) -> Mapping[Account, Decimal]:
        """Of every account that ever moved."""
        reports = ReportsRepository(ctx.session)
        over = min(day, ctx.today - _OVER)
        if over not in self._known:
            if len(self._known) >= _MOST_DAYS:
                self._known.clear()
            self._known[over] = reports.totals(over)
        before = self._known[over]
        if over == day:
            return before
        since = reports.totals(day, after=over)
        return {account: before.get(account, ZERO) + since.get(account, ZERO) for account in {**before, **since}}
