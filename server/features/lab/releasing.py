"""From the bench to the doctor and into the patient's hand: verified by a second person, reviewed, released, given."""

from server.features.billing.service import BillingService
from server.features.lab.entering import Entering
from server.features.lab.reading_repository import ReadingRepository
from server.features.lab.sheets import untold
from server.features.lab.tables import DeliveryRow, ResultRow, ResultVersionRow, TestOrderRow
from server.features.lab.work import work_item
from server.features.queue.service import QueueService
from shared.contracts.lab import (
    CriticalUntold,
    GroupDiffers,
    NothingEnteredAnew,
    ResultsMissing,
    SecondPersonNeeded,
    TestOrderStateConflict,
)
from shared.events import EventType
from shared.ids import DeliveryId, new_id
from shared.models.billing import ItemKind
from shared.models.common import Page
from shared.models.lab import CancelTest, Stamp, TestOrderStatus, WorkItem
from shared.models.lab_results import DeliverReports, Delivery, ResultSheet, TestMove
from shared.permissions import Permission
from shared.rules.lab_delta import Change

_OUT = (TestOrderStatus.RELEASED, TestOrderStatus.DELIVERED)


class Releasing(Entering):
    def verify(self, request: TestMove) -> ResultSheet:
        """By a person who entered none of it, unless the test needs no second one."""
        order = self._locked(request.test_order_id, request.version, TestOrderStatus.IN_PROGRESS)
        me = self._ctx.person.employee_id
        if not order.test_type.one_person and me in self._results.touched(order.id):
            raise SecondPersonNeeded
        version, rows = self._resulted(order)
        self._check_whole(order, rows)
        self._check_told(order, rows)
        _check_groups(rows)
        version.verified_by = me
        version.verified_at = self._ctx.now
        order.status = TestOrderStatus.COMPLETED
        self._record(order, EventType.TEST_COMPLETED, number=version.number)
        return self._sheet(order)

    def review(self, request: TestMove) -> ResultSheet:
        """By a pathologist, or by the doctor who ordered it."""
        order = self._locked(request.test_order_id, request.version, TestOrderStatus.COMPLETED)
        self._ctx.actor.reaches(Permission.LAB_REVIEW, own=order.ordered_by == self._ctx.person.employee_id)
        version, rows = self._resulted(order)
        self._check_told(order, rows)
        version.reviewed_by = self._ctx.person.employee_id
        version.reviewed_at = self._ctx.now
        order.status = TestOrderStatus.REVIEWED
        self._record(order, EventType.TEST_REVIEWED, number=version.number)
        return self._sheet(order)

    def release(self, request: TestMove) -> ResultSheet:
        """Seen by the doctor from now on; the last one of a visit brings the patient back into the queue."""
        queue = QueueService(self._ctx)
        # The doctor's day and the visit before the order: so does everyone lock who moves a queue.
        out = queue.out_for_tests_locked(self._lab.get(request.test_order_id).appointment_id)
        order = self._locked(request.test_order_id, request.version, TestOrderStatus.REVIEWED)
        version, rows = self._resulted(order)
        self._check_told(order, rows)
        version.released_by = self._ctx.person.employee_id
        version.released_at = self._ctx.now
        order.status = TestOrderStatus.RELEASED
        order.released = version.number
        order.reissue = False
        self._record(order, EventType.REPORT_GENERATED, number=version.number)
        ReadingRepository(self._ctx.session).to_be_read(order, version)
        if out is not None and self._lab.all_done(out.id):
            queue.back_with_results(out)
        return self._sheet(order)

    def deliver(self, request: DeliverReports) -> Page[Delivery]:
        """Each time somebody takes them, with whose hands they went into."""
        orders = self._lab.several_locked(request.test_order_ids)
        for order in orders:
            if order.status not in _OUT:
                raise TestOrderStateConflict(order.status)
        given = [self._given(order, request) for order in orders]
        self._results.log(given)
        return Page(
            items=[
                Delivery(
                    id=row.id,
                    test_order_id=row.test_order_id,
                    number=row.number,
                    taken_by=row.taken_by,
                    relation=row.relation,
                    given=Stamp(who=self._ctx.person.name, at=row.given_at),
                )
                for row in given
            ]
        )

    def cancel(self, request: CancelTest) -> WorkItem:
        """Before anything was collected; later only by who may review it."""
        order = self._locked(
            request.test_order_id, request.version, TestOrderStatus.ORDERED, TestOrderStatus.IN_PROGRESS
        )
        if order.released is not None:
            raise TestOrderStateConflict(TestOrderStatus.RELEASED)
        if order.sample is not None and order.sample.collected_at is not None:
            self._ctx.actor.check(Permission.LAB_REVIEW)
            self._ctx.actor.reaches(Permission.LAB_REVIEW, own=order.ordered_by == self._ctx.person.employee_id)
        order.status = TestOrderStatus.CANCELLED
        order.cancelled_by = self._ctx.person.employee_id
        order.cancelled_at = self._ctx.now
        order.cancel_reason = request.reason
        order.untold = False
        BillingService(self._ctx).uncharge(order.appointment_id, ItemKind.TEST, order.id)
        self._record(order, EventType.TEST_CANCELLED, request.reason)
        self._lab.flush()
        return work_item(order)

    def _resulted(self, order: TestOrderRow) -> tuple[ResultVersionRow, list[ResultRow]]:
        """The newest version with its values. Raises ResultsMissing while there is none."""
        version = self._current(order)
        if version is None:
            raise ResultsMissing(tuple(one.name for one in self._results.analytes(order)))
        return version, self._results.values(version.id)

    def _check_whole(self, order: TestOrderRow, rows: list[ResultRow]) -> None:
        there = {row.analyte_id for row in rows}
        missing = tuple(one.name for one in self._results.analytes(order) if one.id not in there)
        if missing:
            raise ResultsMissing(missing)
        if all(row.carried for row in rows):
            raise NothingEnteredAnew

    def _check_told(self, order: TestOrderRow, rows: list[ResultRow]) -> None:
        waiting = untold(rows, self._results.calls(order.id))
        if waiting:
            raise CriticalUntold(tuple(row.name for row in waiting))

    def _given(self, order: TestOrderRow, request: DeliverReports) -> DeliveryRow:
        assert order.released is not None  # what is out was released
        order.status = TestOrderStatus.DELIVERED
        self._touch(order)
        self._record(order, EventType.REPORT_DELIVERED, number=order.released)
        return DeliveryRow(
            id=DeliveryId(new_id()),
            test_order_id=order.id,
            number=order.released,
            taken_by=request.taken_by,
            relation=request.relation,
            given_by=self._ctx.person.employee_id,
            given_at=self._ctx.now,
        )


def _check_groups(rows: list[ResultRow]) -> None:
    for row in rows:
        if row.change is Change.IMPOSSIBLE:
            raise GroupDiffers(row.name, row.text, row.previous_text or "")
