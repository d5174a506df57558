"""Who pays a bill besides the patient."""

from decimal import Decimal
from typing import Final

from server.core.context import Context
from server.features.billing.numbers import check_exact
from server.features.billing.repository import BillingRepository
from server.features.billing.service import BillingService
from server.features.billing.tables import SplitRow
from server.features.payers.repository import PayerRepository
from shared.contracts.billing import BillStateConflict, ShareTooLarge
from shared.contracts.payers import PayerNotFound
from shared.errors import InvalidRequest, StaleVersion
from shared.ids import BillSplitId, new_id
from shared.models.bill_changes import SplitBill
from shared.models.billing import BillDetails, BillStatus, ShareKind
from shared.money import ZERO, Currency, rounded

_ALL: Final = Decimal(100)


class SplitService:
    """A draft is split as the patient's card says, until somebody says otherwise of it."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._bills = BillingRepository(ctx.session)

    def split(self, request: SplitBill) -> BillDetails:
        bill = self._bills.get_locked(request.bill_id)
        if bill.status is not BillStatus.DRAFT:
            raise BillStateConflict(bill.status)
        if bill.version != request.version:
            raise StaleVersion(bill.version)
        currency = Currency(bill.currency)
        if request.payer_id is not None and not PayerRepository(self._ctx.session).payer(request.payer_id).is_active:
            raise PayerNotFound
        if request.kind is ShareKind.AMOUNT:
            check_exact("value", request.value, currency)
            if request.value > bill.total:
                raise ShareTooLarge(rounded(bill.total, currency))
        elif request.value > _ALL:
            raise InvalidRequest({"value": "more than 100 per cent"})
        change = SplitRow(
            id=BillSplitId(new_id()),
            payer_id=request.payer_id,
            kind=request.kind,
            value=ZERO if request.payer_id is None else request.value,
            reason=request.reason,
            changed_by=self._ctx.person.employee_id,
            changed_at=self._ctx.now,
        )
        self._bills.split(bill, change)
        self._ctx.touched(bill.id, bill.billable_id)
        return BillingService(self._ctx).get(bill.id)
