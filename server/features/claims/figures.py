"""How claims stand: pure, of what was asked for, what was answered, and what the bill says today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shared.models.claims import ClaimStatus, FactKind
from shared.money import ZERO


@dataclass(frozen=True, kw_only=True)
class ItemFigures:
    """One bill's share on a claim. A credit note is seen by its bill: what the payer owes is less than was left."""

    amount: Decimal
    paid: Decimal = ZERO
    to_decide: Decimal = ZERO
    returned: Decimal = ZERO
    written_off: Decimal = ZERO
    resubmitted: Decimal = ZERO
    open: Decimal = ZERO
    owed_back: Decimal = ZERO
    is_refused: bool = False
    """The payer refused some of it at some time."""

    @property
    def credited(self) -> Decimal:
        answered = self.paid + self.to_decide + self.returned + self.written_off + self.resubmitted
        return max(self.amount - answered - self.open, ZERO)


def figures_of(amount: Decimal, facts: Mapping[FactKind, Decimal], due: Decimal, *, released: bool) -> ItemFigures:
    """`due` is what the payer owes of the bill today; of one that was released another claim asks for it."""
    of = {kind: facts.get(kind, ZERO) for kind in FactKind}
    decided = of[FactKind.RETURNED] + of[FactKind.WRITTEN_OFF] + of[FactKind.RESUBMITTED]
    due = ZERO if released else due
    to_decide = max(min(of[FactKind.REFUSED] - decided, due), ZERO)
    return ItemFigures(
        amount=amount,
        paid=of[FactKind.PAID],
        to_decide=to_decide,
        returned=of[FactKind.RETURNED],
        written_off=of[FactKind.WRITTEN_OFF],
        resubmitted=of[FactKind.RESUBMITTED],
        open=max(due - to_decide, ZERO),
        owed_back=max(-due, ZERO),
        is_refused=bool(of[FactKind.REFUSED]),
    )


def status_of(items: Iterable[ItemFigures], *, submitted: bool) -> ClaimStatus:
    """Of a claim, by all its items."""
    items = tuple(items)
    if not submitted:
        return ClaimStatus.DRAFT
    paid, refused = any(item.paid for item in items), any(item.is_refused for item in items)
    if any(item.open for item in items):
        return ClaimStatus.PARTLY_SETTLED if paid or refused else ClaimStatus.SUBMITTED
    if any(item.to_decide for item in items):
        return ClaimStatus.PARTLY_SETTLED if paid else ClaimStatus.REJECTED
    return ClaimStatus.CLOSED if refused else ClaimStatus.SETTLED
