"""From the bench to the doctor: verified by a second person, reviewed, released."""

from server.features.appointments.repository import AppointmentRepository
from server.features.appointments.tables import Appointment
from server.features.billing.service import BillingService
from server.features.lab.entering import Entering
from server.features.lab.reading_repository import ReadingRepository
from server.features.lab.sheets import untold
from server.features.lab.tables import ResultRow, ResultVersionRow, TestOrderRow
from server.features.lab.telling import ReportNews
from server.features.lab.work import work_item
from server.features.queue.service import QueueService
from shared.contracts.lab_refusals import (
    CriticalUntold,
    GroupDiffers,
    NothingEnteredAnew,
    ResultsMissing,
    SecondPersonNeeded,
    TestOrderStateConflict,
)
from shared.events import EventType
from shared.ids import TestOrderId
from shared.models.billing import ItemKind
from shared.models.lab import CancelTest, TestOrderStatus, WorkItem
from shared.models.lab_results import ResultSheet, TestMove
from shared.permissions import Permission
from shared.rules.lab_delta import Change


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
        visit, is_out = self._visit_locked(request.test_order_id)
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
        self._settle(visit, is_out=is_out)
        return self._sheet(order)

    def cancel(self, request: CancelTest) -> WorkItem:
        """Before anything was collected; later only by who may review it. Nobody waits for it any more."""
        visit, is_out = self._visit_locked(request.test_order_id)
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
        BillingService(self._ctx).uncharge(order.appointment_id, ItemKind.TEST, order.id, request.reason)
        self._record(order, EventType.TEST_CANCELLED)
        self._lab.flush()
        self._settle(visit, is_out=is_out)
        return work_item(order)

    def _visit_locked(self, order_id: TestOrderId) -> tuple[Appointment, bool]:
        """Before the order, as by everyone who moves a queue; and whether its patient was sent out for tests."""
        visit_id = self._lab.get(order_id).appointment_id
        out = QueueService(self._ctx).out_for_tests_locked(visit_id)
        return out or AppointmentRepository(self._ctx.session).get_locked(visit_id), out is not None

    def _settle(self, visit: Appointment, *, is_out: bool) -> None:
        """Once no test is waited for, who was sent out for them comes back, and who is not here is told."""
        if is_out and self._lab.all_done(visit.id):
            QueueService(self._ctx).back_with_results(visit)
        ReportNews(self._ctx).tell(visit)

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


def _check_groups(rows: list[ResultRow]) -> None:
    for row in rows:
        if row.change is Change.IMPOSSIBLE:
            raise GroupDiffers(row.name, row.text, row.previous_text or "")
