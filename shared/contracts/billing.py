"""The remote calls about bills."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.appointments import AppointmentNotFound
from shared.errors import Conflict, NotFound, StaleVersion
from shared.ids import AppointmentId, BillId
from shared.models.billing import (
    BillDetails,
    BillOf,
    BillStatus,
    BillSummary,
    GetBill,
    IssueBill,
    ListUnpaid,
)
from shared.models.common import Page
from shared.permissions import Permission
from shared.topics import Topic


@dataclass(eq=False)
class BillNotFound(NotFound):
    bill_id: BillId


@dataclass(eq=False)
class NoBillYet(NotFound):
    """Nothing was charged for this appointment yet."""

    appointment_id: AppointmentId


@dataclass(eq=False)
class BillStateConflict(Conflict):
    """The bill's state does not allow this."""

    status_found: BillStatus


class NothingToBill(Conflict):
    """The draft has no line."""


unpaid = query("/bills", ListUnpaid, Page[BillSummary], allow=Permission.BILLING_VIEW)

get = query("/bills/{bill_id}", GetBill, BillDetails, allow=Permission.BILLING_VIEW, raises=(BillNotFound,))

of_appointment = query(
    "/appointments/{appointment_id}/bill",
    BillOf,
    BillDetails,
    allow=Permission.BILLING_VIEW,
    raises=(AppointmentNotFound, NoBillYet),
)

issue = command(
    "/bills/{bill_id}/issue",
    IssueBill,
    BillDetails,
    allow=Permission.BILLING_ISSUE,
    changes={Topic.BILLING},
    raises=(BillNotFound, BillStateConflict, NothingToBill, StaleVersion),
)
