"""Counting a store: the list is drawn up, counted while the counter stays open, checked, and posted by two."""

from collections.abc import Sequence

from server.core.context import Context
from server.core.counters import next_number
from server.features.access.approvals import Approvals
from server.features.stock.counting_repository import CountFound, CountingRepository, Key, LineFound
from server.features.stock.moves import Reference, StockMoves
from server.features.stock.repository import StockRepository
from server.features.stock.service import StockService
from server.features.stock.tables import StockCountLineRow, StockCountRow, StockTally
from shared.contracts.access import ApprovalNeeded
from shared.contracts.stock import (
    CountClosed,
    CountedByThem,
    CountedElsewhere,
    CountOverrun,
    LinesNotCounted,
    NothingToCount,
)
from shared.errors import StaleVersion
from shared.ids import EmployeeId, StockCountId, new_id
from shared.models.common import Page
from shared.models.stock import MoveType
from shared.models.stock_counts import (
    CountLine,
    CountStatus,
    DropCount,
    GetCount,
    ListCounts,
    OpenCount,
    PostCount,
    StockCount,
    StockCountDetails,
    TalliedLines,
    TallyStock,
)
from shared.permissions import Permission


class StockCounting:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._stock = StockRepository(ctx.session)
        self._counts = CountingRepository(ctx.session)
        self._moves = StockMoves(ctx)

    def newest(self, request: ListCounts) -> Page[StockCount]:
        found = self._counts.newest(request.store_id, request.limit + 1)
        items = [_facts(row) for row in found[: request.limit]]
        return Page(items=items, more=len(found) > request.limit)

    def get(self, request: GetCount) -> StockCountDetails:
        """Raises CountNotFound."""
        return self._told(request.count_id)

    def open(self, request: OpenCount) -> StockCountDetails:
        """Raises StoreNotFound, NothingToCount, CountedElsewhere."""
        store = StockService(self._ctx).own_store(request.store_id, Permission.STOCK_COUNT)
        self._counts.lock_store(store.id)
        series = f"SC-{self._ctx.today.year}"
        count = StockCountRow(
            id=StockCountId(new_id()),
            count_no=f"{series}-{next_number(self._ctx.session, series):06d}",
            store_id=store.id,
            part=request.part,
            first_letter=request.first_letter,
            last_letter=request.last_letter,
            note=request.note,
            status=CountStatus.OPEN,
            opened_by=self._ctx.person.employee_id,
            opened_at=self._ctx.now,
        )
        self._counts.add(count)
        self._counts.flush()
        if not self._counts.list_what_lies_there(count, self._ctx.today):
            raise NothingToCount
        self._refuse_elsewhere(count)
        return self._told(count.id)

    def tally(self, request: TallyStock) -> TalliedLines:
        """What the card says at this moment is kept beside it: what moves later is no difference.

        Raises CountNotFound, CountClosed, BatchNotFound, CountedElsewhere.
        """
        count = self._open(request.count_id, Permission.STOCK_COUNT)
        batches = self._stock.batches({line.batch_id for line in request.lines})
        wanted: set[Key] = {(line.batch_id, line.quarantined) for line in request.lines}
        self._put_on_list(count, wanted - self._counts.listed(count.id))
        medicines = {batch.medicine_id for batch in batches.values()}
        self._stock.lock(count.store_id, medicines)
        there = {(each.batch_id, each.quarantined): each for each, _ in self._stock.levels(count.store_id, medicines)}
        for line in request.lines:
            level = there.get((line.batch_id, line.quarantined))
            self._counts.add(
                StockTally(
                    id=new_id(),
                    count_id=count.id,
                    batch_id=line.batch_id,
                    quarantined=line.quarantined,
                    expected=0 if level is None else level.on_hand,
                    counted=line.counted,
                    counted_by=self._ctx.person.employee_id,
                    workstation_id=self._ctx.device.id,
                    counted_at=self._ctx.now,
                )
            )
        self._counts.flush()
        self._ctx.touched(count.id)
        return TalliedLines(lines=[_line(each) for each in self._counts.lines(count.id, wanted)])

    def post(self, request: PostCount) -> StockCountDetails:
        """The differences become moves, on whatever lies there now.

        Raises CountNotFound, CountClosed, StaleVersion, LinesNotCounted, CountOverrun, CountedByThem, ApprovalNeeded,
        ApprovalNotValid.
        """
        count = self._open(request.count_id, Permission.STOCK_ADJUST, request.version)
        lines = self._counts.lines(count.id)
        left = sum(line.tally is None for line in lines)
        if left and not request.leave_rest:
            raise LinesNotCounted(left)
        second = self._second_person(count, request)
        self._move([line for line in lines if line.difference], count, request.reason, second)
        self._close(count, CountStatus.POSTED, request.reason, second)
        return self._told(count.id)

    def drop(self, request: DropCount) -> StockCountDetails:
        """Raises CountNotFound, CountClosed, StaleVersion."""
        count = self._open(request.count_id, Permission.STOCK_COUNT, request.version)
        self._close(count, CountStatus.DROPPED, request.reason)
        return self._told(count.id)

    def _open(self, count_id: StockCountId, permission: Permission, version: int | None = None) -> StockCountRow:
        count = self._counts.locked(count_id)
        StockService(self._ctx).own_store(count.store_id, permission)
        if count.status is not CountStatus.OPEN:
            raise CountClosed
        if version not in (None, count.version):
            raise StaleVersion(count.version)
        return count

    def _put_on_list(self, count: StockCountRow, found: set[Key]) -> None:
        """What lies there though the list does not know it."""
        if not found:
            return
        self._counts.lock_store(count.store_id)
        for batch_id, quarantined in sorted(found):
            self._counts.add(StockCountLineRow(count_id=count.id, batch_id=batch_id, quarantined=quarantined))
        self._counts.flush()
        self._refuse_elsewhere(count)

    def _refuse_elsewhere(self, count: StockCountRow) -> None:
        other = self._counts.counted_elsewhere(count)
        if other is not None:
            raise CountedElsewhere(other)

    def _second_person(self, count: StockCountRow, request: PostCount) -> EmployeeId:
        second = Approvals(self._ctx).check(Permission.STOCK_ADJUST, count.id, request.approval_id, always=True)
        if second is None or second == self._ctx.person.employee_id:
            raise ApprovalNeeded(Permission.STOCK_ADJUST)
        if second in self._counts.counters(count.id):
            raise CountedByThem
        return second

    def _move(self, lines: Sequence[LineFound], count: StockCountRow, reason: str, second: EmployeeId) -> None:
        medicines = {line.medicine.id for line in lines}
        self._stock.lock(count.store_id, medicines)
        there = {(each.batch_id, each.quarantined): each for each, _ in self._stock.levels(count.store_id, medicines)}
        for line in sorted(lines, key=lambda line: line.key):
            level = there.get(line.key)
            if (level.on_hand if level else 0) + line.difference < 0:
                raise CountOverrun(line.medicine.generic, line.batch.batch_no)
            self._moves.move(
                count.store_id,
                line.batch,
                MoveType.ADJUST,
                line.difference,
                Reference("count", count.id, count.count_no),
                quarantined=line.quarantined,
                reason=reason,
                second_person=second,
            )

    def _close(
        self, count: StockCountRow, status: CountStatus, reason: str, second_person: EmployeeId | None = None
    ) -> None:
        count.status = status
        count.reason = reason
        count.second_person = second_person
        count.closed_by = self._ctx.person.employee_id
        count.closed_at = self._ctx.now
        self._counts.flush()
        self._ctx.touched(count.id)

    def _told(self, count_id: StockCountId) -> StockCountDetails:
        lines = [_line(each) for each in self._counts.lines(count_id)]
        return StockCountDetails(**_facts(self._counts.whole(count_id)).model_dump(), lines=lines)


def _facts(found: CountFound) -> StockCount:
    count = found.row
    return StockCount(
        id=count.id,
        count_no=count.count_no,
        store_id=count.store_id,
        store=found.store,
        part=count.part,
        first_letter=count.first_letter,
        last_letter=count.last_letter,
        note=count.note,
        status=count.status,
        listed=found.listed,
        counted=found.counted,
        opened_by=found.opened_by,
        opened_at=count.opened_at,
        closed_by=found.closed_by or "",
        closed_at=count.closed_at,
        second_person=found.second_person or "",
        reason=count.reason or "",
        version=count.version,
    )


def _line(found: LineFound) -> CountLine:
    batch, medicine, tally = found.batch, found.medicine, found.tally
    return CountLine(
        batch_id=batch.id,
        quarantined=found.quarantined,
        medicine_id=medicine.id,
        medicine=medicine.generic,
        strength=medicine.strength,
        form=medicine.form,
        batch_no=batch.batch_no,
        expires_on=batch.expires_on,
        cost=batch.cost,
        expected=tally.expected if tally else None,
        counted=tally.counted if tally else None,
        times=found.times,
        counted_by=found.counted_by,
        counted_at=tally.counted_at if tally else None,
    )
