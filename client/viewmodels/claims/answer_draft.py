"""A payer's letter while it is entered: what is paid and refused of each bill, and what is left of the money."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from shared.contract import Call
from shared.contracts import claims
from shared.ids import BillId
from shared.models.claims import AnswerClaim, ClaimDetails, ClaimItem, ClaimMode
from shared.money import ZERO


@dataclass(frozen=True)
class Said:
    """Of one bill; `paid` is less than nothing where it goes back to the payer."""

    paid: Decimal = ZERO
    refused: Decimal = ZERO
    reason: str = ""


@dataclass(frozen=True)
class AnswerRow:
    item: ClaimItem
    said: Said

    @property
    def left(self) -> Decimal:
        """Still open after it; of what is owed back, still owed back."""
        if self.item.owed_back:
            return self.item.owed_back + self.said.paid
        return self.item.open - self.said.paid - self.said.refused


@dataclass(frozen=True)
class AnswerState:
    rows: tuple[AnswerRow, ...]

    @property
    def paid(self) -> Decimal:
        return sum((row.said.paid for row in self.rows), ZERO)

    @property
    def refused(self) -> Decimal:
        return sum((row.said.refused for row in self.rows), ZERO)

    @property
    def moves_money(self) -> bool:
        return any(row.said.paid for row in self.rows)

    @property
    def says_something(self) -> bool:
        return any(row.said.paid or row.said.refused for row in self.rows)


class AnswerDraft(QObject):
    state_changed = Signal(object)  # AnswerState

    def __init__(self, claim: ClaimDetails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.claim = claim
        waiting = (item for item in claim.items if item.open or item.owed_back)
        self.state = AnswerState(tuple(AnswerRow(item, Said()) for item in waiting))

    def say(self, bill_id: BillId, said: Said) -> None:
        rows = (replace(row, said=said) if row.item.bill_id == bill_id else row for row in self.state.rows)
        self._show(AnswerState(tuple(rows)))

    def all_paid(self) -> None:
        """What nothing was said of yet is paid in full."""
        rows = (
            row if row.said != Said() or row.item.owed_back else replace(row, said=Said(paid=row.item.open))
            for row in self.state.rows
        )
        self._show(AnswerState(tuple(rows)))

    def call(self, mode: ClaimMode | None, reference: str, received_on: date | None) -> Call[ClaimDetails]:
        """Raises ValidationError for what is no answer."""
        items = [
            {"bill_id": row.item.bill_id, "paid": row.said.paid, "refused": row.said.refused, "reason": row.said.reason}
            for row in self.state.rows
            if row.said.paid or row.said.refused
        ]
        money = {"mode": mode, "reference": reference, "received_on": received_on} if self.state.moves_money else None
        said = {"claim_id": self.claim.id, "version": self.claim.version, "items": items, "money": money}
        return claims.answer.bind(AnswerClaim.model_validate(said))

    def _show(self, state: AnswerState) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)
