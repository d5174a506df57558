"""Moving stock: taken first-expiring-first, put back into quarantine, released or destroyed.

What other features call: the pharmacy takes and puts back, a purchase books in.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from server.core.context import Context
from server.features.stock.repository import StockRepository
from server.features.stock.tables import StockBatch, StockLevel, StockMove
from shared.contracts.stock import BatchExpired, BatchNotFound, BatchRecalled, NotEnoughStock
from shared.ids import EmployeeId, MedicineId, StockBatchId, StockMoveId, StoreId, new_id
from shared.models.stock import MoveType
from shared.rules.stock import OnShelf, Part, Proposal, first_expiring_first, is_expired

_TO_PEOPLE: Final = frozenset({MoveType.DISPENSE, MoveType.SALE})


@dataclass(frozen=True)
class Reference:
    """What a move belongs to: ("dispense", its id)."""

    type: str = ""
    id: UUID | None = None
    no: str = ""
    """As people call it: a prescription's number. The stock card shows it."""


NO_REFERENCE: Final = Reference()


@dataclass(frozen=True)
class Wanted:
    """So much of a medicine; of one batch, or of those that expire first."""

    medicine_id: MedicineId
    quantity: Decimal
    batch_id: StockBatchId | None = None


@dataclass(frozen=True)
class Taken:
    """What left the shelf, and what the batch says of it."""

    move_id: StockMoveId
    batch: StockBatch
    quantity: Decimal


