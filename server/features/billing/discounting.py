"""Letting something off a draft."""

from decimal import Decimal

from server.core.context import Context
from server.features.access.approvals import Approvals
from server.features.billing.numbers import check_exact
from server.features.billing.repository import BillingRepository
from server.features.billing.service import BillingService
from server.features.billing.tables import Bill, DiscountRow
from shared.contracts.billing import BillItemNotFound, BillStateConflict, DiscountNotFound, DiscountTooLarge
from shared.errors import InvalidRequest, StaleVersion
from shared.ids import BillDiscountId, BillId, BillItemId, new_id
from shared.models.bill_changes import GiveDiscount, TakeDiscountBack
from shared.models.billing import BillDetails, BillStatus, DiscountKind
from shared.money import ZERO, Currency, rounded
from shared.permissions import Permission

_ALL = Decimal(100)


class DiscountService:
    """Up to the limit of the house one person gives it; above it a second one agrees."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._bills = BillingRepository(ctx.session)

    def give(self, request: GiveDiscount) -> BillDetails:
        bill = self._draft_locked(request.bill_id, request.version)
        value = _ALL if request.kind is DiscountKind.WAIVER else request.value
        self._check_fits(bill, request.bill_item_id, request.kind, value)
        given = DiscountRow(
            id=BillDiscountId(new_id()),
            bill_item_id=request.bill_item_id,
            kind=request.kind,
            value=value,
            reason=request.reason,
            asked_by=self._ctx.person.employee_id,
            given_at=self._ctx.now,
        )
        if self._is_above_limit(bill, given):
            given.approved_by = Approvals(self._ctx).check(Permission.BILLING_DISCOUNT, bill.id, request.approval_id)
        self._bills.add_discount(bill, given)
        return self._answer(bill)

    def take_back(self, request: TakeDiscountBack) -> BillDetails:
        """What was given stays known, and that it was taken back."""
        bill = self._draft_locked(request.bill_id, request.version)
        given = next((row for row in bill.standing_discounts if row.id == request.discount_id), None)
        if given is None:
            raise DiscountNotFound(request.discount_id)
        self._bills.add_discount(
            bill,
            DiscountRow(
                id=BillDiscountId(new_id()),
                bill_item_id=given.bill_item_id,
                kind=given.kind,
                value=given.value,
                reason=given.reason,
                asked_by=self._ctx.person.employee_id,
                takes_back=given.id,
                given_at=self._ctx.now,
            ),
        )
        return self._answer(bill)

    def _draft_locked(self, bill_id: BillId, version: int) -> Bill:
        bill = self._bills.get_locked(bill_id)
        if bill.status is not BillStatus.DRAFT:
            raise BillStateConflict(bill.status)
        if bill.version != version:
            raise StaleVersion(bill.version)
        return bill

    def _check_fits(self, bill: Bill, bill_item_id: BillItemId | None, kind: DiscountKind, value: Decimal) -> None:
        """Raises BillItemNotFound, InvalidRequest or DiscountTooLarge."""
        touched = [item for item in bill.items if bill_item_id in (None, item.id)]
        if bill_item_id is not None and not touched:
            raise BillItemNotFound(bill_item_id)
        currency = Currency(bill.currency)
        left = sum((item.gross(currency) - item.discount for item in touched), ZERO)
        if kind is DiscountKind.AMOUNT:
            check_exact("value", value, currency)
        elif value > _ALL:
            raise InvalidRequest({"value": "more than 100 per cent"})
        if not left or (kind is DiscountKind.AMOUNT and value > left):
            raise DiscountTooLarge(rounded(left, currency))

    def _is_above_limit(self, bill: Bill, given: DiscountRow) -> bool:
        """By all that would be let off the bill; where it is given on a line, by what is let off that line too."""
        currency = Currency(bill.currency)
        lines = list(zip(bill.items, bill.discounted(given).lines, strict=True))
        return any(
            sum((discount for _, discount in part), ZERO)
            > rounded(sum((i.gross(currency) for i, _ in part), ZERO) * self._ctx.house.discount_limit / _ALL, currency)
            for part in (lines, [line for line in lines if line[0].id == given.bill_item_id])
        )

    def _answer(self, bill: Bill) -> BillDetails:
        self._ctx.touched(bill.id, bill.billable_id)
        return BillingService(self._ctx).get(bill.id)
