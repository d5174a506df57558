"""From the bench to the doctor: verified by a second person, reviewed, released."""

from server.features.appointments.repository import IN_THE_HOUSE, AppointmentRepository
from server.features.appointments.service import visit_of
from server.features.appointments.tables import Appointment
from server.features.billing.service import BillingService
from server.features.lab.entering import Entering
from server.features.lab.reading_repository import ReadingRepository
from server.features.lab.sheets import untold
from server.features.lab.tables import ResultRow, ResultVersionRow, TestOrderRow
from server.features.lab.work import work_item
from server.features.queue.service import QueueService
from server.features.reminders.planning import Reminders
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
        out = self._out_for_tests(request.test_order_id)
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
        self._bring_back(out)
        self._tell(order)
        return self._sheet(order)

    def cancel(self, request: CancelTest) -> WorkItem:
        """Before anything was collected; later only by who may review it. Nobody waits for it any more."""
        out = self._out_for_tests(request.test_order_id)
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
        self._bring_back(out)
        return work_item(order)

    def _out_for_tests(self, order_id: TestOrderId) -> Appointment | None:
        """The visit, if its patient waits for results; locked before the order: so does everyone who moves a queue."""
        return QueueService(self._ctx).out_for_tests_locked(self._lab.get(order_id).appointment_id)

    def _bring_back(self, out: Appointment | None) -> None:
        """Who was sent out for tests, once none of them is waited for."""
        if out is not None and self._lab.all_done(out.id):
            QueueService(self._ctx).back_with_results(out)

    def _tell(self, order: TestOrderRow) -> None:
        """Once all of the visit is released; who is still in the house hears it there."""
        visit = AppointmentRepository(self._ctx.session).get(order.appointment_id)
        if visit.status not in IN_THE_HOUSE and self._lab.all_done(visit.id):
            Reminders(self._ctx).report_ready(visit_of(visit))

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
