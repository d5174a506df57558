"""Goods that go back to who delivered them, with a debit note."""

from collections.abc import Sequence

from server.core.context import Context
from server.core.counters import next_number
from server.features.access.approvals import Approvals
from server.features.purchases.goods_repository import GoodsRepository, ReturnFound
from server.features.purchases.repository import PurchaseRepository
from server.features.purchases.tables import SupplierReturnLineRow, SupplierReturnRow
from server.features.purchases.wire import supplier_return
from server.features.stock.moves import Reference, StockMoves
from server.features.stock.repository import StockRepository
from shared.contracts.access import ApprovalNeeded
from shared.errors import InvalidRequest
from shared.ids import EmployeeId, SupplierReturnId, new_id
from shared.models.common import Page
from shared.models.purchases import ListReturns, ReturnedLine, ReturnGoods, SupplierReturn
from shared.money import rounded
from shared.permissions import Permission
from shared.rules.purchases import LARGEST_AMOUNT
from shared.rules.stock import Part


class PurchaseReturns:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._purchases = PurchaseRepository(ctx.session)
        self._goods = GoodsRepository(ctx.session)
        self._stock = StockRepository(ctx.session)
        self._moves = StockMoves(ctx)

    def newest(self, request: ListReturns) -> Page[SupplierReturn]:
        found = self._goods.returns(request.supplier_id, request.limit + 1)
        return Page(items=self._told(found[: request.limit]), more=len(found) > request.limit)

    def give_back(self, request: ReturnGoods) -> SupplierReturn:
        """A retired supplier takes back what it delivered.

        Raises SupplierNotFound, StoreNotFound, BatchNotFound, NotEnoughStock, ApprovalNeeded, ApprovalNotValid.
        """
        supplier = self._purchases.supplier(request.supplier_id)
        store = self._stock.store(request.store_id)
        second = self._second_person(request)
        self._moves.hold(store.id, {line.batch_id for line in request.lines})
        series = f"DN-{self._ctx.today.year}"
        returned = SupplierReturnRow(
            id=SupplierReturnId(new_id()),
            return_no=f"{series}-{next_number(self._ctx.session, series):06d}",
            supplier_id=supplier.id,
            store_id=store.id,
            reason=request.reason,
            returned_by=self._ctx.person.employee_id,
            second_person=second,
            workstation_id=self._ctx.device.id,
            returned_at=self._ctx.now,
        )
        self._goods.add(returned, [self._send_back(returned, line) for line in request.lines])
        (told,) = self._told([self._goods.returned(returned.id)])
        return told

    def _send_back(self, returned: SupplierReturnRow, line: ReturnedLine) -> SupplierReturnLineRow:
        batch = self._moves.send_back(
            returned.store_id,
            Part(line.batch_id, line.quantity),
            Reference("supplier_return", returned.id, returned.return_no),
            returned.reason,
            returned.second_person,
            quarantined=line.quarantined,
        )
        amount = rounded(line.quantity * batch.cost, self._ctx.house.currency)
        if amount > LARGEST_AMOUNT:
            raise InvalidRequest({"lines": "no debit note says so much"})
        return SupplierReturnLineRow(
            return_id=returned.id,
            batch_id=batch.id,
            quarantined=line.quarantined,
            quantity=line.quantity,
            cost=batch.cost,
            amount=amount,
        )

    def _second_person(self, request: ReturnGoods) -> EmployeeId:
        subject = request.supplier_id
        second = Approvals(self._ctx).check(Permission.STOCK_ADJUST, subject, request.approval_id, always=True)
        if second is None or second == self._ctx.person.employee_id:
            raise ApprovalNeeded(Permission.STOCK_ADJUST)
        return second

    def _told(self, found: Sequence[ReturnFound]) -> list[SupplierReturn]:
        lines = self._goods.return_lines([row.returned.id for row in found])
        return [supplier_return(row, lines[row.returned.id]) for row in found]
