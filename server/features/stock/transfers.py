"""From one store to another: sent, on the way, and counted where it arrives."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from server.core.context import Context
from server.core.counters import next_number
from server.features.stock.moves import Reference, StockMoves, Wanted
from server.features.stock.repository import StockRepository
from server.features.stock.service import StockService
from server.features.stock.tables import StockTransferLineRow, StockTransferRow
from server.features.stock.transfer_repository import LineFound, TransferFound, TransferRepository
from shared.contracts.stock import BatchNotFound, DifferenceUnexplained, SameStore, TransferArrived
from shared.errors import StaleVersion
from shared.ids import StockBatchId, StockTransferId, new_id
from shared.models.common import Page
from shared.models.stock import (
    AcceptTransfer,
    ListTransfers,
    MoveType,
    SendStock,
    Transfer,
    TransferLine,
    TransferStatus,
)
from shared.permissions import Permission


class StockTransfers:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._stock = StockRepository(ctx.session)
        self._transfers = TransferRepository(ctx.session)
        self._moves = StockMoves(ctx)

    def newest(self, request: ListTransfers) -> Page[Transfer]:
        found = self._transfers.newest(request.store_id, request.limit + 1)
        return Page(items=self._told(found[: request.limit]), more=len(found) > request.limit)

    def send(self, request: SendStock) -> Transfer:
        """Raises StoreNotFound, SameStore, MedicineNotFound, BatchNotFound, NotEnoughStock."""
        store = StockService(self._ctx).own_store(request.store_id, Permission.STOCK_TRANSFER)
        target = self._stock.store(request.to_store_id)
        if store.id == target.id:
            raise SameStore
        for line in request.lines:
            self._stock.medicine(line.medicine_id)
        series = f"ST-{self._ctx.today.year}"
        transfer = StockTransferRow(
            id=StockTransferId(new_id()),
            transfer_no=f"{series}-{next_number(self._ctx.session, series):06d}",
            status=TransferStatus.SENT,
            store_id=store.id,
            to_store_id=target.id,
            note=request.note,
            sent_by=self._ctx.person.employee_id,
            sent_at=self._ctx.now,
            explanation="",
        )
        wanted = [Wanted(line.medicine_id, line.quantity, line.batch_id) for line in request.lines]
        taken = self._moves.take(store.id, wanted, MoveType.TRANSFER_OUT, _reference(transfer))
        sent: dict[StockBatchId, Decimal] = defaultdict(Decimal)
        for each in taken:
            sent[each.batch.id] += each.quantity
        self._transfers.add(
            transfer,
            [
                StockTransferLineRow(transfer_id=transfer.id, batch_id=batch_id, sent=quantity)
                for batch_id, quantity in sent.items()
            ],
        )
        return self._answer(transfer.id)

    def accept(self, request: AcceptTransfer) -> Transfer:
        """Raises TransferNotFound, TransferArrived, StaleVersion, BatchNotFound, DifferenceUnexplained."""
        transfer = self._transfers.locked(request.transfer_id)
        StockService(self._ctx).own_store(transfer.to_store_id, Permission.STOCK_TRANSFER)
        if transfer.status is not TransferStatus.SENT:
            raise TransferArrived
        if transfer.version != request.version:
            raise StaleVersion(transfer.version)
        lines = self._transfers.lines([transfer.id])[transfer.id]
        self._count(lines, request)
        if any(found.line.received != found.line.sent for found in lines) and not request.explanation:
            raise DifferenceUnexplained
        for found in sorted(lines, key=lambda found: found.batch.id):
            self._arrive(transfer, found, request)
        transfer.status = TransferStatus.RECEIVED
        transfer.received_by = self._ctx.person.employee_id
        transfer.received_at = self._ctx.now
        transfer.explanation = request.explanation
        self._stock.flush()
        return self._answer(transfer.id)

    def _count(self, lines: Sequence[LineFound], request: AcceptTransfer) -> None:
        counted = {line.batch_id: line.received for line in request.lines}
        known = {found.batch.id for found in lines}
        for batch_id in counted:
            if batch_id not in known:
                raise BatchNotFound(batch_id)
        for found in lines:
            # More than was sent is no arrival of this transfer: it would be found goods, which two persons count in.
            found.line.received = min(counted.get(found.batch.id, found.line.sent), found.line.sent)

    def _arrive(self, transfer: StockTransferRow, found: LineFound, request: AcceptTransfer) -> None:
        received = found.line.received or Decimal(0)
        back = found.line.sent - received if request.back_to_sender else Decimal(0)
        for store_id, quantity in ((transfer.to_store_id, received), (transfer.store_id, back)):
            if quantity > 0:
                self._moves.move(
                    store_id,
                    found.batch,
                    MoveType.TRANSFER_IN,
                    quantity,
                    _reference(transfer),
                    reason=request.explanation,
                )

    def _answer(self, transfer_id: StockTransferId) -> Transfer:
        (told,) = self._told([self._transfers.whole(transfer_id)])
        return told

    def _told(self, found: Sequence[TransferFound]) -> list[Transfer]:
        lines = self._transfers.lines([row.transfer.id for row in found])
        return [
            Transfer(
                id=row.transfer.id,
                transfer_no=row.transfer.transfer_no,
                status=row.transfer.status,
                store_id=row.transfer.store_id,
                store=row.store,
                to_store_id=row.transfer.to_store_id,
                to_store=row.to_store,
                lines=[_line(line) for line in lines[row.transfer.id]],
                note=row.transfer.note,
                sent_by=row.sent_by,
                sent_at=row.transfer.sent_at,
                received_by=row.received_by or "",
                received_at=row.transfer.received_at,
                explanation=row.transfer.explanation,
                version=row.transfer.version,
            )
            for row in found
        ]


def _reference(transfer: StockTransferRow) -> Reference:
    return Reference("transfer", transfer.id, transfer.transfer_no)


def _line(found: LineFound) -> TransferLine:
    return TransferLine(
        batch_id=found.batch.id,
        medicine=found.medicine.generic,
        strength=found.medicine.strength,
        form=found.medicine.form,
        batch_no=found.batch.batch_no,
        expires_on=found.batch.expires_on,
        sent=found.line.sent,
        received=found.line.received,
    )
