"""What was charged and comes back: off the draft, or credited, whichever the bill allows by now."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from server.features.access.approvals import Approvals
from server.features.billing.crediting import CreditService, left_of
from server.features.billing.tables import Bill, BillItemRow
from shared.ids import ApprovalId, BillId, BillItemId
from shared.models.billing import BillStatus, ItemKind
from shared.money import ZERO, Currency, rounded
from shared.permissions import Permission


@dataclass(frozen=True)
class GivenBack:
    """What a return comes to: off which line, by which credit note, and what of it was paid already."""

    bill_id: BillId
    item_id: BillItemId
    currency: Currency
    amount: Decimal
    note_no: str = ""
    to_refund: Decimal = ZERO


class GivingBack(CreditService):
    def give_back(
        self, kind: ItemKind, itemable_id: UUID, quantity: Decimal, reason: str, approval_id: ApprovalId | None
    ) -> GivenBack | None:
        """So many of an act; None where nothing of it stands on a bill: it is in a package, or was credited before.

        Of an issued bill with a second person, who agrees about this act. Raises ApprovalNeeded, ApprovalNotValid.
        """
        bill_id = self._bills.bill_with(kind, itemable_id)
        if bill_id is None:
            return None
        bill = self._bills.get_issued_locked(bill_id)
        item = next(one for one in bill.items if (one.itemable_type, one.itemable_id) == (kind, itemable_id))
        if bill.status is BillStatus.DRAFT:
            return self._off_the_draft(bill, item, quantity)
        quantity = min(quantity, left_of(bill, item))
        if not quantity:
            return None
        approver = Approvals(self._ctx).check(Permission.BILLING_CANCEL, itemable_id, approval_id, always=True)
        assert approver is not None  # always asked for
        note = self._make_note(bill, [self._line(bill, item.id, quantity)], reason, approver)
        self._answer_requests(bill, {item.id})
        self._ctx.touched(bill.id, bill.billable_id)
        currency = Currency(bill.currency)
        return GivenBack(
            bill.id,
            item.id,
            currency,
            rounded(note.total, currency),
            note.note_no,
            rounded(note.refundable, currency),
        )

    def _off_the_draft(self, bill: Bill, item: BillItemRow, quantity: Decimal) -> GivenBack:
        before, currency = bill.total, Currency(bill.currency)
        self._bills.reduce(bill, item, quantity)
        self._ctx.touched(bill.id, bill.billable_id)
        return GivenBack(bill.id, item.id, currency, rounded(before - bill.total, currency))
