"""The remote calls about bills."""

from dataclasses import dataclass

from shared.contract import command, query
from shared.contracts.appointments import AppointmentNotFound
from shared.contracts.patients import PatientNotFound
from shared.contracts.prices import NothingPriced
from shared.errors import Conflict, NotFound, StaleVersion
from shared.ids import AppointmentId, BillId
from shared.models.billing import (
    AddOffer,
    AddTyped,
    BillDetails,
    BillOf,
    BillStatus,
    BillSummary,
    FindOffers,
    GetBill,
    IssueBill,
    ListUnpaid,
    Offer,
    OpenDraft,
    RemoveLine,
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


class LineNotRemovable(Conflict):
    """It stands for something that was ordered or done, or is not on this bill."""


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

offers = query(
    "/bills/{bill_id}/offers", FindOffers, Page[Offer], allow=Permission.BILLING_ISSUE, raises=(BillNotFound,)
)

open_draft = command(
    "/patients/{patient_id}/bill",
    OpenDraft,
    BillDetails,
    allow=Permission.BILLING_ISSUE,
    changes={Topic.BILLING},
    raises=(PatientNotFound,),
)

_OF_DRAFT = (BillNotFound, BillStateConflict, StaleVersion)

add_offer = command(
    "/bills/{bill_id}/lines",
    AddOffer,
    BillDetails,
    allow=Permission.BILLING_ISSUE,
    changes={Topic.BILLING},
    raises=(*_OF_DRAFT, NothingPriced),
)

add_typed = command(
    "/bills/{bill_id}/typed-lines",
    AddTyped,
    BillDetails,
    allow=Permission.BILLING_ISSUE,
    changes={Topic.BILLING},
    raises=_OF_DRAFT,
)

remove_line = command(
    "/bills/{bill_id}/lines/{bill_item_id}/remove",
    RemoveLine,
    BillDetails,
    allow=Permission.BILLING_ISSUE,
    changes={Topic.BILLING},
    raises=(*_OF_DRAFT, LineNotRemovable),
)

issue = command(
    "/bills/{bill_id}/issue",
    IssueBill,
    BillDetails,
    allow=Permission.BILLING_ISSUE,
    changes={Topic.BILLING},
    raises=(BillNotFound, BillStateConflict, NothingToBill, StaleVersion),
)