class StockMoves:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._stock = StockRepository(ctx.session)

    def propose(self, store_id: StoreId, medicine_id: MedicineId, quantity: Decimal) -> Proposal:
        """Which batches would be taken, and how much is missing; nothing is held for the asker."""
        return self._proposed(store_id, medicine_id, quantity)

    def take(
        self,
        store_id: StoreId,
        wanted: Sequence[Wanted],
        move_type: MoveType,
        reference: Reference = NO_REFERENCE,
        *,
        reason: str = "",
        second_person: EmployeeId | None = None,
    ) -> list[Taken]:
        """All of it or nothing, in the order it was wanted.

        Raises NotEnoughStock, BatchExpired, BatchRecalled, BatchNotFound.
        """
        self._stock.lock(store_id, (want.medicine_id for want in wanted))
        taken: list[Taken] = []
        for want in wanted:
            parts = self._chosen(store_id, want, move_type) if want.batch_id else self._first_expiring(store_id, want)
            batches = self._stock.batches([part.batch_id for part in parts])
            for part in parts:
                batch = batches[part.batch_id]
                move = self.move(
                    store_id, batch, move_type, -part.quantity, reference, reason=reason, second_person=second_person
                )
                taken.append(Taken(move.id, batch, part.quantity))
            self._stock.flush()  # what the next line finds is what this one left
        return taken

    def put_back(
        self, store_id: StoreId, parts: Iterable[Part], reference: Reference = NO_REFERENCE, *, reason: str = ""
    ) -> list[StockMove]:
        """From a patient, into quarantine: nobody knows where it has been."""
        parts = list(parts)
        batches = self._stock.batches([part.batch_id for part in parts])
        moves = [
            self.move(
                store_id,
                batches[part.batch_id],
                MoveType.PATIENT_RETURN,
                part.quantity,
                reference,
                quarantined=True,
                reason=reason,
            )
            for part in sorted(parts, key=lambda part: part.batch_id)
        ]
        self._stock.flush()
        return moves

    def quarantine(self, store_id: StoreId, part: Part, reason: str) -> None:
        """Off the shelf until somebody has looked at it. Raises NotEnoughStock, BatchNotFound."""
        self._across(store_id, part, MoveType.QUARANTINE, reason, into_quarantine=True)

    def release(self, store_id: StoreId, part: Part, reason: str) -> None:
        """Back onto the shelf. Raises NotEnoughStock, BatchNotFound, BatchExpired, BatchRecalled."""
        batch = self._stock.batch(part.batch_id)
        self._refuse_unfit(batch)
        self._across(store_id, part, MoveType.RELEASE, reason, into_quarantine=False)

    def destroy(
        self, store_id: StoreId, part: Part, reason: str, second_person: EmployeeId, *, quarantined: bool
    ) -> StockMove:
        """Raises NotEnoughStock, BatchNotFound."""
        batch = self._held(store_id, part, quarantined=quarantined)
        expired = is_expired(batch.expires_on, self._ctx.today)
        move = self.move(
            store_id,
            batch,
            MoveType.EXPIRE if expired else MoveType.DESTROY,
            -part.quantity,
            quarantined=quarantined,
            reason=reason,
            second_person=second_person,
        )
        self._stock.flush()
        return move

    def adjust(
        self, store_id: StoreId, part: Part, reason: str, second_person: EmployeeId, *, quarantined: bool
    ) -> StockMove:
        """More or less by `part.quantity`. Raises NotEnoughStock, BatchNotFound."""
        batch = self._held(store_id, Part(part.batch_id, max(-part.quantity, Decimal(0))), quarantined=quarantined)
        move = self.move(
            store_id,
            batch,
            MoveType.ADJUST,
            part.quantity,
            quarantined=quarantined,
            reason=reason,
            second_person=second_person,
        )
        self._stock.flush()
        return move

    def send_back(
        self,
        store_id: StoreId,
        part: Part,
        reference: Reference,
        reason: str,
        second_person: EmployeeId,
        *,
        quarantined: bool,
    ) -> StockBatch:
        """To who delivered it, off the shelf or out of quarantine. Raises NotEnoughStock, BatchNotFound."""
        batch = self._held(store_id, part, quarantined=quarantined)
        self.move(
            store_id,
            batch,
            MoveType.SUPPLIER_RETURN,
            -part.quantity,
            reference,
            quarantined=quarantined,
            reason=reason,
            second_person=second_person,
        )
        self._stock.flush()
        return batch

    def hold(self, store_id: StoreId, batch_ids: Collection[StockBatchId]) -> None:
        """All that is about to be moved at once, so that two who move the same do not block each other.

        Raises BatchNotFound.
        """
        self._stock.lock(store_id, {batch.medicine_id for batch in self._stock.batches(batch_ids).values()})

    def move(
        self,
        store_id: StoreId,
        batch: StockBatch,
        move_type: MoveType,
        quantity: Decimal,
        reference: Reference = NO_REFERENCE,
        *,
        quarantined: bool = False,
        cost: Decimal | None = None,
        reason: str = "",
        second_person: EmployeeId | None = None,
    ) -> StockMove:
        """One row: signed, by whoever asks, now. What goes out must have been locked."""
        row = StockMove(
            id=StockMoveId(new_id()),
            store_id=store_id,
            batch_id=batch.id,
            quarantined=quarantined,
            type=move_type,
            quantity=quantity,
            cost=cost,
            reason=reason,
            reference_type=reference.type,
            reference_id=reference.id,
            reference_no=reference.no,
            second_person=second_person,
            moved_by=self._ctx.person.employee_id,
            workstation_id=self._ctx.device.id,
            moved_at=self._ctx.now,
            business_date=self._ctx.today,
        )
        self._stock.add(row)
        self._ctx.touched(batch.medicine_id)
        return row

    def _first_expiring(self, store_id: StoreId, want: Wanted) -> tuple[Part, ...]:
        proposal = self._proposed(store_id, want.medicine_id, want.quantity)
        if proposal.missing:
            self._refuse_short(want.medicine_id, proposal.found)
        return proposal.parts

    def _chosen(self, store_id: StoreId, want: Wanted, move_type: MoveType) -> tuple[Part, ...]:
        """The batch in the hand, whether or not another expires sooner."""
        assert want.batch_id is not None
        part = Part(want.batch_id, want.quantity)
        batch = self._held(store_id, part, quarantined=False)
        if batch.medicine_id != want.medicine_id:
            raise BatchNotFound(batch.id)
        if move_type in _TO_PEOPLE:
            self._refuse_unfit(batch)
        return (part,)

    def _proposed(self, store_id: StoreId, medicine_id: MedicineId, quantity: Decimal) -> Proposal:
        levels = self._stock.levels(store_id, [medicine_id])
        return first_expiring_first((on_shelf(*pair) for pair in levels), quantity, self._ctx.today)

    def _across(
        self, store_id: StoreId, part: Part, move_type: MoveType, reason: str, *, into_quarantine: bool
    ) -> None:
        """Two moves: out of the one, into the other."""
        batch = self._held(store_id, part, quarantined=not into_quarantine)
        for quarantined in (False, True):
            sign = 1 if quarantined is into_quarantine else -1
            self.move(store_id, batch, move_type, sign * part.quantity, quarantined=quarantined, reason=reason)
        self._stock.flush()

    def _held(self, store_id: StoreId, part: Part, *, quarantined: bool) -> StockBatch:
        """The batch, once nobody else moves it and there is enough of it."""
        batch = self._stock.batch(part.batch_id)
        self._stock.lock(store_id, [batch.medicine_id])
        left = sum(
            (
                level.on_hand
                for level, _ in self._stock.levels(store_id, [batch.medicine_id])
                if (level.batch_id, level.quarantined) == (batch.id, quarantined)
            ),
            Decimal(0),
        )
        if left < part.quantity:
            self._refuse_short(batch.medicine_id, left)
        return batch

    def _refuse_short(self, medicine_id: MedicineId, left: Decimal) -> None:
        medicine = self._stock.medicine(medicine_id)
        raise NotEnoughStock(medicine_id, f"{medicine.generic} {medicine.strength}", left)

    def _refuse_unfit(self, batch: StockBatch) -> None:
        if batch.recalled:
            raise BatchRecalled(batch.batch_no, batch.recalled_because)
        if is_expired(batch.expires_on, self._ctx.today):
            raise BatchExpired(batch.batch_no, batch.expires_on)


def on_shelf(level: StockLevel, batch: StockBatch) -> OnShelf:
    return OnShelf(batch.id, batch.expires_on, level.on_hand, batch.recalled, level.quarantined)
