"""What lies there is not as the card says, or not fit: set aside, released, destroyed, adjusted, recalled."""

from server.core.context import Context
from server.features.access.approvals import Approvals
from server.features.stock.moves import StockMoves
from server.features.stock.repository import StockRepository
from server.features.stock.service import StockService, told
from server.features.stock.tables import BatchCorrection, StockRecall
from shared.contracts.access import ApprovalNeeded
from shared.contracts.stock import BatchKnownOtherwise
from shared.ids import ApprovalId, EmployeeId, StockBatchId, StoreId, new_id
from shared.models.stock import AdjustStock, DestroyStock, RecallBatch, ReleaseStock, SetAside, StockMoved
from shared.models.stock_packs import CorrectBatch
from shared.permissions import Permission
from shared.rules.stock import Part


class StockAdjusting:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._stock = StockRepository(ctx.session)
        self._moves = StockMoves(ctx)

    def set_aside(self, request: SetAside) -> StockMoved:
        """Raises StoreNotFound, BatchNotFound, NotEnoughStock."""
        store = StockService(self._ctx).own_store(request.store_id, Permission.STOCK_RECEIVE)
        self._moves.quarantine(store.id, Part(request.batch_id, request.quantity), request.reason)
        return self._told(store.id, request.batch_id)

    def release(self, request: ReleaseStock) -> StockMoved:
        """Raises StoreNotFound, BatchNotFound, NotEnoughStock, BatchExpired, BatchRecalled."""
        store = StockService(self._ctx).own_store(request.store_id, Permission.STOCK_RECEIVE)
        self._moves.release(store.id, Part(request.batch_id, request.quantity), request.reason)
        return self._told(store.id, request.batch_id)

    def destroy(self, request: DestroyStock) -> StockMoved:
        """Raises StoreNotFound, BatchNotFound, NotEnoughStock, ApprovalNeeded, ApprovalNotValid."""
        store = self._stock.store(request.store_id)
        second = self._second_person(request.batch_id, request.approval_id)
        part = Part(request.batch_id, request.quantity)
        self._moves.destroy(store.id, part, request.reason, second, quarantined=request.quarantined)
        return self._told(store.id, request.batch_id)

    def adjust(self, request: AdjustStock) -> StockMoved:
        """Raises StoreNotFound, BatchNotFound, NotEnoughStock, ApprovalNeeded, ApprovalNotValid."""
        store = self._stock.store(request.store_id)
        second = self._second_person(request.batch_id, request.approval_id)
        part = Part(request.batch_id, request.change)
        self._moves.adjust(store.id, part, request.reason, second, quarantined=request.quarantined)
        return self._told(store.id, request.batch_id)

    def recall(self, request: RecallBatch) -> None:
        """At once by whoever hears of it; taken back by two. Raises BatchNotFound, ApprovalNeeded, ApprovalNotValid."""
        batch = self._stock.batch(request.batch_id)
        if not request.recalled:
            self._second_person(batch.id, request.approval_id)
        self._stock.add(
            StockRecall(
                id=new_id(),
                batch_id=batch.id,
                recalled=request.recalled,
                reason=request.reason,
                recalled_by=self._ctx.person.employee_id,
                workstation_id=self._ctx.device.id,
                recalled_at=self._ctx.now,
            )
        )
        self._ctx.touched(batch.medicine_id)

    def correct(self, request: CorrectBatch) -> None:
        """What stood before is kept. Raises BatchNotFound, BatchKnownOtherwise, ApprovalNeeded, ApprovalNotValid."""
        batch = self._stock.batch(request.batch_id)
        batch_no = request.batch_no.upper()
        namesake = self._stock.batch_numbered(batch.medicine_id, batch_no)
        if namesake is not None and namesake.id != batch.id:
            raise BatchKnownOtherwise(namesake.batch_no, namesake.expires_on, namesake.price)
        self._stock.add(
            BatchCorrection(
                id=new_id(),
                batch_id=batch.id,
                batch_no_before=batch.batch_no,
                expires_on_before=batch.expires_on,
                batch_no=batch_no,
                expires_on=request.expires_on,
                reason=request.reason,
                second_person=self._second_person(batch.id, request.approval_id),
                corrected_by=self._ctx.person.employee_id,
                workstation_id=self._ctx.device.id,
                corrected_at=self._ctx.now,
            )
        )
        self._ctx.touched(batch.medicine_id)

    def _second_person(self, batch_id: StockBatchId, approval_id: ApprovalId | None) -> EmployeeId:
        """Always: a manager cannot do it alone either."""
        self._stock.batch(batch_id)
        second = Approvals(self._ctx).check(Permission.STOCK_ADJUST, batch_id, approval_id, always=True)
        if second is None or second == self._ctx.person.employee_id:
            raise ApprovalNeeded(Permission.STOCK_ADJUST)
        return second

    def _told(self, store_id: StoreId, batch_id: StockBatchId) -> StockMoved:
        return StockMoved(batches=told(self._ctx.today, self._stock.stored(store_id, [batch_id])))
