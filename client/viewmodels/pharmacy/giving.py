"""What is to be done about each line of a prescription, before anybody has done it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import Final

from shared.ids import MedicineId, StockBatchId
from shared.models.pharmacy import BatchToGive, GivenBatch, LineDone, LineToGive, Outcome, Substitute
from shared.models.prescriptions import DoseForm
from shared.money import ZERO
from shared.rules.stock import OnShelf, first_expiring_first

_ANY_DAY: Final = date.min
"""The server names only what may be given; its own day is not ours."""


class Obstacle(Enum):
    """Why a line can't be given as it stands."""

    HOW_MANY = auto()
    """The doctor named no quantity."""
    TOO_MANY = auto()
    """More than is left of it."""
    NOT_THERE = auto()
    """More than lies on the shelf."""


@dataclass(frozen=True)
class Intent:
    """What the pharmacist said about a line; nothing said is "as proposed"."""

    outcome: Outcome | None = None
    quantity: Decimal | None = None
    batches: tuple[GivenBatch, ...] = ()
    substitute: Substitute | None = None
    reason: str = ""


NOTHING_SAID: Final = Intent()


@dataclass(frozen=True)
class Pick:
    """So much out of one batch."""

    batch: BatchToGive
    quantity: Decimal


@dataclass(frozen=True)
class CounterLine:
    line: LineToGive
    intent: Intent = NOTHING_SAID

    @property
    def number(self) -> int:
        return self.line.line

    @property
    def is_settled(self) -> bool:
        """Nobody waits for it any more."""
        return self.line.left == 0 or self.line.outcome is Outcome.REFUSED

    @property
    def outcome(self) -> Outcome | None:
        """None where nothing is done about it."""
        if self.intent.outcome is not None:
            return self.intent.outcome
        return None if self.is_settled else Outcome.GIVEN

    @property
    def medicine_id(self) -> MedicineId:
        return self.intent.substitute.medicine_id if self.intent.substitute else self.line.item.medicine_id

    @property
    def medicine(self) -> str:
        product = self.intent.substitute or self.line.item
        return f"{product.medicine} {product.strength}"

    @property
    def form(self) -> DoseForm:
        return (self.intent.substitute or self.line.item).form

    @property
    def is_controlled(self) -> bool:
        return (self.intent.substitute or self.line).controlled

    @property
    def shelf(self) -> list[BatchToGive]:
        return (self.intent.substitute or self.line).batches

    @property
    def on_hand(self) -> Decimal:
        return sum((batch.on_hand for batch in self.shelf), ZERO)

    @property
    def left(self) -> Decimal | None:
        """In units of what is given; None where the doctor named no quantity."""
        substitute = self.intent.substitute
        if substitute is None:
            return self.line.left
        return None if substitute.quantity is None else Decimal(substitute.quantity)

    @property
    def quantity(self) -> Decimal | None:
        """How many are given: what was said, else all that is left and there."""
        if self.intent.batches:
            return sum((part.quantity for part in self.intent.batches), ZERO)
        if self.intent.quantity is not None:
            return self.intent.quantity
        return None if self.left is None else min(self.left, self.on_hand)

    @property
    def picks(self) -> tuple[Pick, ...]:
        """Out of which batches: those in the hand, else those that expire first."""
        if self.intent.batches:
            batches = {batch.batch_id: batch for batch in self.shelf}
            return tuple(Pick(batches[p.batch_id], p.quantity) for p in self.intent.batches if p.batch_id in batches)
        return first_expiring(self.shelf, self.quantity or ZERO)

    @property
    def gives(self) -> bool:
        return self.outcome is Outcome.GIVEN and self.obstacle is None and bool(self.quantity)

    @property
    def is_partial(self) -> bool:
        return self.gives and self.left is not None and (self.quantity or ZERO) < self.left

    @property
    def obstacle(self) -> Obstacle | None:
        if self.outcome is not Outcome.GIVEN:
            return None
        if self.quantity is None:
            return Obstacle.HOW_MANY if self.on_hand else None
        if self.left is not None and self.quantity > self.left:
            return Obstacle.TOO_MANY
        held = {batch.batch_id: batch.on_hand for batch in self.shelf}
        in_hand = all(part.quantity <= held.get(part.batch_id, ZERO) for part in self.intent.batches)
        return None if in_hand and self.quantity <= self.on_hand else Obstacle.NOT_THERE

    @property
    def done(self) -> LineDone | None:
        """As it is sent: of exactly the batches that the screen shows, for these are in the hand."""
        if self.gives:
            return LineDone(
                line=self.number,
                outcome=Outcome.GIVEN,
                batches=[GivenBatch(batch_id=pick.batch.batch_id, quantity=pick.quantity) for pick in self.picks],
                substitute_id=self.intent.substitute.medicine_id if self.intent.substitute else None,
                reason=self.intent.reason,
            )
        if self.outcome in {Outcome.HELD, Outcome.REFUSED}:
            return LineDone(line=self.number, outcome=self.outcome, reason=self.intent.reason)
        return None


def first_expiring(shelf: Sequence[BatchToGive], quantity: Decimal) -> tuple[Pick, ...]:
    """As far as it lies there."""
    batches = {batch.batch_id: batch for batch in shelf}
    lots = [OnShelf(batch.batch_id, batch.expires_on, batch.on_hand) for batch in shelf]
    parts = first_expiring_first(lots, quantity, _ANY_DAY).parts
    return tuple(Pick(batches[part.batch_id], part.quantity) for part in parts)


def batches_of(amounts: dict[StockBatchId, Decimal]) -> tuple[GivenBatch, ...]:
    """Those of which something is taken."""
    return tuple(GivenBatch(batch_id=batch_id, quantity=amount) for batch_id, amount in amounts.items() if amount)
