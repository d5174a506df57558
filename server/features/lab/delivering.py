"""Reports into people's hands: what waits, what is printed under a code of its own, who took it."""

from collections.abc import Mapping, Sequence
from typing import Final

from server.core.phone_links import new_key, phone_key_hash, printed_address
from server.features.billing.service import BillingService
from server.features.lab.delivery_repository import DeliveryRepository
from server.features.lab.paper_tables import PaperVersionRow, ReportPaperRow
from server.features.lab.reports import Reports, changes_between, delivery, released_before
from server.features.lab.result_repository import ResultRepository
from server.features.lab.tables import DeliveryRow, ResultVersionRow, TestOrderRow
from shared.contracts.lab_refusals import NotReleased, ReportReplaced, TestOrderStateConflict
from shared.errors import InvalidRequest
from shared.events import EventType
from shared.ids import DeliveryId, ReportPaperId, TestOrderId, new_id
from shared.models.billing import ItemKind
from shared.models.charts import ChartPart, OpenedBy
from shared.models.common import Page
from shared.models.lab import TestOrderStatus
from shared.models.lab_reports import (
    DeliverReports,
    ListToDeliver,
    PrintReports,
    ReportPaper,
    ReportState,
    ReportToGive,
    ReportVersion,
)
from shared.models.lab_results import Delivery, TestReport
from shared.models.patients import PatientSummary
from shared.permissions import Permission

_OUT: Final = {TestOrderStatus.RELEASED: ReportState.READY, TestOrderStatus.DELIVERED: ReportState.DELIVERED}


