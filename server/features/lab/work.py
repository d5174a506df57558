"""What all work at a test has in common: the order under its lock, the event, the row of the bench's list."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from server.core.context import Context
from server.features.lab.repository import LabRepository
from server.features.lab.tables import TestOrderRow
from shared.contracts.lab_refusals import TestOrderStateConflict
from shared.errors import StaleVersion
from shared.events import EventType
from shared.ids import EmployeeId, TestOrderId
from shared.models.lab import Stamp, TestOrderStatus, WorkItem, WorkStage
from shared.models.patients import PatientSummary

_NEXT = {
    TestOrderStatus.COMPLETED: WorkStage.REVIEW,
    TestOrderStatus.REVIEWED: WorkStage.RELEASE,
    TestOrderStatus.RELEASED: WorkStage.DELIVER,
    TestOrderStatus.DELIVERED: WorkStage.DELIVER,
    TestOrderStatus.CANCELLED: None,
}


class Work:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._lab = LabRepository(ctx.session)

    def _locked(self, order_id: TestOrderId, version: int, *found: TestOrderStatus) -> TestOrderRow:
        """Locked, as the command knew it, and in one of these states."""
        order = self._lab.get_locked(order_id)
        if order.version != version:
            raise StaleVersion(order.version)
        if order.status not in found:
            raise TestOrderStateConflict(order.status)
        self._touch(order)
        return order

    def _touch(self, order: TestOrderRow) -> None:
        self._ctx.touched(order.id, order.appointment_id, order.patient_id)

    def _record(self, order: TestOrderRow, event: EventType, **metadata: Any) -> None:
        """The timeline is read at every counter: which order it was; neither which test, nor why."""
        self._ctx.record(event, order.appointment_id, order.patient_id, test_order_id=str(order.id), **metadata)


def work_item(order: TestOrderRow) -> WorkItem:
    sample, test = order.sample, order.test_type
    return WorkItem(
        id=order.id,
        appointment_id=order.appointment_id,
        patient=PatientSummary.model_validate(order.patient),
        code=test.code,
        test=test.name,
        lab=test.lab.name,
        specimen=test.specimen,
        tube=test.tube,
        urgency=order.urgency,
        status=order.status,
        stage=_stage(order),
        ordered_by=order.orderer.full_name,
        requester=order.requester,
        ordered_at=order.ordered_at,
        due_at=order.due_at,
        sample_id=order.sample_id,
        accession=sample.accession if sample else None,
        collected_at=sample.collected_at if sample else None,
        received_at=sample.received_at if sample else None,
        results=order.results,
        untold=order.untold,
        reissue=order.reissue,
        analyser=order.analyser,
        version=order.version,
    )


def stamp(names: Mapping[EmployeeId, str], who: EmployeeId | None, at: datetime | None) -> Stamp | None:
    return None if who is None or at is None else Stamp(who=names[who], at=at)


def _stage(order: TestOrderRow) -> WorkStage | None:
    if order.status is TestOrderStatus.ORDERED:
        collected = order.sample is not None and order.sample.collected_at is not None
        return WorkStage.RECEIVE if collected else WorkStage.COLLECT
    if order.status is TestOrderStatus.IN_PROGRESS:
        return WorkStage.VERIFY if order.entered else WorkStage.ENTER
    return _NEXT[order.status]
