"""Ordering laboratory tests."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from server.core.context import Context
from server.features.access.approvals import Approvals
from server.features.appointments.laboratory import LaboratoryVisits
from server.features.appointments.repository import AppointmentRepository
from server.features.appointments.tables import Appointment
from server.features.billing.lines import Act
from server.features.billing.service import BillingService
from server.features.lab.repository import LabRepository
from server.features.lab.tables import TestOrderRow, TestTypeRow
from server.features.lab.work import work_item
from server.features.patients.service import PatientService
from server.features.prices.service import PriceService
from shared.contracts.appointments import AppointmentStateConflict
from shared.events import EventType
from shared.ids import AppointmentId, EmployeeId, LabId, TestOrderId, TestTypeId, new_id
from shared.models.appointments import AppointmentStatus
from shared.models.billing import ItemKind
from shared.models.common import Page
from shared.models.lab import (
    Laboratory,
    OrderDirect,
    OrderTests,
    SearchTestTypes,
    TestOrder,
    TestOrderStatus,
    TestType,
    Urgency,
    WorkItem,
)
from shared.models.prices import PriceKind
from shared.money import ZERO, rounded
from shared.permissions import Permission
from shared.rules.lab_due import due_at

# With the doctor, or sent out for these very tests.
_UNDER_CARE: Final = (AppointmentStatus.IN_CONSULTATION, AppointmentStatus.ON_HOLD)


class LabService:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._lab = LabRepository(ctx.session)
        self._appointments = AppointmentRepository(ctx.session)

    def search(self, request: SearchTestTypes) -> Page[TestType]:
        rows = self._lab.search(request.term, request.limit + 1)
        currency = self._ctx.house.currency
        prices = PriceService(self._ctx).general((PriceKind.TEST, row.id) for row in rows)
        return Page(
            items=[
                _type(row, rounded(prices.get((PriceKind.TEST, row.id), ZERO), currency))
                for row in rows[: request.limit]
            ],
            more=len(rows) > request.limit,
        )

    def labs(self) -> Page[Laboratory]:
        return Page(items=[Laboratory(id=LabId(row.id), name=row.name) for row in self._lab.labs()])

    def order(self, request: OrderTests) -> Page[TestOrder]:
        """Each test is an order of its own, and joins the visit's bill by itself."""
        visit = self._appointments.get_locked(request.appointment_id)
        self._ctx.actor.reaches(Permission.LAB_ORDER, own=visit.doctor_id == self._ctx.person.employee_id)
        self._ctx.check_open(visit.patient_id)  # whoever orders lets the laboratory in, and reads the rest
        if visit.status not in _UNDER_CARE:
            raise AppointmentStateConflict(visit.status)
        self._order(visit, request.test_type_ids, request.urgency)
        return Page(items=self.of_visit(visit.id))

    def order_direct(self, request: OrderDirect) -> Page[WorkItem]:
        """For a visit of their own, to which no doctor belongs: whoever agreed stands for it, else who orders."""
        second = Approvals(self._ctx).check(Permission.LAB_ORDER_DIRECT, request.patient_id, request.approval_id)
        patient = PatientService(self._ctx).living(request.patient_id)
        self._ctx.check_open(patient.id)  # as above
        visit = LaboratoryVisits(self._ctx).of_today(patient, second or self._ctx.person.employee_id)
        ordered = self._order(visit, request.test_type_ids, request.urgency, request.requester, second)
        return Page(items=[work_item(order) for order in self._lab.several(order.id for order in ordered)])

    def of_visit(self, appointment_id: AppointmentId) -> list[TestOrder]:
        """The tests of a visit that is known to exist."""
        return [_order(row, name) for row, name in self._lab.of_appointment(appointment_id)]

    def _order(
        self,
        visit: Appointment,
        test_type_ids: Sequence[TestTypeId],
        urgency: Urgency,
        requester: str = "",
        approved_by: EmployeeId | None = None,
    ) -> list[TestOrderRow]:
        types = self._lab.offered(test_type_ids)
        orders = [
            TestOrderRow(
                id=TestOrderId(new_id()),
                appointment_id=visit.id,
                patient_id=visit.patient_id,
                test_type_id=test_type.id,
                urgency=urgency,
                status=TestOrderStatus.ORDERED,
                ordered_by=self._ctx.person.employee_id,
                requester=requester,
                ordered_at=self._ctx.now,
                due_at=due_at(self._ctx.now, test_type.target_minutes, urgency),
            )
            for test_type in types
        ]
        self._lab.add(orders)
        agreed = {} if approved_by is None else {"approved_by": str(approved_by)}
        self._ctx.record(
            EventType.TESTS_ORDERED,
            visit.id,
            visit.patient_id,
            # The timeline is read at every counter: how many tests there are, not which.
            count=len(types),
            urgency=urgency,
            **agreed,
        )
        things = {(PriceKind.TEST, test_type.id) for test_type in types}
        prices = PriceService(self._ctx).prices_of(things, visit.patient_id)
        acts = [
            Act(ItemKind.TEST, order.id, test_type.name, prices[PriceKind.TEST, test_type.id], test_type.id)
            for order, test_type in zip(orders, types, strict=True)
        ]
        BillingService(self._ctx).charge(visit.id, visit.patient_id, acts)
        self._ctx.touched(visit.id)
        self._lab.flush()
        return orders


def _type(row: TestTypeRow, price: Decimal) -> TestType:
    return TestType(
        id=row.id,
        code=row.code,
        name=row.name,
        lab=row.lab.name,
        specimen=row.specimen,
        price=price,
    )


def _order(row: TestOrderRow, ordered_by: str) -> TestOrder:
    return TestOrder(
        id=row.id,
        test_type_id=row.test_type_id,
        name=row.test_type.name,
        specimen=row.test_type.specimen,
        urgency=row.urgency,
        status=row.status,
        ordered_by=ordered_by,
        requester=row.requester,
        ordered_at=row.ordered_at,
        due_at=row.due_at,
        released=row.released,
        cancel_reason=row.cancel_reason,
        version=row.version,
    )
