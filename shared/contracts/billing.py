"""The remote calls about bills, payments and the cash drawer."""

from dataclasses import dataclass
from decimal import Decimal

from shared.contract import command, query
from shared.contracts.access import ApprovalNeeded, ApprovalNotValid
from shared.contracts.appointments import AppointmentNotFound
from shared.contracts.payers import PayerNotFound
from shared.errors import ApiError, Conflict, NotFound, StaleVersion
from shared.ids import AppointmentId, BillDiscountId, BillId, BillItemId, CashSessionId, CreditRequestId
from shared.models.billing import (
    BillDetails,
    BillOf,
    BillStatus,
    BillSummary,
    CancelBill,
    CashSession,
    CloseCashSession,
    CreditBill,
    CurrentCashSession,
    FindDues,
    GetBill,
    GiveDiscount,
    IssueBill,
    ListUnpaid,
    OpenCashSession,
    PatientDues,
    PaymentTaken,
    RejectCredit,
    SplitBill,
    TakeDiscountBack,
    TakePayment,
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
class CashSessionNotFound(NotFound):
    cash_session_id: CashSessionId


@dataclass(eq=False)
class BillStateConflict(Conflict):
    """The bill's state does not allow this."""

    status_found: BillStatus


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


@dataclass(eq=False)
class MoreThanDue(Conflict):
    """The amount is larger than what is still due."""

    due: Decimal


class TenderedTooLittle(ApiError):
    """Less was handed over than shall be paid."""

    status = 422


class NoOpenCashSession(Conflict):
    """No payment without an open drawer."""


@dataclass(eq=False)
class CashSessionOpen(Conflict):
    """This cashier has an open drawer."""

    cash_session_id: CashSessionId


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

pay = command(
    "/bills/{bill_id}/payments",
    TakePayment,
    PaymentTaken,
    allow=Permission.BILLING_PAY,
    changes={Topic.BILLING, Topic.CASH},
    raises=(BillNotFound, BillStateConflict, MoreThanDue, TenderedTooLittle, NoOpenCashSession, StaleVersion),
)

current_cash_session = query(
    "/cash-sessions/current",
    CurrentCashSession,
    CashSession,
    allow=Permission.CASH_SESSION,
    raises=(NoOpenCashSession,),
)

open_cash_session = command(
    "/cash-sessions",
    OpenCashSession,
    CashSession,
    allow=Permission.CASH_SESSION,
    changes={Topic.CASH},
    raises=(CashSessionOpen,),
)

close_cash_session = command(
    "/cash-sessions/{cash_session_id}/close",
    CloseCashSession,
    CashSession,
    allow=Permission.CASH_SESSION,
    changes={Topic.CASH},
    raises=(CashSessionNotFound, NoOpenCashSession, StaleVersion),
)