class Delivering(Reports):
    def to_deliver(self, request: ListToDeliver) -> Page[ReportToGive]:
        """To whom the record is closed, its report is not there to be given: the laboratory gives it."""
        papers = DeliveryRepository(self._ctx.session)
        found = papers.to_give(request.patient_id, request.term, request.limit + 1)
        called = bool(request.term or request.patient_id)
        orders = self._ctx.open_ones(found[: request.limit], lambda order: order.patient_id, called=called)
        versions = papers.versions(order.id for order in orders)
        current = {
            order.id: next(one for one in versions[order.id] if one.number == order.released) for order in orders
        }
        tubes = ResultRepository(self._ctx.session).tubes(version.sample_id for version in current.values())
        open_tests = papers.still_open({order.appointment_id for order in orders})
        unpaid = self._unpaid(orders)
        given = self._given(orders)
        items = [
            _to_give(
                order,
                current[order.id],
                versions[order.id],
                tubes[current[order.id].sample_id].accession,
                given.get(order.id, []),
                open_tests.get(order.appointment_id, 0),
                None if unpaid is None else order.id in unpaid,
            )
            for order in orders
        ]
        return Page(items=items, more=len(found) > request.limit)

    def print(self, request: PrintReports) -> ReportPaper:
        """Under a code that was never used; whoever prints has read it."""
        reports = self._printable(request.reports)
        for report in reports:
            self._ctx.looked_at(report.patient.id, ChartPart.TESTS, OpenedBy.CHOICE, report.test_order_id)
        code = new_key()
        paper = ReportPaperRow(
            id=ReportPaperId(new_id()),
            code_hash=phone_key_hash(code),
            printed_by=self._ctx.person.employee_id,
            workstation_id=self._ctx.device.id,
            printed_at=self._ctx.now,
        )
        DeliveryRepository(self._ctx.session).keep(
            paper,
            [
                PaperVersionRow(report_paper_id=paper.id, test_order_id=report.test_order_id, number=report.number)
                for report in reports
            ],
        )
        base = self._ctx.house.phone_url
        return ReportPaper(reports=reports, check_link=printed_address(base, f"/V/{code}") if base else "")

    def deliver(self, request: DeliverReports) -> Page[Delivery]:
        """Each time somebody takes them, with whose hands they went into; never a version that was replaced."""
        numbers = {wanted.test_order_id: wanted.number for wanted in request.reports}
        orders = self._lab.several_locked(numbers)
        for order in orders:
            self._ctx.check_open(order.patient_id)
            if order.status not in _OUT:
                raise TestOrderStateConflict(order.status)
            if order.released is not None and order.released != numbers[order.id]:
                raise ReportReplaced(order.id, order.released)
        given = [self._handed_over(order, numbers[order.id], request) for order in orders]
        ResultRepository(self._ctx.session).log(given)
        me = self._ctx.person
        return Page(items=[delivery(row, {me.employee_id: me.name}) for row in given])

    def _printable(self, wanted: Sequence[ReportVersion]) -> list[TestReport]:
        """Of one patient, and as they count now; a version that was replaced goes on a paper of its own."""
        orders = self._lab.several(one.test_order_id for one in wanted)
        if len({order.patient_id for order in orders}) > 1:
            raise InvalidRequest({"reports": "of one patient"})
        for order, one in zip(orders, wanted, strict=True):
            if order.released is None:
                raise NotReleased
            if order.released != one.number and len(wanted) > 1:
                raise ReportReplaced(order.id, order.released)
        reports = self._told([(order, one.number) for order, one in zip(orders, wanted, strict=True)])
        if len(reports) < len(wanted):
            raise NotReleased
        return reports

    def _unpaid(self, orders: Sequence[TestOrderRow]) -> set[TestOrderId] | None:
        """None for whoever may not see bills."""
        if Permission.BILLING_VIEW not in self._ctx.actor.permissions:
            return None
        acts = BillingService(self._ctx).unsettled(ItemKind.TEST, [order.id for order in orders])
        return {TestOrderId(act) for act in acts}

    def _given(self, orders: Sequence[TestOrderRow]) -> Mapping[TestOrderId, list[Delivery]]:
        rows = ResultRepository(self._ctx.session).deliveries(order.id for order in orders)
        names = self._lab.names(row.given_by for row in rows)
        given: dict[TestOrderId, list[Delivery]] = {}
        for row in rows:
            given.setdefault(row.test_order_id, []).append(delivery(row, names))
        return given

    def _handed_over(self, order: TestOrderRow, number: int, request: DeliverReports) -> DeliveryRow:
        order.status = TestOrderStatus.DELIVERED
        self._touch(order)
        self._record(order, EventType.REPORT_DELIVERED, number=number)
        return DeliveryRow(
            id=DeliveryId(new_id()),
            test_order_id=order.id,
            number=number,
            taker=request.taker,
            taken_by=request.taken_by,
            relation=request.relation,
            given_by=self._ctx.person.employee_id,
            given_at=self._ctx.now,
        )


def _to_give(
    order: TestOrderRow,
    version: ResultVersionRow,
    versions: Sequence[ResultVersionRow],
    accession: str,
    given: list[Delivery],
    still_open: int,
    unpaid: bool | None,  # noqa: FBT001 as it travels
) -> ReportToGive:
    assert version.released_at is not None  # it would not be on the list
    before = released_before(versions, version.number)
    state = _OUT.get(order.status)
    if state is None:
        value_corrected, reasons = changes_between(versions, version.number)
        state = ReportState.CORRECTING if value_corrected else ReportState.REJUDGING
    elif before is not None:
        value_corrected, reasons = changes_between(versions, before.number, version.number)
    else:
        value_corrected, reasons = False, []
    return ReportToGive(
        test_order_id=order.id,
        appointment_id=order.appointment_id,
        patient=PatientSummary.model_validate(order.patient),
        test=order.test_type.name,
        lab=order.test_type.lab.name,
        accession=accession,
        ordered_by=order.orderer.full_name,
        requester=order.requester,
        ordered_at=order.ordered_at,
        state=state,
        number=version.number,
        released_at=version.released_at,
        replaces=before.number if before else None,
        value_corrected=value_corrected,
        reasons=reasons,
        deliveries=given,
        still_open=still_open,
        unpaid=unpaid,
    )
