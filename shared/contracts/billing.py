"""The remote calls about bills."""

from dataclasses import dataclass
from decimal import Decimal

from shared.contract import command, query
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.contracts.appointments import AppointmentNotFound
from shared.contracts.patients import PatientNotFound
from shared.contracts.payers import PayerNotFound
from shared.contracts.prices import NothingPriced
from shared.errors import Conflict, NotFound, StaleVersion
from shared.ids import AppointmentId, BillDiscountId, BillId, BillItemId, CreditRequestId
from shared.models.bill_changes import (
    CancelBill,
    CreditBill,
    GiveDiscount,
    RejectCredit,
    SplitBill,
    TakeDiscountBack,
)
from shared.models.billing import (
    AddOffer,
    AddTyped,
    BillDetails,
    BillOf,
    BillStatus,
    BillSummary,
    FindDues,
    FindOffers,
    GetBill,
    IssueBill,
    ListUnpaid,
    Offer,
    OpenDraft,
    PatientDues,
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


@dataclass(eq=False)
class BillItemNotFound(NotFound):
    """Not, or no more, on this bill."""

    bill_item_id: BillItemId


@dataclass(eq=False)
class DiscountNotFound(NotFound):
    """Not, or no more, on this bill."""

    discount_id: BillDiscountId


@dataclass(eq=False)
class DiscountTooLarge(Conflict):
    """More than the line or the bill still comes to."""

    left: Decimal


@dataclass(eq=False)
class MoreThanBilled(Conflict):
    """More of a line is to be credited than was billed and is not credited yet."""

    bill_item_id: BillItemId
    left: Decimal


@dataclass(eq=False)
class ShareTooLarge(Conflict):
    """Nobody pays more than the bill comes to."""

    total: Decimal


class NothingToCredit(Conflict):
    """All of the bill is credited."""


@dataclass(eq=False)
class CreditRequestNotFound(NotFound):
    """Nobody asks this of the bill, or it was answered."""

    request_id: CreditRequestId


unpaid = query("/bills", ListUnpaid, Page[BillSummary], allow=Permission.BILLING_VIEW)

get = query("/bills/{bill_id}", GetBill, BillDetails, allow=Permission.BILLING_VIEW, raises=(BillNotFound,))

of_appointment = query(
    "/appointments/{appointment_id}/bill",
    BillOf,
    BillDetails,
    allow=Permission.BILLING_VIEW,
    raises=(AppointmentNotFound, NoBillYet),
)

dues = query("/patients/{patient_id}/dues", FindDues, PatientDues, allow=Permission.BILLING_VIEW)

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

give_discount = command(
    "/bills/{bill_id}/discounts",
    GiveDiscount,
    BillDetails,
    allow=Permission.BILLING_DISCOUNT,
    changes={Topic.BILLING},
    raises=(
        BillNotFound,
        BillItemNotFound,
        BillStateConflict,
        DiscountTooLarge,
        StaleVersion,
        ApprovalNeeded,
        ApprovalNotValid,
    ),
)

take_discount_back = command(
    "/bills/{bill_id}/discounts/{discount_id}/take-back",
    TakeDiscountBack,
    BillDetails,
    allow=Permission.BILLING_DISCOUNT,
    changes={Topic.BILLING},
    raises=(BillNotFound, BillStateConflict, DiscountNotFound, StaleVersion),
)

split = command(
    "/bills/{bill_id}/payer",
    SplitBill,
    BillDetails,
    allow=Permission.BILLING_ISSUE,
    changes={Topic.BILLING},
    raises=(BillNotFound, BillStateConflict, PayerNotFound, ShareTooLarge, StaleVersion),
)

cancel = command(
    "/bills/{bill_id}/cancel",
    CancelBill,
    BillDetails,
    allow=Permission.BILLING_CANCEL,
    changes={Topic.BILLING},
    raises=(BillNotFound, BillStateConflict, StaleVersion, ApprovalNeeded, ApprovalNotValid),
)

credit = command(
    "/bills/{bill_id}/credit-notes",
    CreditBill,
    BillDetails,
    allow=Permission.BILLING_CANCEL,
    changes={Topic.BILLING},
    raises=(
        BillNotFound,
        BillItemNotFound,
        BillStateConflict,
        MoreThanBilled,
        NothingToCredit,
        StaleVersion,
        ApprovalNeeded,
        ApprovalNotValid,
    ),
)

reject_credit = command(
    "/bills/{bill_id}/credit-requests/{request_id}/reject",
    RejectCredit,
    BillDetails,
    allow=Permission.BILLING_CANCEL,
    changes={Topic.BILLING},
    raises=(BillNotFound, CreditRequestNotFound, StaleVersion),
)
