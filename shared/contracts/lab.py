"""The remote calls about laboratory tests."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.appointments import AppointmentNotFound, AppointmentStateConflict
from shared.errors import NotFound
from shared.ids import TestTypeId
from shared.models.common import Page
from shared.models.lab import ListTestOrders, OrderTests, SearchTestTypes, TestOrder, TestType
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class UnknownTestType(NotFound):
    test_type_id: TestTypeId


test_types = query("/test-types", SearchTestTypes, Page[TestType], allow=Permission.LAB_VIEW)

orders_of = query(
    "/appointments/{appointment_id}/test-orders",
    ListTestOrders,
    Page[TestOrder],
    allow=Permission.LAB_VIEW,
    raises=(AppointmentNotFound,),
)

order = command(
    "/appointments/{appointment_id}/test-orders",
    OrderTests,
    Page[TestOrder],
    allow=Permission.LAB_ORDER,
    changes={Topic.LAB, Topic.CONSULTATIONS, Topic.BILLING},
    raises=(AppointmentNotFound, AppointmentStateConflict, UnknownTestType),
)
