"""Refunds as a server answers them."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from shared.ids import EmployeeId, PaymentId, RefundId
from shared.models.billing import BillStatus, PaymentMode
from shared.models.cash_payments import PaymentTaken
from shared.models.refunds import Refund, RefundedLine, RefundPaid, RefundStatus
from tests.client.cashier import bills

ASKER = EmployeeId(UUID(int=71))
PAID_BILL = bills.taken("1054").bill


def refund(status=RefundStatus.REQUESTED, amount="254", number=1, **changes):
    decided = status is not RefundStatus.REQUESTED
    item = bills.ITEMS[1]
    facts = Refund(
        id=RefundId(UUID(int=300 + number)),
        refund_no=f"F-CASH1-2026-{number:06d}",
        status=status,
        bill_id=bills.BILL,
        bill_no="B-CASH1-2026-000118",
        patient=bills.RAHIMA,
        currency=bills.TAKA,
        lines=[RefundedLine(bill_item_id=item.id, description=item.description, amount=Decimal(amount))],
        reason="Test not done",
        requested_by="Rafiq Ahmed",
        requested_by_id=ASKER,
        requested_at=bills.NOON + timedelta(minutes=number),
        decided_by="Nasrin Sultana" if decided else "",
        decided_at=bills.NOON + timedelta(hours=1) if decided else None,
        decision="",
        paid_at=None,
    )
    return facts.model_copy(update=changes)


def paid_out(of=None, mode=PaymentMode.CASH):
    """The negative payment, and the bill after it."""
    of = of or refund(RefundStatus.APPROVED)
    at = bills.NOON + timedelta(hours=2)
    back = bills.payment("1", number=9, mode=mode).model_copy(
        update={"id": PaymentId(UUID(int=190)), "amount": -of.amount, "tendered": None, "change": None, "taken_at": at}
    )
    after = PAID_BILL.model_copy(
        update={
            "status": BillStatus.PARTLY_PAID,
            "paid": PAID_BILL.paid - of.amount,
            "due": of.amount,
            "payments": [*PAID_BILL.payments, back],
        }
    )
    done = of.model_copy(update={"status": RefundStatus.PAID, "paid_at": at})
    return RefundPaid(refund=done, taken=PaymentTaken(payments=[back], bill=after))
